"""Labelled texts as training takes them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class LabelledTexts:
    """Texts with the classes they were filed under by one convention: paths of names from level 1 down.

    ``accepted`` holds, for each text, further domains that a reasonable officer could choose. ``written``
    texts were made up: they teach, but calibration and held-out figures leave them out.
    """

    name: str
    convention: str
    texts: Sequence[str]
    paths: Sequence[tuple[str, ...]]
    accepted: Sequence[tuple[str, ...]]
    written: Sequence[bool]

    @property
    def domains(self) -> list[str]:
        """The level-1 class of each text."""
        return [path[0] for path in self.paths]


def digest(labelled: LabelledTexts) -> str:
    """SHA-256 over texts and labels: tells whether two models saw the same data, without the data."""
    state = hashlib.sha256()
    for text, path in zip(labelled.texts, labelled.paths, strict=True):
        state.update(f"{'/'.join(path)}\t{text}\n".encode("utf-8", "replace"))
    return state.hexdigest()

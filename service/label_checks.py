"""What is wrong with labelled petitions, all of it at once: empty texts and texts filed in two ways."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from nlp.normalize import normalize
from service.errors import HuiyinError
from service.labelled_data import LabelledPetition

SHOWN_ROWS = 20


def label_faults(
    path: Path, petitions: Sequence[LabelledPetition], allow_conflicts: bool = False
) -> Iterator[HuiyinError]:
    """The faults of one file, with their rows. A text may stand twice, but not under two domains."""
    empty = [str(p.row) for p in petitions if not p.text.strip()]
    if empty:
        yield HuiyinError("training.empty_texts", path=path, count=len(empty), rows=_shown(empty))
    first: dict[str, LabelledPetition] = {}
    conflicts = []
    for petition in petitions:
        key = normalize(petition.text).text
        earlier = first.setdefault(key, petition)
        if key and earlier.path[0] != petition.path[0] and petition.path[0] not in earlier.accepted:
            conflicts.append(f"{earlier.row} {earlier.path[0]} / {petition.row} {petition.path[0]}")
    if conflicts and not allow_conflicts:
        yield HuiyinError("training.conflicts", path=path, count=len(conflicts), rows=_shown(conflicts))


def _shown(entries: Sequence[str]) -> str:
    return "；".join(entries[:SHOWN_ROWS]) + ("…" if len(entries) > SHOWN_ROWS else "")

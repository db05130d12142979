"""Whom to ring for a petition of level 4: from ``data/urgency/emergency.yaml`` or a file of the office."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from models.urgency import UrgencyTag
from nlp.resources import data_path
from service.errors import HuiyinError
from service.messages import Language, current_language

VARIABLE = "HUIYIN_EMERGENCY"


@dataclass(frozen=True)
class EmergencyNumber:
    """A number, what it is called, and the cues and words it is for; none of either: for all."""

    number: str
    zh: str
    en: str
    cues: frozenset[str]
    words: tuple[str, ...]

    def name(self, language: Language | None = None) -> str:
        """What the number is, in the reader's language."""
        return self.en if (language or current_language()) == "en" else self.zh

    def fits(self, tag: UrgencyTag) -> bool:
        """Whether a cue or the quotes of the petition ask for this number."""
        if not self.cues and not self.words:
            return True
        if tag.harm is not None and tag.harm.cue in self.cues:
            return True
        return any(word in quote.text for quote in tag.evidence for word in self.words)


def emergency_number(tag: UrgencyTag) -> EmergencyNumber | None:
    """The number for a petition of level 4; None for others. Raises HuiyinError for an unusable file."""
    if tag.level != 4:
        return None
    return next((entry for entry in _numbers(_file()) if entry.fits(tag)), None)


def _file() -> Path:
    return Path(os.environ[VARIABLE]) if os.environ.get(VARIABLE) else data_path("urgency/emergency.yaml")


@cache
def _numbers(path: Path) -> tuple[EmergencyNumber, ...]:
    try:
        with path.open(encoding="utf-8") as file:
            entries = yaml.safe_load(file)
        return tuple(
            EmergencyNumber(
                number=str(entry["number"]),
                zh=str(entry["name"]["zh"]),
                en=str(entry["name"]["en"]),
                cues=frozenset(map(str, entry.get("cues") or ())),
                words=tuple(map(str, entry.get("words") or ())),
            )
            for entry in entries
        )
    except (OSError, yaml.YAMLError, KeyError, TypeError, AttributeError) as fault:
        raise HuiyinError("urgency.numbers_unusable", path=path, reason=type(fault).__name__) from fault

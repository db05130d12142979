"""What is said about a petition's urgency and about what its writer wants."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

LEVEL_NAMES = {1: "一般", 2: "较急", 3: "紧急", 4: "特急"}
KINDS = ("求决", "投诉举报", "咨询", "建议")
HARMS = ("life", "living", "loss", "nuisance")  # life and body, basic living, right or property, nuisance
VULNERABLE = ("child", "alone_elderly", "ill", "pregnant", "disabled")


@dataclass(frozen=True)
class Stretch:
    """Characters ``start`` to ``end`` (exclusive) of the original text."""

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Harm:
    """What happens to whom. ``kind``: one of ``HARMS``; None where only the model speaks.

    ``cue``: the cue that was found (``data/urgency``), None without one.
    """

    kind: str | None
    stretch: Stretch
    cue: str | None = None


@dataclass(frozen=True)
class TimeLeft:
    """``now``, ``within_day`` or ``dated`` (then with the due date), and the words that say so."""

    kind: Literal["now", "within_day", "dated"]
    stretch: Stretch
    due: date | None = None


@dataclass(frozen=True)
class UrgencyTag:
    """The urgency of one petition.

    ``level``: 1 一般 to 4 特急; None where a person has to say. ``probability``: calibrated, of that level,
    by the statistical model alone: no cue raises it. ``raised``: a cue put the level above the model's own.
    ``evidence``: the words behind levels 2 to 4. ``kind``: one of ``KINDS``.
    """

    level: int | None
    probability: float
    raised: bool
    harm: Harm | None
    time: TimeLeft | None
    vulnerable: tuple[tuple[str, Stretch], ...]
    evidence: tuple[Stretch, ...]
    needs_review: bool
    kind: str | None
    kind_probability: float

    @property
    def due(self) -> date | None:
        """The nearest future date by which something happens or is lost."""
        return self.time.due if self.time else None

    @property
    def name(self) -> str | None:
        """一般, 较急, 紧急 or 特急."""
        return None if self.level is None else LEVEL_NAMES[self.level]

"""What goes into the store and comes out of it: frozen records, no database types."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

Json = Mapping[str, Any]


class RelationKind(StrEnum):
    """How two petitions belong together."""

    COPY = "copy"
    MATTER = "matter"
    REPEAT = "repeat"
    CONTINUES = "continues"


class Decision(StrEnum):
    """What a person decided. The first three are about a petition's tags, the others about a relation."""

    CONFIRM = "confirm"
    CORRECT = "correct"
    WRONG_DESK = "wrong_desk"
    SPLIT = "split"
    JOIN = "join"
    TAKE_BACK = "take_back"


class Change(StrEnum):
    """What happened to a petition, for those who follow the changes."""

    STORED = "stored"
    RETAGGED = "retagged"
    REVIEWED = "reviewed"
    LINKED = "linked"
    ERASED = "erased"


class ReviewState(StrEnum):
    """Whether a person still has to look."""

    WAITING = "waiting"
    DECIDED = "decided"


@dataclass(frozen=True)
class NewPetition:
    """A petition as it arrives.

    ``tokens``: pseudonyms by field (phone → keyed hashes), opaque here. ``masked``: display forms by field
    (phone → 138****0000). ``source`` and ``external_id`` together name it in the caller's own system.
    Times are aware; ``received_at`` None means now.
    """

    title: str
    body: str
    source: str | None = None
    external_id: str | None = None
    received_at: datetime | None = None
    occurred_at: datetime | None = None
    tokens: Mapping[str, tuple[bytes, ...]] = field(default_factory=dict)
    masked: Mapping[str, str] = field(default_factory=dict)
    training_use: bool = False


@dataclass(frozen=True)
class Tags:
    """What the models say of a petition. ``domain`` is a path of one to three names, or empty.

    ``details`` is the whole of it as JSON (alternatives, evidence with offsets, facts), kept as it is.
    ``confidential`` is true for a complaint about an official or office, ``must_not_route_to`` names those.
    ``models`` maps what was tagged to the version that tagged it.
    """

    domain: tuple[str, ...] = ()
    domain_probability: float | None = None
    needs_review: bool = True
    urgency: int | None = None
    urgency_probability: float | None = None
    due_at: datetime | None = None
    kind: str | None = None
    confidential: bool = False
    must_not_route_to: tuple[str, ...] = ()
    models: Mapping[str, str] = field(default_factory=dict)
    details: Json = field(default_factory=dict)


@dataclass(frozen=True)
class RepeatKey:
    """An ``Idempotency-Key``, valid for one caller (``scope``), so that a guessed one opens nobody else's."""

    scope: str
    key: str


@dataclass(frozen=True)
class Stored:
    """Where a petition is; ``created`` is False if it was there already."""

    id: str
    created: bool


@dataclass(frozen=True)
class Petition:
    """A stored petition.

    ``tags`` is what the models said; ``domain``, ``urgency``, ``confidential`` and ``needs_review`` are what
    counts now, after people's decisions. ``decided``: a person's decision stands.
    """

    id: str
    title: str
    body: str
    source: str | None
    external_id: str | None
    received_at: datetime
    occurred_at: datetime | None
    tokens: Mapping[str, tuple[bytes, ...]]
    masked: Mapping[str, str]
    tags: Tags
    domain: tuple[str, ...]
    urgency: int | None
    confidential: bool
    needs_review: bool
    decided: bool
    case_id: str | None
    training_use: bool


@dataclass(frozen=True)
class Erased:
    """What is left of an erased petition."""

    id: str
    erased_at: datetime


@dataclass(frozen=True)
class Wanted:
    """Which petitions a list is to hold; None means any. ``domain`` is a level-1 name."""

    domain: str | None = None
    urgency: int | None = None
    since: datetime | None = None
    review: ReviewState | None = None
    case_id: str | None = None


@dataclass(frozen=True)
class Page:
    """Petitions, newest stored first, and the cursor of the next page (None: this was the last)."""

    petitions: tuple[Petition, ...]
    next: str | None


@dataclass(frozen=True)
class NewRelation:
    """A link that a model offers or a person makes. ``score`` None where a person made it."""

    a: str
    b: str
    kind: RelationKind
    score: float | None
    evidence: Json = field(default_factory=dict)
    model: str | None = None
    offered: bool = True


@dataclass(frozen=True)
class Relation:
    """A stored link; ``a`` was stored before ``b``. ``active`` counts; ``offered`` is what its maker said."""

    id: str
    a: str
    b: str
    kind: RelationKind
    score: float | None
    evidence: Json
    model: str | None
    made_by: str
    made_at: datetime
    offered: bool
    active: bool


@dataclass(frozen=True)
class Correction:
    """What a person says instead; None leaves it as it is."""

    domain: tuple[str, ...] | None = None
    urgency: int | None = None
    confidential: bool | None = None


@dataclass(frozen=True)
class Review:
    """A person's decision, on a petition or on a relation; never altered, ``taken_back`` by a later one."""

    id: str
    decision: Decision
    reviewer: str
    at: datetime
    reason: str | None
    correction: Correction
    taken_back: bool


@dataclass(frozen=True)
class Receipt:
    """That something was erased: who, when, why, how many rows; no content."""

    id: str
    petition_id: str | None
    at: datetime
    actor: str
    details: Json

"""Who may do what, and which fields of a petition an answer to them may hold. Pure; denies by default.

A role is allowed what stands in the two tables below and nothing else. Permission is checked before
similarity, search, export or a count looks at anything: a store query takes a ``Visibility`` and leaves
out what it hides in the query itself, so that a hidden petition changes no answer.

A confidential complaint (about an official or an office) is shown to the role ``confidential`` only; an
administrator sees that it exists and where it must not go, but neither its text nor its petitioner.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

ALL_DOMAINS = "*"


class Role(StrEnum):
    """What an API key is for."""

    INTAKE = "intake"
    CLERK = "clerk"
    ANALYST = "analyst"
    ADMIN = "admin"
    CONFIDENTIAL = "confidential"


class Operation(StrEnum):
    """What a caller asks for."""

    TAG = "tag"
    STORE = "store"
    READ = "read"
    LIST = "list"
    SIMILAR = "similar"
    CASE = "case"
    REVIEW = "review"
    REVIEW_QUEUE = "review_queue"
    COUNT = "count"
    ERASE = "erase"
    EXPORT = "export"
    AUDIT = "audit"
    KEYS = "keys"
    MODEL = "model"


class Shown(StrEnum):
    """Groups of fields of one petition."""

    ID = "id"
    EXTERNAL_ID = "external_id"
    TEXT = "text"
    REDACTED_TEXT = "redacted_text"
    TAGS = "tags"
    EVIDENCE = "evidence"  # spans quote the text
    PETITIONER = "petitioner"  # masked display forms; raw identifiers are never kept
    RELATIONS = "relations"
    REVIEWS = "reviews"
    MUST_NOT_ROUTE_TO = "must_not_route_to"
    RECEIPT = "receipt"  # of an erased petition


@dataclass(frozen=True)
class Caller:
    """Who asks: the key's id, its role, and for a clerk the level-1 domains of the desk."""

    key_id: str
    role: Role
    domains: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Subject:
    """What permission needs to know of a petition. ``confidential`` None means not known: treated as yes."""

    domain: str | None
    confidential: bool | None
    erased: bool = False


@dataclass(frozen=True)
class Visibility:
    """Which petitions a caller may see at all. ``domains`` None means every domain, also none."""

    domains: frozenset[str] | None = frozenset()
    open_ones: bool = False
    confidential_ones: bool = False

    def shows(self, subject: Subject) -> bool:
        """Whether this petition is visible; an erased one never is (its receipt is asked for by itself)."""
        if subject.erased:
            return False
        lane = self.open_ones if subject.confidential is False else self.confidential_ones
        return lane and (
            self.domains is None or (subject.domain is not None and subject.domain in self.domains)
        )


NOTHING = Visibility()
EVERYTHING = Visibility(domains=None, open_ones=True, confidential_ones=True)  # the program's own work

_ALWAYS = frozenset({Operation.TAG, Operation.MODEL})
_OPERATIONS: dict[Role, frozenset[Operation]] = {
    Role.INTAKE: _ALWAYS | {Operation.STORE},
    Role.CLERK: _ALWAYS
    | {
        Operation.READ,
        Operation.LIST,
        Operation.SIMILAR,
        Operation.CASE,
        Operation.REVIEW,
        Operation.REVIEW_QUEUE,
        Operation.COUNT,
    },
    Role.ANALYST: _ALWAYS | {Operation.READ, Operation.LIST, Operation.COUNT},
    Role.ADMIN: frozenset(Operation),
    Role.CONFIDENTIAL: _ALWAYS
    | {
        Operation.STORE,
        Operation.READ,
        Operation.LIST,
        Operation.SIMILAR,
        Operation.CASE,
        Operation.REVIEW,
        Operation.REVIEW_QUEUE,
    },
}

_LABELS = frozenset({Shown.ID, Shown.TAGS, Shown.MUST_NOT_ROUTE_TO})
_DESK = _LABELS | {
    Shown.EXTERNAL_ID,
    Shown.TEXT,
    Shown.REDACTED_TEXT,
    Shown.EVIDENCE,
    Shown.PETITIONER,
    Shown.RELATIONS,
    Shown.REVIEWS,
}
_OPEN: dict[Role, frozenset[Shown]] = {
    Role.CLERK: _DESK,
    Role.ANALYST: _LABELS | {Shown.REDACTED_TEXT},
    Role.ADMIN: _DESK,
    Role.CONFIDENTIAL: _DESK,
}
_CONFIDENTIAL: dict[Role, frozenset[Shown]] = {
    Role.ADMIN: _LABELS,
    Role.CONFIDENTIAL: _DESK,
}


def may(caller: Caller | None, operation: Operation) -> bool:
    """Whether the caller may ask for this at all; nobody and unknown roles may not."""
    return caller is not None and operation in _OPERATIONS.get(caller.role, frozenset())


def visibility(caller: Caller | None) -> Visibility:
    """Which petitions any answer to this caller may depend on."""
    if caller is None or caller.role not in _OPEN:
        return NOTHING
    return Visibility(_domains(caller), open_ones=True, confidential_ones=caller.role in _CONFIDENTIAL)


def shown_fields(caller: Caller | None, operation: Operation, subject: Subject) -> frozenset[Shown]:
    """The fields of this petition that an answer may hold; empty means: as if it did not exist.

    Whoever stores a petition is told its id, its tags and where it must not go, and nothing of others.
    """
    if caller is None or not may(caller, operation):
        return frozenset()
    if operation is Operation.STORE and not subject.erased:
        return _LABELS
    if subject.erased:
        return frozenset({Shown.ID, Shown.RECEIPT}) if caller.role is Role.ADMIN else frozenset()
    if not visibility(caller).shows(subject):
        return frozenset()
    table = _OPEN if subject.confidential is False else _CONFIDENTIAL
    return table.get(caller.role, frozenset())


def _domains(caller: Caller) -> frozenset[str] | None:
    """A clerk and the confidential lane may be bound to domains; a clerk without any sees nothing."""
    if caller.role is Role.CLERK or (caller.role is Role.CONFIDENTIAL and caller.domains):
        return None if ALL_DOMAINS in caller.domains else caller.domains
    return None

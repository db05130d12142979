"""What counts of a petition: the models' tags with people's decisions laid over them, oldest first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select

from service.store.codec import correction_of
from service.store.engine import Reading
from service.store.identifiers import plain_name
from service.store.records import Correction, Decision, Tags
from service.store.sealing import unseal_json
from service.store.tables import reviews


@dataclass(frozen=True)
class Counting:
    """The tags that count now."""

    domain: tuple[str, ...]
    urgency: int | None
    confidential: bool
    needs_review: bool
    decided: bool


def counting(tags: Tags, decisions: Iterable[tuple[Decision, Correction]]) -> Counting:
    """Fold decisions that were not taken back, oldest first: the newest counts.

    A petition sent back as for the wrong desk, with no other desk named, has no domain and waits for whoever
    distributes. A confirmation stands for what was shown, so earlier corrections stay.
    """
    now = Counting(tags.domain, tags.urgency, tags.confidential, tags.needs_review, decided=False)
    for decision, correction in decisions:
        if decision is Decision.WRONG_DESK and correction.domain is None:
            now = replace(now, domain=(), needs_review=True, decided=False)
        else:
            now = replace(now, decided=True)
        if correction.domain is not None:
            now = replace(now, domain=correction.domain)
        if correction.urgency is not None:
            now = replace(now, urgency=correction.urgency)
        if correction.confidential is not None:
            now = replace(now, confidential=correction.confidential)
    return now


def standing(reading: Reading, number: int, key: bytes) -> list[tuple[Decision, Correction]]:
    """Decisions on a petition that were not taken back, in the order in which they were made."""
    rows = reading.connection.execute(
        select(reviews).where(reviews.c.petition == number).order_by(reviews.c.number)
    ).all()
    gone = {row.takes_back for row in rows if row.takes_back is not None}
    return [
        (Decision(row.decision), correction_of(unseal_json([key], f"review:{row.id}", row.details)))
        for row in rows
        if row.takes_back is None and row.number not in gone
    ]


def effective_columns(reading: Reading, number: int, key: bytes, tags: Tags) -> dict[str, Any]:
    """The columns of what counts, for a petition that may have reviews."""
    return columns_of(counting(tags, standing(reading, number, key)), tags.domain_probability)


def tagged_columns(tags: Tags) -> dict[str, Any]:
    """The columns of what counts, for a new petition."""
    return columns_of(counting(tags, ()), tags.domain_probability)


def columns_of(now: Counting, probability: float | None) -> dict[str, Any]:
    """Columns of ``petitions``. Raises HuiyinError ``store.bad_name``."""
    names = [plain_name("domain", name) for name in now.domain] + [None, None, None]
    return {
        "domain": names[0],
        "level2": names[1],
        "level3": names[2],
        "urgency": now.urgency,
        "confidential": now.confidential,
        "needs_review": now.needs_review,
        "decided": now.decided,
        "queue_place": _queue_place(now.urgency, probability),
    }


def _queue_place(urgency: int | None, probability: float | None) -> int:
    """The most urgent first, then the least sure: one whole number, so that an index can hold the order."""
    return (4 - (urgency or 0)) * 1001 + round(1000 * (probability or 0.0))

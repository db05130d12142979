"""Erasing: a petition's words, tags, pseudonyms, links and reviews are gone; a receipt without content stays.

The row stays as a tombstone (id, when, and a digest of the caller's number), so that an import that is run
again does not bring the petition back. Backups made earlier still hold it, until they are thrown away.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, insert, or_, select, update

from service.store import audit
from service.store.changes import announce
from service.store.engine import Reading, Store, Writing
from service.store.identifiers import new_id
from service.store.records import Change, Json, Receipt
from service.store.rows import required_row
from service.store.sealing import erased_key
from service.store.tables import idempotency, petition_keys, petitions, receipts, relations, reviews

_KEPT = {"number", "id", "external_digest", "erased_at"}
_NOTHING = {
    "needs_review": False,
    "decided": False,
    "queue_place": 0,
    "confidential": True,
    "training_use": False,
}


def erase(store: Store, petition_id: str, actor: str, reason: str) -> tuple[Receipt, bool]:
    """Erase one petition and what lies in logs of it; False while ``store.scrub`` has still to be repeated.

    ``reason`` is a word of the program's (``request``, ``retention``), no free text.
    Raises HuiyinError ``store.no_such_petition``.
    """
    with store.write(actor) as writing:
        receipt = erase_in(writing, petition_id, reason)
    return receipt, store.scrub()


def erase_in(writing: Writing, petition_id: str, reason: str) -> Receipt:
    """As ``erase``, in a transaction of the caller's, who calls ``store.scrub`` after it."""
    row = required_row(writing, petition_id)
    links = writing.connection.execute(
        select(relations.c.number).where(or_(relations.c.a == row.number, relations.c.b == row.number))
    ).scalars()
    counts = _erase_rows(writing, row.number, list(links))
    _overwrite(writing, row.number)
    receipt = give_receipt(writing, "erase", petition_id, {"reason": reason, **counts})
    announce(writing, petition_id, Change.ERASED)
    audit.append(writing, "petition.erase", petition_id, reason=reason, receipt=receipt.id)
    return receipt


def receipt_of(reading: Reading, petition_id: str) -> Receipt | None:
    """The receipt of an erased petition."""
    row = reading.connection.execute(select(receipts).where(receipts.c.petition_id == petition_id)).first()
    if row is None:
        return None
    return Receipt(row.id, row.petition_id, row.at, row.actor, json.loads(row.details))


def give_receipt(writing: Writing, kind: str, petition_id: str | None, details: Json) -> Receipt:
    """Keep a receipt."""
    receipt = Receipt(new_id(), petition_id, writing.clock(), writing.actor, details)
    row = {"id": receipt.id, "kind": kind, "petition_id": petition_id, "at": receipt.at}
    written = json.dumps(dict(details), ensure_ascii=False)
    writing.connection.execute(insert(receipts), {**row, "actor": receipt.actor, "details": written})
    return receipt


def _erase_rows(writing: Writing, number: int, links: Sequence[int]) -> dict[str, int]:
    """Delete links and reviews; how many of each."""
    about: Any = or_(reviews.c.petition == number, reviews.c.relation.in_(links))
    # Those that take others back first: they point at them.
    taken = writing.connection.execute(delete(reviews).where(about, reviews.c.takes_back.is_not(None)))
    made = writing.connection.execute(delete(reviews).where(about))
    gone = writing.connection.execute(delete(relations).where(relations.c.number.in_(links)))
    return {"relations": gone.rowcount, "reviews": taken.rowcount + made.rowcount}


def _overwrite(writing: Writing, number: int) -> None:
    connection = writing.connection
    nothing: dict[str, Any] = {column.name: None for column in petitions.columns if column.name not in _KEPT}
    connection.execute(
        update(petitions)
        .where(petitions.c.number == number)
        .values(**(nothing | _NOTHING), erased_at=writing.clock())
    )
    # In place: the row keeps its size. See ``sealing``.
    connection.execute(
        update(petition_keys).where(petition_keys.c.number == number).values(wrapped=erased_key())
    )
    connection.execute(
        update(idempotency).where(idempotency.c.petition == number).values(content_digest=None)
    )

"""Petitions in and out. Sent twice is stored once, by ``Idempotency-Key`` and by the caller's own number."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import bindparam, func, insert, select, update

from service.errors import HuiyinError
from service.permissions import EVERYTHING, Visibility
from service.store import audit
from service.store.changes import announce
from service.store.codec import content_json, moment_json, tags_json
from service.store.decisions import effective_columns, tagged_columns
from service.store.engine import Reading, Writing
from service.store.identifiers import digest, json_digest, new_id, plain_name
from service.store.records import Change, Erased, NewPetition, Petition, RepeatKey, Stored, Tags
from service.store.rows import petition_of, petition_row, required_row, select_petitions
from service.store.sealing import new_key, seal_json
from service.store.tables import idempotency, petition_keys, petitions

_AT_ONCE = 500  # ids in one query: databases take only so many variables

# Made once: building them would cost more than running them.
_FOUND = (petitions.c.number, petitions.c.id, petitions.c.erased_at)
_FIND_REPEAT = (
    select(idempotency.c.content_digest, *_FOUND)
    .join(petitions, petitions.c.number == idempotency.c.petition)
    .where(idempotency.c.scope == bindparam("scope"), idempotency.c.key == bindparam("key"))
)
_FIND_EXTERNAL = select(petitions.c.content_digest, *_FOUND).where(
    petitions.c.external_digest == bindparam("named")
)
_ADD, _ADD_KEY, _ADD_REPEAT = insert(petitions), insert(petition_keys), insert(idempotency)


def add(writing: Writing, new: NewPetition, tags: Tags, repeat: RepeatKey | None = None) -> Stored:
    """Store a petition with its tags, or find it stored already.

    Raises HuiyinError ``store.key_reused`` (the Idempotency-Key came with another petition before),
    ``store.number_reused`` (the external id stands for another text), ``store.erased`` (it was stored and
    erased since: it is not stored again), ``store.bad_text``, ``store.bad_name``.
    """
    sent = json_digest(writing.salt, _sent(new))
    if (known := _by_repeat_key(writing, repeat, sent)) is not None:
        return Stored(known[1], created=False)
    if (known := _by_external_id(writing, new, sent)) is not None:
        _remember(writing, repeat, sent, known[0])
        return Stored(known[1], created=False)
    petition_id = new_id()
    number = _insert(writing, petition_id, new, tags, sent)
    _remember(writing, repeat, sent, number)
    announce(writing, petition_id, Change.STORED)
    audit.append(writing, "petition.store", petition_id)
    return Stored(petition_id, created=True)


def retag(writing: Writing, petition_id: str, tags: Tags) -> None:
    """Replace what the models said; people's decisions stand.

    Raises HuiyinError ``store.no_such_petition``, ``store.bad_text``, ``store.bad_name``.
    """
    row = required_row(writing, petition_id)
    key = writing.keys.unwrap(row.wrapped)
    sealed = seal_json([key], f"tags:{petition_id}", tags_json(tags))
    columns = _tag_columns(tags) | effective_columns(writing, row.number, key, tags)
    change = update(petitions).where(petitions.c.number == row.number)
    writing.connection.execute(change.values(tags=sealed, **columns))
    announce(writing, petition_id, Change.RETAGGED)
    audit.append(writing, "petition.retag", petition_id, models=[*tags.models.values()])


def get(reading: Reading, petition_id: str, visibility: Visibility = EVERYTHING) -> Petition | None:
    """One petition, or None where there is none, it is erased, or it may not be seen."""
    row = petition_row(reading, petition_id, visibility)
    return None if row is None else petition_of(reading, row)


def get_many(
    reading: Reading, ids: Sequence[str], visibility: Visibility = EVERYTHING
) -> dict[str, Petition]:
    """Those of these petitions that exist and may be seen, by id."""
    found = {}
    for start in range(0, len(ids), _AT_ONCE):
        some = list(ids[start : start + _AT_ONCE])
        query = select_petitions(visibility).where(petitions.c.id.in_(some))
        found.update({row.id: petition_of(reading, row) for row in reading.connection.execute(query)})
    return found


def erased(reading: Reading, petition_id: str) -> Erased | None:
    """What is left of an erased petition, or None if it is not erased or never was."""
    query = select(petitions.c.erased_at).where(petitions.c.id == petition_id)
    at = reading.connection.execute(query).scalar()
    return None if at is None else Erased(petition_id, at)


def find_external(reading: Reading, source: str | None, external_id: str) -> str | None:
    """The id under which the caller's own number is stored, also of an erased petition."""
    named = digest(reading.salt, source or "", external_id)
    return reading.connection.execute(
        select(petitions.c.id).where(petitions.c.external_digest == named)
    ).scalar()


def walk(reading: Reading, batch: int = 1000) -> Iterator[Petition]:
    """All petitions in the order of storing: what a link index is rebuilt from."""
    after = 0
    while True:
        query = select_petitions(EVERYTHING).where(petitions.c.number > after)
        rows = reading.connection.execute(query.order_by(petitions.c.number).limit(batch)).all()
        if not rows:
            return
        for row in rows:
            yield petition_of(reading, row)
        after = rows[-1].number


def count(reading: Reading) -> int:
    """How many petitions there are, erased ones left out."""
    query = select(func.count()).select_from(petitions).where(petitions.c.erased_at.is_(None))
    return int(reading.connection.execute(query).scalar_one())


def set_case(writing: Writing, ids: Sequence[str], case_id: str | None) -> None:
    """Put petitions into one case (None: into none)."""
    plain_name("case_id", case_id)
    for petition_id in ids:
        row = required_row(writing, petition_id)
        if row.case_id != case_id:
            change = update(petitions).where(petitions.c.number == row.number)
            writing.connection.execute(change.values(case_id=case_id))
            announce(writing, petition_id, Change.LINKED)


def set_training_use(writing: Writing, petition_id: str, allowed: bool) -> None:
    """Whether this petition may teach a model."""
    row = required_row(writing, petition_id)
    change = update(petitions).where(petitions.c.number == row.number)
    writing.connection.execute(change.values(training_use=allowed))
    audit.append(writing, "petition.training_use", petition_id, allowed=allowed)


def _sent(new: NewPetition) -> dict[str, Any]:
    """What makes two posts the same: all that the caller said, but not when it arrived."""
    return content_json(new) | {
        "source": new.source,
        "external_id": new.external_id,
        "occurred_at": moment_json(new.occurred_at),
        "training_use": new.training_use,
    }


def _by_repeat_key(writing: Writing, repeat: RepeatKey | None, sent: bytes) -> tuple[int, str] | None:
    if repeat is None:
        return None
    plain_name("Idempotency-Key", repeat.key)
    named = {"scope": repeat.scope, "key": repeat.key}
    return _same(writing.connection.execute(_FIND_REPEAT, named).first(), sent, "store.key_reused")


def _by_external_id(writing: Writing, new: NewPetition, sent: bytes) -> tuple[int, str] | None:
    if new.external_id is None:
        return None
    named = {"named": digest(writing.salt, new.source or "", new.external_id)}
    return _same(writing.connection.execute(_FIND_EXTERNAL, named).first(), sent, "store.number_reused")


def _same(row: Any | None, sent: bytes, otherwise: str) -> tuple[int, str] | None:
    if row is None:
        return None
    if row.erased_at is not None:
        raise HuiyinError("store.erased")
    if bytes(row.content_digest) != sent:
        raise HuiyinError(otherwise)
    return row.number, row.id


def _remember(writing: Writing, repeat: RepeatKey | None, sent: bytes, number: int) -> None:
    if repeat is not None:
        row = {"scope": repeat.scope, "key": repeat.key, "content_digest": sent}
        writing.connection.execute(_ADD_REPEAT, {**row, "petition": number, "at": writing.clock()})


def _insert(writing: Writing, petition_id: str, new: NewPetition, tags: Tags, sent: bytes) -> int:
    key = new_key()
    named = None if new.external_id is None else digest(writing.salt, new.source or "", new.external_id)
    row = {
        "id": petition_id,
        "source": plain_name("source", new.source),
        "external_id": plain_name("external_id", new.external_id),
        "external_digest": named,
        "content_digest": sent,
        "received_at": new.received_at or writing.clock(),
        "occurred_at": new.occurred_at,
        "content": seal_json([key], f"content:{petition_id}", content_json(new)),
        "tags": seal_json([key], f"tags:{petition_id}", tags_json(tags)),
        "training_use": new.training_use,
        "decided": False,
        **_tag_columns(tags),
        **tagged_columns(tags),
    }
    done = writing.connection.execute(_ADD, row)
    assert done.inserted_primary_key is not None
    number = int(done.inserted_primary_key[0])
    writing.connection.execute(_ADD_KEY, {"number": number, "wrapped": writing.keys.wrap(key)})
    return number


def _tag_columns(tags: Tags) -> dict[str, Any]:
    """Columns that only models fill."""
    return {
        "domain_probability": tags.domain_probability,
        "urgency_probability": tags.urgency_probability,
        "due_at": tags.due_at,
        "kind": plain_name("kind", tags.kind),
        "models": json.dumps(dict(tags.models), ensure_ascii=False),
    }

"""Links between petitions: typed, explained, with their maker; a person's word overrules the model's."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, and_, insert, or_, select, update

from service.errors import HuiyinError
from service.permissions import EVERYTHING, Visibility
from service.store import audit
from service.store.changes import announce
from service.store.engine import Reading, Writing
from service.store.identifiers import new_id, plain_name
from service.store.records import Change, NewRelation, Relation, RelationKind
from service.store.rows import keys_of, required_row, visible
from service.store.sealing import seal_json, unseal_json
from service.store.tables import petitions, relations, reviews

_ONE = petitions.alias("one")
_OTHER = petitions.alias("other")


def link(writing: Writing, new: NewRelation) -> Relation:
    """Store a link, or bring the stored one of this pair and kind up to date.

    Linking again changes score and evidence but not what a person decided.
    Raises HuiyinError ``store.no_such_petition``, ``store.same_petition``.
    """
    if new.a == new.b:
        raise HuiyinError("store.same_petition")
    first, second = sorted((required_row(writing, new.a), required_row(writing, new.b)), key=_number)
    known = writing.connection.execute(
        select(relations).where(
            relations.c.a == first.number, relations.c.b == second.number, relations.c.kind == new.kind.value
        )
    ).first()
    relation_id = known.id if known is not None else new_id()
    keys = [writing.keys.unwrap(row.wrapped) for row in (first, second)]
    values: dict[str, Any] = {
        "score": new.score,
        "evidence": seal_json(keys, f"evidence:{relation_id}", new.evidence),
        "model": plain_name("model", new.model),
        "offered": new.offered,
    }
    if known is None:
        values |= {"id": relation_id, "a": first.number, "b": second.number, "kind": new.kind.value}
        values |= {"made_by": new.model or writing.actor, "made_at": writing.clock(), "active": new.offered}
        writing.connection.execute(insert(relations), values)
    else:
        if not _was_decided(writing, known.number):
            values["active"] = new.offered
        change = update(relations).where(relations.c.number == known.number)
        writing.connection.execute(change.values(**values))
    announce_link(writing, first.id, second.id)
    audit.append(writing, "relation.store", relation_id, kind=new.kind.value, a=first.id, b=second.id)
    found = get(writing, relation_id)
    assert found is not None
    return found


def get(reading: Reading, relation_id: str, visibility: Visibility = EVERYTHING) -> Relation | None:
    """One link, or None where there is none or one of its petitions may not be seen."""
    row = reading.connection.execute(_select(visibility).where(relations.c.id == relation_id)).first()
    return None if row is None else relation_of(reading, row)


def of_petition(
    reading: Reading, petition_id: str, visibility: Visibility = EVERYTHING, active_only: bool = True
) -> tuple[Relation, ...]:
    """A petition's links to others that may be seen, the strongest first."""
    query = _select(visibility).where(or_(_ONE.c.id == petition_id, _OTHER.c.id == petition_id))
    if active_only:
        query = query.where(relations.c.active.is_(True))
    rows = reading.connection.execute(
        query.order_by(relations.c.score.desc().nulls_first(), relations.c.number)
    )
    return tuple(relation_of(reading, row) for row in rows)


def relation_row(reading: Reading, relation_id: str) -> Any:
    """A link's row with both petitions' ids. Raises HuiyinError ``store.no_such_relation``."""
    row = reading.connection.execute(_select(EVERYTHING).where(relations.c.id == relation_id)).first()
    if row is None:
        raise HuiyinError("store.no_such_relation", id=relation_id)
    return row


def relation_of(reading: Reading, row: Any) -> Relation:
    """The record of a row."""
    keys = keys_of(reading, row.a, row.b)
    return Relation(
        id=row.id,
        a=row.a_id,
        b=row.b_id,
        kind=RelationKind(row.kind),
        score=row.score,
        evidence=unseal_json(keys, f"evidence:{row.id}", row.evidence),
        model=row.model,
        made_by=row.made_by,
        made_at=row.made_at,
        offered=row.offered,
        active=row.active,
    )


def announce_link(writing: Writing, *ids: str) -> None:
    """Tell followers that these petitions' links changed."""
    for petition_id in ids:
        announce(writing, petition_id, Change.LINKED)


def _select(visibility: Visibility) -> Select[Any]:
    return (
        select(relations, _ONE.c.id.label("a_id"), _OTHER.c.id.label("b_id"))
        .join(_ONE, _ONE.c.number == relations.c.a)
        .join(_OTHER, _OTHER.c.number == relations.c.b)
        .where(and_(visible(visibility, _ONE), visible(visibility, _OTHER)))
    )


def _was_decided(reading: Reading, number: int) -> bool:
    """Whether a person's decision on this link stands."""
    back = reviews.alias()
    taken_back = select(back.c.number).where(back.c.takes_back == reviews.c.number).exists()
    query = select(reviews.c.number).where(
        reviews.c.relation == number, reviews.c.takes_back.is_(None), ~taken_back
    )
    return reading.connection.execute(query.limit(1)).first() is not None


def _number(row: Any) -> int:
    return int(row.number)

"""People's decisions: who, when, what and why. Never altered; the newest counts; each can be taken back."""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert, select, update

from service.errors import HuiyinError
from service.store import audit
from service.store.changes import announce
from service.store.codec import correction_of, review_json, tags_of
from service.store.decisions import effective_columns
from service.store.engine import Reading, Writing
from service.store.identifiers import new_id
from service.store.records import Change, Correction, Decision, NewRelation, Relation, Review
from service.store.relations import announce_link, link, relation_row
from service.store.rows import keys_of, required_row
from service.store.sealing import seal_json, unseal_json
from service.store.tables import petition_keys, petitions, relations, reviews

_ON_PETITIONS = {Decision.CONFIRM, Decision.CORRECT, Decision.WRONG_DESK}
_ON_RELATIONS = {Decision.CONFIRM, Decision.SPLIT, Decision.JOIN}
NO_CORRECTION = Correction()


def decide(
    writing: Writing,
    petition_id: str,
    decision: Decision,
    reason: str | None = None,
    correction: Correction = NO_CORRECTION,
) -> Review:
    """Keep a decision on a petition's tags; what counts follows at once.

    Raises HuiyinError ``review.not_here`` (a decision about links), ``review.no_reason`` (a wrong desk
    without a reason), ``review.nothing`` (a correction that corrects nothing, a confirmation that does),
    ``review.bad_urgency``, ``store.no_such_petition``.
    """
    _check(decision, reason, correction)
    row = required_row(writing, petition_id)
    key = writing.keys.unwrap(row.wrapped)
    review_id = _insert(writing, [key], {"petition": row.number}, decision, reason, correction)
    _recount(writing, row, key)
    audit.append(writing, f"review.{decision.value}", petition_id, review=review_id)
    return of_petition(writing, petition_id)[0]


def decide_relation(
    writing: Writing, relation_id: str, decision: Decision, reason: str | None = None
) -> Review:
    """Keep a decision on a link: confirm or join makes it count, split makes it not count.

    Raises HuiyinError ``review.not_here``, ``store.no_such_relation``.
    """
    if decision not in _ON_RELATIONS:
        raise HuiyinError("review.not_here", decision=decision.value)
    row = relation_row(writing, relation_id)
    keys = keys_of(writing, row.a, row.b)
    review_id = _insert(writing, keys, {"relation": row.number}, decision, reason, NO_CORRECTION)
    _recount_relation(writing, row)
    audit.append(writing, f"review.{decision.value}", relation_id, review=review_id)
    return of_relation(writing, relation_id)[0]


def join(writing: Writing, new: NewRelation, reason: str | None = None) -> Relation:
    """A person links two petitions: the link is made by them, and their decision stands for it."""
    made = link(writing, NewRelation(new.a, new.b, new.kind, new.score, new.evidence, None, offered=False))
    decide_relation(writing, made.id, Decision.JOIN, reason)
    return Relation(**{**vars(made), "active": True})


def take_back(writing: Writing, review_id: str) -> None:
    """Undo a decision; it stays on record together with who took it back and when.

    Raises HuiyinError ``review.none_such``, ``review.already_taken_back``.
    """
    row = writing.connection.execute(select(reviews).where(reviews.c.id == review_id)).first()
    if row is None or row.takes_back is not None:
        raise HuiyinError("review.none_such", id=review_id)
    known = select(reviews.c.number).where(reviews.c.takes_back == row.number)
    if writing.connection.execute(known).first() is not None:
        raise HuiyinError("review.already_taken_back", id=review_id)
    about = {"petition": row.petition, "relation": row.relation, "takes_back": row.number}
    _insert(writing, _keys_about(writing, row), about, Decision.TAKE_BACK, None, NO_CORRECTION)
    if row.petition is not None:
        petition = _petition_by_number(writing, row.petition)
        _recount(writing, petition, writing.keys.unwrap(petition.wrapped))
    else:
        _recount_relation(writing, _relation_by_number(writing, row.relation))
    audit.append(writing, "review.take_back", review_id)


def of_petition(reading: Reading, petition_id: str) -> tuple[Review, ...]:
    """All decisions on a petition's tags, newest first. Raises HuiyinError ``store.no_such_petition``."""
    row = required_row(reading, petition_id)
    return _reviews(reading, reviews.c.petition == row.number, [reading.keys.unwrap(row.wrapped)])


def of_relation(reading: Reading, relation_id: str) -> tuple[Review, ...]:
    """All decisions on a link, newest first. Raises HuiyinError ``store.no_such_relation``."""
    row = relation_row(reading, relation_id)
    return _reviews(reading, reviews.c.relation == row.number, keys_of(reading, row.a, row.b))


def _check(decision: Decision, reason: str | None, correction: Correction) -> None:
    if decision not in _ON_PETITIONS:
        raise HuiyinError("review.not_here", decision=decision.value)
    if decision is Decision.WRONG_DESK and not (reason or "").strip():
        raise HuiyinError("review.no_reason")
    corrects = correction != NO_CORRECTION
    # A confirmation that changes something would hide the change; a wrong desk may name the right one.
    if decision is not Decision.WRONG_DESK and corrects != (decision is Decision.CORRECT):
        raise HuiyinError("review.nothing", decision=decision.value)
    if correction.urgency is not None and correction.urgency not in (1, 2, 3, 4):
        raise HuiyinError("review.bad_urgency")


def _insert(
    writing: Writing,
    keys: list[bytes],
    about: dict[str, int | None],
    decision: Decision,
    reason: str | None,
    correction: Correction,
) -> str:
    review_id = new_id()
    details = seal_json(keys, f"review:{review_id}", review_json(reason, correction))
    row = {"id": review_id, "decision": decision.value, "details": details, "reviewer": writing.actor}
    nothing = {"petition": None, "relation": None, "takes_back": None}
    writing.connection.execute(insert(reviews), {**nothing, **row, **about, "at": writing.clock()})
    return review_id


def _recount(writing: Writing, row: Any, key: bytes) -> None:
    tags = tags_of(unseal_json([key], f"tags:{row.id}", row.tags))
    change = update(petitions).where(petitions.c.number == row.number)
    writing.connection.execute(change.values(**effective_columns(writing, row.number, key, tags)))
    announce(writing, row.id, Change.REVIEWED)


def _recount_relation(writing: Writing, row: Any) -> None:
    made = writing.connection.execute(
        select(reviews).where(reviews.c.relation == row.number).order_by(reviews.c.number)
    ).all()
    gone = {review.takes_back for review in made}
    standing = [r.decision for r in made if r.takes_back is None and r.number not in gone]
    active = standing[-1] != Decision.SPLIT if standing else row.offered
    change = update(relations).where(relations.c.number == row.number)
    writing.connection.execute(change.values(active=active))
    announce_link(writing, row.a_id, row.b_id)


def _keys_about(reading: Reading, row: Any) -> list[bytes]:
    if row.petition is not None:
        return keys_of(reading, row.petition)
    relation = _relation_by_number(reading, row.relation)
    return keys_of(reading, relation.a, relation.b)


def _petition_by_number(reading: Reading, number: int) -> Any:
    query = select(petitions, petition_keys.c.wrapped).join(
        petition_keys, petition_keys.c.number == petitions.c.number
    )
    return reading.connection.execute(query.where(petitions.c.number == number)).one()


def _relation_by_number(reading: Reading, number: int) -> Any:
    relation_id = reading.connection.execute(
        select(relations.c.id).where(relations.c.number == number)
    ).scalar_one()
    return relation_row(reading, relation_id)


def _reviews(reading: Reading, about: Any, keys: list[bytes]) -> tuple[Review, ...]:
    rows = reading.connection.execute(select(reviews).where(about).order_by(reviews.c.number.desc())).all()
    gone = {row.takes_back for row in rows}
    return tuple(_review(row, keys, row.number in gone) for row in rows if row.takes_back is None)


def _review(row: Any, keys: list[bytes], taken_back: bool) -> Review:
    content = unseal_json(keys, f"review:{row.id}", row.details)
    return Review(
        id=row.id,
        decision=Decision(row.decision),
        reviewer=row.reviewer,
        at=row.at,
        reason=content["reason"],
        correction=correction_of(content),
        taken_back=taken_back,
    )

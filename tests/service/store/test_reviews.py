"""People's decisions: kept for ever, the newest counts, each can be taken back; so for links."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.exc import DBAPIError

from service.errors import HuiyinError
from service.store import Store, petitions, relations, reviews
from service.store.decisions import counting
from service.store.records import (
    Correction,
    Decision,
    NewRelation,
    Petition,
    RelationKind,
)
from tests.service.store.support import ACTOR, put, tags


def found(store: Store, petition_id: str) -> Petition:
    with store.read() as reading:
        petition = petitions.get(reading, petition_id)
    assert petition is not None
    return petition


def decide(
    store: Store, petition_id: str, decision: Decision, correction: Correction | None = None, who: str = ACTOR
) -> str:
    with store.write(who) as writing:
        return reviews.decide(writing, petition_id, decision, "看过", correction or Correction()).id


def test_the_newest_decision_counts_and_all_stay_on_record(store: Store) -> None:
    petition_id = put(store, 1)
    decide(store, petition_id, Decision.CORRECT, Correction(domain=("环境保护",)), "key:first")
    decide(store, petition_id, Decision.CORRECT, Correction(domain=("交通运输",), urgency=4), "key:second")
    now = found(store, petition_id)
    assert (now.domain, now.urgency, now.decided) == (("交通运输",), 4, True)
    assert now.tags.domain == tags().domain  # what the models said stays
    with store.read() as reading:
        kept = reviews.of_petition(reading, petition_id)
    assert [(r.reviewer, r.correction.domain) for r in kept] == [
        ("key:second", ("交通运输",)),
        ("key:first", ("环境保护",)),
    ]


def test_a_decision_that_is_taken_back_counts_no_more(store: Store) -> None:
    petition_id = put(store, 1)
    decide(store, petition_id, Decision.CORRECT, Correction(domain=("环境保护",)))
    second = decide(store, petition_id, Decision.CORRECT, Correction(urgency=4))
    with store.write(ACTOR) as writing:
        reviews.take_back(writing, second)
    now = found(store, petition_id)
    assert (now.domain, now.urgency, now.decided) == (("环境保护",), 2, True)
    with store.read() as reading:
        assert [r.taken_back for r in reviews.of_petition(reading, petition_id)] == [True, False]
    with pytest.raises(HuiyinError) as refused, store.write(ACTOR) as writing:
        reviews.take_back(writing, second)
    assert refused.value.key == "review.already_taken_back"


def test_a_decision_outlives_new_tags(store: Store) -> None:
    petition_id = put(store, 1)
    decide(store, petition_id, Decision.CORRECT, Correction(domain=("环境保护",)))
    with store.write(ACTOR) as writing:
        petitions.retag(writing, petition_id, tags("交通运输", urgency=3))
    now = found(store, petition_id)
    assert (now.domain, now.urgency, now.tags.domain[0]) == (("环境保护",), 3, "交通运输")


def test_a_wrong_desk_waits_for_whoever_distributes(store: Store) -> None:
    petition_id = put(store, 1, tags(needs_review=False))
    decide(store, petition_id, Decision.WRONG_DESK)
    now = found(store, petition_id)
    assert (now.domain, now.needs_review, now.decided) == ((), True, False)
    decide(store, petition_id, Decision.WRONG_DESK, Correction(domain=("环境保护",)))
    assert (found(store, petition_id).domain, found(store, petition_id).decided) == (("环境保护",), True)


@pytest.mark.parametrize(
    ("decision", "reason", "correction", "fault"),
    [
        (Decision.WRONG_DESK, " ", Correction(), "review.no_reason"),
        (Decision.CORRECT, None, Correction(), "review.nothing"),
        (Decision.CONFIRM, None, Correction(urgency=1), "review.nothing"),
        (Decision.CORRECT, None, Correction(urgency=5), "review.bad_urgency"),
        (Decision.SPLIT, None, Correction(), "review.not_here"),
        (Decision.TAKE_BACK, None, Correction(), "review.not_here"),
    ],
)
def test_a_decision_that_makes_no_sense_is_refused(
    store: Store, decision: Decision, reason: str | None, correction: Correction, fault: str
) -> None:
    petition_id = put(store, 1)
    with pytest.raises(HuiyinError) as refused, store.write(ACTOR) as writing:
        reviews.decide(writing, petition_id, decision, reason, correction)
    assert refused.value.key == fault


def test_the_database_itself_refuses_to_alter_a_decision(store: Store) -> None:
    decide(store, put(store, 1), Decision.CONFIRM)
    with pytest.raises(DBAPIError, match="append-only"), store.write(ACTOR) as writing:
        writing.connection.exec_driver_sql("UPDATE reviews SET decision = 'correct'")


def link(store: Store, a: str, b: str, score: float = 0.9, offered: bool = True) -> str:
    with store.write(ACTOR) as writing:
        new = NewRelation(a, b, RelationKind.MATTER, score, {"因为": "同一盏灯"}, "m1", offered)
        return relations.link(writing, new).id


def active(store: Store, petition_id: str) -> list[str]:
    with store.read() as reading:
        return [relation.id for relation in relations.of_petition(reading, petition_id)]


def test_a_link_is_stored_once_whichever_way_round_and_brought_up_to_date(store: Store) -> None:
    a, b = put(store, 1), put(store, 2)
    assert link(store, a, b, 0.5) == link(store, b, a, 0.7)
    with store.read() as reading:
        (relation,) = relations.of_petition(reading, b)
    assert (relation.a, relation.b, relation.score) == (a, b, 0.7)
    assert (relation.evidence, relation.made_by) == ({"因为": "同一盏灯"}, "m1")


def test_a_person_overrules_a_link_and_linking_again_does_not_overrule_the_person(store: Store) -> None:
    a, b = put(store, 1), put(store, 2)
    relation_id = link(store, a, b)
    with store.write(ACTOR) as writing:
        reviews.decide_relation(writing, relation_id, Decision.SPLIT, "两处")
    link(store, a, b, 0.99)
    assert active(store, a) == []
    with store.write(ACTOR) as writing:
        reviews.take_back(writing, reviews.of_relation(writing, relation_id)[0].id)
    assert active(store, a) == [relation_id]


def test_a_person_joins_two_petitions_and_takes_it_back(store: Store) -> None:
    a, b = put(store, 1), put(store, 2)
    with store.write("key:clerk") as writing:
        made = reviews.join(writing, NewRelation(b, a, RelationKind.CONTINUES, None), "同一件")
    assert made.active and made.made_by == "key:clerk"
    assert active(store, b) == [made.id]
    with store.write(ACTOR) as writing:
        reviews.take_back(writing, reviews.of_relation(writing, made.id)[0].id)
    assert active(store, b) == []


def test_a_petition_is_not_linked_to_itself_or_to_nothing(store: Store) -> None:
    a = put(store, 1)
    for other, fault in ((a, "store.same_petition"), ("nothing", "store.no_such_petition")):
        with pytest.raises(HuiyinError) as refused:
            link(store, a, other)
        assert refused.value.key == fault


@given(st.lists(st.tuples(st.integers(1, 4) | st.none(), st.booleans() | st.none()), max_size=8))
def test_what_counts_is_the_last_value_given_for_each_field(
    given_values: list[tuple[int | None, bool | None]],
) -> None:
    corrections = [Correction(urgency=urgency, confidential=lane) for urgency, lane in given_values]
    now = counting(tags(), [(Decision.CORRECT, correction) for correction in corrections])
    urgencies = [2, *(c.urgency for c in corrections if c.urgency is not None)]
    lanes = [False, *(c.confidential for c in corrections if c.confidential is not None)]
    assert (now.urgency, now.confidential, now.decided) == (urgencies[-1], lanes[-1], bool(corrections))

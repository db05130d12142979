"""Petitions in and out: sent twice is stored once, by whatever name, however many send it at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from service.errors import HuiyinError
from service.permissions import EVERYTHING, NOTHING, Visibility
from service.settings import Settings
from service.store import Store, audit, listing, open_store, petitions
from service.store.records import RepeatKey, Wanted
from tests.service.store.support import ACTOR, output_of, petition, put, tags


def test_what_was_stored_comes_back_as_it_was(store: Store) -> None:
    moment = datetime(2026, 1, 2, 3, 4, 5, 6, tzinfo=UTC)
    new = petition(1, body="有\0空字符、𬭛和换行\r\n", received_at=moment, occurred_at=moment)
    given = tags(confidential=True, must_not_route_to=("某局",), due_at=moment, kind="投诉举报")
    with store.write(ACTOR) as writing:
        stored = petitions.add(writing, new, given)
    with store.read() as reading:
        found = petitions.get(reading, stored.id)
    assert found is not None and stored.created
    assert (found.title, found.body, found.tokens, found.masked) == (
        new.title,
        new.body,
        dict(new.tokens),
        dict(new.masked),
    )
    assert (found.received_at, found.occurred_at) == (moment, moment)
    assert found.tags == given
    assert (found.domain, found.urgency, found.confidential) == (given.domain, 2, True)
    assert not found.training_use


def test_a_post_that_is_repeated_is_stored_once(store: Store) -> None:
    with store.write(ACTOR) as writing:
        first = petitions.add(writing, petition(1, external_id=None), tags(), RepeatKey("a", "k"))
    with store.write(ACTOR) as writing:
        again = petitions.add(writing, petition(1, external_id=None), tags(), RepeatKey("a", "k"))
    assert (again.id, again.created) == (first.id, False)
    with store.read() as reading:
        assert petitions.count(reading) == 1


def test_the_callers_own_number_is_stored_once_under_any_key(store: Store) -> None:
    with store.write(ACTOR) as writing:
        first = petitions.add(writing, petition(1), tags(), RepeatKey("a", "one"))
        again = petitions.add(writing, petition(1), tags(), RepeatKey("a", "other"))
        third = petitions.add(writing, petition(1), tags(), RepeatKey("a", "other"))
        assert petitions.find_external(writing, "12345", "GD000001") == first.id
        assert petitions.find_external(writing, None, "GD000001") is None
    assert {first.id, again.id, third.id} == {first.id}


def test_equal_numbers_of_two_systems_are_two_petitions(store: Store) -> None:
    with store.write(ACTOR) as writing:
        one = petitions.add(writing, petition(1, source="甲"), tags())
        other = petitions.add(writing, petition(1, source="乙"), tags())
    assert one.id != other.id


def test_an_idempotency_key_opens_only_the_answer_of_its_own_caller(store: Store) -> None:
    with store.write(ACTOR) as writing:
        one = petitions.add(writing, petition(1, external_id=None), tags(), RepeatKey("a", "k"))
        other = petitions.add(writing, petition(2, external_id=None), tags(), RepeatKey("b", "k"))
    assert other.created and one.id != other.id


@pytest.mark.parametrize(
    ("known", "sent", "fault"),
    [
        (RepeatKey("a", "k"), {"external_id": None}, "store.key_reused"),
        (None, {"external_id": "GD000001"}, "store.number_reused"),
    ],
)
def test_another_text_under_a_used_name_is_refused_and_replaces_nothing(
    store: Store, known: RepeatKey | None, sent: dict[str, str | None], fault: str
) -> None:
    with store.write(ACTOR) as writing:
        stored = petitions.add(writing, petition(1, **sent), tags(), known)
    with pytest.raises(HuiyinError) as refused, store.write(ACTOR) as writing:
        petitions.add(writing, petition(2, **sent), tags(), known)
    assert refused.value.key == fault
    with store.read() as reading:
        found = petitions.get(reading, stored.id)
        assert petitions.count(reading) == 1
    assert found is not None and found.title == petition(1).title


def test_threads_that_post_the_same_at_once_store_it_once(store: Store) -> None:
    with ThreadPoolExecutor(8) as pool:
        ids = set(pool.map(lambda number: put(store, number % 5), range(100)))
    assert len(ids) == 5
    with store.read() as reading:
        assert petitions.count(reading) == 5
        assert audit.verify(reading).sound


def test_processes_that_post_the_same_at_once_store_it_once(settings: Settings) -> None:
    url = settings.database_url
    with ThreadPoolExecutor(3) as pool:
        told = list(pool.map(lambda _: output_of("post", url, "0", "20"), range(3)))
    assert told[0] == told[1] == told[2]
    store = open_store(settings)
    with store.read() as reading:
        assert petitions.count(reading) == 20 == len(set(told[0]))
        assert audit.verify(reading).sound
    store.close()


def test_a_transaction_that_fails_leaves_nothing(store: Store) -> None:
    with pytest.raises(ZeroDivisionError), store.write(ACTOR) as writing:
        petitions.add(writing, petition(1), tags())
        raise ZeroDivisionError
    with store.read() as reading:
        assert petitions.count(reading) == 0
        assert audit.last_head(reading).number == 0


def test_half_a_character_is_refused_by_name_without_the_text(store: Store) -> None:
    with pytest.raises(HuiyinError) as refused, store.write(ACTOR) as writing:
        petitions.add(writing, petition(1, body="坏\ud800字"), tags())
    assert refused.value.key == "store.bad_text"
    assert "坏" not in refused.value.sentence()


@pytest.mark.parametrize("number", ["", "a\0b", "x" * 201, "坏\ud800字", " 12", "1\n2"])
def test_a_number_that_a_database_would_cut_or_choke_on_is_refused(store: Store, number: str) -> None:
    with pytest.raises(HuiyinError) as refused, store.write(ACTOR) as writing:
        petitions.add(writing, petition(1, external_id=number), tags())
    assert refused.value.key == "store.bad_name"


def test_new_tags_replace_the_old_ones(store: Store) -> None:
    petition_id = put(store, 1)
    with store.write(ACTOR) as writing:
        petitions.retag(writing, petition_id, tags("环境保护", urgency=4))
    with store.read() as reading:
        found = petitions.get(reading, petition_id)
    assert found is not None
    assert (found.domain[0], found.tags.domain[0], found.urgency) == ("环境保护", "环境保护", 4)


def test_the_order_is_that_of_storing_also_when_the_clock_goes_back(settings: Settings) -> None:
    times = iter([datetime(2026, 5, day, tzinfo=UTC) for day in (20, 19, 3, 2, 1)] * 20)
    now = [next(times)]
    store = open_store(settings, clock=lambda: now[0])
    ids = []
    for number in range(5):
        ids.append(put(store, number))
        now[0] = next(times)
    with store.read() as reading:
        assert [p.id for p in listing.page(reading, Wanted(), EVERYTHING).petitions] == ids[::-1]
        assert [p.id for p in petitions.walk(reading, batch=2)] == ids
        assert audit.verify(reading).sound
    store.close()


def test_what_may_not_be_seen_is_as_if_it_did_not_exist(store: Store) -> None:
    petition_id = put(store, 1, tags("城乡建设"))
    confidential = put(store, 2, tags("城乡建设", confidential=True))
    with store.read() as reading:
        for hidden in (NOTHING, Visibility(frozenset({"环境保护"}), open_ones=True)):
            assert petitions.get(reading, petition_id, hidden) is None
            assert petitions.get_many(reading, [petition_id, "x"], hidden) == {}
        desk = Visibility(frozenset({"城乡建设"}), open_ones=True)
        assert list(petitions.get_many(reading, [petition_id, confidential], desk)) == [petition_id]

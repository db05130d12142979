"""The numbered changes: in order, complete for whoever follows, visible to other workers at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from service.settings import Settings
from service.store import Store, open_store, petitions
from service.store.changes import NumberedChange, changes_since, last_sequence
from service.store.records import Change
from tests.service.store.support import ACTOR, output_of, put, tags


def follow(store: Store, sequence: int = 0, most: int = 10_000) -> tuple[NumberedChange, ...]:
    with store.read() as reading:
        return changes_since(reading, sequence, most).changes


def test_changes_come_in_the_order_in_which_they_happened(store: Store) -> None:
    a, b = put(store, 1), put(store, 2)
    with store.write(ACTOR) as writing:
        petitions.retag(writing, a, tags())
        petitions.set_case(writing, [a, b], "case-1")
        petitions.set_case(writing, [a], "case-1")  # nothing new
    assert [(change.petition_id, change.what) for change in follow(store)] == [
        (a, Change.STORED),
        (b, Change.STORED),
        (a, Change.RETAGGED),
        (a, Change.LINKED),
        (b, Change.LINKED),
    ]


def test_a_follower_that_goes_on_from_the_last_number_misses_and_repeats_nothing(store: Store) -> None:
    ids = [put(store, number) for number in range(7)]
    found: list[str] = []
    last = 0
    with store.read() as reading:
        while (some := changes_since(reading, last, most=3)).changes:
            found += [change.petition_id for change in some.changes]
            last = some.last
        assert last == last_sequence(reading)
        assert some.identity == store.identity
    assert found == ids


def test_followers_see_every_change_while_others_write_at_once(settings: Settings) -> None:
    store = open_store(settings)
    seen: list[int] = []
    with ThreadPoolExecutor(3) as pool:
        writers = [
            pool.submit(output_of, "post", settings.database_url, str(first), "25") for first in (0, 1000)
        ]
        last = 0
        while not all(writer.done() for writer in writers):
            with store.read() as reading:
                some = changes_since(reading, last)
            seen += [change.sequence for change in some.changes]
            last = some.last
        ids = {petition_id for writer in writers for petition_id in writer.result()}
    seen += [change.sequence for change in follow(store, last)]
    everything = follow(store)
    assert seen == [change.sequence for change in everything]
    assert {change.petition_id for change in everything} == ids
    assert len(seen) == 50
    store.close()


def test_what_one_worker_stored_the_next_request_on_another_finds(settings: Settings) -> None:
    one, other = open_store(settings), open_store(settings)
    petition_id = put(one, 1)
    assert [change.petition_id for change in follow(other)] == [petition_id]
    with other.read() as reading:
        assert petitions.get(reading, petition_id) is not None
    one.close()
    other.close()

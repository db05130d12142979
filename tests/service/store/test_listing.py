"""Lists: cursor pages that neither skip nor repeat, and that hidden petitions do not change."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from service.errors import HuiyinError
from service.permissions import EVERYTHING, Visibility
from service.store import Store, listing, reviews
from service.store.erasure import erase
from service.store.records import Decision, ReviewState, Wanted
from tests.service.store.support import ACTOR, put, tags

DESK = Visibility(frozenset({"城乡建设"}), open_ones=True)


def ids_of(store: Store, wanted: Wanted, size: int = 3, visibility: Visibility = EVERYTHING) -> list[str]:
    """All pages, one after another."""
    found: list[str] = []
    after = None
    with store.read() as reading:
        while True:
            page = listing.page(reading, wanted, visibility, after, size)
            found += [petition.id for petition in page.petitions]
            after = page.next
            if after is None:
                return found


def test_pages_hold_each_petition_once_newest_first(store: Store) -> None:
    ids = [put(store, number) for number in range(10)]
    for size in (1, 3, 5, 10, 11):
        assert ids_of(store, Wanted(), size) == ids[::-1]


def test_a_cursor_still_works_when_its_petition_is_erased(store: Store) -> None:
    ids = [put(store, number) for number in range(4)]
    with store.read() as reading:
        page = listing.page(reading, Wanted(), EVERYTHING, size=2)
    assert page.next == ids[2]
    erase(store, ids[2], ACTOR, "request")
    with store.read() as reading:
        rest = listing.page(reading, Wanted(), EVERYTHING, page.next, size=5)
    assert [petition.id for petition in rest.petitions] == [ids[1], ids[0]]


def test_an_invented_cursor_is_refused(store: Store) -> None:
    with pytest.raises(HuiyinError) as refused, store.read() as reading:
        listing.page(reading, Wanted(), EVERYTHING, after="nothing")
    assert refused.value.key == "store.bad_cursor"


def test_lists_can_be_narrowed_by_domain_urgency_time_and_review(store: Store) -> None:
    early, late = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC)
    a = put(store, 1, tags("环境保护", urgency=4), received_at=early)
    b = put(store, 2, tags("城乡建设", urgency=4, needs_review=False), received_at=late)
    c = put(store, 3, tags("城乡建设", urgency=1), received_at=late)
    with store.write(ACTOR) as writing:
        reviews.decide(writing, c, Decision.CONFIRM)
    assert ids_of(store, Wanted(domain="环境保护")) == [a]
    assert ids_of(store, Wanted(urgency=4)) == [b, a]
    assert ids_of(store, Wanted(since=late)) == [c, b]
    assert ids_of(store, Wanted(review=ReviewState.WAITING)) == [a]
    assert ids_of(store, Wanted(review=ReviewState.DECIDED)) == [c]


def test_petitions_of_others_change_no_answer(store: Store) -> None:
    for number in range(6):
        put(store, number)
    alone = answers(store)
    for number in range(100, 110):
        put(store, number, tags("环境保护"))
        put(store, 1000 + number, tags("城乡建设", confidential=True, urgency=4))
        put(store, 2000 + number, tags("交通运输", urgency=4))
    assert answers(store) == alone


def answers(store: Store) -> list[object]:
    """What a desk is told."""
    with store.read() as reading:
        return [
            listing.page(reading, Wanted(), DESK, size=4),
            listing.review_queue(reading, DESK, size=3),
            listing.counts(reading, "domain", DESK),
            listing.counts(reading, "urgency", DESK),
        ]


def test_the_queue_asks_first_for_the_most_urgent_then_for_the_least_sure(store: Store) -> None:
    calm = put(store, 1, tags(urgency=1, domain_probability=0.1))
    sure = put(store, 2, tags(urgency=4, domain_probability=0.9))
    unsure = put(store, 3, tags(urgency=4, domain_probability=0.3))
    decided = put(store, 4, tags(urgency=4, domain_probability=0.1))
    put(store, 5, tags(urgency=4, needs_review=False))
    with store.write(ACTOR) as writing:
        reviews.decide(writing, decided, Decision.CONFIRM)
    with store.read() as reading:
        assert [p.id for p in listing.review_queue(reading, EVERYTHING)] == [unsure, sure, calm]


def test_counts_below_five_are_not_told(store: Store) -> None:
    for number in range(9):
        put(store, number, tags("环境保护" if number < 4 else "城乡建设"))
    with store.read() as reading:
        assert listing.counts(reading, "domain", EVERYTHING) == {"环境保护": None, "城乡建设": 5}

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from models.history import EarlierPetition, case_history

TODAY = date(2026, 6, 30)
DAYS = st.one_of(st.none(), st.integers(0, 3000).map(lambda days: TODAY - timedelta(days)))
EARLIER = st.lists(
    st.builds(EarlierPetition, st.text("abc", min_size=1, max_size=3), DAYS, st.booleans(), DAYS), max_size=6
)


def test_a_third_petition_tells_of_the_two_before_it() -> None:
    history = case_history(
        "p3",
        [
            EarlierPetition("p2", date(2026, 5, 1), replied=True, reply_date=date(2026, 5, 20)),
            EarlierPetition("p1", date(2026, 1, 1)),
        ],
        TODAY,
    )
    assert [entry.petition for entry in history.earlier] == ["p1", "p2"]
    assert (history.times, history.replies) == (3, 1)
    assert (history.days_open, history.days_since_reply, history.longest_wait) == (180, 41, 180)


def test_what_the_archive_does_not_say_stays_open() -> None:
    history = case_history("p2", [EarlierPetition("p1", None)], TODAY)
    assert history.times == 2
    assert history.days_open is history.days_since_reply is history.longest_wait is None


def test_the_present_petition_and_later_ones_are_no_history() -> None:
    later = EarlierPetition("p9", TODAY + timedelta(1))
    assert case_history("p1", [EarlierPetition("p1", TODAY), later], TODAY).times == 1


@given(EARLIER, st.randoms())
def test_the_order_in_which_petitions_are_given_changes_nothing(earlier: list[EarlierPetition], draw) -> None:  # type: ignore[no-untyped-def]
    one_each = list({entry.petition: entry for entry in earlier}.values())
    shuffled = list(one_each)
    draw.shuffle(shuffled)
    assert case_history("new", one_each, TODAY) == case_history("new", shuffled, TODAY)


@given(EARLIER)
def test_days_are_never_negative(earlier: list[EarlierPetition]) -> None:
    history = case_history("new", earlier, TODAY)
    for days in (history.days_open, history.days_since_reply, history.longest_wait):
        assert days is None or days >= 0

"""Retention: what is due goes, nothing else, with a dry run before and a receipt after."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from service.errors import HuiyinError
from service.store import Store, audit, petitions
from service.store.retention import cutoff, forget_repeats, retain
from service.store.tables import idempotency, receipts
from tests.service.store.support import ACTOR, put

NOW = datetime(2026, 3, 31, 12, tzinfo=UTC)


def test_only_what_was_received_before_the_day_is_erased(store: Store) -> None:
    days = [NOW - timedelta(days=age) for age in (400, 366, 365, 364, 1)]
    ids = [put(store, number, received_at=day) for number, day in enumerate(days)]
    before = NOW - timedelta(days=365)
    planned = retain(store, before, ACTOR, dry_run=True)
    assert (planned.petitions, planned.oldest, planned.receipt_id) == (2, days[0], None)
    assert left(store) == ids
    done = retain(store, before, ACTOR)
    assert (done.petitions, done.scrubbed) == (2, True)
    assert left(store) == ids[2:]
    with store.read() as reading:
        kinds = reading.connection.execute(select(receipts.c.kind).order_by(receipts.c.number)).scalars()
        assert list(kinds) == ["erase", "erase", "retain"]
        last = audit.entries(reading)[-1]
        assert (last.action, last.subject, last.details["petitions"]) == ("store.retain", done.receipt_id, 2)
    assert retain(store, before, ACTOR).petitions == 0


def left(store: Store) -> list[str]:
    with store.read() as reading:
        return [found.id for found in petitions.walk(reading)]


def test_more_than_one_transaction_holds_are_all_erased(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.store.retention._AT_ONCE", 3)
    for number in range(8):
        put(store, number, received_at=NOW - timedelta(days=9))
    assert retain(store, NOW, ACTOR).petitions == 8
    assert left(store) == []


def test_idempotency_keys_are_forgotten_when_they_are_out_of_date(store: Store) -> None:
    put(store, 1)
    with store.write(ACTOR) as writing:
        assert forget_repeats(writing, timedelta(hours=48)) == 0
        assert forget_repeats(writing, timedelta(hours=-1)) == 1
        count = select(func.count()).select_from(idempotency)
        assert writing.connection.execute(count).scalar_one() == 0


@pytest.mark.parametrize(
    ("age", "expected"),
    [
        ("90d", datetime(2025, 12, 31, 12, tzinfo=UTC)),
        ("2w", datetime(2026, 3, 17, 12, tzinfo=UTC)),
        ("1m", datetime(2026, 2, 28, 12, tzinfo=UTC)),
        ("3M", datetime(2025, 12, 31, 12, tzinfo=UTC)),
        ("5y", datetime(2021, 3, 31, 12, tzinfo=UTC)),
        ("2024-12-31", datetime(2024, 12, 31, tzinfo=UTC)),
    ],
)
def test_ages_and_days_mean_what_a_calendar_says(age: str, expected: datetime) -> None:
    assert cutoff(age, NOW) == expected


@pytest.mark.parametrize("age", ["", "5", "y", "-1d", "5 years", "2027-01-01", "9999y", "2024-13-01", "五年"])
def test_what_is_no_age_is_refused(age: str) -> None:
    with pytest.raises(HuiyinError) as refused:
        cutoff(age, NOW)
    assert refused.value.key == "retain.bad_age"


@given(st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1)), st.integers(0, 240))
def test_a_month_back_is_never_later_and_never_more_than_a_month_and_three_days(
    now: datetime, months: int
) -> None:
    moment = now.replace(tzinfo=UTC)
    found = cutoff(f"{months}m", moment)
    assert found <= moment
    assert (moment.year * 12 + moment.month) - (found.year * 12 + found.month) == months
    assert 0 <= moment.day - found.day <= 3

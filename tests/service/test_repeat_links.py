"""Histories of repeats: counted within one case, from sure repeats only."""

from __future__ import annotations

from datetime import date

import pytest

from models.petitioners import PetitionerEvidence
from models.relations import Relation
from models.repeats import Repeat
from service.link_reading import LinkArchive, LinkedPetition
from service.repeat_links import find_repeats, histories

FIRST = date(2031, 3, 1)
DAYS = (FIRST - date(1970, 1, 1)).days
ROWS = {"A": 0, "B": 1, "C": 2}


def archive(*days: float | None, replied: bool = False) -> LinkArchive:
    petitions = [
        LinkedPetition(name, "", "", None if day is None else DAYS + day, replied and name == "A", None)
        for name, day in zip(ROWS, days, strict=True)
    ]
    return LinkArchive(tuple(petitions), True)


def repeat(a: str, b: str, probability: float = 0.999) -> Repeat:
    matter = Relation(a, b, "matter", 0.99)
    return Repeat(Relation(a, b, "repeat", 0.99), matter, PetitionerEvidence(10.0, probability, ()))


def test_the_third_petition_counts_as_third_although_compared_with_the_first_only() -> None:
    found = histories(archive(0, 10, 40.5), [repeat("A", "B"), repeat("A", "C")], ROWS, [0, 0, 0])
    assert set(found) == {"B", "C"}
    assert (found["B"].times, found["C"].times) == (2, 3)
    assert (found["C"].days_open, found["C"].replies) == (40, 0)


def test_a_reply_on_record_is_told() -> None:
    found = histories(archive(0, 10, 40, replied=True), [repeat("A", "B")], ROWS, [0, 0, 0])
    assert found["B"].replies == 1


def test_nothing_is_counted_across_cases() -> None:
    assert histories(archive(0, 10, 40), [repeat("A", "B"), repeat("B", "C")], ROWS, [0, 1, 2]) == {}


@pytest.mark.parametrize("probability", [0.9, 0.98])
def test_an_unsure_repeat_counts_for_no_history(probability: float) -> None:
    assert histories(archive(0, 10, 40), [repeat("A", "B", probability)], ROWS, [0, 0, 0]) == {}


def test_a_petition_without_a_day_has_no_history() -> None:
    assert set(histories(archive(0, 10, None), [repeat("A", "B"), repeat("A", "C")], ROWS, [0] * 3)) == {"B"}


def test_tables_that_do_not_say_who_wrote_give_no_repeats() -> None:
    unknown = LinkArchive(archive(0, 10, 40).petitions, False)
    assert find_repeats(unknown, [Relation("A", "B", "matter", 0.99)]) == []

from __future__ import annotations

import pytest

from models.petitioners import ComparisonEvidence, PetitionerEvidence
from models.repeat_rules import is_household_only, is_name_only, may_be_one_person


def evidence(**levels: str) -> PetitionerEvidence:
    found = tuple(ComparisonEvidence(comparison, level, 20.0) for comparison, level in levels.items())
    return PetitionerEvidence(50.0, 1.0, found)


@pytest.mark.parametrize(
    "levels",
    [
        {"name": "same"},
        {"name": "sounds_the_same", "contact": "other"},
        {"contact": "same_phone"},
        {"name": "near", "contact": "near_phone"},
        {"name": "other", "id_number": "same"},
        {"contact": "same_door", "account": "same"},
        {"id_number": "other", "email": "near"},
    ],
)
def test_a_name_a_phone_or_something_of_ones_own_can_speak_for_one_person(levels: dict[str, str]) -> None:
    assert may_be_one_person(evidence(**levels))


@pytest.mark.parametrize(
    "levels",
    [
        {"name": "other", "contact": "same_phone_and_door"},
        {"name": "same_beginning", "contact": "same_phone_and_door"},
        {"contact": "same_door"},
        {"name": "near", "contact": "same_door_other_phone"},
        {"contact": "same_phone", "id_number": "other"},
        {"contact": "same_phone", "account": "other"},
        {"name": "other", "contact": "same_phone", "id_number": "other"},
    ],
)
def test_what_a_household_shares_cannot(levels: dict[str, str]) -> None:
    assert not may_be_one_person(evidence(**levels))


def test_a_phone_without_a_name_is_for_a_person_to_look_at() -> None:
    assert is_household_only(evidence(contact="same_phone"))
    assert not is_household_only(evidence(contact="same_phone", name="same"))
    assert not is_household_only(evidence(contact="same_phone", account="same"))
    assert is_household_only(evidence(contact="same_phone", account="other"))


def test_a_name_alone_beside_other_phones_is_for_a_person_to_look_at() -> None:
    assert is_name_only(evidence(name="same", contact="other"))
    assert is_name_only(evidence(name="same", contact="same_place"))
    assert not is_name_only(evidence(name="same", contact="same_phone"))
    assert not is_name_only(evidence(name="same", contact="other", id_number="same"))
    assert not is_name_only(evidence(name="same"))

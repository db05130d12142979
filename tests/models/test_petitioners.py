from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.name_frequencies import NameFrequencies
from models.petitioner_weights import load_petitioner_weights
from models.petitioners import PetitionerEvidence, petitioner_evidence
from nlp.pseudonym import ANONYMOUS, Petitioner
from tests.models.petitioners_support import FULL, petitioner

NAMES = NameFrequencies()
SUBSETS = [tuple(part) for size in range(len(FULL) + 1) for part in combinations(FULL, size)]


def evidence(
    left: Petitioner, right: Petitioner, names: NameFrequencies = NAMES
) -> PetitionerEvidence | None:
    return petitioner_evidence(left, right, load_petitioner_weights(), names)


def weight(left: Petitioner, right: Petitioner, names: NameFrequencies = NAMES) -> float:
    found = evidence(left, right, names)
    assert found is not None
    return found.weight


@pytest.mark.parametrize("part", SUBSETS)
def test_nothing_is_ever_compared_with_an_anonymous_petition(part: tuple[str, ...]) -> None:
    named = petitioner(**FULL)
    flagged = petitioner(**{field: FULL[field] for field in part}, anonymous=True)
    assert evidence(named, flagged) is None
    assert evidence(flagged, named) is None
    assert (
        evidence(named, petitioner(name="匿名", **{field: FULL[field] for field in part if field != "name"}))
        is None
    )
    assert evidence(ANONYMOUS, flagged) is None


@given(st.sampled_from(SUBSETS), st.sampled_from(SUBSETS))
def test_evidence_is_the_same_from_both_sides(left: tuple[str, ...], right: tuple[str, ...]) -> None:
    first = petitioner(**{field: FULL[field] for field in left})
    second = petitioner(**{field: FULL[field] for field in right})
    assert evidence(first, second) == evidence(second, first)


def test_a_field_that_one_side_lacks_says_nothing() -> None:
    found = evidence(petitioner(name="王小明", phone="15400127788"), petitioner(phone="15400127788"))
    assert found is not None
    assert [entry.comparison for entry in found.comparisons] == ["contact"]


def test_petitioners_without_a_field_in_common_have_no_evidence() -> None:
    assert evidence(petitioner(account="A0001234"), petitioner(phone="15400127788")) is None


@pytest.mark.parametrize(
    ("name", "level"),
    [
        ("慕容守拙", "same"),
        ("慕容手拙", "sounds_the_same"),
        ("慕容守正", "same_beginning"),
        ("慕容大拙", "near"),
        ("李小红", "other"),
    ],
)
def test_names_agree_by_degrees(name: str, level: str) -> None:
    found = evidence(petitioner(name="慕容守拙"), petitioner(name=name))
    assert found is not None and found.level("name") == level


@pytest.mark.parametrize(
    ("phone", "address", "level"),
    [
        ("15400127788", "锦棠苑三栋207室", "same_phone_and_door"),
        ("15400127788", "锦棠苑5栋101", "same_phone"),
        ("15400127787", "锦棠苑3栋207", "near_phone_and_door"),
        ("15400127787", None, "near_phone"),
        ("18911113456", "锦棠苑3栋207", "same_door_other_phone"),
        (None, "锦棠苑3栋207", "same_door"),
        ("18911113456", "锦棠苑3栋511", "same_building"),
        ("18911113456", "锦棠苑", "same_place"),
        ("18911113456", None, "other_phone"),
        (None, "青石里4栋302", "other_place"),
        ("18911113456", "青石里4栋302", "other"),
    ],
)
def test_phone_and_address_are_weighed_together(phone: str | None, address: str | None, level: str) -> None:
    one = petitioner(name="王小明", phone="15400127788", address="锦棠苑3栋207")
    found = evidence(one, petitioner(name="王小明", phone=phone, address=address))
    assert found is not None and found.level("contact") == level


def test_a_shared_rare_name_says_more_than_a_shared_common_one() -> None:
    common, rare = petitioner(name="王伟"), petitioner(name="慕容守拙")
    assert common.name is not None and common.sound is not None
    names = NameFrequencies(100_000, {common.name: 60, common.sound: 300})
    assert weight(rare, rare, names) > weight(common, common, names) + 3
    homophone = petitioner(name="王薇")
    assert weight(homophone, common, names) < weight(common, common, names)


def test_without_an_archive_all_names_are_average() -> None:
    assert weight(petitioner(name="王伟"), petitioner(name="王伟")) == pytest.approx(
        weight(petitioner(name="慕容守拙"), petitioner(name="慕容守拙"))
    )


def test_a_household_does_not_count_twice() -> None:
    alone = weight(petitioner(phone="15400127788"), petitioner(phone="15400127788"))
    both = {"phone": "15400127788", "address": "锦棠苑3栋207"}
    assert weight(petitioner(**both), petitioner(**both)) < alone + 3

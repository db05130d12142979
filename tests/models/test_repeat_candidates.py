from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from models.repeat_candidates import MOST_CANDIDATES, MatterIndex
from tests.models.petitioners_support import FULL, petitioner

PEOPLE = [
    petitioner(name=name, phone=phone) for name in ("王小明", "李大海") for phone in (None, "15400127788")
]
ROWS = st.lists(st.tuples(st.sampled_from("AB"), st.integers(0, len(PEOPLE) - 1)), max_size=12)


def test_the_same_person_on_another_matter_is_not_found() -> None:
    index = MatterIndex()
    index.add(1, "streetlight", petitioner(**FULL))
    index.add(2, "wages", petitioner(**FULL))
    assert index.candidates("streetlight", petitioner(**FULL)) == [1]
    assert index.candidates("wages", petitioner(**FULL)) == [2]
    assert index.candidates("", petitioner(**FULL)) == []


def test_one_pseudonym_has_unrelated_keys_in_two_matters() -> None:
    index = MatterIndex.build([(1, "A", petitioner(**FULL)), (2, "B", petitioner(**FULL))])
    assert len(set(index._keys.tolist())) == len(index._keys)


def test_matters_and_pseudonyms_do_not_run_into_each_other() -> None:
    index = MatterIndex()
    index.add(1, "A", petitioner(**FULL))
    assert index.candidates("A\0", petitioner(**FULL)) == []


@settings(max_examples=40)
@given(ROWS, st.integers(0, 12))
def test_an_index_built_at_once_and_one_that_grew_answer_alike(
    rows: list[tuple[str, int]], split: int
) -> None:
    numbered = [(number, matter, PEOPLE[who]) for number, (matter, who) in enumerate(rows)]
    grown = MatterIndex.build(numbered[:split])
    for row in numbered[split:]:
        grown.add(*row)
    built = MatterIndex.build(numbered)
    for matter in "AB":
        for person in PEOPLE:
            assert built.candidates(matter, person) == grown.candidates(matter, person)


@settings(max_examples=40)
@given(ROWS, st.integers(0, 12), st.integers(0, 11))
def test_a_removed_petition_leaves_nothing(rows: list[tuple[str, int]], split: int, gone: int) -> None:
    numbered = [(number, matter, PEOPLE[who]) for number, (matter, who) in enumerate(rows)]
    index = MatterIndex.build(numbered[:split])
    for row in numbered[split:]:
        index.add(*row)
    index.remove(gone)
    without = MatterIndex.build(row for row in numbered if row[0] != gone)
    for matter in "AB":
        for person in PEOPLE:
            assert index.candidates(matter, person) == without.candidates(matter, person)
    assert gone not in index._petitions.tolist() and gone not in index._keys_of_added
    assert all(gone not in found for found in index._added.values())


def test_an_anonymous_petition_is_not_in_the_index_and_finds_nothing() -> None:
    index = MatterIndex()
    index.add(1, "A", petitioner(**FULL, anonymous=True))
    index.add(2, "A", petitioner(**FULL))
    assert index.candidates("A", petitioner(**FULL)) == [2]
    assert index.candidates("A", petitioner(**FULL, anonymous=True)) == []


def test_a_phone_that_a_whole_village_gave_brings_the_latest_only() -> None:
    rows = [(number, "A", petitioner(phone="15400127788")) for number in range(200)]
    index = MatterIndex.build(rows[:150])
    for row in rows[150:]:
        index.add(*row)
    assert index.candidates("A", rows[0][2]) == list(range(199, 199 - MOST_CANDIDATES, -1))

"""Matters of an archive: the same links whatever the order, no candidate lost, an index that agrees."""

from __future__ import annotations

import numpy as np
import pytest

from models.domain_file import load_domain_model
from models.matter_candidates import candidate_pairs, keyed
from models.matter_index import MatterIndex, one_petition
from models.matter_links import link_matters
from models.matters import PetitionTexts
from tests.models.matter_support import (
    GARBAGE,
    GARBAGE_AGAIN,
    OTHER_ESTATE,
    PETITIONS,
    WAGES,
    model,
    profiles_of,
)


def texts_of(petitions: list[tuple[str, str]]) -> PetitionTexts:
    return PetitionTexts.of([title for title, _ in petitions], [body for _, body in petitions])


def cases_of(petitions: list[tuple[str, str]]) -> set[frozenset[tuple[str, str]]]:
    found = link_matters(texts_of(petitions), model(), load_domain_model()).cases
    groups = [np.flatnonzero(found == name) for name in np.unique(found)]
    return {frozenset(petitions[row] for row in group) for group in groups}


def test_candidates_are_each_pair_once_in_order() -> None:
    first, second = candidate_pairs(keyed(profiles_of(list(PETITIONS))))
    pairs = list(zip(first.tolist(), second.tolist(), strict=True))
    assert (first < second).all() and pairs == sorted(set(pairs)) and (0, 1) in pairs


def test_a_petition_gets_no_more_candidates_than_asked_for() -> None:
    many = [(f"锦棠苑{k}栋漏水", f"锦棠苑{k}栋漏水，物业不管，第{k}次反映。") for k in range(60)]
    first, second = candidate_pairs(keyed(profiles_of(many)), most=3)
    assert len(first) <= 60 * 3 and len(first) > 0


def test_repeats_of_a_matter_are_one_case_and_look_alikes_are_not() -> None:
    found = cases_of([GARBAGE, GARBAGE_AGAIN, OTHER_ESTATE, WAGES])
    assert found == {frozenset({GARBAGE, GARBAGE_AGAIN}), frozenset({OTHER_ESTATE}), frozenset({WAGES})}


def test_the_order_of_the_archive_changes_no_case() -> None:
    assert cases_of(list(PETITIONS)) == cases_of(list(PETITIONS)[::-1])


def test_the_same_text_many_times_is_one_case_with_few_pairs() -> None:
    petitions = [GARBAGE] * 400 + [WAGES]
    found = link_matters(texts_of(petitions), model(), load_domain_model())
    assert set(found.cases[:400].tolist()) == {0} and found.cases[400] == 400
    assert found.compared < 400 * 30


def test_an_empty_archive_has_no_links() -> None:
    found = link_matters(texts_of([]), model(), load_domain_model())
    assert len(found.cases) == len(found.first) == 0


def index_of(petitions: list[tuple[str, str]]) -> MatterIndex:
    return MatterIndex(texts_of(petitions), model(), load_domain_model())


def test_the_index_finds_what_was_there_and_what_came_later() -> None:
    index = index_of([GARBAGE, WAGES])
    assert [match.petition for match in index.query(one_petition(*GARBAGE_AGAIN))] == [0]
    number = index.add(one_petition(*GARBAGE_AGAIN))
    assert number == 2
    assert {match.petition for match in index.query(one_petition(*GARBAGE))} == {0, 2}


def test_the_index_scores_as_the_model_does() -> None:
    index = index_of([GARBAGE, OTHER_ESTATE])
    domains = load_domain_model()
    texts = model().read(texts_of([GARBAGE_AGAIN, GARBAGE]), domains)
    expected = model().score(texts, np.array([0]), np.array([1]), len(domains.classes)).matter[0]
    found = {
        match.petition: match.score for match in index.query(one_petition(*GARBAGE_AGAIN), score_from=0.0)
    }
    assert found[0] == pytest.approx(expected)


def test_what_was_removed_is_never_found_again() -> None:
    index = index_of([GARBAGE, WAGES])
    later = index.add(one_petition(*GARBAGE_AGAIN))
    index.remove(0)
    index.remove(later)
    assert index.query(one_petition(*GARBAGE)) == [] and len(index) == 1 and 0 not in index
    with pytest.raises(KeyError):
        index.remove(0)
    index.rebuild()
    assert index.query(one_petition(*GARBAGE)) == []


def test_a_rebuilt_index_keeps_its_numbers() -> None:
    index = index_of([GARBAGE, WAGES])
    index.add(one_petition(*GARBAGE_AGAIN))
    before = index.query(one_petition(*GARBAGE))
    index.rebuild()
    assert index.query(one_petition(*GARBAGE)) == before
    assert len(before) == 2

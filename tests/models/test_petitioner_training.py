from __future__ import annotations

from dataclasses import replace

import pytest

from benchmarks.generated_petitioners import PetitionerGenerator, Rates
from models.petitioner_levels import COMPARISONS
from models.petitioner_training import train_petitioner_weights
from models.petitioner_weights import PetitionerWeightsError
from nlp.pseudonym import Petitioner
from tests.models.petitioners_support import READER

# Slips and gaps so frequent that a small population shows every level.
SLIPPERY = replace(
    Rates(), wrong_digit=0.3, id_slip=0.3, no_email=0.3, no_account=0.3, homophone=0.15, wrong_character=0.15
)


def people(number: int, rates: Rates) -> list[Petitioner]:
    return [READER.read(fields) for fields in PetitionerGenerator(3, rates).records(number).fields]


@pytest.fixture(scope="module")
def population() -> list[Petitioner]:
    return people(3000, SLIPPERY)


def test_weights_are_learned_without_being_told_who_is_who(population: list[Petitioner]) -> None:
    weights = train_petitioner_weights(population, random_pairs=60_000)
    for comparison in COMPARISONS:
        bits = [weights.levels[comparison.name, level.name].bits for level in comparison.levels]
        assert bits[0] > 5 and bits[-1] < -1, comparison.name
        for probability in ("m", "u"):
            total = sum(
                getattr(weights.levels[comparison.name, lv.name], probability) for lv in comparison.levels
            )
            assert total == pytest.approx(1, abs=0.05), (comparison.name, probability)
    pairs = len(population) * (len(population) - 1) / 2
    assert 1000 < weights.prior * pairs < 8000


def test_a_population_that_does_not_show_every_level_teaches_nothing() -> None:
    with pytest.raises(PetitionerWeightsError, match="levels that no pair shows"):
        train_petitioner_weights(people(200, Rates()), random_pairs=2000)


def test_nobody_teaches_nothing() -> None:
    with pytest.raises(PetitionerWeightsError):
        train_petitioner_weights([])

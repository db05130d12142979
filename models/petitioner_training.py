"""Learns the weights of petitioner evidence without labels: expectation maximisation by Splink.

Each level's share is counted: over all pairs where agreement is rare, over random pairs where it is common.
m comes from three runs of EM, each among pairs that agree in one field. All pairs are a mixture of one
person's and two persons', so u is what is left of a share without the pairs of one person. A weight that
could not be learned is refused, never guessed (``check_weights``).
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from models.petitioner_levels import COMPARISONS
from models.petitioner_splink import closed_database, linker
from models.petitioner_table import petitioner_table
from models.petitioner_weights import (
    LevelKey,
    LevelWeight,
    PetitionerWeights,
    PetitionerWeightsError,
    check_weights,
)
from nlp.pseudonym import Petitioner

RANDOM_PAIRS = 1_000_000
MATTER_PRIOR = 0.02  # within one matter; see docs/repeats.md
_ROUNDS = (
    3  # of EM and of taking one person's pairs out of the shares; the third moves no weight by 0.05 bits
)
# What is left of a share is no smaller than this part of it: the difference of two counts is no surer.
_LEAST_LEFT = 0.02
_EM_BLOCKED_BY = ("id_number", "name", "phone")
# Fields that must be there on both sides, one of each group, for a comparison to be made.
_NEEDS: Mapping[str, tuple[str, ...]] = {
    "name": ("name",),
    "id_number": ("id_number",),
    "contact": ("phone", "place"),
    "account": ("account",),
    "email": ("email",),
}
# Levels too rare for random pairs to show: each pair on one of them agrees in a field that is blocked on.
_COUNTED = {
    "name": ("same", "sounds_the_same"),
    "id_number": ("same", "near"),
    "contact": (
        "same_phone_and_door",
        "same_phone",
        "near_phone_and_door",
        "near_phone",
        "same_door_other_phone",
        "same_door",
    ),
    "account": ("same",),
    "email": ("same", "near"),
}


def train_petitioner_weights(
    petitioners: Sequence[Petitioner], seed: int = 1, random_pairs: int = RANDOM_PAIRS
) -> PetitionerWeights:
    """Weights learned from the petitioners of a population; who is who is not told.

    Raises PetitionerWeightsError when a level was seen too rarely to have a weight.
    """
    named = [petitioner for petitioner in petitioners if not petitioner.anonymous]
    if len(named) < 2:
        raise PetitionerWeightsError(f"{len(named)} petitioners have a name, a number or an account")
    table = petitioner_table(range(len(named)), [0] * len(named), named)
    shares = _shares(_counted_shares(table), _random_shares(named, random_pairs, seed))
    unseen = ["/".join(key) for key, share in shares.items() if not share]
    if unseen:
        raise PetitionerWeightsError(f"levels that no pair shows: {unseen}")
    prior, u = 1e-4, dict(shares)
    for _ in range(_ROUNDS):
        m = _learn_m(table, prior, u)
        prior = _prior(shares, m)
        u = _without_one_persons(shares, prior, m)
    weights = PetitionerWeights(
        prior=prior,
        levels={key: LevelWeight(m[key], share) for key, share in u.items()},
        matter_prior=MATTER_PRIOR,
        card={"records": len(petitioners), "random_pairs": random_pairs, "seed": seed},
    )
    check_weights(weights)
    return weights


def _shares(counted: Mapping[LevelKey, float], drawn: Mapping[LevelKey, float]) -> dict[LevelKey, float]:
    """The counted shares, and what they leave divided as the random pairs are."""
    found = dict(counted)
    for comparison in COMPARISONS:
        keys = [(comparison.name, level.name) for level in comparison.levels]
        left = 1 - sum(counted[key] for key in keys if key in counted)
        others = {key: drawn[key] for key in keys if key not in counted}
        found |= {key: left * share / (sum(others.values()) or 1) for key, share in others.items()}
    return {(c.name, level.name): found[c.name, level.name] for c in COMPARISONS for level in c.levels}


def _random_shares(petitioners: Sequence[Petitioner], pairs: int, seed: int) -> dict[LevelKey, float]:
    """The share of each level among random pairs, nearly all of two people."""
    draw = random.Random(seed)
    counts: dict[str, Counter[str]] = {comparison.name: Counter() for comparison in COMPARISONS}
    for _ in range(pairs):
        left, right = draw.choice(petitioners), draw.choice(petitioners)
        if left is not right:
            for comparison in COMPARISONS:
                level = comparison.level_of(left, right)
                if level is not None:
                    counts[comparison.name][level.name] += 1
    return {
        (comparison.name, level.name): counts[comparison.name][level.name]
        / max(1, counts[comparison.name].total())
        for comparison in COMPARISONS
        for level in comparison.levels
    }


def _counted_shares(table: pa.Table) -> dict[LevelKey, float]:
    """The share of each rare level among all pairs, counted on the pairs that agree in some field."""
    # m / u is 2 to the level's number, so that the weight that Splink gives says which level it is.
    numbered = {
        (comparison.name, level.name): (0.5, 0.5 / 2**number)
        for comparison in COMPARISONS
        for number, level in enumerate(comparison.levels, 1)
    }
    with closed_database() as api:
        model = linker(api, table, 0.5, numbered)
        pairs = model.inference.predict().as_duckdbpyrelation().to_arrow_table()
    found = {}
    for comparison in COMPARISONS:
        values = pc.value_counts(pc.round(pairs[f"mw_{comparison.name}"])).to_pylist()
        counts = {round(entry["values"]): entry["counts"] for entry in values}
        compared = _pairs_with(table, _NEEDS[comparison.name])
        for number, level in enumerate(comparison.levels, 1):
            if level.name in _COUNTED[comparison.name]:
                found[comparison.name, level.name] = counts.get(number, 0) / max(1, compared)
    return found


def _pairs_with(table: pa.Table, fields: tuple[str, ...]) -> int:
    """Pairs of which both sides have the first field, or both the second."""
    columns = [table[field] for field in fields]
    numbers = [len(column) - column.null_count for column in columns]
    if len(columns) == 1:
        return _pairs(numbers[0])
    both = table.select(list(fields)).drop_null().num_rows
    return _pairs(numbers[0]) + _pairs(numbers[1]) - _pairs(both)


def _pairs(number: int) -> int:
    return number * (number - 1) // 2


def _without_one_persons(
    shares: Mapping[LevelKey, float], prior: float, m: Mapping[LevelKey, float]
) -> dict[LevelKey, float]:
    """u: the shares of the levels without the pairs of one person, which are ``prior`` of all."""
    left = {key: max(share - prior * m[key], share * _LEAST_LEFT) for key, share in shares.items()}
    totals = {
        comparison.name: sum(left[comparison.name, level.name] for level in comparison.levels)
        for comparison in COMPARISONS
    }
    return {key: share / totals[key[0]] for key, share in left.items()}


def _prior(shares: Mapping[LevelKey, float], m: Mapping[LevelKey, float]) -> float:
    """The share of one person's pairs among all: two people have no identity number in common (GB 11643)."""
    same, near = ("id_number", "same"), ("id_number", "near")
    return (shares[same] + shares[near]) / (m[same] + m[near])


def _learn_m(table: pa.Table, prior: float, u: Mapping[LevelKey, float]) -> dict[LevelKey, float]:
    """m of each level, from the EM runs that saw it (Splink takes their median)."""
    from splink import block_on

    with closed_database() as api:
        model = linker(api, table, prior, {key: (None, share) for key, share in u.items()})
        for column in _EM_BLOCKED_BY:
            model.training.estimate_parameters_using_expectation_maximisation(
                block_on(column), estimate_without_term_frequencies=True, fix_u_probabilities=True
            )
        learned: dict[str, Any] = model.misc.save_model_to_json()
    found: dict[LevelKey, float] = {}
    for comparison, entry in zip(COMPARISONS, learned["comparisons"], strict=True):
        trained = [level for level in entry["comparison_levels"] if not level.get("is_null_level")]
        for level, values in zip(comparison.levels, trained, strict=True):
            if not values.get("m_probability"):
                raise PetitionerWeightsError(
                    f"{comparison.name}/{level.name}: no pair of one person shows it"
                )
            found[comparison.name, level.name] = float(values["m_probability"])
    return found

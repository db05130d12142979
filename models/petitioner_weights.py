"""The weights of petitioner evidence: how likely each level is for one person (m) and for two (u).

Fellegi and Sunter, A Theory for Record Linkage, 1969; the numbers are learned by ``petitioner_training``.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from models.petitioner_levels import COMPARISONS, SHARED_BY_NEIGHBOURS
from nlp.resources import data_path

FORMAT = 1
LevelKey = tuple[str, str]  # comparison, level


class PetitionerWeightsError(Exception):
    """A weights file that cannot be used, or weights that may not be saved; the message says why."""


@dataclass(frozen=True)
class LevelWeight:
    """``m``: share of this level among pairs of one person; ``u``: among pairs of two persons."""

    m: float
    u: float

    @property
    def bits(self) -> float:
        """The level's weight, log2(m / u)."""
        return math.log2(self.m / self.u)


@dataclass(frozen=True)
class PetitionerWeights:
    """``prior``: probability that two petitions of the population are one person's, before any evidence."""

    prior: float
    levels: Mapping[LevelKey, LevelWeight]
    matter_prior: float
    card: Mapping[str, Any]

    @property
    def prior_bits(self) -> float:
        """Odds of the prior in bits."""
        return math.log2(self.prior / (1 - self.prior))

    def within_a_matter(self) -> PetitionerWeights:
        """The weights for pairs that already share their matter.

        Their prior is higher, and what neighbours share speaks for one person no more.
        """
        levels = {
            key: replace(weight, u=max(weight.m, weight.u)) if key in SHARED_BY_NEIGHBOURS else weight
            for key, weight in self.levels.items()
        }
        return replace(self, prior=self.matter_prior, levels=levels)


def default_weights_file() -> Path:
    """The weights that are shipped with the program."""
    return data_path("model/petitioners/weights.json")


def load_petitioner_weights(path: Path | None = None) -> PetitionerWeights:
    """Read and check a weights file. Raises PetitionerWeightsError."""
    path = path or default_weights_file()
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        if content["format"] != FORMAT:
            raise PetitionerWeightsError(f"{path}: format {content['format']}, this program reads {FORMAT}")
        levels = {
            (comparison, level): LevelWeight(float(pair["m"]), float(pair["u"]))
            for comparison, entries in content["comparisons"].items()
            for level, pair in entries.items()
        }
        weights = PetitionerWeights(
            float(content["prior"]), levels, float(content["matter_prior"]), dict(content["training"])
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as fault:
        raise PetitionerWeightsError(f"{path}: {type(fault).__name__}: {fault}") from fault
    check_weights(weights)
    return weights


def weights_as_json(weights: PetitionerWeights) -> str:
    """The weights as a file's content. Raises PetitionerWeightsError where one is missing."""
    check_weights(weights)
    comparisons = {
        comparison.name: {
            level.name: {
                "m": weights.levels[comparison.name, level.name].m,
                "u": weights.levels[comparison.name, level.name].u,
            }
            for level in comparison.levels
        }
        for comparison in COMPARISONS
    }
    content = {
        "format": FORMAT,
        "prior": weights.prior,
        "matter_prior": weights.matter_prior,
        "comparisons": comparisons,
        "training": dict(weights.card),
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def check_weights(weights: PetitionerWeights) -> None:
    """Raises PetitionerWeightsError unless each level has both probabilities and no other is there.

    Splink fills a missing weight with a guess of its own and only warns.
    """
    expected = {(comparison.name, level.name) for comparison in COMPARISONS for level in comparison.levels}
    missing = sorted("/".join(key) for key in expected - weights.levels.keys())
    unknown = sorted("/".join(key) for key in weights.levels.keys() - expected)
    if missing or unknown:
        raise PetitionerWeightsError(f"levels without weight: {missing}; unknown levels: {unknown}")
    for key, weight in weights.levels.items():
        if not (0 < weight.m < 1 and 0 < weight.u < 1):
            raise PetitionerWeightsError(f"{'/'.join(key)}: m {weight.m}, u {weight.u} are no probabilities")
    if not (0 < weights.prior < 1 and 0 < weights.matter_prior < 1):
        raise PetitionerWeightsError(f"priors {weights.prior}, {weights.matter_prior} are no probabilities")

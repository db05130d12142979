"""How much speaks for it that two petitions of one matter come from the same petitioner.

Only pairs are compared, and only ``models.repeats`` asks, for pairs that share their matter. There is no
way from a petitioner to petitions here.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from models.name_frequencies import NameFrequencies
from models.petitioner_levels import COMPARISONS
from models.petitioner_weights import PetitionerWeights
from nlp.pseudonym import Petitioner


@dataclass(frozen=True)
class ComparisonEvidence:
    """One comparison's level and weight in bits; positive speaks for one petitioner, negative for two."""

    comparison: str
    level: str
    bits: float


@dataclass(frozen=True)
class PetitionerEvidence:
    """``weight``: log2 odds, prior included; ``probability`` of one petitioner; what each comparison said."""

    weight: float
    probability: float
    comparisons: tuple[ComparisonEvidence, ...]

    def level(self, comparison: str) -> str | None:
        """The level of one comparison, None where there was nothing to compare."""
        return next((found.level for found in self.comparisons if found.comparison == comparison), None)


def petitioner_evidence(
    left: Petitioner, right: Petitioner, weights: PetitionerWeights, names: NameFrequencies
) -> PetitionerEvidence | None:
    """The evidence of one pair; None when either petition is anonymous or nothing can be compared."""
    if left.anonymous or right.anonymous:
        return None
    found = []
    for comparison in COMPARISONS:
        level = comparison.level_of(left, right)
        if level is not None:
            weight = weights.levels[comparison.name, level.name]
            bits = weight.bits
            if level.frequency is not None:
                # Both have the same token, so either side's rarity is the pair's.
                token: bytes = getattr(left, level.frequency)
                bits += math.log2(weight.u) - math.log2(names.share(token, weight.u))
            found.append(ComparisonEvidence(comparison.name, level.name, bits))
    if not found:
        return None
    total = weights.prior_bits + sum(evidence.bits for evidence in found)
    return PetitionerEvidence(total, 1 / (1 + 2 ** -max(min(total, 1000), -1000)), tuple(found))

"""Labelled petitions as the urgency model takes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

Weights = np.ndarray


@dataclass(frozen=True)
class UrgencyText:
    """One labelled text. ``evidence``: verbatim quotes behind levels 2 to 4. ``kind``: empty if unknown.

    ``real``: not made up; only real ones calibrate. ``keyword``: chosen because of urgent words, so that it
    says nothing of how common they are. ``group``: texts that belong together stay in one fold.
    """

    text: str
    level: int
    evidence: tuple[str, ...]
    kind: str
    real: bool
    keyword: bool
    group: str


def prior_weights(texts: Sequence[UrgencyText], keyword_share: float = 0.5) -> np.ndarray:
    """Weights that give real texts their prior, float64 (n): 0 for made-up ones, mean 1 over real ones.

    ``keyword_share``: share of keyword texts in what the model will meet and be measured on.
    """
    keyword = np.array([t.real and t.keyword for t in texts])
    random = np.array([t.real and not t.keyword for t in texts])
    weights = np.zeros(len(texts))
    real = max(int(keyword.sum() + random.sum()), 1)
    for chosen, share in ((keyword, keyword_share), (random, 1 - keyword_share)):
        if chosen.any():
            alone = not (keyword.any() and random.any())
            weights[chosen] = (1.0 if alone else share) * real / chosen.sum()
    return weights

"""What a petition is about, as the pair comparison takes it: how likely each domain and level-2 class is."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from models.domain import DomainModel
from nlp.text_column import TextColumn

STEPS = 255


def topics_of(texts: TextColumn, model: DomainModel, threads: int | None = None) -> npt.NDArray[np.uint8]:
    """Square roots of the probabilities of all domains, then of all classes of level 2, in steps of 1/255.

    uint8 (n, domains + classes of level 2). The product of two such rows is their Bhattacharyya coefficient.
    """
    domains, _ = model.probabilities(texts, threads=threads)
    level2, _ = model.within_domains(texts, threads)
    for group in model.levels[0].groups:
        level2[:, group.first : group.last] *= domains[:, group.parent : group.parent + 1]
    both = np.sqrt(np.concatenate([domains, level2], axis=1))
    return np.asarray(np.rint(both * STEPS), np.uint8)


def no_topics(rows: int) -> npt.NDArray[np.uint8]:
    """Topics of texts of which nothing is known."""
    return np.zeros((rows, 1), np.uint8)

"""A linear classifier over hashed features, quantised to one byte a weight, scored while reading."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from nlp.feature_space import FeatureSpace
from nlp.scoring import WIDTH, score
from nlp.text_column import TextColumn

Result = TypeVar("Result")
_CHUNK_BYTES = 4_000_000


@dataclass(frozen=True)
class LinearModel:
    """Weights of up to ``WIDTH`` classes.

    ``weights``: int8 (buckets, WIDTH), idf included. ``importance``: float32 (buckets), idf squared, 0 for
    unseen buckets. ``scale``, ``bias``: float32 (WIDTH); decision = scale * score + bias.
    """

    space: FeatureSpace
    weights: npt.NDArray[np.int8]
    importance: npt.NDArray[np.float32]
    scale: npt.NDArray[np.float32]
    bias: npt.NDArray[np.float32]
    classes: int

    def decide(
        self, column: TextColumn, threads: int | None = None
    ) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
        """Decision values, float32 (n, classes), and evidence, float32 (n): see ``nlp.scoring.score``."""
        parts = in_threads(
            lambda chunk: score(chunk, self.space, self.weights, self.importance), column, threads
        )
        scores = np.concatenate([part[0] for part in parts]) if parts else np.zeros((0, WIDTH), np.float32)
        evidence = np.concatenate([part[1] for part in parts]) if parts else np.zeros(0, np.float32)
        return (scores * self.scale + self.bias)[:, : self.classes], evidence


def in_threads(
    kernel: Callable[[TextColumn], Result], column: TextColumn, threads: int | None = None
) -> list[Result]:
    """Run a kernel that releases the GIL over chunks of a column; results in order.

    ``threads``: all cores when None.
    """
    threads = threads or os.cpu_count() or 1
    chunks = _chunks(column, threads)
    if len(chunks) < 2:
        return [kernel(chunk) for chunk in chunks]
    with ThreadPoolExecutor(max_workers=threads) as pool:
        return list(pool.map(kernel, chunks))


def _chunks(column: TextColumn, threads: int) -> list[TextColumn]:
    """Cut a column into runs of rows of similar size in bytes, one a thread at least when that pays."""
    rows = len(column)
    size = int(column.starts[-1] - column.starts[0])
    parts = 1 if threads == 1 or size < 400_000 else max(threads, size // _CHUNK_BYTES)
    if rows == 0:
        return []
    marks = column.starts[0] + np.arange(1, parts) * (size // parts)
    cuts = np.unique([0, *np.searchsorted(column.starts, marks).tolist(), rows])
    return [
        TextColumn(column.data, column.starts[a : b + 1]) for a, b in zip(cuts[:-1], cuts[1:], strict=True)
    ]


def quantise(
    coefficients: npt.NDArray[np.float64], idf: npt.NDArray[np.float64]
) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.float32]]:
    """Round idf-weighted coefficients (classes, buckets) to int8 (buckets, WIDTH) with a scale a class."""
    products = coefficients * idf
    largest = np.abs(products).max(axis=1)
    scale = np.where(largest > 0, largest / 127, 1.0)
    weights = np.zeros((products.shape[1], WIDTH), np.int8)
    weights[:, : len(products)] = np.rint(products.T / scale).astype(np.int8)
    padded = np.zeros(WIDTH, np.float32)
    padded[: len(products)] = scale
    return weights, padded

"""A linear classifier over hashed features, quantised to one byte a weight, scored while reading."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nlp.ngrams import WIDTH, FeatureSpace, score
from nlp.text_column import TextColumn

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
        """Decision values, float32 (n, classes), and evidence, float32 (n): see ``nlp.ngrams.score``."""
        chunks = _chunks(column, threads or os.cpu_count() or 1)
        if len(chunks) < 2:
            parts = [score(chunk, self.space, self.weights, self.importance) for chunk in chunks]
        else:
            with ThreadPoolExecutor(max_workers=threads or os.cpu_count()) as pool:
                parts = list(
                    pool.map(lambda chunk: score(chunk, self.space, self.weights, self.importance), chunks)
                )
        scores = np.concatenate([part[0] for part in parts]) if parts else np.zeros((0, WIDTH), np.float32)
        evidence = np.concatenate([part[1] for part in parts]) if parts else np.zeros(0, np.float32)
        return (scores * self.scale + self.bias)[:, : self.classes], evidence


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

"""Trains the classes of level 2 and 3: among siblings only, one linear SVM a class, sparse weights."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix

from models.levels import Level, LevelWeights, within_groups

Floats = npt.NDArray[np.float64]
UNTAUGHT = -3.0  # bias of a class without an example: below every class that has some


@dataclass(frozen=True)
class LevelProblem:
    """What level 2 and 3 learn from. ``numbers``: class of level 2 and of level 3 of each row, -1 unknown."""

    matrix: csr_matrix
    levels: tuple[Level, Level]
    numbers: tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]


def fit_levels(
    problem: LevelProblem, rows: npt.NDArray[np.int64], cost: float, seed: int
) -> tuple[csr_matrix, npt.NDArray[np.float64]]:
    """Coefficients, sparse (classes of level 2 then 3, buckets), and biases, learnt from ``rows``."""
    offset = len(problem.levels[0].names)
    total = offset + len(problem.levels[1].names)
    bias = np.full(total, UNTAUGHT)
    parts: list[csr_matrix] = []
    order: list[int] = []
    for depth, (level, numbers) in enumerate(zip(problem.levels, problem.numbers, strict=True)):
        for group in level.groups:
            mine = rows[(numbers[rows] >= group.first) & (numbers[rows] < group.last)]
            for number, coefficients, intercept in _siblings(problem.matrix[mine], numbers[mine], cost, seed):
                place = number + depth * offset
                bias[place] = intercept
                parts.append(coefficients)
                order.append(place)
    return _stacked(parts, order, total, problem.matrix.shape[1]), bias


def _stacked(parts: Sequence[csr_matrix], order: Sequence[int], total: int, buckets: int) -> csr_matrix:
    from scipy.sparse import vstack

    if not parts:
        return csr_matrix((total, buckets))
    stacked = vstack(parts, format="csr")
    placing = csr_matrix((np.ones(len(order)), (order, np.arange(len(order)))), shape=(total, len(order)))
    return csr_matrix(placing @ stacked)


def _siblings(
    matrix: csr_matrix, numbers: npt.NDArray[np.int64], cost: float, seed: int
) -> Iterator[tuple[int, csr_matrix, float]]:
    """One class against its siblings, each; a class alone in its group needs no weights."""
    from sklearn.svm import LinearSVC

    present, counts = np.unique(numbers, return_counts=True)
    if len(present) == 1:
        yield int(present[0]), csr_matrix((1, matrix.shape[1])), 0.0
        return
    even = len(numbers) / (len(present) * counts)
    weights = even[np.searchsorted(present, numbers)] ** 0.5
    columns = np.unique(matrix.indices)  # most buckets do not occur among these few texts
    compact = matrix[:, columns]
    for number in present:
        machine = LinearSVC(C=cost, random_state=seed, tol=1e-3, max_iter=2000)
        machine.fit(compact, numbers == number, sample_weight=weights)
        row = csr_matrix((machine.coef_[0], columns, np.array([0, len(columns)])), shape=(1, matrix.shape[1]))
        yield int(number), row, float(machine.intercept_[0])


def fit_slope(decisions: npt.NDArray[np.float32], numbers: npt.NDArray[np.int64], level: Level) -> float:
    """The temperature that makes held-out probabilities within groups likeliest."""
    known = np.flatnonzero(numbers >= 0)
    if len(known) == 0:
        return 1.0

    def loss(log_slope: float) -> float:
        probability = within_groups(decisions[known], level, float(np.exp(log_slope)))
        return float(-np.log(np.maximum(probability[np.arange(len(known)), numbers[known]], 1e-12)).mean())

    return float(np.exp(minimize_scalar(loss, bounds=(-1.0, 3.5), method="bounded").x))


def pack(
    coefficients: csr_matrix, bias: Floats, idf: Floats, slopes: tuple[float, float], most: int
) -> LevelWeights:
    """Quantise to int8 and keep the ``most`` weights that matter most, laid out by bucket."""
    products = csr_matrix(coefficients.multiply(idf[None, :]))
    largest = np.maximum(abs(products).max(axis=1).toarray().ravel(), 1e-9)
    scale = largest / 127
    rows = np.repeat(np.arange(products.shape[0]), np.diff(products.indptr))
    if products.nnz > most:
        threshold = np.partition(np.abs(products.data), products.nnz - most)[products.nnz - most]
        products.data[np.abs(products.data) < threshold] = 0.0
    quantised = np.rint(products.data / scale[rows]).astype(np.int8)
    by_bucket = csr_matrix((quantised, products.indices, products.indptr), shape=products.shape).tocsc()
    by_bucket.eliminate_zeros()
    by_bucket.sort_indices()
    return LevelWeights(
        indptr=by_bucket.indptr.astype(np.int32),
        classes=by_bucket.indices.astype(np.uint16),
        weights=by_bucket.data.astype(np.int8),
        scale=scale.astype(np.float32),
        bias=bias.astype(np.float32),
        slopes=slopes,
    )

"""Fits the linear machines of the domain model, on all texts and with texts held out."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from joblib import Parallel, delayed
from scipy.sparse import csr_matrix, hstack

from models.labelled_texts import LabelledTexts
from models.level_training import LevelProblem, fit_levels
from models.levels import class_numbers, levels_of
from models.taxonomy import Taxonomy
from models.weighted_rows import weighted_rows
from nlp.feature_space import FeatureSpace
from nlp.text_column import TextColumn

Report = Callable[[str], None]
_WORTH_PROCESSES = 500_000  # non-zero entries below which starting processes costs more than it saves


@dataclass(frozen=True)
class TrainingOptions:
    """What can be tuned. ``cost``: SVM's C; ``balance``: 0 leaves class sizes as they are, 1 evens them out
    fully; ``own``: scale of a convention's own features beside the shared ones."""

    longest_ngram: int = 2
    longest_term: int = 6
    bits: int = 18
    lead: int = 24
    lead_weight: float = 2.0
    cost: float = 1.0
    balance: float = 1.0
    own: float = 1.0
    folds: int = 4
    seed: int = 20260101
    level_cost: float = 1.0
    level_weights: int = 2_000_000
    reviewed_accuracy: float = 0.97


@dataclass(frozen=True)
class Problem:
    """What is learnt from. ``matrix``: idf-weighted features, rows of length 1; ``idf``: float64 (buckets);
    ``labels``, ``convention``: int64 (texts), numbers of domain and convention; ``weights``: of each text."""

    matrix: csr_matrix
    idf: npt.NDArray[np.float64]
    labels: npt.NDArray[np.int64]
    weights: npt.NDArray[np.float64]
    convention: npt.NDArray[np.int64]
    levels: LevelProblem


@dataclass(frozen=True)
class HeldOut:
    """Decisions about each text by models that did not see it: domains, then classes of level 2 and 3."""

    domains: npt.NDArray[np.float32]
    levels: npt.NDArray[np.float32]


def make_problem(
    sets: Sequence[LabelledTexts],
    conventions: Sequence[str],
    column: TextColumn,
    space: FeatureSpace,
    taxonomy: Taxonomy,
    options: TrainingOptions,
) -> Problem:
    """Features, labels and weights of all sets, in their order."""
    matrix, idf = weighted_rows(column, space)
    number = {name: k for k, name in enumerate(taxonomy.domains)}
    labels = np.array([number[d] for s in sets for d in s.domains])
    convention = np.array([conventions.index(s.convention) for s in sets for _ in s.texts])
    weights = np.ones(len(labels))
    for k in range(len(conventions)):
        rows = convention == k
        counts = np.bincount(labels[rows], minlength=len(number))
        even = rows.sum() / ((counts > 0).sum() * np.maximum(counts, 1))
        weights[rows] = even[labels[rows]] ** options.balance
    numbers = class_numbers([path for s in sets for path in s.paths], taxonomy)
    levels = LevelProblem(matrix, levels_of(taxonomy), numbers)
    return Problem(matrix, idf, labels, weights, convention, levels)


def _augment(
    matrix: csr_matrix, convention: npt.NDArray[np.int64], conventions: int, own: float
) -> csr_matrix:
    blocks = [matrix]
    for k in range(conventions) if conventions > 1 else ():
        mine = matrix.multiply((convention == k).astype(np.float64)[:, None] * own).tocsr()
        mine.eliminate_zeros()
        blocks.append(mine)
    return csr_matrix(hstack(blocks, format="csr"))


def fit_domains(
    problem: Problem, rows: npt.NDArray[np.int64], conventions: int, options: TrainingOptions
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Coefficients (conventions, classes, buckets) and bias (classes)."""
    from sklearn.svm import LinearSVC

    matrix = _augment(problem.matrix[rows], problem.convention[rows], conventions, options.own)
    labels = problem.labels[rows]
    classes = np.unique(labels)
    one_against_rest = [
        LinearSVC(C=options.cost, random_state=options.seed, tol=1e-3, max_iter=2000) for _ in classes
    ]

    # Processes, not threads: liblinear has one random generator a process, so threads are not repeatable.
    jobs = os.cpu_count() if matrix.nnz > _WORTH_PROCESSES else 1
    fitted = Parallel(n_jobs=jobs)(
        delayed(machine.fit)(matrix, labels == label, sample_weight=problem.weights[rows])
        for machine, label in zip(one_against_rest, classes, strict=True)
    )
    buckets = problem.matrix.shape[1]
    highest = int(problem.labels.max()) + 1
    coefficients = np.zeros((conventions, highest, buckets))
    bias = np.full(highest, -1.0)
    for machine, label in zip(fitted, classes, strict=True):
        blocks = machine.coef_[0].reshape(-1, buckets)
        for k in range(conventions):
            own = options.own * blocks[1 + k] if conventions > 1 else 0.0
            coefficients[k, label] = blocks[0] + own
        bias[label] = machine.intercept_[0]
    return coefficients, bias


def held_out_decisions(
    problem: Problem, conventions: Sequence[str], classes: int, options: TrainingOptions, report: Report
) -> HeldOut:
    """Decisions about every text by machines of its fold, which learnt from the other folds."""
    from sklearn.model_selection import StratifiedKFold

    decisions = np.zeros((len(problem.labels), classes), np.float32)
    below = np.zeros(
        (len(problem.labels), sum(len(level.names) for level in problem.levels.levels)), np.float32
    )
    strata = problem.convention * classes + problem.labels
    folds = StratifiedKFold(options.folds, shuffle=True, random_state=options.seed)
    for number, (seen, unseen) in enumerate(folds.split(np.zeros(len(strata)), strata), 1):
        coefficients, bias = fit_domains(problem, seen, len(conventions), options)
        for k in range(len(conventions)):
            rows = unseen[problem.convention[unseen] == k]
            decisions[rows, : len(bias)] = problem.matrix[rows] @ coefficients[k].T + bias
        level_coefficients, level_bias = fit_levels(problem.levels, seen, options.level_cost, options.seed)
        below[unseen] = (problem.matrix[unseen] @ level_coefficients.T).toarray() + level_bias
        report(f"fold {number} of {options.folds}")
    return HeldOut(decisions, below)

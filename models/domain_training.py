"""Trains the domain model: shared weights plus small weights of each filing convention.

Frustratingly easy domain adaptation (Daumé 2007): every text is seen once by shared features and once by
its convention's own. Linear support vector machines, one class against the rest (scikit-learn, liblinear).
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from joblib import Parallel, delayed
from safetensors.numpy import save_file
from scipy.sparse import csr_matrix, hstack

from models.calibration import Calibration, fit_calibration
from models.domain import CARD_FILE, FORMAT, WEIGHTS_FILE, load_domain_model
from models.level_training import LevelProblem, class_numbers, fit_levels, fit_slope, pack
from models.levels import levels_of
from models.linear import quantise
from models.taxonomy import Taxonomy
from nlp.ngrams import FeatureSpace, features, term_filter, terms_in_use
from nlp.segment import dictionary_terms
from nlp.text_column import TextColumn

Report = Callable[[str], None]
_WORTH_PROCESSES = 500_000  # non-zero entries below which starting processes costs more than it saves


@dataclass(frozen=True)
class LabelledTexts:
    """Texts with the classes they were filed under by one convention: paths of names from level 1 down.

    ``accepted`` holds, for each text, further domains that a reasonable officer could choose. ``written``
    texts were made up: they teach, but calibration and held-out figures leave them out.
    """

    name: str
    convention: str
    texts: Sequence[str]
    paths: Sequence[tuple[str, ...]]
    accepted: Sequence[tuple[str, ...]]
    written: Sequence[bool]

    @property
    def domains(self) -> list[str]:
        """The level-1 class of each text."""
        return [path[0] for path in self.paths]


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
class _Problem:
    matrix: csr_matrix
    idf: npt.NDArray[np.float64]
    labels: npt.NDArray[np.int64]
    weights: npt.NDArray[np.float64]
    convention: npt.NDArray[np.int64]
    levels: LevelProblem


@dataclass(frozen=True)
class _HeldOut:
    """Decisions about each text by models that did not see it: domains, then classes of level 2 and 3."""

    domains: npt.NDArray[np.float32]
    levels: npt.NDArray[np.float32]


@dataclass(frozen=True)
class TrainedDomain:
    """Arrays and card of a trained model, ready to be saved."""

    arrays: dict[str, npt.NDArray[Any]]
    card: dict[str, Any]


def train_domain(
    sets: Sequence[LabelledTexts], taxonomy: Taxonomy, options: TrainingOptions, report: Report = print
) -> TrainedDomain:
    """Train on all sets; repeatable bit for bit with the same inputs, options and library versions."""
    conventions = list(dict.fromkeys(s.convention for s in sets))
    column = TextColumn.from_texts([text for s in sets for text in s.texts])
    report(f"{len(column)} texts, conventions {', '.join(conventions)}")
    terms = terms_in_use(dictionary_terms(), column, options.longest_term)
    space = FeatureSpace(
        options.longest_ngram,
        options.longest_term,
        options.bits,
        options.lead,
        options.lead_weight,
        term_filter(terms),
    )
    problem = _problem(sets, conventions, column, space, taxonomy, options)
    report(f"{len(terms)} dictionary terms, {problem.matrix.nnz / len(column):.0f} features a text")
    held_out = _held_out_decisions(problem, conventions, len(taxonomy.domains), options, report)
    everything = np.arange(len(column))
    coefficients, bias = _fit(problem, everything, len(conventions), options)
    arrays, card = _package(
        sets, conventions, taxonomy, options, space, problem, held_out.domains, coefficients, bias, report
    )
    level_arrays, level_card = _package_levels(problem, held_out.levels, everything, options)
    arrays |= level_arrays
    return TrainedDomain(arrays, card | level_card | {"version": _version(arrays)})


def save_domain(trained: TrainedDomain, folder: Path) -> None:
    """Write a model folder aside, check that it loads, and move it into place."""
    aside = folder.with_name(folder.name + ".new")
    aside.mkdir(parents=True, exist_ok=True)
    save_file(trained.arrays, aside / WEIGHTS_FILE)
    (aside / WEIGHTS_FILE).chmod(0o644)  # safetensors writes for the owner alone
    (aside / CARD_FILE).write_text(
        json.dumps(trained.card, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
    load_domain_model(aside)
    folder.mkdir(parents=True, exist_ok=True)
    for name in (WEIGHTS_FILE, CARD_FILE):
        (aside / name).replace(folder / name)
    aside.rmdir()


def _problem(
    sets: Sequence[LabelledTexts],
    conventions: Sequence[str],
    column: TextColumn,
    space: FeatureSpace,
    taxonomy: Taxonomy,
    options: TrainingOptions,
) -> _Problem:
    indptr, indices, values = features(column, space)
    seen = np.bincount(indices, minlength=space.buckets)
    idf = np.where(seen >= 2, np.log((1 + len(column)) / (1 + seen)) + 1, 0.0)
    weighted = values * idf[indices]
    sums = np.add.reduceat(np.append(weighted**2, 0.0), indptr[:-1])
    sums[indptr[:-1] == indptr[1:]] = 0.0
    norms = np.sqrt(np.maximum(sums, 1e-12))
    matrix = csr_matrix(
        ((weighted / np.repeat(norms, np.diff(indptr))).astype(np.float64), indices, indptr),
        shape=(len(column), space.buckets),
    )
    matrix.eliminate_zeros()
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
    return _Problem(matrix, idf, labels, weights, convention, levels)


def _augment(
    matrix: csr_matrix, convention: npt.NDArray[np.int64], conventions: int, own: float
) -> csr_matrix:
    blocks = [matrix]
    for k in range(conventions) if conventions > 1 else ():
        mine = matrix.multiply((convention == k).astype(np.float64)[:, None] * own).tocsr()
        mine.eliminate_zeros()
        blocks.append(mine)
    return csr_matrix(hstack(blocks, format="csr"))


def _fit(
    problem: _Problem, rows: npt.NDArray[np.int64], conventions: int, options: TrainingOptions
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


def _held_out_decisions(
    problem: _Problem, conventions: Sequence[str], classes: int, options: TrainingOptions, report: Report
) -> _HeldOut:
    from sklearn.model_selection import StratifiedKFold

    decisions = np.zeros((len(problem.labels), classes), np.float32)
    below = np.zeros(
        (len(problem.labels), sum(len(level.names) for level in problem.levels.levels)), np.float32
    )
    strata = problem.convention * classes + problem.labels
    folds = StratifiedKFold(options.folds, shuffle=True, random_state=options.seed)
    for number, (seen, unseen) in enumerate(folds.split(np.zeros(len(strata)), strata), 1):
        coefficients, bias = _fit(problem, seen, len(conventions), options)
        for k in range(len(conventions)):
            rows = unseen[problem.convention[unseen] == k]
            decisions[rows, : len(bias)] = problem.matrix[rows] @ coefficients[k].T + bias
        level_coefficients, level_bias = fit_levels(problem.levels, seen, options.level_cost, options.seed)
        below[unseen] = (problem.matrix[unseen] @ level_coefficients.T).toarray() + level_bias
        report(f"fold {number} of {options.folds}")
    return _HeldOut(decisions, below)


def _package(
    sets: Sequence[LabelledTexts],
    conventions: Sequence[str],
    taxonomy: Taxonomy,
    options: TrainingOptions,
    space: FeatureSpace,
    problem: _Problem,
    held_out: npt.NDArray[np.float32],
    coefficients: npt.NDArray[np.float64],
    bias: npt.NDArray[np.float64],
    report: Report,
) -> tuple[dict[str, npt.NDArray[Any]], dict[str, Any]]:
    arrays: dict[str, npt.NDArray[Any]] = {
        "term_filter": space.term_filter,
        "importance": (problem.idf**2).astype(np.float32),
    }
    accepted = [set(others) for s in sets for others in s.accepted]
    real = ~np.array([made_up for s in sets for made_up in s.written], bool)
    entries = {}
    for k, name in enumerate(conventions):
        mine = problem.convention == k
        allowed = np.bincount(problem.labels[mine], minlength=held_out.shape[1]) > 0
        rows = np.flatnonzero(mine & real) if (mine & real).any() else np.flatnonzero(mine)
        calibration = fit_calibration(held_out[rows], problem.labels[rows], allowed)
        entries[name] = _convention_entry(
            calibration,
            held_out[rows],
            problem.labels[rows],
            [accepted[i] for i in rows],
            taxonomy.domains,
            options,
        )
        report(f"{name}: held-out accuracy {entries[name]['held_out_accuracy']:.4f}")
        weights, scale = quantise(coefficients[k], problem.idf)
        arrays[f"{name}.weights"] = weights
        arrays[f"{name}.scale"] = scale
        arrays[f"{name}.bias"] = np.pad(bias.astype(np.float32), (0, 16 - len(bias)))
    card: dict[str, Any] = {
        "format": FORMAT,
        "taxonomy": taxonomy.version,
        "classes": list(taxonomy.domains),
        "features": {
            name: getattr(space, name)
            for name in ("longest_ngram", "longest_term", "bits", "lead", "lead_weight")
        },
        "alternatives_from": 0.02,
        "least_evidence": 300.0,
        "level_from": 0.5,
        "conventions": entries,
        "training": {
            "sets": [
                {"name": s.name, "convention": s.convention, "texts": len(s.texts), "sha256": digest(s)}
                for s in sets
            ],
            "options": vars(options),
        },
    }
    return arrays, card


def _package_levels(
    problem: _Problem,
    held_out: npt.NDArray[np.float32],
    rows: npt.NDArray[np.int64],
    options: TrainingOptions,
) -> tuple[dict[str, npt.NDArray[Any]], dict[str, Any]]:
    levels = problem.levels
    split = len(levels.levels[0].names)
    slopes = (
        fit_slope(held_out[:, :split], levels.numbers[0], levels.levels[0]),
        fit_slope(held_out[:, split:], levels.numbers[1], levels.levels[1]),
    )
    coefficients, bias = fit_levels(levels, rows, options.level_cost, options.seed)
    packed = pack(coefficients, bias, problem.idf, slopes, options.level_weights)
    arrays: dict[str, npt.NDArray[Any]] = {
        f"levels.{name}": getattr(packed, name) for name in ("indptr", "classes", "weights", "scale", "bias")
    }
    card = {
        "level_slopes": list(slopes),
        "levels": [
            {"names": list(level.names), "groups": [[g.parent, g.first, g.last] for g in level.groups]}
            for level in levels.levels
        ],
    }
    return arrays, card


def _convention_entry(
    calibration: Calibration,
    decisions: npt.NDArray[np.float32],
    labels: npt.NDArray[np.int64],
    accepted: Sequence[set[str]],
    domains: Sequence[str],
    options: TrainingOptions,
) -> dict[str, Any]:
    probability = calibration.probabilities(decisions)
    best = probability.argmax(axis=1)
    confidence = probability.max(axis=1)
    right = best == labels
    fine = right | np.array([domains[b] in a for b, a in zip(best, accepted, strict=True)])
    order = np.argsort(-confidence, kind="stable")
    running = np.cumsum(fine[order]) / np.arange(1, len(order) + 1)
    good = np.flatnonzero(running >= options.reviewed_accuracy)
    last = int(good[-1]) if len(good) else 0
    return {
        "slope": calibration.slope,
        "offsets": [None if np.isinf(o) else float(o) for o in calibration.offsets],
        "review_below": float(confidence[order[last]]),
        "second_from": _second_from(probability, labels, accepted, domains),
        "held_out_accuracy": float(right.mean()),
        "held_out_accepted": float(fine.mean()),
        "held_out_share_without_review": (last + 1) / len(order),
    }


def _second_from(
    probability: npt.NDArray[np.float64],
    labels: npt.NDArray[np.int64],
    accepted: Sequence[set[str]],
    domains: Sequence[str],
) -> float:
    """The probability of the second likeliest domain from which naming it gives the best F1."""
    if not any(accepted):
        return 1.0
    second = np.argsort(-probability, axis=1, kind="stable")[:, 1]
    height = probability[np.arange(len(second)), second]
    right = np.array([domains[k] in a or k == y for k, a, y in zip(second, accepted, labels, strict=True)])
    wanted = sum(bool(a) for a in accepted)
    best, best_f1 = 1.0, -1.0
    for threshold in np.arange(0.04, 0.5, 0.02):
        named = height >= threshold
        f1 = 2 * (named & right).sum() / max(named.sum() + wanted, 1)
        if f1 > best_f1:
            best, best_f1 = float(threshold), float(f1)
    return round(best, 2)


def digest(labelled: LabelledTexts) -> str:
    """SHA-256 over texts and labels: tells whether two models saw the same data, without the data."""
    state = hashlib.sha256()
    for text, path in zip(labelled.texts, labelled.paths, strict=True):
        state.update(f"{'/'.join(path)}\t{text}\n".encode("utf-8", "replace"))
    return state.hexdigest()


def _version(arrays: dict[str, npt.NDArray[Any]]) -> str:
    state = hashlib.sha256()
    for name in sorted(arrays):
        state.update(name.encode())
        state.update(np.ascontiguousarray(arrays[name]).tobytes())
    return state.hexdigest()[:12]

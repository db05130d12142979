"""Trains the urgency model and the kind of request: repeatable bit for bit with the same inputs.

One machine a threshold (at least 较急, 紧急, 特急) over whole texts and one over sentences, where a sentence
that holds the reader's quote has the text's level and sentences of calmer texts are the other side. Their
held-out scores are joined by cumulative logits. Thresholds come from held-out scores of real texts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from joblib import Parallel, delayed
from scipy.sparse import csr_matrix

from models.calibration import fit_calibration
from models.linear import quantise
from models.model_folder import TrainedModel, version_of
from models.urgency.columns import LEVELS, USED_COLUMNS
from models.urgency.file import FORMAT
from models.urgency.model import Logits, cue_features
from models.urgency.reading import UrgencyReading, of_sentences, pooled, read_texts
from models.urgency.tag import KINDS
from models.urgency.texts import UrgencyText, prior_weights
from models.urgency.thresholds import choose_thresholds
from models.weighted_rows import weighted_rows
from nlp.cues import find_cues
from nlp.feature_space import FeatureSpace

Report = Callable[[str], None]
Floats = npt.NDArray[np.float64]
FOLDS = 5
TEXT_COST, SENTENCE_COST, HARM_WEIGHT = 0.5, 0.3, 5.0
SCAN_FROM = 0.12
UNKNOWN = -1  # a sentence of an urgent text that holds no quote


@dataclass(frozen=True)
class _Problem:
    """Features (rows of length 1) and labels. ``sentence_level``: ``UNKNOWN`` where nobody said."""

    text: csr_matrix
    text_idf: Floats
    sentence: csr_matrix
    sentence_idf: Floats
    levels: npt.NDArray[np.int64]
    kinds: npt.NDArray[np.int64]
    sentence_level: npt.NDArray[np.int64]
    owner: npt.NDArray[np.int64]


@dataclass(frozen=True)
class _Machines:
    """Coefficients (10, buckets), in the order of the table's columns, and biases (10)."""

    coefficients: Floats
    bias: Floats


def train_urgency(
    texts: Sequence[UrgencyText], space: FeatureSpace, seed: int, report: Report = print
) -> TrainedModel:
    """Train on all texts; ``space`` is the domain model's, so that both read the same features."""
    read = read_texts([t.text for t in texts])
    problem = _problem(texts, read, space)
    report(f"urgency: {len(texts)} texts, {len(read.spans)} sentences")
    fold = _folds([t.group for t in texts], seed)
    held_out = np.zeros((len(texts), 7))
    held_sentences = np.full((len(read.spans), 3), -9.0, np.float32)
    for number in range(FOLDS):
        machines = _fit(problem, np.flatnonzero(fold != number), seed)
        unseen, theirs = np.flatnonzero(fold == number), np.flatnonzero(fold[problem.owner] == number)
        held_out[unseen] = problem.text[unseen] @ machines.coefficients[:7].T + machines.bias[:7]
        held_sentences[theirs] = problem.sentence[theirs] @ machines.coefficients[7:].T + machines.bias[7:]
        report(f"urgency: fold {number + 1} of {FOLDS}")
    scores = np.hstack([held_out[:, :3], pooled(held_sentences, problem.owner, len(texts))])
    weights = prior_weights(texts)
    statistical = _logits(scores, problem.levels, weights)
    scanned = statistical.probabilities(scores)[:, 0] >= SCAN_FROM
    cues = cue_features([find_cues(t) if s else () for t, s in zip(read.texts, scanned, strict=True)])
    combined = _logits(np.hstack([scores, cues]), problem.levels, weights, never_negative=3)
    chosen = choose_thresholds(
        statistical.probabilities(scores),
        combined.probabilities(np.hstack([scores, cues])),
        problem.levels,
        weights,
    )
    return _packed(problem, held_out[:, 3:], texts, space, statistical, combined, vars(chosen), seed)


def _packed(
    problem: _Problem,
    held_kinds: Floats,
    texts: Sequence[UrgencyText],
    space: FeatureSpace,
    statistical: Logits,
    combined: Logits,
    chosen: dict[str, Any],
    seed: int,
) -> TrainedModel:
    machines = _fit(problem, np.arange(len(texts)), seed)
    text_weights, text_scale = quantise(machines.coefficients[:7], problem.text_idf)
    sentence_weights, sentence_scale = quantise(machines.coefficients[7:], problem.sentence_idf)
    known = np.flatnonzero((problem.kinds >= 0) & np.array([t.real for t in texts]))
    if len(known) == 0:
        known = np.flatnonzero(problem.kinds >= 0)
    kinds = fit_calibration(
        held_kinds[known].astype(np.float32), problem.kinds[known], np.ones(len(KINDS), bool)
    )
    arrays: dict[str, npt.NDArray[Any]] = {
        "weights": np.hstack([text_weights[:, :7], sentence_weights[:, :3]]),
        "scale": np.concatenate([text_scale[:7], sentence_scale[:3]]).astype(np.float32),
        "bias": machines.bias.astype(np.float32),
        "term_filter": space.term_filter,
        "text.importance": (problem.text_idf**2).astype(np.float32),
        "sentence.importance": (problem.sentence_idf**2).astype(np.float32),
        "statistical.weights": statistical.weights,
        "statistical.bias": statistical.bias,
        "combined.weights": combined.weights,
        "combined.bias": combined.bias,
    }
    assert arrays["weights"].shape[1] == USED_COLUMNS
    levels = [t.level for t in texts]
    card: dict[str, Any] = {
        "format": FORMAT,
        "kinds": list(KINDS),
        "kind_slope": kinds.slope,
        "kind_offsets": kinds.offsets.tolist(),
        "features": {
            name: getattr(space, name)
            for name in ("longest_ngram", "longest_term", "bits", "lead", "lead_weight")
        },
        "scan_from": SCAN_FROM,
        "least_evidence": 300.0,
        "texts": {
            "all": len(texts),
            "real": sum(t.real for t in texts),
            "by_level": {str(k): levels.count(k) for k in (1, 2, 3, 4)},
        },
        "seed": seed,
        **chosen,
    }
    return TrainedModel(arrays, card | {"version": version_of(arrays)})


def _problem(texts: Sequence[UrgencyText], read: UrgencyReading, space: FeatureSpace) -> _Problem:
    text, text_idf = weighted_rows(read.text_column, space)
    sentence, sentence_idf = weighted_rows(read.sentence_column, of_sentences(space))
    levels = np.array([t.level for t in texts], np.int64)
    kinds = np.array([KINDS.index(t.kind) if t.kind in KINDS else -1 for t in texts], np.int64)
    return _Problem(
        text, text_idf, sentence, sentence_idf, levels, kinds, _sentence_levels(texts, read), read.owner
    )


def _sentence_levels(texts: Sequence[UrgencyText], read: UrgencyReading) -> npt.NDArray[np.int64]:
    """The text's level where the sentence holds a quote, 1 in texts of level 1, else ``UNKNOWN``."""
    quotes = [
        [(at, at + len(q)) for q in t.evidence if q and (at := entry.text.find(q)) >= 0]
        for t, entry in zip(texts, read.masked, strict=True)
    ]
    levels = np.empty(len(read.spans), np.int64)
    for place, (span, owner) in enumerate(zip(read.spans, read.owner.tolist(), strict=True)):
        text = texts[owner]
        hit = any(
            min(span.end, end) - max(span.start, start) >= min(4, (end - start) // 2)
            for start, end in quotes[owner]
        )
        levels[place] = 1 if text.level == 1 else text.level if hit else UNKNOWN
    return levels


def _folds(groups: Sequence[str], seed: int) -> npt.NDArray[np.int64]:
    number = np.unique(np.array(groups, dtype=str), return_inverse=True)[1]
    order = np.random.default_rng(seed).permutation(int(number.max()) + 1 if len(number) else 0)
    return np.asarray(order[number] % FOLDS, np.int64)


def _fit(problem: _Problem, rows: npt.NDArray[np.int64], seed: int) -> _Machines:
    """Ten machines: at least 2, 3, 4 over texts; the kinds; at least 2, 3, 4 over sentences."""
    inside = np.zeros(len(problem.levels), bool)
    inside[rows] = True
    of_rows = inside[problem.owner]
    jobs: list[tuple[Any, Any, float, Any]] = [
        (problem.text[rows], problem.levels[rows] >= level, TEXT_COST, "balanced") for level in LEVELS
    ]
    with_kind = rows[problem.kinds[rows] >= 0]
    jobs += [
        (problem.text[with_kind], problem.kinds[with_kind] == k, TEXT_COST, "balanced")
        for k in range(len(KINDS))
    ]
    for level in LEVELS:
        known = problem.sentence_level != UNKNOWN
        calm = problem.levels[problem.owner] < level
        chosen = np.flatnonzero(of_rows & (known | calm))
        is_harm = problem.sentence_level[chosen] >= level
        jobs.append((problem.sentence[chosen], is_harm, SENTENCE_COST, {True: HARM_WEIGHT, False: 1.0}))
    fitted = Parallel(n_jobs=2 if problem.text.nnz > 500_000 else 1)(
        delayed(_machine)(matrix, wanted, cost, weight, seed) for matrix, wanted, cost, weight in jobs
    )
    return _Machines(np.stack([c for c, _ in fitted]), np.array([b for _, b in fitted]))


def _machine(
    matrix: csr_matrix, wanted: npt.NDArray[np.bool_], cost: float, weight: Any, seed: int
) -> tuple[Floats, float]:
    from sklearn.svm import LinearSVC

    if len(np.unique(wanted)) < 2:
        return np.zeros(matrix.shape[1]), -1.0
    machine = LinearSVC(C=cost, class_weight=weight, random_state=seed, tol=1e-3, max_iter=2000)
    machine.fit(matrix, wanted)
    return np.asarray(machine.coef_[0], np.float64), float(machine.intercept_[0])


def _logits(
    scores: Floats, levels: npt.NDArray[np.int64], weights: Floats, never_negative: int = 0
) -> Logits:
    """Logistic regressions on standardised scores, then one straight line each on real texts alone.

    Made-up texts help to tell danger from its look-alikes; how common danger is, only real ones say.
    """
    from sklearn.linear_model import LogisticRegression

    mean, spread = scores.mean(axis=0), scores.std(axis=0) + 1e-9
    together = np.where(weights > 0, weights, 1.0)
    real = weights > 0
    out_weights, out_bias = np.zeros((3, scores.shape[1])), np.zeros(3)
    for place, level in enumerate(LEVELS):
        wanted = levels >= level
        if len(np.unique(wanted)) < 2:
            out_bias[place] = -9.0
            continue
        fitted = LogisticRegression(C=0.3, max_iter=1000).fit(
            (scores - mean) / spread, wanted, sample_weight=together
        )
        coefficients = fitted.coef_[0].copy()
        if never_negative:
            coefficients[-never_negative:] = np.maximum(coefficients[-never_negative:], 0.0)
        out_weights[place] = coefficients / spread
        out_bias[place] = fitted.intercept_[0] - (coefficients * mean / spread).sum()
        if real.any() and wanted[real].sum() >= 20 and not wanted[real].all():
            raw = scores[real] @ out_weights[place] + out_bias[place]
            line = LogisticRegression(C=10.0).fit(raw[:, None], wanted[real], sample_weight=weights[real])
            slope, shift = float(max(line.coef_[0, 0], 0.1)), float(line.intercept_[0])
            out_weights[place] *= slope
            out_bias[place] = slope * out_bias[place] + shift
    return Logits(out_weights, out_bias)

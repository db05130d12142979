"""Teaches a trained model how one more office files, from a few hundred rows of its own.

One linear SVM a class against the rest, over the text's features and the model's own decisions about it
(a model stacked on the source: Daumé 2007 calls this PRED). What is learnt folds into one table of weights,
so the new convention costs nothing when tagging. Domains that the office's rows do not show keep the
model's decision.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix, hstack

from models.calibration import Calibration, fit_calibration
from models.domain import DEFAULT_CONVENTION, Convention, DomainModel
from models.domain_fitting import TrainingOptions
from models.domain_packing import convention_entry
from models.labelled_texts import LabelledTexts, digest
from models.linear import LinearModel, quantise
from models.model_folder import TrainedModel, version_of
from models.weighted_rows import weighted_rows
from nlp.scoring import WIDTH
from nlp.text_column import TextColumn

LEAST_ROWS = 20
TRUSTS = (0.3, 0.6, 1.0)  # scale of the model's decisions beside the office's rows: larger leans on it more
_FOLDS = 5

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class TaughtConvention:
    """A convention as it is saved: its arrays by name, and its entry of the card."""

    name: str
    arrays: dict[str, npt.NDArray[Any]]
    entry: dict[str, Any]
    convention: Convention


def with_convention(stored: TrainedModel, taught: TaughtConvention) -> TrainedModel:
    """A stored model (see ``read_model_files``) with the convention added, or in place of its namesake."""
    entries = stored.card["conventions"] | {taught.name: taught.entry}
    arrays = stored.arrays | taught.arrays
    return TrainedModel(arrays, stored.card | {"conventions": entries, "version": version_of(arrays)})


@dataclass(frozen=True)
class _Rows:
    """``matrix``: features (n, buckets); ``decisions``: the model's (n, domains); ``labels``: int64 (n)."""

    matrix: csr_matrix
    decisions: Floats
    labels: npt.NDArray[np.int64]

    def __getitem__(self, rows: npt.NDArray[np.int64]) -> _Rows:
        return _Rows(self.matrix[rows], self.decisions[rows], self.labels[rows])


@dataclass(frozen=True)
class _Machine:
    """``own``: (domains, buckets); ``mixing``: (domains, domains) of the model's decisions; ``bias``."""

    own: csr_matrix
    mixing: Floats
    bias: Floats

    def decide(self, rows: _Rows) -> npt.NDArray[np.float32]:
        own = np.asarray((rows.matrix @ self.own.T).todense())
        return np.asarray(own + rows.decisions @ self.mixing.T + self.bias, np.float32)


def teach_convention(
    model: DomainModel,
    name: str,
    labelled: LabelledTexts,
    options: TrainingOptions,
    base: str = DEFAULT_CONVENTION,
) -> TaughtConvention:
    """Learn convention ``name`` from its rows, starting from ``base``; repeatable with the same seed.

    Raises ValueError for fewer than ``LEAST_ROWS`` rows or a single domain.
    """
    if len(labelled.texts) < LEAST_ROWS or len(set(labelled.domains)) < 2:
        raise ValueError(f"{len(labelled.texts)} rows of {len(set(labelled.domains))} domains are too few")
    start = model.conventions[base]
    rows = _rows(model, start, labelled)
    trust, held_out = _choose_trust(rows, options)
    calibration = _calibration(held_out, rows.labels)
    entry = convention_entry(
        calibration, held_out, rows.labels, [set(a) for a in labelled.accepted], model.classes, options
    )
    entry["taught"] = {
        "base": base,
        "trust": trust,
        "rows": len(labelled.texts),
        "sha256": digest(labelled),
    }
    weights, scale, bias = _folded(start.linear, _fit(rows, trust, options))
    linear = replace(start.linear, weights=weights, scale=scale, bias=bias)
    arrays: dict[str, npt.NDArray[Any]] = {
        f"{name}.weights": weights,
        f"{name}.scale": scale,
        f"{name}.bias": bias,
    }
    convention = Convention(name, linear, calibration, entry["review_below"], entry["second_from"])
    return TaughtConvention(name, arrays, entry, convention)


def _rows(model: DomainModel, start: Convention, labelled: LabelledTexts) -> _Rows:
    column = TextColumn.from_texts(labelled.texts)
    idf = np.sqrt(start.linear.importance.astype(np.float64))
    matrix, _ = weighted_rows(column, start.linear.space, idf)
    decisions, _ = start.linear.decide(column)
    number = {domain: k for k, domain in enumerate(model.classes)}
    labels = np.array([number[domain] for domain in labelled.domains], np.int64)
    return _Rows(matrix, decisions.astype(np.float64), labels)


def _choose_trust(rows: _Rows, options: TrainingOptions) -> tuple[float, npt.NDArray[np.float32]]:
    """The trust with the best held-out accuracy (the middle one of equals), and its held-out decisions."""
    held_out = {trust: _held_out(rows, trust, options) for trust in TRUSTS}
    right = {t: float((d.argmax(axis=1) == rows.labels).mean()) for t, d in held_out.items()}
    best = max(TRUSTS, key=lambda trust: (right[trust], -abs(trust - TRUSTS[1])))
    return best, held_out[best]


def _held_out(rows: _Rows, trust: float, options: TrainingOptions) -> npt.NDArray[np.float32]:
    """Decisions about each row by a machine that learnt from the other folds."""
    order = np.random.default_rng(options.seed).permutation(len(rows.labels))
    by_class = order[np.argsort(rows.labels[order], kind="stable")]
    fold = np.empty(len(order), np.int64)
    fold[by_class] = np.arange(len(order)) % _FOLDS
    decisions = np.zeros(rows.decisions.shape, np.float32)
    for number in range(_FOLDS):
        unseen = np.flatnonzero(fold == number)
        decisions[unseen] = _fit(rows[np.flatnonzero(fold != number)], trust, options).decide(rows[unseen])
    return decisions


def _fit(rows: _Rows, trust: float, options: TrainingOptions) -> _Machine:
    from sklearn.svm import LinearSVC

    domains, buckets = rows.decisions.shape[1], rows.matrix.shape[1]
    columns = np.unique(rows.matrix.indices)
    stacked = csr_matrix(hstack([rows.matrix[:, columns], csr_matrix(rows.decisions * trust)]))
    present, counts = np.unique(rows.labels, return_counts=True)
    even = len(rows.labels) / (len(present) * counts)
    weights = even[np.searchsorted(present, rows.labels)]
    mixing, bias = np.zeros((domains, domains)), np.zeros(domains)
    own = np.zeros((domains, len(columns)))
    for label in present if len(present) > 1 else ():
        machine = LinearSVC(C=options.cost, random_state=options.seed, tol=1e-3, max_iter=2000)
        machine.fit(stacked, rows.labels == label, sample_weight=weights)
        own[label] = machine.coef_[0, : len(columns)]
        mixing[label] = machine.coef_[0, len(columns) :] * trust
        bias[label] = machine.intercept_[0]
    _keep_unseen(present, mixing, bias)
    return _Machine(_spread(own, columns, buckets), mixing, bias)


def _spread(own: Floats, columns: npt.NDArray[np.int32], buckets: int) -> csr_matrix:
    rows = len(own)
    indptr = np.arange(rows + 1) * len(columns)
    return csr_matrix((own.ravel(), np.tile(columns, rows), indptr), shape=(rows, buckets))


def _keep_unseen(present: npt.NDArray[np.int64], mixing: Floats, bias: Floats) -> None:
    """Domains without rows keep the model's decision, on the scale and level of the taught ones."""
    unseen = np.setdiff1d(np.arange(len(bias)), present)
    if not len(unseen):
        return
    kept = float(np.mean(mixing[present, present])) if len(present) > 1 else 1.0
    level = float(np.mean(bias[present])) if len(present) > 1 else 0.0
    mixing[unseen, unseen] = max(kept, 0.0)
    bias[unseen] = min(level, 0.0)


def _folded(
    start: LinearModel, machine: _Machine
) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """Own weights and the mixed ones of the model as one table: weights, scale and bias as saved."""
    classes = start.classes
    idf = np.sqrt(start.importance.astype(np.float64))
    inverse = np.divide(1.0, idf, out=np.zeros_like(idf), where=idf > 0)
    shared = (start.weights[:, :classes].astype(np.float64) * start.scale[:classes]).T * inverse
    weights, scale = quantise(machine.own.toarray() + machine.mixing @ shared, idf)
    bias = machine.mixing @ start.bias[:classes].astype(np.float64) + machine.bias
    return weights, scale, np.pad(bias.astype(np.float32), (0, WIDTH - classes))


def _calibration(held_out: npt.NDArray[np.float32], labels: npt.NDArray[np.int64]) -> Calibration:
    """All domains may be answered: that a few hundred rows lack one does not mean the office has none."""
    return fit_calibration(held_out, labels, np.ones(held_out.shape[1], bool))

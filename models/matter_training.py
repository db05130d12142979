"""Trains the matter model: cross-validated by matter, calibrated and cut on held-out scores, then packed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score
from sklearn.model_selection import StratifiedGroupKFold

from models.domain import DomainModel
from models.matter_features import FEATURE_NAMES
from models.matter_file import FORMAT
from models.matter_fitting import fit_averaged, fit_boosted
from models.matter_rarity import Rarity
from models.matters import MatterModel, logit, sigmoid

Floats = npt.NDArray[np.float64]
Report = Callable[[str], None]


@dataclass(frozen=True)
class LearningPairs:
    """Pairs to learn from, one a row.

    ``rows``: float32 (n, FEATURES). ``same``, ``linked``: int64, 1 for one matter, 1 for any
    relation; ``linked`` is -1 where the pair teaches nothing about that.
    ``weights``: float64. ``groups``: int64; pairs that share petitions have the same, -1 shares none.
    ``measured``: bool, whether the pair counts in calibration and thresholds: a pair of real petitions,
    not chosen for being hard.
    """

    rows: npt.NDArray[np.float32]
    same: npt.NDArray[np.int64]
    linked: npt.NDArray[np.int64]
    weights: Floats
    groups: npt.NDArray[np.int64]
    measured: npt.NDArray[np.bool_]


@dataclass(frozen=True)
class MatterOptions:
    """``repeats``: rounds of cross-validation. ``sure_precision``: of held-out links shown without a look."""

    seed: int = 20260101
    folds: int = 5
    repeats: int = 3
    sure_precision: float = 0.97


def train_matters(
    pairs: LearningPairs, rarity: Rarity, domains: DomainModel, options: MatterOptions, report: Report
) -> MatterModel:
    """Train, calibrate, choose thresholds. The same pairs and options give the same model."""
    held_out = _held_out(pairs, options, report)
    kept = pairs.measured
    same, linked = pairs.same[kept], pairs.linked[kept]
    slope, offset = _platt(held_out[0][kept], same)
    related_slope, related_offset = _platt(held_out[1][kept], linked)
    matter = sigmoid(slope * logit(held_out[0][kept]) + offset)
    related = np.maximum(matter, sigmoid(related_slope * logit(held_out[1][kept]) + related_offset))
    boosted, averaged, any_link = _fit(pairs, np.ones(len(pairs.same), bool), options.seed)
    model = MatterModel(
        version="",
        rarity=rarity,
        boosted=boosted,
        averaged=averaged,
        related=any_link,
        slope=slope,
        offset=offset,
        related_slope=related_slope,
        related_offset=related_offset,
        matter_from=best_f1_threshold(same, matter),
        sure_from=precise_threshold(same, matter, options.sure_precision),
        related_from=_best_accuracy_threshold(linked, related),
        card={},
    )
    report(f"held-out average precision {average_precision_score(same, matter):.4f}")
    return replace(model, **_card(model, pairs, domains, options, same, matter))


def _fit(pairs: LearningPairs, chosen: npt.NDArray[np.bool_], seed: int) -> tuple[Any, Any, Any]:
    rows, weights = pairs.rows[chosen], pairs.weights[chosen]
    told = pairs.linked[chosen] >= 0
    return (
        fit_boosted(rows, pairs.same[chosen], weights, seed),
        fit_averaged(rows, pairs.same[chosen], weights, seed),
        fit_boosted(rows[told], pairs.linked[chosen][told], weights[told], seed, trees=150),
    )


def _held_out(pairs: LearningPairs, options: MatterOptions, report: Report) -> tuple[Floats, Floats]:
    """Uncalibrated scores by models that saw no pair of the same group: same matter, any relation."""
    matter, related = np.zeros(len(pairs.same)), np.zeros(len(pairs.same))
    for repeat in range(options.repeats):
        seed = options.seed + repeat
        folds = StratifiedGroupKFold(options.folds, shuffle=True, random_state=seed)
        real = np.flatnonzero(pairs.measured)
        for _, held in folds.split(pairs.rows[real], pairs.same[real], pairs.groups[real]):
            test = real[held]
            chosen = ~np.isin(pairs.groups, pairs.groups[test])
            boosted, averaged, any_link = _fit(pairs, chosen, seed)
            rows = pairs.rows[test]
            matter[test] += (sigmoid(boosted.sums(rows)) + averaged.sums(rows)) / 2
            related[test] += sigmoid(any_link.sums(rows))
        report(f"cross-validation {repeat + 1}/{options.repeats}")
    return matter / options.repeats, related / options.repeats


def _platt(scores: Floats, truth: npt.NDArray[np.int64]) -> tuple[float, float]:
    """Slope and offset on the log odds (Platt 1999)."""
    machine = LogisticRegression(C=100.0).fit(logit(scores)[:, None], truth)
    return float(machine.coef_[0, 0]), float(machine.intercept_[0])


def best_f1_threshold(truth: npt.NDArray[np.int64], scores: Floats) -> float:
    """The lowest threshold whose F1 is within 0.005 of the best. Below the sure threshold a person looks at
    each link, while nobody looks at one that was missed: so of equals the lower."""
    grid = np.linspace(0.05, 0.95, 181)
    found = np.array([_f1(truth, scores >= value) for value in grid])
    return float(round(grid[found >= found.max() - 0.005][0], 3))


def precise_threshold(truth: npt.NDArray[np.int64], scores: Floats, precision: float) -> float:
    """The lowest threshold from which on precision stays at least so high."""
    order = np.argsort(-scores, kind="stable")
    reached = np.cumsum(truth[order]) / np.arange(1, len(order) + 1)
    good = np.flatnonzero(reached >= precision)
    return float(round(scores[order[good[-1]]], 3)) if len(good) else 1.0


def _best_accuracy_threshold(truth: npt.NDArray[np.int64], scores: Floats) -> float:
    grid = np.linspace(0.05, 0.95, 181)
    found = np.array([((scores >= value) == truth).mean() for value in grid])
    return float(round(np.median(grid[found >= found.max() - 0.003]), 3))


def _f1(truth: npt.NDArray[np.int64], said: npt.NDArray[np.bool_]) -> float:
    right = int((truth.astype(bool) & said).sum())
    return 2 * right / max(int(truth.sum()) + int(said.sum()), 1)


def _card(
    model: MatterModel,
    pairs: LearningPairs,
    domains: DomainModel,
    options: MatterOptions,
    same: npt.NDArray[np.int64],
    scores: Floats,
) -> dict[str, Any]:
    """``version`` and ``card`` of the trained model."""
    numbers = {
        name: getattr(model, name)
        for name in (
            "slope", "offset", "related_slope", "related_offset", "matter_from", "sure_from", "related_from",
        )
    }  # fmt: skip
    state = hashlib.sha256(json_bytes(numbers))
    for forest in (model.boosted, model.averaged, model.related):
        for array in (forest.roots, forest.features, forest.thresholds, forest.left, forest.values):
            state.update(array.tobytes())
    state.update(model.rarity.counts.tobytes())
    version = state.hexdigest()[:12]
    sure = scores >= model.sure_from
    card = {
        "format": FORMAT,
        "version": version,
        "features": list(FEATURE_NAMES),
        "documents": model.rarity.documents,
        "starts": {
            "boosted": model.boosted.start,
            "averaged": model.averaged.start,
            "related": model.related.start,
        },
        **numbers,
        "domain_model": domains.version,
        "pairs": int(len(pairs.same)),
        "real_pairs": int(pairs.measured.sum()),
        "same_matter": int(pairs.same.sum()),
        "pairs_digest": hashlib.sha256(pairs.rows.tobytes() + pairs.same.tobytes()).hexdigest(),
        "held_out": {
            "average_precision": round(float(average_precision_score(same, scores)), 4),
            "f1": round(_f1(same, scores >= model.matter_from), 4),
            "sure_precision": round(float(same[sure].mean()), 4) if sure.any() else None,
            "sure_recall": round(float(same[sure].sum() / same.sum()), 4),
        },
        "seed": options.seed,
        "labels": "one reading by a large language model after a guide; not the judgement of officers",
    }
    return {"version": version, "card": card}


def json_bytes(numbers: dict[str, float]) -> bytes:
    """Numbers in a fixed order and spelling."""
    return ";".join(f"{name}={value!r}" for name, value in sorted(numbers.items())).encode()


def group_numbers(keys: Sequence[tuple[str, str]]) -> npt.NDArray[np.int64]:
    """One number a connected set of pairs: pairs that share a petition's name get the same."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    names = {name: k for k, name in enumerate(sorted({name for pair in keys for name in pair}))}
    first, second = np.array([names[a] for a, _ in keys]), np.array([names[b] for _, b in keys])
    graph = coo_matrix((np.ones(len(keys)), (first, second)), shape=(len(names), len(names)))
    _, found = connected_components(graph, directed=False)
    return np.asarray(found[first], np.int64)

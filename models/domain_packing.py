"""Turns fitted machines into what is shipped: quantised arrays, calibration, thresholds, a card."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from models.calibration import Calibration, fit_calibration
from models.domain_file import FORMAT
from models.domain_fitting import Problem, Report, TrainingOptions
from models.labelled_texts import LabelledTexts, digest
from models.level_training import fit_levels, fit_slope, pack
from models.linear import quantise
from models.taxonomy import Taxonomy
from nlp.feature_space import FeatureSpace
from nlp.scoring import WIDTH


def package_domains(
    sets: Sequence[LabelledTexts],
    conventions: Sequence[str],
    taxonomy: Taxonomy,
    options: TrainingOptions,
    space: FeatureSpace,
    problem: Problem,
    held_out: npt.NDArray[np.float32],
    coefficients: npt.NDArray[np.float64],
    bias: npt.NDArray[np.float64],
    report: Report,
) -> tuple[dict[str, npt.NDArray[Any]], dict[str, Any]]:
    """Arrays and card of the level-1 part: weights, calibration and thresholds of each convention.

    ``held_out``: decisions about texts by models that did not see them, float32 (texts, domains).
    """
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
        entries[name] = convention_entry(
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
        arrays[f"{name}.bias"] = np.pad(bias.astype(np.float32), (0, WIDTH - len(bias)))
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


def package_levels(
    problem: Problem,
    held_out: npt.NDArray[np.float32],
    rows: npt.NDArray[np.int64],
    options: TrainingOptions,
) -> tuple[dict[str, npt.NDArray[Any]], dict[str, Any]]:
    """Arrays and card of level 2 and 3, learnt from ``rows``; ``held_out`` as for the domains."""
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


def convention_entry(
    calibration: Calibration,
    decisions: npt.NDArray[np.float32],
    labels: npt.NDArray[np.int64],
    accepted: Sequence[set[str]],
    domains: Sequence[str],
    options: TrainingOptions,
) -> dict[str, Any]:
    """The card's entry of a convention: calibration, thresholds and held-out figures.

    ``decisions``: held out, float32 (n, domains); ``accepted``: for each text the second domains that count.
    """
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

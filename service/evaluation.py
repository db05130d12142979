"""Measures a domain model on labelled files that it was not trained on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from models.calibration import expected_calibration_error
from models.domain import DomainModel
from models.levels import class_numbers
from models.metrics import ClassFigures, Interval, bootstrap, confusion, macro_f1, per_class
from models.reliability import ReliabilityBin, coverage_curve, reliability_bins
from models.taxonomy import load_taxonomy
from nlp.text_column import TextColumn
from service.errors import HuiyinError
from service.labelled_data import LabelledPetition, read_labelled

SUREST = 0.8


@dataclass(frozen=True)
class DomainEvaluation:
    """Figures of one convention on one file. Rows where two readers disagreed count only in ``accepted``."""

    file: str
    convention: str
    texts: int
    agreed_texts: int
    accuracy: Interval
    accepted: Interval
    among_three: Interval
    macro_f1: Interval
    calibration_error: float
    surest_accuracy: Interval
    review_share: float
    level2: Interval | None
    level3: Interval | None
    level3_among_three: Interval | None
    classes: tuple[ClassFigures, ...]
    confusion: npt.NDArray[np.int64]
    names: tuple[str, ...]
    bins: tuple[ReliabilityBin, ...] = ()
    coverage: tuple[tuple[float, float], ...] = ()


def evaluate_domain(model: DomainModel, path: Path, convention: str) -> DomainEvaluation:
    """Evaluate on one labelled file, without the train part of a corpus.

    Raises HuiyinError for unknown classes, or a file that is missing or has nothing to measure on.
    """
    petitions = [p for p in read_labelled(path, load_taxonomy()) if p.for_measuring]
    if not any(p.agreed for p in petitions):
        raise HuiyinError("evaluation.nothing", path=path)
    column = TextColumn.from_texts([p.text for p in petitions])
    probabilities, _ = model.probabilities(column, convention)
    number = {name: k for k, name in enumerate(model.classes)}
    truth = np.array([number[p.path[0]] for p in petitions])
    given = probabilities.argmax(axis=1)
    confidence = probabilities.max(axis=1)
    right = given == truth
    fine = right | np.array(_accepted(petitions, given, model.classes))
    agreed = np.flatnonzero([p.agreed for p in petitions])
    three = (np.argsort(-probabilities, axis=1)[:, :3] == truth[:, None]).any(axis=1)
    sure = agreed[np.argsort(-confidence[agreed], kind="stable")[: round(len(agreed) * SUREST)]]
    return DomainEvaluation(
        file=path.name,
        convention=convention,
        texts=len(petitions),
        agreed_texts=len(agreed),
        accuracy=_mean(right[agreed]),
        accepted=_mean(fine),
        among_three=_mean(three[agreed]),
        macro_f1=bootstrap(
            lambda rows: macro_f1(truth[agreed][rows], given[agreed][rows], len(number)), len(agreed)
        ),
        calibration_error=expected_calibration_error(confidence[agreed], right[agreed]),
        surest_accuracy=_mean(right[sure]),
        **_levels(model, column, petitions, agreed),
        review_share=float((confidence < model.conventions[convention].review_below).mean()),
        classes=tuple(per_class(truth[agreed], given[agreed], model.classes)),
        confusion=confusion(truth[agreed], given[agreed], len(number)),
        names=model.classes,
        bins=reliability_bins(confidence[agreed], right[agreed]),
        coverage=coverage_curve(confidence[agreed], right[agreed]),
    )


def _levels(
    model: DomainModel,
    column: TextColumn,
    petitions: Sequence[LabelledPetition],
    agreed: npt.NDArray[np.int64],
) -> dict[str, Interval | None]:
    """Level 2 and 3 given the right domain, on texts whose readers agree on the domain."""
    rows = np.array([k for k in agreed if len(petitions[k].path) == 3], np.int64)
    if len(rows) == 0:
        return {"level2": None, "level3": None, "level3_among_three": None}
    level2, level3 = (_inside(p, petitions, rows, d) for d, p in enumerate(model.within_domains(column), 2))
    truth2, truth3 = class_numbers([petitions[k].path for k in rows], load_taxonomy())
    among = (np.argsort(-level3, axis=1)[:, :3] == truth3[:, None]).any(axis=1)
    return {
        "level2": _mean(level2.argmax(axis=1) == truth2),
        "level3": _mean(level3.argmax(axis=1) == truth3),
        "level3_among_three": _mean(among),
    }


def _inside(
    probabilities: npt.NDArray[np.float64],
    petitions: Sequence[LabelledPetition],
    rows: npt.NDArray[np.int64],
    depth: int,
) -> npt.NDArray[np.float64]:
    """Probabilities of the given rows with every class outside the true domain at -1."""
    domains = [c.path[0] for c in load_taxonomy().level(depth)]
    outside = np.array([[name != petitions[k].path[0] for name in domains] for k in rows])
    return np.where(outside, -1.0, probabilities[rows])


def _accepted(
    petitions: Sequence[LabelledPetition], given: npt.NDArray[np.int64], names: Sequence[str]
) -> list[bool]:
    return [names[k] in petition.accepted for petition, k in zip(petitions, given, strict=True)]


def _mean(hits: npt.NDArray[np.bool_]) -> Interval:
    return bootstrap(lambda rows: float(hits[rows].mean()), len(hits))

"""Measures an urgency model on labelled files that it was not trained on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from models.calibration import expected_calibration_error
from models.metrics import Interval, bootstrap, macro_f1
from models.urgency import KINDS, UrgencyModel, UrgencyTag
from models.urgency.reading import read_texts
from models.urgency.thresholds import quadratic_kappa
from service.errors import HuiyinError
from service.urgency_data import UrgencyPetition, read_urgency

SHARES = (0.05, 0.10, 0.15, 0.20, 0.25, 0.30)


@dataclass(frozen=True)
class UrgencyEvaluation:
    """Figures of one file; None where the file has nothing to measure it on.

    ``found``: recall of levels 3 and 4; ``flagged``: share of all that is called 3 or 4; ``critical``:
    level 4 called 3 or 4; ``look_alikes``: of those of level 1, called 3 or 4; ``quoted``: of levels 2 to 4,
    a quote overlaps a reader's; ``ordered``: contrast pairs in order; ``trade_off``: (flagged, found).
    """

    file: str
    texts: int
    kappa: Interval
    found: Interval | None
    flagged: Interval
    critical: Interval | None
    look_alikes: Interval | None
    quoted: Interval | None
    ordered: Interval | None
    calibration_error: float
    kind_f1: Interval | None
    review_share: float
    trade_off: tuple[tuple[float, float], ...]


def evaluate_urgency(model: UrgencyModel, path: Path) -> UrgencyEvaluation:
    """Evaluate on one labelled file, without the train part of a corpus. Raises HuiyinError."""
    petitions = [p for p in read_urgency(path) if p.for_measuring]
    if not petitions:
        raise HuiyinError("evaluation.nothing", path=path)
    texts = [p.labelled.text for p in petitions]
    read = read_texts(texts)
    scores = model.scores(read)
    tags = model.tags(texts, [None] * len(texts), read, scores)
    rank = scores.combined
    truth = np.array([p.labelled.level for p in petitions], np.int64)
    given = np.array([tag.level or 1 for tag in tags], np.int64)
    confidence = np.array([tag.probability for tag in tags])
    even = np.ones(len(truth))
    high = given >= 3
    return UrgencyEvaluation(
        file=path.name,
        texts=len(texts),
        kappa=bootstrap(lambda rows: quadratic_kappa(truth[rows], given[rows], even[rows]), len(truth)),
        found=_share(high, truth >= 3),
        flagged=bootstrap(lambda rows: float(high[rows].mean()), len(high)),
        critical=_share(high, truth == 4),
        look_alikes=_share(high, np.array([p.look_alike for p in petitions]) & (truth == 1)),
        quoted=_quoted(petitions, tags),
        ordered=_ordered(petitions, truth, rank.sum(axis=1)),
        calibration_error=expected_calibration_error(confidence, given == truth),
        kind_f1=_kind_f1(petitions, tags),
        review_share=float(np.mean([tag.needs_review for tag in tags])),
        trade_off=_trade_off(truth >= 3, rank[:, 1]),
    )


def _share(hits: npt.NDArray[np.bool_], among: npt.NDArray[np.bool_]) -> Interval | None:
    mine = hits[among]
    return bootstrap(lambda rows: float(mine[rows].mean()), len(mine)) if len(mine) else None


def _quoted(petitions: Sequence[UrgencyPetition], tags: Sequence[UrgencyTag]) -> Interval | None:
    """Of levels 2 to 4 with a reader's quote: whether one of ours overlaps it."""
    hits = []
    for petition, tag in zip(petitions, tags, strict=True):
        labelled = petition.labelled
        quotes = [(at, at + len(q)) for q in labelled.evidence if (at := labelled.text.find(q)) >= 0]
        if labelled.level >= 2 and quotes:
            hits.append(any(e.start < end and start < e.end for e in tag.evidence for start, end in quotes))
    array = np.array(hits, bool)
    return _share(array, np.ones(len(array), bool))


def _ordered(
    petitions: Sequence[UrgencyPetition], truth: npt.NDArray[np.int64], rank: npt.NDArray[np.float64]
) -> Interval | None:
    pairs: dict[str, list[int]] = {}
    for place, petition in enumerate(petitions):
        if petition.pair:
            pairs.setdefault(petition.pair, []).append(place)
    hits = [
        (rank[a] < rank[b]) == (truth[a] < truth[b])
        for a, b in (places for places in pairs.values() if len(places) == 2)
        if truth[a] != truth[b]
    ]
    array = np.array(hits, bool)
    return _share(array, np.ones(len(array), bool))


def _kind_f1(petitions: Sequence[UrgencyPetition], tags: Sequence[UrgencyTag]) -> Interval | None:
    known = [(p.labelled.kind, t.kind) for p, t in zip(petitions, tags, strict=True) if p.labelled.kind]
    if not known:
        return None
    number: Callable[[str | None], int] = lambda kind: KINDS.index(kind) if kind else len(KINDS)  # noqa: E731
    truth = np.array([number(kind) for kind, _ in known], np.int64)
    given = np.array([number(kind) for _, kind in known], np.int64)
    return bootstrap(lambda rows: macro_f1(truth[rows], given[rows], len(KINDS) + 1), len(truth))


def _trade_off(
    wanted: npt.NDArray[np.bool_], rank: npt.NDArray[np.float64]
) -> tuple[tuple[float, float], ...]:
    if not wanted.any():
        return ()
    ordered = wanted[np.argsort(-rank, kind="stable")]
    return tuple((share, float(ordered[: round(share * len(rank))].sum() / wanted.sum())) for share in SHARES)

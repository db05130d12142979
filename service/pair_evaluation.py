"""Measures the judgement of the same matter on labelled pairs, beside simple ways."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from rich.box import ASCII2
from rich.console import Console
from rich.table import Table

from models.copies import COPY_FROM
from models.metrics import Interval, bootstrap
from models.pair_baselines import tfidf_cosine, trigram_jaccard
from service.comparing import PairComparer, PairJudgement
from service.messages import text
from service.pair_data import GivenPair, LabelledPair, read_labelled_pairs

Floats = npt.NDArray[np.float64]
Truth = npt.NDArray[np.bool_]
_ANSWERS = {"D": "copy", "M": "matter", "R": "related", "N": "none"}


@dataclass(frozen=True)
class WayFigures:
    """One way of scoring pairs. ``across``: None where no pair is known to come from two accounts.
    ``shipped``: whether the threshold came with it, not from these pairs."""

    name: str
    average_precision: Interval
    across: Interval | None
    f1: Interval
    threshold: float
    shipped: bool


@dataclass(frozen=True)
class PairEvaluation:
    """Figures on one file. ``sure_*``: of links that are shown without a person's look. ``relations``: share
    of pairs whose relation is named as the label says."""

    file: str
    version: str
    pairs: int
    same: int
    across: int
    ways: tuple[WayFigures, ...]
    sure_links: int
    sure_precision: Interval
    sure_recall: Interval
    relations: Interval


def evaluate_links(comparer: PairComparer, path: Path) -> PairEvaluation:
    """Measure on a file of labelled pairs. Raises HuiyinError."""
    pairs = read_labelled_pairs(path)
    judged = comparer.compare([GivenPair(k, pair.a, pair.b) for k, pair in enumerate(pairs)])
    truth = np.array([pair.same for pair in pairs])
    across = np.array([pair.across is True for pair in pairs])
    scores = np.array([found.matter_score for found in judged])
    copies = np.array([found.copy_score for found in judged])
    first, second = [pair.a.text for pair in pairs], [pair.b.text for pair in pairs]
    model = comparer.matters
    sure = scores >= model.sure_from
    return PairEvaluation(
        file=path.name,
        version=model.version,
        pairs=len(pairs),
        same=int(truth.sum()),
        across=int(across.sum()),
        ways=(
            _way("model", truth, scores, across, model.matter_from),
            _way("cosine", truth, tfidf_cosine(first, second), across, None),
            _way("jaccard", truth, trigram_jaccard(first, second), across, None),
            _way("copies", truth, copies, across, COPY_FROM),
        ),
        sure_links=int(sure.sum()),
        sure_precision=_measured(lambda rows: _share(truth[rows], sure[rows]), len(pairs)),
        sure_recall=_measured(lambda rows: _share(sure[rows], truth[rows]), len(pairs)),
        relations=_relations(pairs, judged),
    )


def average_precision(truth: Truth, scores: Floats) -> float:
    """Mean of the precision at each true pair; pairs of one score count as one step (as scikit-learn)."""
    if not truth.any():
        return float("nan")
    order = np.argsort(-scores, kind="stable")
    steps = np.flatnonzero(np.diff(scores[order], append=-np.inf))
    right = np.cumsum(truth[order])[steps]
    gained = np.diff(right, prepend=0) / truth.sum()
    return float((gained * right / (steps + 1)).sum())


def f1_score(truth: Truth, said: Truth) -> float:
    """F1 of the pairs said to be one matter."""
    return float(2 * (truth & said).sum() / max(truth.sum() + said.sum(), 1))


def _way(name: str, truth: Truth, scores: Floats, across: Truth, threshold: float | None) -> WayFigures:
    chosen = _best_threshold(truth, scores) if threshold is None else threshold
    part = np.flatnonzero(across)
    with_part = len(part) and 0 < truth[part].sum() < len(part)
    return WayFigures(
        name,
        _measured(lambda rows: average_precision(truth[rows], scores[rows]), len(truth)),
        _measured(lambda rows: average_precision(truth[part[rows]], scores[part[rows]]), len(part))
        if with_part
        else None,
        _measured(lambda rows: f1_score(truth[rows], scores[rows] >= chosen), len(truth)),
        round(chosen, 3),
        threshold is not None,
    )


def _best_threshold(truth: Truth, scores: Floats) -> float:
    """In hindsight: the best that this way could do on these pairs."""
    return float(max(np.unique(scores), key=lambda value: f1_score(truth, scores >= value)))


def _relations(pairs: Sequence[LabelledPair], judged: Sequence[PairJudgement]) -> Interval:
    right = np.array(
        [found.relation == _ANSWERS[pair.label] for pair, found in zip(pairs, judged, strict=True)]
    )
    return _measured(lambda rows: float(right[rows].mean()), len(pairs))


def _share(hits: Truth, among: Truth) -> float:
    return float(hits[among].mean()) if among.any() else float("nan")


def _measured(figure: Callable[[npt.NDArray[np.int64]], float], rows: int) -> Interval:
    found = bootstrap(figure, rows)
    return Interval(*(round(value, 4) for value in (found.value, found.low, found.high)))


def evaluation_json(found: PairEvaluation) -> str:
    """All figures as one JSON line."""
    return json.dumps(asdict(found), ensure_ascii=False)


def print_evaluation(found: PairEvaluation) -> None:
    """The figures as a table."""
    console = Console()
    title = text(
        "evaluate_links.title",
        file=found.file,
        pairs=found.pairs,
        same=found.same,
        across=found.across,
        version=found.version,
    )
    table = Table(title=title, box=ASCII2)
    for key in ("way", "average_precision", "across", "f1", "threshold"):
        table.add_column(text(f"evaluate_links.{key}"))
    for way in found.ways:
        mark = "evaluate_links.shipped" if way.shipped else "evaluate_links.best"
        table.add_row(
            text(f"evaluate_links.{way.name}"),
            str(way.average_precision),
            str(way.across or "-"),
            str(way.f1),
            text(mark, value=f"{way.threshold:.3f}"),
        )
    console.print(table)
    console.print(
        text(
            "evaluate_links.sure",
            links=found.sure_links,
            precision=found.sure_precision,
            recall=found.sure_recall,
        )
    )
    console.print(text("evaluate_links.relations", value=found.relations))

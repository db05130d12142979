"""A domain evaluation as one self-contained page: figures with intervals, and pictures to judge them by."""

from __future__ import annotations

from collections.abc import Sequence

from models.metrics import Interval
from service.charts import Curve, matrix_chart, share_chart
from service.evaluation import DomainEvaluation
from service.html_page import Block, Chart, DataTable, Heading, Paragraph
from service.messages import Language, text

_FIGURES = (
    "accuracy",
    "accepted",
    "among_three",
    "macro_f1",
    "surest_accuracy",
    "level2",
    "level3",
    "level3_among_three",
)
_LABELS = {"surest_accuracy": "surest"}


def evaluation_blocks(
    evaluations: Sequence[DomainEvaluation], version: str, language: Language
) -> list[Block]:
    """Everything about each evaluated file, one below the other."""
    blocks: list[Block] = [Paragraph(text("evaluation_page.how", language), quiet=True)]
    for found in evaluations:
        title = text(
            "evaluation.title", language, file=found.file, convention=found.convention, version=version
        )
        blocks += [Heading(title), _figures(found, language)]
        blocks += [_reliability(found, language), _coverage(found, language), _confusion(found, language)]
        blocks += [Heading(text("evaluation_page.classes", language), 3), _classes(found, language)]
    return blocks


def _figures(found: DomainEvaluation, language: Language) -> DataTable:
    rows = [(text("evaluation.text_count", language), f"{found.texts} ({found.agreed_texts})")]
    for name in _FIGURES:
        value: Interval | None = getattr(found, name)
        if value is not None:
            rows.append((text(f"evaluation.{_LABELS.get(name, name)}", language), str(value)))
    rows.append((text("evaluation.calibration_error", language), f"{found.calibration_error:.3f}"))
    rows.append((text("evaluation.review_share", language), f"{found.review_share:.1%}"))
    return DataTable([text("evaluation.figure", language), text("evaluation.value", language)], rows)


def _reliability(found: DomainEvaluation, language: Language) -> Chart:
    curves = [
        Curve(text("evaluation_page.perfect", language), [(0, 0), (1, 1)], dashed=True),
        Curve(text("evaluation_page.model", language), [(b.confidence, b.accuracy) for b in found.bins]),
    ]
    svg = share_chart(
        text("evaluation_page.reliability", language),
        curves,
        text("evaluation_page.confidence", language),
        text("evaluation_page.right", language),
        dots=True,
    )
    return Chart(svg, text("evaluation_page.reliability_caption", language))


def _coverage(found: DomainEvaluation, language: Language) -> Chart:
    lowest = max(0.0, min(accuracy for _, accuracy in found.coverage) - 0.05) if found.coverage else 0.0
    svg = share_chart(
        text("evaluation_page.coverage", language),
        [Curve(text("evaluation_page.model", language), found.coverage)],
        text("evaluation_page.answered", language),
        text("evaluation_page.right", language),
        lowest=round(lowest, 1),
    )
    return Chart(svg, text("evaluation_page.coverage_caption", language))


def _confusion(found: DomainEvaluation, language: Language) -> Chart:
    svg = matrix_chart(
        text("evaluation_page.confusion", language),
        found.names,
        found.confusion.tolist(),
        text("evaluation_page.truth", language),
        text("evaluation_page.given", language),
    )
    return Chart(svg, text("evaluation_page.confusion_caption", language))


def _classes(found: DomainEvaluation, language: Language) -> DataTable:
    headings = [
        text(f"evaluation.{key}", language) for key in ("domain", "precision", "recall", "f1", "texts")
    ]
    rows = [
        (c.name, f"{c.precision:.3f}", f"{c.recall:.3f}", f"{c.f1:.3f}", str(c.texts)) for c in found.classes
    ]
    return DataTable(headings, rows)

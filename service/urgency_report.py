"""Shows an urgency evaluation as a table on a terminal."""

from __future__ import annotations

from rich.box import ASCII2
from rich.console import Console
from rich.table import Table

from models.metrics import Interval
from service.messages import text
from service.urgency_evaluation import UrgencyEvaluation


def print_urgency(found: UrgencyEvaluation, version: str) -> None:
    """Headline figures with their intervals, and what could be found at other shares of flagged petitions."""
    console = Console()
    title = text("urgency_evaluation.title", file=found.file, version=version)
    table = Table(title=title, box=ASCII2, title_justify="left")
    table.add_column(text("evaluation.figure"))
    table.add_column(text("evaluation.value"))
    table.add_row(text("urgency_evaluation.texts"), str(found.texts))
    for key, value in (
        ("kappa", found.kappa),
        ("found", found.found),
        ("flagged", found.flagged),
        ("critical", found.critical),
        ("look_alikes", found.look_alikes),
        ("quoted", found.quoted),
        ("ordered", found.ordered),
        ("calibration_error", found.calibration_error),
        ("kind_f1", found.kind_f1),
        ("review_share", found.review_share),
    ):
        if value is not None:
            table.add_row(text(f"urgency_evaluation.{key}"), _shown(value))
    console.print(table)
    if found.trade_off:
        steps = "，".join(f"{share:.0%} → {recall:.0%}" for share, recall in found.trade_off)
        console.print(f"{text('urgency_evaluation.trade_off')}{steps}", markup=False)


def _shown(value: Interval | float) -> str:
    return str(value) if isinstance(value, Interval) else f"{value:.3f}"

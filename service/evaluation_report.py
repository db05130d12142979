"""Shows an evaluation as tables on a terminal or as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict

from rich.box import ASCII2
from rich.console import Console
from rich.table import Table

from models.metrics import Interval
from service.evaluation import DomainEvaluation
from service.messages import text


def print_evaluation(found: DomainEvaluation, version: str) -> None:
    """Headline figures, figures of each class, and what was taken for what."""
    console = Console()
    title = text("evaluation.title", file=found.file, convention=found.convention, version=version)
    head = Table(title=title, box=ASCII2)
    head.add_column(text("evaluation.figure"))
    head.add_column(text("evaluation.value"))
    for key, value in _headlines(found):
        head.add_row(text(f"evaluation.{key}"), value)
    console.print(head)
    table = Table(box=ASCII2)
    for key in ("domain", "precision", "recall", "f1", "texts", "mistaken"):
        words = key in ("domain", "mistaken")
        table.add_column(text(f"evaluation.{key}"), justify="left" if words else "right")
    for row in found.classes:
        table.add_row(
            row.name,
            f"{row.precision:.2f}",
            f"{row.recall:.2f}",
            f"{row.f1:.2f}",
            str(row.texts),
            _mistaken(found, row.name),
        )
    console.print(table)


def evaluation_json(found: DomainEvaluation, version: str) -> str:
    """All figures as one JSON line."""
    content = asdict(found) | {"confusion": found.confusion.tolist(), "model_version": version}
    return json.dumps(content, ensure_ascii=False)


def _headlines(found: DomainEvaluation) -> list[tuple[str, str]]:
    return [
        ("text_count", f"{found.texts} ({found.agreed_texts})"),
        ("accuracy", str(found.accuracy)),
        ("accepted", str(found.accepted)),
        ("among_three", str(found.among_three)),
        ("macro_f1", str(found.macro_f1)),
        ("calibration_error", f"{found.calibration_error:.3f}"),
        ("surest", str(found.surest_accuracy)),
        ("review_share", f"{found.review_share:.3f}"),
        *((key, str(value)) for key, value in _levels(found) if value is not None),
    ]


def _levels(found: DomainEvaluation) -> list[tuple[str, Interval | None]]:
    return [
        ("level2", found.level2),
        ("level3", found.level3),
        ("level3_among_three", found.level3_among_three),
    ]


def _mistaken(found: DomainEvaluation, name: str) -> str:
    """The classes that texts of this class were most often taken for."""
    own = found.names.index(name)
    wrong = [(int(count), k) for k, count in enumerate(found.confusion[own]) if k != own and count]
    return "、".join(f"{found.names[k]} {count}" for count, k in sorted(wrong, reverse=True)[:3])

"""Names of output columns: the reader's language, and never the name of a column that is there already."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from service.messages import text
from service.tables import Table


def mostly_chinese(tables: Sequence[Table]) -> bool:
    """Whether more than half of the tables' own headings contain Chinese characters."""
    headings = [name for table in tables for name in table.schema.names if name.strip()]
    return 2 * sum(map(_has_chinese, headings)) > len(headings)


def heading(key: str, chinese: bool) -> str:
    """The heading of one of our columns; its key where no Chinese heading is given or wanted."""
    if not chinese:
        return key
    try:
        return text(f"column.{key}", "zh")
    except KeyError:
        return key


def free_names(wanted: Iterable[str], taken: Iterable[str]) -> list[str]:
    """``wanted``, each with ``_2``, ``_3`` … behind it where ``taken`` or an earlier one has the name."""
    used = set(taken)
    names = []
    for name in wanted:
        free, number = name, 1
        while free in used:
            number += 1
            free = f"{name}_{number}"
        used.add(free)
        names.append(free)
    return names


def _has_chinese(heading_text: str) -> bool:
    return any("\u3400" <= character <= "\u9fff" or character >= "\U00020000" for character in heading_text)

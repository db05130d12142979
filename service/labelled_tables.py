"""Labelled rows of an office's own table: text columns as anywhere, class columns by their headings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from nlp.resources import data_path
from service.cell_values import as_text
from service.columns import heading_key
from service.errors import HuiyinError
from service.readers import open_tables
from service.tables import ReadOptions, RowKind, Table
from service.writers import of_kind

SPREADSHEETS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".et", ".ods")


def table_rows(path: Path) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Rows with title, body, domain and, where the table has them, level2 and level3; numbered as in Excel.

    Raises HuiyinError for a table that is unreadable or has no column of classes.
    """
    for table in open_tables([path], ReadOptions()):
        labels = _label_columns(table.schema.names)
        if "domain" not in labels:
            known = "、".join(_headings()["domain"][:6])
            raise HuiyinError("training.no_label_column", where=table.name, known=known)
        yield from _rows(table, labels)


def _rows(table: Table, labels: Mapping[str, int]) -> Iterator[tuple[int, Mapping[str, Any]]]:
    names = table.schema.names
    wanted = {role: names.index(table.roles[role]) for role in ("title", "body") if role in table.roles}
    wanted |= labels
    for batch in table.batches(0):
        petitions = of_kind(batch.kind, RowKind.PETITION)
        columns = {
            key: as_text(batch.columns.column(place).filter(petitions)).to_pylist()
            for key, place in wanted.items()
        }
        for place, number in enumerate(batch.row_number.filter(petitions).to_pylist()):
            yield number or 0, {key: (values[place] or "").strip() for key, values in columns.items()}


def _label_columns(names: Sequence[str]) -> dict[str, int]:
    """The column of each kind of label; a heading higher in the list wins, then the column further left."""
    keys = [heading_key(name.rsplit("_", 1)[-1]) for name in names]
    found = {}
    for label, headings in _headings().items():
        places = [keys.index(key) for key in map(heading_key, headings) if key in keys]
        if places:
            found[label] = places[0]
    return found


@cache
def _headings() -> dict[str, list[str]]:
    with data_path("label_columns.yaml").open(encoding="utf-8") as file:
        entries: dict[str, list[str]] = yaml.safe_load(file)
    return entries

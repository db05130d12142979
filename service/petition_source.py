"""The text of one petition: as typed, of a text file, or of one row of a table."""

from __future__ import annotations

from pathlib import Path

from service.cell_values import as_text
from service.domain_tagger import join_texts
from service.errors import HuiyinError
from service.readers import open_tables
from service.tables import ReadOptions, Table


def petition_text(words: str, row: int | None) -> str:
    """``words`` itself; or, with ``row``, that row of the table it names (as Excel counts rows).

    The first petition of a file where no row is named. Raises HuiyinError for a row without a petition.
    """
    path = Path(words)
    if row is None and ("\n" in words or not _is_file(path)):
        return words
    for table in open_tables([path], ReadOptions()):
        found = _row_of(table, row)
        if found is not None:
            return found
    raise HuiyinError("explain.no_such_row", path=path, row=row or 1)


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # a long text is no file name
        return False


def _row_of(table: Table, row: int | None) -> str | None:
    for batch in table.batches(0):
        numbers = batch.row_number.to_pylist()
        if row is not None and row not in numbers:
            continue
        place = 0 if row is None else numbers.index(row)
        one = batch.columns.slice(place, 1)
        parts = [
            as_text(one.column(one.schema.names.index(table.roles[role]))) if role in table.roles else None
            for role in ("title", "body")
        ]
        title, body = parts
        assert body is not None
        if title is None:
            return str(body.to_pylist()[0] or "")
        return str(join_texts(title, body).to_pylist()[0] or "")
    return None

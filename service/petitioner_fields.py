"""Turns the petitioner columns of a table batch into pseudonyms; raw identifiers go no further than this."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import repeat

from nlp.folded import folded
from nlp.petitioner_words import petitioner_words
from nlp.pseudonym import Petitioner, PetitionerFields, Pseudonymizer
from service.cell_values import cell_text, cell_values
from service.tables import RowBatch

_ROLES = {
    "name": "petitioner",
    "phone": "phone",
    "id_number": "id_number",
    "address": "address",
    "account": "account",
    "email": "email",
}


def petitioners_of(
    batch: RowBatch, roles: Mapping[str, str], pseudonymizer: Pseudonymizer
) -> list[Petitioner]:
    """One ``Petitioner`` a row. ``roles``: as in ``Table``, role → column name.

    An address counts only under a heading that says the petitioner lives there; a row whose column 是否匿名
    says so is anonymous, whatever its other columns hold.
    """
    columns = {field: _texts(batch, roles.get(role)) for field, role in _ROLES.items()}
    if not is_home_heading(roles.get("address", "")):
        columns["address"] = [None] * batch.num_rows
    flags = _texts(batch, roles.get("anonymous"))
    rows = zip(*columns.values(), strict=True)
    return [
        pseudonymizer.read(PetitionerFields(**dict(zip(columns, row, strict=True))), is_flagged(flag))
        for row, flag in zip(rows, flags, strict=True)
    ]


def is_home_heading(heading: str) -> bool:
    """Whether a column's heading says that its addresses are the petitioners' homes."""
    key = folded(heading)
    return any(part in key for part in petitioner_words().home_headings)


def is_flagged(flag: str | None) -> bool:
    """Whether a cell of the column 是否匿名 makes its row anonymous; when in doubt it does."""
    key = folded(flag or "")
    return bool(key) and key not in petitioner_words().signed


def _texts(batch: RowBatch, column: str | None) -> list[str | None]:
    if column is None:
        return list(repeat(None, batch.num_rows))
    position = batch.columns.schema.get_field_index(column)
    return [_text(value) for value in cell_values(batch.columns.column(position))]


def _text(value: object) -> str | None:
    """A cell as text; whole numbers kept as floats have lost their end from 2⁵³ on and stay recognisable."""
    if isinstance(value, float) and abs(value) >= 10**15:
        return None
    return cell_text(value)  # type: ignore[arg-type]

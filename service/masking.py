"""What becomes of each column when a table is masked: masked whole, its texts masked, or kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

import pyarrow as pa

from service.cell_values import plain_type
from service.columns import JOIN, heading_key, roles
from service.tables import MIXED_CELL, Table

# Columns that say who the petitioner is, with the type of fact that fills them.
WHOLE_ROLES: Mapping[str, str] = {
    "petitioner": "person",
    "phone": "phone",
    "id_number": "resident_id",
    "address": "home_address",
    "account": "account",
}
_KEPT_ROLES = ("id", "time")
# Ends of further headings of the same kind, in comparable form (see ``heading_key``).
_MORE_ENDS: Mapping[str, str] = {
    "电话": "phone",
    "手机": "phone",
    "手机号": "phone",
    "身份证": "resident_id",
    "邮箱": "email",
    "微信": "wechat",
    "qq": "qq",
    "qq号": "qq",
    "车牌号": "number_plate",
    "车牌": "number_plate",
    "银行卡号": "bank_card",
}


class Way(Enum):
    """How a column is masked."""

    KEEP = "keep"
    TEXT = "text"
    WHOLE = "whole"


@dataclass(frozen=True)
class ColumnMask:
    """``type``: of the facts that fill a column that is masked whole, else empty."""

    way: Way
    type: str = ""


def column_masks(table: Table) -> tuple[ColumnMask, ...]:
    """How each column of a table is masked.

    All columns whose heading names a petitioner's detail are masked whole, also further ones of a role;
    every other column of texts is masked as text, for anybody may be named anywhere.
    """
    by_name = {name: role for role, name in table.roles.items()}
    return tuple(_mask_of(field, by_name.get(field.name)) for field in table.schema)


def masked_schema(table: Table, masks: tuple[ColumnMask, ...]) -> pa.Schema:
    """The schema of the masked table: masked columns hold text, mixed cells stay mixed."""
    return pa.schema(
        [
            field if mask.way is Way.KEEP or _stays_mixed(field, mask) else field.with_type(pa.large_string())
            for field, mask in zip(table.schema, masks, strict=True)
        ]
    )


def _stays_mixed(field: pa.Field[pa.DataType], mask: ColumnMask) -> bool:
    return mask.way is Way.TEXT and field.type == MIXED_CELL


def _mask_of(field: pa.Field[pa.DataType], role: str | None) -> ColumnMask:
    if role in _KEPT_ROLES:
        return ColumnMask(Way.KEEP)
    named = role or _role_by_heading(field.name)
    if named is not None and named in WHOLE_ROLES:
        return ColumnMask(Way.WHOLE, WHOLE_ROLES[named])
    last_part = heading_key(field.name.rsplit(JOIN, 1)[-1])
    for end, type_name in _MORE_ENDS.items():
        if last_part.endswith(end):
            return ColumnMask(Way.WHOLE, type_name)
    return ColumnMask(Way.TEXT if _may_hold_text(field.type) else Way.KEEP)


def _role_by_heading(heading: str) -> str | None:
    ranked = ((rank, role.name) for role in roles() if (rank := role.rank(heading)) is not None)
    return min(ranked, default=(None, None))[1]


def _may_hold_text(kind: pa.DataType) -> bool:
    kind = plain_type(kind)
    numbers = pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind)
    times = pa.types.is_temporal(kind)
    return not (numbers or times or pa.types.is_boolean(kind) or pa.types.is_null(kind))

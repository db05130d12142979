"""The values of a column of any type: as text for models and CSV, as Python values for cells and JSON."""

from __future__ import annotations

import base64
import json
import math
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, cast

import pyarrow as pa
import pyarrow.compute as pc

from service.tables import MIXED_CELL

CellValue = str | int | float | bool | datetime | date | time | None


def number_text(number: float) -> str:
    """A number as a person writes it: no exponent, no ``.0`` behind a whole number."""
    if math.isinf(number):
        return str(number)
    digits = format(Decimal(repr(number)), "f")
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


def time_text(moment: datetime | date | time) -> str:
    """``2023-04-05`` where there is no time of day, else ``2023-04-05 09:30:00``."""
    if isinstance(moment, datetime) and moment.time() == time.min and moment.tzinfo is None:
        return moment.date().isoformat()
    return moment.isoformat(" ") if isinstance(moment, datetime) else moment.isoformat()


def cell_text(value: CellValue) -> str | None:
    """One cell's value as text; null stays null, and NaN is null."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, float) and math.isnan(value):
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return number_text(value)
    return time_text(value)


def as_text(array: pa.Array[Any]) -> pa.LargeStringArray:
    """A column of any type as text, nulls kept: what a model reads and what a CSV file shows."""
    if isinstance(array, pa.LargeStringArray):
        return array
    if _is_plain(array.type):
        return cast(pa.LargeStringArray, pc.cast(array, pa.large_string()))
    return pa.array([cell_text(value) for value in cell_values(array)], pa.large_string())


def cell_values(array: pa.Array[Any]) -> list[CellValue]:
    """A column as Python values: text, number, truth, date or nothing; ``MIXED_CELL`` each cell's own.

    Nested values become JSON text, bytes text (UTF-8, else Base64), decimals floats.
    """
    kind = array.type
    if _is_plain(kind):
        return list(array.to_pylist())
    if isinstance(array, pa.StructArray) and kind == MIXED_CELL:
        return _mixed_values(array)
    if isinstance(array, pa.DictionaryArray):
        return cell_values(array.dictionary_decode())
    if pa.types.is_timestamp(kind):
        return list(pc.cast(array, pa.timestamp("us", kind.tz), safe=False).to_pylist())
    if pa.types.is_time(kind):
        return list(pc.cast(array, pa.time64("us"), safe=False).to_pylist())
    if pa.types.is_float16(kind) or pa.types.is_float32(kind):
        # By way of text: 0.87 instead of 0.8700000047683716.
        return list(pc.cast(pc.cast(array, pa.string()), pa.float64()).to_pylist())
    return [_cell_value(value) for value in array.to_pylist()]


def rounded(values: Sequence[CellValue]) -> list[float | None]:
    """Numbers of an added column as people read them: four digits are more than a model knows."""
    return [round(value, 4) if isinstance(value, int | float) else None for value in values]


def plain_type(kind: pa.DataType) -> pa.DataType:
    """The type without its dictionary: dictionaries differ from batch to batch."""
    return kind.value_type if pa.types.is_dictionary(kind) else kind


def plain(array: pa.Array[Any]) -> pa.Array[Any]:
    """The column without its dictionary."""
    return array.dictionary_decode() if isinstance(array, pa.DictionaryArray) else array


def json_default(value: object) -> object:
    """What ``json`` cannot write by itself: times as ISO 8601, bytes and others as text."""
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, bytes):
        return _bytes_text(value)
    return str(value)


def _is_plain(kind: pa.DataType) -> bool:
    is_text = pa.types.is_string(kind) or pa.types.is_large_string(kind)
    return is_text or pa.types.is_integer(kind) or pa.types.is_boolean(kind)


def _mixed_values(array: pa.StructArray) -> list[CellValue]:
    texts, numbers, times, flags = (child.to_pylist() for child in array.flatten())
    return [
        next((value for value in cell if value is not None), None)
        for cell in zip(texts, map(_whole, numbers), times, flags, strict=True)
    ]


def _whole(number: float | None) -> int | float | None:
    if number is not None and abs(number) < 2**53 and number == int(number):
        return int(number)
    return number


def _cell_value(value: object) -> CellValue:
    if value is None or isinstance(value, str | int | float | datetime | date | time):
        return value
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, bytes):
        return _bytes_text(value)
    if isinstance(value, Iterable):
        return json.dumps(value, ensure_ascii=False, default=json_default)
    return str(value)


def _bytes_text(value: bytes) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError:
        return base64.b64encode(value).decode("ascii")

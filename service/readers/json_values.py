"""One line of JSON: parsed with every hostile form refused by name, its values fitted to a column's type."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass

import pyarrow as pa

from service.messages import text
from service.readers.batches import whole_text

DEEPEST = 100
_STRUCTURE = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}]')
_INT64 = range(-(2**63), 2**63)


@dataclass(frozen=True)
class BadLine:
    """A line that is no usable object, and why (in the reader's language)."""

    reason: str


def parse_line(line: str) -> dict[str, object] | BadLine:
    """The object of one line. Control characters within strings are kept, NULs dropped."""
    if line.count("[") + line.count("{") > DEEPEST and _depth(line) > DEEPEST:
        return BadLine(text("reading.too_deep", limit=DEEPEST))
    try:
        value = _DECODER.decode(line)
    except _DuplicateKeyError:
        return BadLine(text("reading.duplicate_key"))
    except json.JSONDecodeError as error:
        return BadLine(text("reading.not_json", column=error.pos + 1))
    except RecursionError:
        return BadLine(text("reading.too_deep", limit=DEEPEST))
    except ValueError:  # NaN, 1e999, an integer of more than 4,300 digits
        return BadLine(text("reading.not_a_number"))
    return value if isinstance(value, dict) else BadLine(text("reading.not_an_object"))


def column_type(values: Iterable[object]) -> pa.DataType:
    """int64, float64, bool or string: what holds all values; differing types and nested values are text."""
    kinds = {_kind(value) for value in values if value is not None}
    if len(kinds) == 1 and (kind := kinds.pop()) is not None:
        return kind
    return pa.float64() if kinds == {pa.int64(), pa.float64()} else pa.string()


def fitted(value: object, kind: pa.DataType) -> object:
    """A value as a column of type ``kind`` holds it (text holds anything); None where it cannot."""
    if value is None:
        return None
    if kind == pa.string():
        return value.replace("\0", "") if isinstance(value, str) else to_json(value)
    own = _kind(value)
    if own == kind:
        return value
    if kind == pa.float64() and own == pa.int64() and isinstance(value, int) and abs(value) <= 2**53:
        return float(value)
    return None


def to_json(value: object) -> str:
    """A value as JSON text."""
    return json.dumps(value, ensure_ascii=False)


def _kind(value: object) -> pa.DataType | None:
    if isinstance(value, bool):
        return pa.bool_()
    if isinstance(value, int):
        return pa.int64() if value in _INT64 else None
    if isinstance(value, float):
        return pa.float64()
    return pa.string() if isinstance(value, str) else None


class _DuplicateKeyError(Exception):
    pass


def _unique_keys(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _DuplicateKeyError
    return {whole_text(key): value for key, value in pairs} if not _all_ascii(found) else found


def _all_ascii(keys: Iterable[str]) -> bool:
    return all(map(str.isascii, keys))


def _finite(number: str) -> float:
    value = float(number)
    if not math.isfinite(value):
        raise ValueError(number)
    return value


def _no_constant(name: str) -> float:
    raise ValueError(name)


_DECODER = json.JSONDecoder(
    object_pairs_hook=_unique_keys, parse_float=_finite, parse_constant=_no_constant, strict=False
)


def _depth(line: str) -> int:
    depth = deepest = 0
    for match in _STRUCTURE.finditer(line):
        if match[0] in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif match[0] in "]}":
            depth -= 1
    return deepest

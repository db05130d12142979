from __future__ import annotations

import json

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.messages import text
from service.readers.json_values import DEEPEST, BadLine, column_type, fitted, parse_line, to_json

JSON = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.text()
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(), inner, max_size=3)),
    max_leaves=8,
)


@given(st.dictionaries(st.text(alphabet=st.characters(codec="utf-8")), JSON, max_size=4))
def test_objects_come_back(value: dict[str, object]) -> None:
    assert parse_line(json.dumps(value)) == value


@given(st.text(max_size=60))
def test_any_line_is_an_object_or_has_a_reason(line: str) -> None:
    found = parse_line(line)
    assert isinstance(found, dict) or found.reason


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("[1]", text("reading.not_an_object")),
        ('"x"', text("reading.not_an_object")),
        ("{", text("reading.not_json", column=2)),
        ('{"a": 1} x', text("reading.not_json", column=10)),
        ('{"a": 1, "a": 2}', text("reading.duplicate_key")),
        ('{"a": {"b": 1, "b": 2}}', text("reading.duplicate_key")),
        ('{"a": NaN}', text("reading.not_a_number")),
        ('{"a": -Infinity}', text("reading.not_a_number")),
        ('{"a": 1e999}', text("reading.not_a_number")),
        ('{"a": ' + "9" * 5000 + "}", text("reading.not_a_number")),
        ('{"a": ' + "[" * 100_000, text("reading.too_deep", limit=DEEPEST)),
        ('{"a": ' + "[" * 101 + "]" * 101 + "}", text("reading.too_deep", limit=DEEPEST)),
    ],
)
def test_hostile_lines_are_refused_by_name(line: str, reason: str) -> None:
    assert parse_line(line) == BadLine(reason)


def test_many_brackets_side_by_side_or_within_a_text_are_not_deep() -> None:
    flat = {"a": [[]] * 300, "b": "[{" * 300 + '\\"'}
    assert parse_line(json.dumps(flat)) == flat


def test_control_characters_within_strings_are_read() -> None:
    assert parse_line('{"a": "x\ty"}') == {"a": "x\ty"}


def test_lone_surrogates_in_keys_are_replaced() -> None:
    assert parse_line(r'{"\ud800a": 1}') == {"\ufffda": 1}


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ([1, None, 2], pa.int64()),
        ([1, 2.5], pa.float64()),
        ([True], pa.bool_()),
        (["a"], pa.string()),
        ([1, "a"], pa.string()),
        ([True, 1], pa.string()),
        ([[1]], pa.string()),
        ([2**63], pa.string()),
        ([None], pa.string()),
    ],
)
def test_a_column_has_the_type_of_its_values(values: list[object], kind: pa.DataType) -> None:
    assert column_type(values) == kind
    assert all(value is None or fitted(value, kind) is not None for value in values)


@given(JSON, st.sampled_from([pa.int64(), pa.float64(), pa.bool_(), pa.string()]))
def test_what_fits_a_type_arrow_takes(value: object, kind: pa.DataType) -> None:
    found = fitted(value, kind)
    if isinstance(found, str):
        found = found.encode("utf-8", "replace").decode()
    assert pa.array([found], kind).to_pylist() == [found]


def test_nested_values_become_json_text() -> None:
    assert fitted({"甲": [1, None]}, pa.string()) == '{"甲": [1, null]}'
    assert to_json("甲") == '"甲"'

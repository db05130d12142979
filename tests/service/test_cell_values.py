from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.cell_values import as_text, cell_values, number_text
from tests.service.support import mixed


@given(st.integers(-(10**18), 10**18))
def test_a_whole_number_reads_as_its_digits(number: int) -> None:
    assert number_text(number) == str(number)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_reads_back_without_an_exponent(number: float) -> None:
    text = number_text(number)
    assert "e" not in text.lower()
    assert float(text) == number


@pytest.mark.parametrize(
    ("array", "texts"),
    [
        (pa.array(["a", None]), ["a", None]),
        (pa.array([13800138000.0, 1.5, None, float("nan")]), ["13800138000", "1.5", None, None]),
        (pa.array([1.10101199003071e17]), ["110101199003071000"]),
        (pa.array([0.87], pa.float32()), ["0.87"]),
        (
            pa.array([datetime(2023, 4, 5), datetime(2023, 4, 5, 9, 30)]),
            ["2023-04-05", "2023-04-05 09:30:00"],
        ),
        (pa.array([date(2023, 4, 5)]), ["2023-04-05"]),
        (pa.array(["a", "b", "a"]).dictionary_encode(), ["a", "b", "a"]),
        (pa.array([["中", "b"]]), ['["中", "b"]']),
        (pa.array([b"\xff", "中".encode()]), ["/w==", "中"]),
        (pa.array([True, False]), ["true", "false"]),
        (pa.nulls(2), [None, None]),
        (
            mixed(["x", 13800138000, 2.5, True, datetime(2023, 4, 5), None]),
            ["x", "13800138000", "2.5", "true", "2023-04-05", None],
        ),
    ],
)
def test_a_column_of_any_type_reads_as_a_person_would_write_it(
    array: pa.Array[Any], texts: list[str | None]
) -> None:
    assert as_text(array).to_pylist() == texts


def test_a_cell_of_a_mixed_column_keeps_its_own_type() -> None:
    cells = ["x", 3, 2.5, False, datetime(2023, 4, 5, 9, 30), None]
    assert cell_values(mixed(cells)) == cells
    assert [type(value) for value in cell_values(mixed(cells))] == [type(cell) for cell in cells]

from __future__ import annotations

import pytest

from nlp.damaged_values import is_damaged, without_decimals


@pytest.mark.parametrize(
    "text", ["1.38E+10", "9.90101199003071E+17", "1.5e11", "'1E+11", "990101199003070000"]
)
def test_numbers_that_a_spreadsheet_has_shortened_are_damaged(text: str) -> None:
    assert is_damaged(text)


@pytest.mark.parametrize("text", ["990101199003070018", "15400127788", "15400127000", "E5", "王小明", ""])
def test_whole_numbers_and_other_texts_are_not_damaged(text: str) -> None:
    assert not is_damaged(text)


def test_a_whole_number_kept_as_a_float_loses_its_decimals_only() -> None:
    assert without_decimals("15400127788.0") == "15400127788"
    assert without_decimals("1.5") == "1.5"

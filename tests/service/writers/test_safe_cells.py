from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.writers.safe_cells import (
    CUT_MARK,
    EXCEL_CELL_UNITS,
    fitting_cell,
    is_dangerous,
    legal_in_xml,
    quoted,
    quoted_column,
)

STARTS = "=+-@\t\r\n\0＝＋－＠"


@pytest.mark.parametrize("start", STARTS)
def test_each_start_that_a_spreadsheet_may_run_is_quoted(start: str) -> None:
    assert quoted(f"{start}cmd|' /C calc'!A0") == f"'{start}cmd|' /C calc'!A0"


@given(st.text())
def test_a_quoted_text_is_never_dangerous_and_ends_with_the_text(text: str) -> None:
    assert not is_dangerous(quoted(text))
    assert quoted(text).removeprefix("'" if is_dangerous(text) else "") == text


@given(st.lists(st.none() | st.text(alphabet=st.sampled_from(STARTS + "a1中' \v")) | st.text()))
def test_a_column_is_quoted_like_its_cells(texts: list[str | None]) -> None:
    expected = [None if text is None else quoted(text) for text in texts]
    assert quoted_column(pa.array(texts, pa.large_string())).to_pylist() == expected


@given(st.text(st.characters()))
def test_what_is_legal_in_xml_has_no_control_characters_and_stays_itself(text: str) -> None:
    legal = legal_in_xml(text)
    assert not any(ord(character) < 32 and character not in "\t\n" for character in legal)
    assert not any("\ud800" <= character <= "\udfff" or character in "\ufffe\uffff" for character in legal)
    assert legal_in_xml(legal) == legal


@pytest.mark.parametrize("character", ["中", "𬭛"])
@pytest.mark.parametrize("chinese", [True, False])
def test_a_text_longer_than_an_excel_cell_is_cut_with_a_mark(character: str, chinese: bool) -> None:
    cut = fitting_cell(character * 40_000, chinese)
    assert cut.endswith(CUT_MARK[chinese])
    assert EXCEL_CELL_UNITS - 1 <= len(cut.encode("utf-16-le")) // 2 <= EXCEL_CELL_UNITS
    assert set(cut.removesuffix(CUT_MARK[chinese])) == {character}


def test_a_text_that_just_fits_a_cell_is_not_cut() -> None:
    text = "𬭛" * (EXCEL_CELL_UNITS // 2) + "a"
    assert fitting_cell(text, True) == text

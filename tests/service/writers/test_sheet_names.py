from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.writers.sheet_names import free_sheet_name

ALPHABET = "ab'[]:*?/\\ 月𬭛"


@given(st.lists(st.text(alphabet=ALPHABET, max_size=40), max_size=20))
def test_sheet_names_are_legal_and_unique(wanted: list[str]) -> None:
    used: set[str] = set()
    names = [free_sheet_name(name, used) for name in wanted]
    assert len({name.casefold() for name in names}) == len(names)
    for name in names:
        assert 1 <= len(name.encode("utf-16-le")) // 2 <= 31
        assert not set(name) & set("[]:*?/\\")
        assert not name.startswith("'") and not name.endswith("'")


@pytest.mark.parametrize(
    ("wanted", "name"), [("四月", "四月"), ("2023/04", "2023_04"), ("History", "History_"), ("", "Sheet")]
)
def test_a_name_changes_no_more_than_it_must(wanted: str, name: str) -> None:
    assert free_sheet_name(wanted, set()) == name

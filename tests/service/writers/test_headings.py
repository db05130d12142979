from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from service.writers.headings import free_names, heading, mostly_chinese
from tests.service.support import make_table

NAMES = st.lists(st.sampled_from(["domain", "domain_2", "domain_3", "错误", "x", ""]), max_size=8)


@given(NAMES, NAMES)
def test_added_names_are_unique_and_take_nobody_elses(wanted: list[str], taken: list[str]) -> None:
    names = free_names(wanted, taken)
    assert len(set(names)) == len(names) == len(wanted)
    assert not set(names) & set(taken)
    assert all(name.startswith(wish) for name, wish in zip(names, wanted, strict=True))


def test_a_name_that_is_free_stays_as_it_is() -> None:
    assert free_names(["domain", "error"], ["编号", "内容"]) == ["domain", "error"]


def test_chinese_headings_are_for_tables_whose_own_headings_are_mostly_chinese() -> None:
    assert mostly_chinese([make_table({"编号": [1], "内容": [""], "id": [1]})])
    assert not mostly_chinese([make_table({"id": [1], "内容": [""]})])
    assert not mostly_chinese([])


def test_a_column_without_a_chinese_heading_keeps_its_key() -> None:
    assert heading("domain", chinese=True) == "一级领域"
    assert heading("domain", chinese=False) == "domain"
    assert heading("not_in_the_catalogue", chinese=True) == "not_in_the_catalogue"

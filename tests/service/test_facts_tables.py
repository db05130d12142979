"""Facts of petitions as rows and as a column."""

from __future__ import annotations

import json

import pyarrow as pa
import pytest

from nlp.facts import TYPES
from service.errors import HuiyinError
from service.facts_tables import check_types, facts_table, stated_facts
from service.facts_tagger import FactsTagger
from service.messages import text
from service.no_tags import NoTags
from service.tables import RowKind
from tests.service.support import make_table

ROLES = {"title": "标题", "body": "内容"}
TABLE = make_table(
    {
        "姓名": ["13700137000", "x", "合计"],
        "标题": ["交了3,000元", "", ""],
        "内容": ["😀打13800138000", "无", "13900139000"],
    },
    roles=ROLES,
    kinds=[RowKind.PETITION, RowKind.PETITION, RowKind.PASSED_THROUGH],
    first_row=5,
)


def test_facts_come_from_titles_and_texts_of_petitions_only() -> None:
    found = [(s.row, s.column, s.fact.type, s.fact.text) for s in stated_facts(TABLE, ("phone", "amount"))]
    assert found == [(5, "标题", "amount", "3,000元"), (5, "内容", "phone", "13800138000")]


def test_a_table_of_facts_says_where_each_stands() -> None:
    (batch,) = facts_table(TABLE, ("phone",)).batches(0)
    assert batch.columns.to_pylist() == [
        {"row": 5, "column": "内容", "type": "phone", "start": 2, "end": 13, "text": "13800138000"}
    ]


def test_for_people_headings_and_types_are_chinese() -> None:
    (batch,) = facts_table(TABLE, ("phone",), readable=True).batches(0)
    assert batch.columns.schema.names == ["行", "列", "类型", "起", "止", "原文"]
    assert batch.columns.column(2).to_pylist() == ["电话"]


def test_a_table_without_facts_has_no_rows() -> None:
    (batch,) = facts_table(make_table({"内容": ["无"]}), ("phone",)).batches(0)
    assert batch.num_rows == 0


def test_an_unknown_type_is_named_with_the_nearest() -> None:
    with pytest.raises(HuiyinError) as fault:
        check_types(["phones"])
    assert fault.value.fields["nearest"] == "phone"


def test_every_type_has_a_name_for_people() -> None:
    assert all(text(f"fact.{name}", "zh") and text(f"fact.{name}", "en") for name in TYPES)


def test_the_column_of_facts_is_json_with_places_in_title_and_body() -> None:
    titles = pa.array(["交了3,000元", ""], pa.large_string())
    bodies = pa.array(["打13800138000", "无"], pa.large_string())
    tags = FactsTagger(("phone", "amount")).tag(titles, bodies)
    first, second = tags.column(0).to_pylist()
    assert second is None
    assert json.loads(first) == [
        {"in": "title", "type": "amount", "start": 2, "end": 8, "text": "3,000元"},
        {"in": "body", "type": "phone", "start": 1, "end": 12, "text": "13800138000"},
    ]


def test_no_tags_are_as_many_rows_as_petitions() -> None:
    texts = pa.array(["a", "b"], pa.large_string())
    tags = NoTags("1").tag(texts, texts)
    assert (tags.num_rows, tags.num_columns) == (2, 0)

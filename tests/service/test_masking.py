"""Which columns are masked whole, which as texts, which not at all."""

from __future__ import annotations

import pyarrow as pa
import pytest

from service.masking import ColumnMask, Way, column_masks, masked_schema
from service.tables import MIXED_CELL
from tests.service.support import make_table


def mask_of(heading: str, values: object = ("x",), roles: dict[str, str] | None = None) -> ColumnMask:
    table = make_table({heading: values, "内容": ["y"]}, roles=roles)  # type: ignore[dict-item]
    return column_masks(table)[0]


@pytest.mark.parametrize(
    ("heading", "type_name"),
    [
        ("姓名", "person"),
        ("联系电话", "phone"),
        ("备用电话", "phone"),
        ("身份证号码", "resident_id"),
        ("家庭住址", "home_address"),
        ("电子邮箱", "email"),
        ("用户账号", "account"),
    ],
)
def test_columns_of_a_petitioners_details_are_masked_whole(heading: str, type_name: str) -> None:
    assert mask_of(heading) == ColumnMask(Way.WHOLE, type_name)


def test_a_column_that_the_user_named_is_masked_whole_whatever_its_heading() -> None:
    mask = mask_of("甲列", roles={"body": "内容", "phone": "甲列"})
    assert mask == ColumnMask(Way.WHOLE, "phone")


@pytest.mark.parametrize("heading", ["内容", "答复意见", "备注", "承办单位"])
def test_every_other_column_of_texts_is_masked_as_text(heading: str) -> None:
    assert mask_of(heading).way is Way.TEXT


@pytest.mark.parametrize("values", [[1], [1.5], [True], pa.array([0], pa.timestamp("us"))])
def test_numbers_and_times_without_a_telling_heading_are_kept(values: object) -> None:
    assert mask_of("甲列", values).way is Way.KEEP


def test_the_number_and_the_time_of_a_petition_are_kept() -> None:
    roles = {"body": "内容", "id": "编号"}
    assert mask_of("编号", ["13800138000"], roles).way is Way.KEEP


def test_numbers_under_a_telling_heading_become_text() -> None:
    table = make_table({"电话": [13800138000], "内容": ["x"], "数": [1]})
    schema = masked_schema(table, column_masks(table))
    assert [str(kind) for kind in schema.types] == ["large_string", "large_string", "int64"]


def test_mixed_cells_of_texts_stay_mixed() -> None:
    table = make_table({"备注": pa.array([None], MIXED_CELL), "内容": ["x"]})
    assert masked_schema(table, column_masks(table)).types[0] == MIXED_CELL

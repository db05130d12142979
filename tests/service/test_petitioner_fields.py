from __future__ import annotations

import pyarrow as pa
import pytest

from nlp.pseudonym import ANONYMOUS, Petitioner, PetitionerFields, Pseudonymizer
from service.columns import find_roles
from service.petitioner_fields import is_flagged, is_home_heading, petitioners_of
from service.tables import MIXED_CELL, RowBatch

READER = Pseudonymizer(bytes(range(32)))


def read(columns: dict[str, pa.Array]) -> list[Petitioner]:
    names = list(columns)
    roles = {role: names[place] for role, place in find_roles(names).items()}
    batch = pa.RecordBatch.from_pydict(columns)
    rows = batch.num_rows
    whole = RowBatch(
        batch, pa.array(range(rows), pa.int64()), pa.array([0] * rows, pa.int8()), pa.nulls(rows, pa.string())
    )
    return petitioners_of(whole, roles, READER)


def expected(**fields: str) -> Petitioner:
    return READER.read(PetitionerFields(**fields))


def test_columns_are_read_by_their_roles() -> None:
    [found] = read(
        {
            "信访人姓名": pa.array(["王小明"]),
            "联系电话": pa.array(["154-0012-7788"]),
            "身份证号": pa.array(["990101199003070018"]),
            "家庭住址": pa.array(["锦棠苑3栋207"]),
            "用户账号": pa.array(["A0001234"]),
            "电子邮箱": pa.array(["x.y@example.com"]),
            "诉求内容": pa.array(["路灯不亮"]),
        }
    )
    assert found == expected(
        name="王小明",
        phone="15400127788",
        id_number="990101199003070018",
        address="锦棠苑3栋207",
        account="A0001234",
        email="x.y@example.com",
    )


def test_columns_that_are_not_there_say_nothing() -> None:
    assert read({"诉求内容": pa.array(["路灯不亮", "噪音"])}) == [ANONYMOUS, ANONYMOUS]


@pytest.mark.parametrize(
    "phones",
    [
        pa.array([15400127788], pa.int64()),
        pa.array([15400127788.0], pa.float64()),
        pa.array(["15400127788"]),
        pa.array([{"text": None, "number": 15400127788.0, "time": None, "flag": None}], MIXED_CELL),
    ],
)
def test_a_phone_is_the_same_in_a_column_of_any_type(phones: pa.Array) -> None:
    assert read({"联系电话": phones}) == [expected(phone="15400127788")]


@pytest.mark.parametrize(
    "numbers",
    [
        pa.array([9.90101199003070018e17], pa.float64()),
        pa.array(["9.90101E+17"]),
        pa.array(["990101199003070000"]),
        pa.array([{"text": None, "number": 990101199003070018.0, "time": None, "flag": None}], MIXED_CELL),
    ],
)
def test_identity_numbers_that_a_spreadsheet_has_damaged_link_nobody(numbers: pa.Array) -> None:
    assert read({"身份证号": numbers}) == [ANONYMOUS]


def test_two_people_whose_numbers_lost_their_ends_stay_apart() -> None:
    found = read(
        {
            "身份证号": pa.array([990101199003070018.0, 990101199003070026.0]),
            "姓名": pa.array(["王小明", "李大海"]),
        }
    )
    assert found[0].id_number is found[1].id_number is None


@pytest.mark.parametrize("flag", ["是", "匿名", "1", "Y", "true", "要求匿名"])
def test_a_flagged_row_is_anonymous(flag: str) -> None:
    assert is_flagged(flag)
    columns = {"是否匿名": pa.array([flag, "否"]), "姓名": pa.array(["王小明", "王小明"])}
    assert read(columns) == [ANONYMOUS, expected(name="王小明")]


@pytest.mark.parametrize("flag", [None, "", "否", "实名", "0", "false", "No"])
def test_a_signed_row_is_not_flagged(flag: str | None) -> None:
    assert not is_flagged(flag)


def test_flags_may_be_truth_values() -> None:
    columns = {"是否匿名": pa.array([True, False]), "姓名": pa.array(["王小明", "王小明"])}
    assert read(columns) == [ANONYMOUS, expected(name="王小明")]


@pytest.mark.parametrize("heading", ["家庭住址", "联系地址", "信访人_现住址", "户籍地址"])
def test_a_home_counts(heading: str) -> None:
    assert is_home_heading(heading)


@pytest.mark.parametrize("heading", ["事发地址", "问题属地", "地址", "地点", ""])
def test_the_place_of_the_matter_is_no_evidence_of_a_person(heading: str) -> None:
    assert not is_home_heading(heading)
    if heading:
        assert read({heading: pa.array(["锦棠苑3栋207"]), "电话": pa.array(["15400127788"])}) == [
            expected(phone="15400127788")
        ]

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from service.tables import RowKind, Table
from service.tagging import TagJob, run
from tests.service.support import FakeTagger, make_table, mixed


def write(tmp_path: Path, *tables: Table) -> list[dict[str, Any]]:
    output = tmp_path / "out.jsonl"
    run(TagJob(tables, output), FakeTagger())
    return [json.loads(line) for line in output.read_text(encoding="utf-8").splitlines()]


def test_each_row_is_an_object_with_the_inputs_columns_first_and_english_keys(tmp_path: Path) -> None:
    objects = write(tmp_path, make_table({"编号": [1], "内容": ["三个字"]}))
    assert objects == [
        {
            "编号": 1,
            "内容": "三个字",
            "domain": "交通运输",
            "domain_confidence": 0.8765,
            "alternatives": "环境保护 0.12；其他 0.03",
            "needs_review": True,
            "explanation": "“三个”",
            "error": None,
        }
    ]
    assert list(objects[0])[:3] == ["编号", "内容", "domain"]


def test_each_value_keeps_its_type(tmp_path: Path) -> None:
    values: dict[str, Any] = {
        "n": [1.5, float("nan"), float("inf")],
        "list": [[1, 2], None, []],
        "object": [{"a": 1.0}, {"a": float("nan")}, None],
        "time": [datetime(2023, 4, 5, 9, 30)] * 3,
        "cell": mixed(["-1", 13800138000, True]),
        "内容": ["甲", "乙", "丙"],
    }
    objects = write(tmp_path, make_table(values))
    assert [row["n"] for row in objects] == [1.5, None, None]
    assert [row["list"] for row in objects] == [[1, 2], None, []]
    assert [row["object"] for row in objects] == [{"a": 1.0}, {"a": None}, None]
    assert objects[0]["time"] == "2023-04-05T09:30:00"
    assert [row["cell"] for row in objects] == ["-1", 13800138000, True]


def test_a_line_is_one_object_whatever_breaks_the_text_holds(tmp_path: Path) -> None:
    text = "一\n二\r三\u2028四\u2029五\x85六\0七"
    assert [row["内容"] for row in write(tmp_path, make_table({"内容": [text, "x"]}))] == [text, "x"]


def test_rejected_rows_carry_their_error_and_other_rows_stay_without_tags(tmp_path: Path) -> None:
    kinds = [RowKind.PASSED_THROUGH, RowKind.PETITION, RowKind.REJECTED]
    table = make_table({"内容": ["合计", "甲", None]}, kinds=kinds, errors=[None, None, "空"])
    rows = write(tmp_path, table)
    assert [row["domain"] for row in rows] == [None, "交通运输", None]
    assert [row["needs_review"] for row in rows] == [None, False, None]
    assert [row["error"] for row in rows] == [None, None, "空"]
    assert [row["内容"] for row in rows] == ["合计", "甲", None]


def test_an_input_column_with_our_name_keeps_its_name_and_value(tmp_path: Path) -> None:
    row = write(tmp_path, make_table({"domain": ["old"], "内容": ["甲"], "error": ["e"]}))[0]
    assert (row["domain"], row["error"]) == ("old", "e")
    assert (row["domain_2"], row["error_2"]) == ("交通运输", None)

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from service.errors import HuiyinError
from service.readers import json_lines
from service.readers.json_lines import REST_COLUMN, read_standard_input
from service.tables import ReadOptions, RowKind
from tests.service.readers.support import bodies, errors, fault, kinds, numbers, read, rows


def write(path: Path, *objects: Any) -> Path:
    lines = (item if isinstance(item, str) else json.dumps(item, ensure_ascii=False) for item in objects)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", errors="surrogatepass")
    return path


GOOD = {"id": 7, "title": "路灯", "body": "坏了", "score": 0.5, "open": True, "tags": ["a"], "none": None}


def test_columns_keep_their_order_and_types(tmp_path: Path) -> None:
    table = read(write(tmp_path / "a.jsonl", GOOD, {**GOOD, "id": 8}))
    kinds_of_columns = [
        pa.int64(),
        pa.string(),
        pa.string(),
        pa.float64(),
        pa.bool_(),
        pa.string(),
        pa.string(),
    ]
    assert table.schema == pa.schema(list(zip(GOOD, kinds_of_columns, strict=True)))
    assert rows(table)[1] == {**GOOD, "id": 8, "tags": '["a"]'}
    assert table.roles == {"id": "id", "title": "title", "body": "body"}
    assert (table.rows, table.encoding, table.header_rows) == (2, "utf-8", None)


def test_a_bad_line_is_a_rejected_row_with_its_line_number(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", GOOD, "", '{"body": ', GOOD, '["x"]')
    table = read(path)
    assert kinds(table) == [RowKind.PETITION, RowKind.REJECTED, RowKind.PETITION, RowKind.REJECTED]
    assert numbers(table) == [1, 3, 4, 5]
    assert all(errors(table)[place] for place in (1, 3))
    assert [row[REST_COLUMN] for row in rows(table)] == [None, '{"body": ', None, '["x"]']


def test_keys_and_values_that_appear_late_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_lines, "SAMPLED_ROWS", 2)
    monkeypatch.setattr(json_lines, "WHOLE_FILE_BYTES", 10)
    late = {"id": "八", "body": "漏水", "新": [1], "title": {"zh": "水管"}}
    table = read(write(tmp_path / "a.jsonl", GOOD, GOOD, late, {"id": 9, "body": 5}))
    assert table.rows is None
    found = rows(table)
    assert found[2]["id"] is None and found[2]["title"] == '{"zh": "水管"}'
    assert json.loads(found[2][REST_COLUMN]) == {"id": "八", "新": [1]}
    assert found[3][REST_COLUMN] is None and found[3]["body"] == "5"


def test_types_that_differ_become_text(tmp_path: Path) -> None:
    table = read(write(tmp_path / "a.jsonl", {"body": "a", "phone": 138}, {"body": "b", "phone": "139x"}))
    assert [row["phone"] for row in rows(table)] == ["138", "139x"]


def test_surrogates_and_nuls_are_repaired(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", r'{"body": "\ud83d\ude00 \ud800 a\u0000b"}')
    assert bodies(read(path)) == ["\U0001f600 \ufffd ab"]


def test_a_row_without_text_is_rejected(tmp_path: Path) -> None:
    table = read(write(tmp_path / "a.jsonl", GOOD, {"title": " ", "body": ""}))
    assert kinds(table) == [RowKind.PETITION, RowKind.REJECTED]


def test_a_line_too_long_is_a_rejected_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.readers.lines.read_lines.__defaults__", (1000,))
    table = read(write(tmp_path / "a.jsonl", GOOD, {"body": "长" * 2000}, GOOD))
    assert kinds(table) == [RowKind.PETITION, RowKind.REJECTED, RowKind.PETITION]
    assert numbers(table) == [1, 2, 3]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_other_encodings_are_read(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"标题": "路灯", "内容": "坏了"}\n', encoding=encoding)
    table = read(path)
    assert table.encoding == encoding and bodies(table) == ["坏了"]


def test_reading_starts_at_any_row(tmp_path: Path) -> None:
    table = read(write(tmp_path / "a.jsonl", *({"body": f"内容{n}"} for n in range(20))), batch_rows=3)
    assert [row["body"] for row in rows(table, start=17)] == ["内容17", "内容18", "内容19"]


def test_files_without_objects_are_told(tmp_path: Path) -> None:
    assert fault(write(tmp_path / "a.jsonl", "hello", "world")).key == "input.not_json"
    assert fault(write(tmp_path / "b.jsonl", '[{"body": "a"}]')).key == "input.json_array"
    assert fault(write(tmp_path / "c.jsonl", {"甲": 1})).key == "input.no_text_column"


def test_a_column_is_chosen_by_name(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", {"甲": "路灯坏了", "title": "x"})
    assert bodies(read(path, columns={"body": "甲"})) == ["路灯坏了"]
    assert fault(path, columns={"body": "乙"}).fields["nearest"] == "甲"


def test_standard_input_streams_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_lines, "SAMPLED_ROWS", 2)
    lines = [json.dumps({"body": f"内容{n}", **({"late": n} if n > 3 else {})}) for n in range(6)]
    table = read_standard_input(ReadOptions(batch_rows=2), io.BytesIO("\n".join(lines).encode()))
    assert table.path is None and table.name == "-"
    found = rows(table)
    assert [row["body"] for row in found] == [f"内容{n}" for n in range(6)]
    assert found[5][REST_COLUMN] == '{"late": 5}'
    with pytest.raises(HuiyinError, match="HY-0329"):
        table.batches(0)


def test_standard_input_may_be_empty() -> None:
    with pytest.raises(HuiyinError, match="HY-0306"):
        read_standard_input(ReadOptions(), io.BytesIO(b""))

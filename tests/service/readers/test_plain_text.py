from __future__ import annotations

from pathlib import Path

import pytest

from service.readers import open_tables, plain_text
from service.tables import ReadOptions, RowKind
from tests.service.readers.support import bodies, errors, kinds, read, rows


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_file_is_one_petition_with_its_name_as_title(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "小区路灯.txt"
    path.write_text("路灯坏了。\n夜里看不见。", encoding=encoding)
    table = read(path)
    assert rows(table) == [{"文件名": "小区路灯.txt", "标题": "小区路灯", "正文": "路灯坏了。\n夜里看不见。"}]
    assert table.path == path and table.rows == 1


@pytest.mark.parametrize("name", ["001.txt", "新建文本文档 (3).txt", "a-b_c.txt"])
def test_a_name_that_says_nothing_is_no_title(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("路灯坏了。", encoding="utf-8")
    assert rows(read(tmp_path / name))[0]["标题"] is None


def test_the_files_of_a_folder_are_one_table(tmp_path: Path) -> None:
    for number in range(5):
        (tmp_path / f"{number}.txt").write_text(f"内容{number}", encoding="utf-8")
    table = read(tmp_path, batch_rows=2)
    assert table.path == tmp_path
    assert bodies(table) == [f"内容{number}" for number in range(5)]
    assert [row["正文"] for row in rows(table, start=3)] == ["内容3", "内容4"]


def test_a_bad_file_among_good_ones_costs_its_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plain_text, "LONGEST_LINE", 1000)
    (tmp_path / "1.txt").write_text("路灯坏了", encoding="utf-8")
    (tmp_path / "2.txt").write_bytes(b"")
    (tmp_path / "3.txt").write_text("长" * 1000, encoding="utf-8")
    (tmp_path / "4.txt").write_bytes(bytes(range(128, 256)) + b"\xff\xff")
    table = read(tmp_path)
    assert kinds(table) == [RowKind.PETITION, *[RowKind.REJECTED] * 3]
    assert all(errors(table)[1:])


def test_a_file_that_vanishes_while_reading_costs_its_row(tmp_path: Path) -> None:
    for name in ("1.txt", "2.txt"):
        (tmp_path / name).write_text("路灯坏了", encoding="utf-8")
    table = read(tmp_path)
    (tmp_path / "1.txt").unlink()
    assert kinds(table) == [RowKind.REJECTED, RowKind.PETITION]


def test_texts_of_two_folders_are_two_tables(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "1.txt").write_text("路灯坏了", encoding="utf-8")
    tables = open_tables([tmp_path / "a", tmp_path / "b"], ReadOptions())
    assert [table.path for table in tables] == [tmp_path / "a" / "1.txt", tmp_path / "b" / "1.txt"]

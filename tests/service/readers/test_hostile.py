"""Hostile files: each gets its own clear error in bounded memory, and the program goes on."""

from __future__ import annotations

import hashlib
import tracemalloc
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from service.errors import HuiyinError
from service.messages import text
from service.readers import open_tables, spreadsheet
from service.readers.zip_guard import MOST_ENTRIES
from service.tables import ReadOptions, RowKind
from tests.service.readers.support import (
    HEADINGS,
    ROWS,
    TEXTS,
    bodies,
    change_part,
    errors,
    fault,
    kinds,
    read,
    rows,
    write_sheet,
)

SHEET = "xl/worksheets/sheet1.xml"


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    return write_sheet(tmp_path / "台账.xlsx", [HEADINGS, *ROWS])


def add_part(path: Path, name: str, content: bytes, repeat: int = 1) -> None:
    with (
        zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive,
        archive.open(name, "w", force_zip64=True) as part,
    ):
        for _ in range(repeat):
            part.write(content)


def test_a_bomb_is_refused_before_it_is_unpacked(workbook: Path) -> None:
    add_part(workbook, "xl/media/image1.bin", bytes(1 << 20), repeat=64)
    found = fault(workbook)
    assert found.key == "input.refused_ratio" and str(workbook) in str(found)


def test_a_bomb_spread_over_many_parts_is_refused(workbook: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from service.readers import zip_guard

    monkeypatch.setattr(zip_guard, "MOST_BYTES", 1 << 20)
    for number in range(3):
        add_part(workbook, f"xl/media/{number}.bin", bytes(1 << 19))
    with pytest.raises(HuiyinError) as caught:
        zip_guard.check_archive(workbook, str(workbook))
    assert caught.value.key == "input.refused_size"


def test_an_archive_of_countless_entries_is_refused(workbook: Path) -> None:
    with zipfile.ZipFile(workbook, "a") as archive:
        for number in range(MOST_ENTRIES + 1):
            archive.writestr(f"xl/{number}", b"")
    assert fault(workbook).key == "input.refused_entries"


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.99])
def test_a_truncated_workbook_is_called_damaged(workbook: Path, share: float) -> None:
    content = workbook.read_bytes()
    workbook.write_bytes(content[: int(len(content) * share)])
    assert fault(workbook).key == "input.damaged"


def test_a_workbook_with_a_broken_part_is_called_damaged(workbook: Path) -> None:
    change_part(workbook, SHEET, b"<sheetData>", b"<sheetData><row r='x'><c r='")
    assert fault(workbook).key in ("input.damaged", "input.empty", "input.no_text_column")
    content = bytearray(workbook.read_bytes())
    place = content.find(b"sheet1.xml") + 30
    content[place : place + 200] = bytes(200)
    workbook.write_bytes(bytes(content))
    assert fault(workbook).key == "input.damaged"


def test_two_cells_in_the_far_corners_are_told_by_name(tmp_path: Path) -> None:
    import xlsxwriter

    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("台账")
    sheet.write("A1", "内容")
    sheet.write("XFD1048576", "x")
    book.close()
    found = fault(path)
    assert found.key == "input.far_cell"
    assert found.fields["cell"] == "XFD1048576" and found.fields["sheet"] == "台账"


def test_a_far_cell_that_is_only_coloured_does_no_harm(tmp_path: Path) -> None:
    import xlsxwriter

    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    sheet.write("A1", "内容")
    sheet.write("A2", "路灯坏了")
    sheet.write_blank("XFD1048576", None, book.add_format({"bg_color": "yellow"}))
    book.close()
    assert bodies(read(path)) == ["路灯坏了"]


def test_far_corners_without_cell_references_end_the_child_only(workbook: Path) -> None:
    """A sheet that hides its extent from the scan (names in single quotes) still harms only the child."""
    change_part(
        workbook,
        SHEET,
        b"</sheetData>",
        b"<row r='1048576'><c r='XFD1048576' t='n'><v>1</v></c></row></sheetData>",
    )
    assert fault(workbook, sheet_memory_mb=512).key == "input.child_memory"


def test_a_count_of_four_thousand_million_strings_is_refused(workbook: Path) -> None:
    with zipfile.ZipFile(workbook) as archive:
        head = archive.read("xl/sharedStrings.xml")
    declared = head[head.find(b"uniqueCount=") : head.find(b">", head.find(b"uniqueCount="))]
    change_part(workbook, "xl/sharedStrings.xml", declared, b'uniqueCount="4000000000"')
    assert fault(workbook).key == "input.refused_count"


@pytest.mark.parametrize("part", ["xl/workbook.xml", SHEET, "xl/sharedStrings.xml"])
def test_a_doctype_is_refused_and_nothing_outside_is_touched(
    workbook: Path, tmp_path: Path, part: str
) -> None:
    canary = tmp_path / "canary.txt"
    canary.write_text("secret")
    before = canary.stat().st_atime_ns
    declared = f'<!DOCTYPE x [<!ENTITY e SYSTEM "{canary.as_uri()}">]>'.encode()
    change_part(workbook, part, b"?>", b"?>" + declared)
    assert fault(workbook).key == "input.refused_doctype"
    assert canary.stat().st_atime_ns == before


def test_the_child_that_takes_too_long_is_stopped(workbook: Path) -> None:
    found = fault(workbook, sheet_seconds=0.01)
    assert found.key == "input.child_time" and str(workbook) in str(found)


def test_the_child_that_needs_too_much_memory_is_told(tmp_path: Path) -> None:
    words = (hashlib.sha256(str(number).encode()).hexdigest() * 20 for number in range(60_000))
    path = write_sheet(tmp_path / "a.xlsx", [["内容"], *([word] for word in words)])
    found = fault(path, sheet_memory_mb=64)
    assert found.key == "input.child_memory" and found.fields["limit"] == 64
    assert read(path).rows == 60_000


@pytest.mark.parametrize(
    "death", ["import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "import os; os.abort()"]
)
def test_the_program_survives_the_death_of_its_child(
    workbook: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, death: str
) -> None:
    (tmp_path / "dying_child.py").write_text(death)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(spreadsheet, "CHILD", "dying_child")
    found = fault(workbook)
    assert found.key == "input.child_died" and str(workbook) in str(found)


def test_a_child_without_an_answer_is_told(
    workbook: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "silent_child.py").write_text("")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(spreadsheet, "CHILD", "silent_child")
    assert fault(workbook).key == "input.child_died"


def test_the_memory_limit_is_the_childs_alone(workbook: Path) -> None:
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_AS)
    read(workbook)
    assert resource.getrlimit(resource.RLIMIT_AS) == before


def test_one_hostile_file_among_good_ones_is_the_only_fault(workbook: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.xlsx"
    bad.write_bytes(workbook.read_bytes()[:300])
    with pytest.raises(HuiyinError) as caught:
        open_tables([workbook, bad], ReadOptions())
    assert caught.value.fields["path"] == str(bad)


@pytest.mark.parametrize("name", ["a.jsonl", "a.csv", "a.txt"])
def test_a_line_of_200_megabytes_takes_little_memory(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    with path.open("wb") as file:
        file.write(
            '{"body": "路灯坏了"}\n'.encode() if name == "a.jsonl" else "标题,内容\n路灯,坏了\n".encode()
        )
        for _ in range(200):
            file.write(b"x" * (1 << 20))
    tracemalloc.start()
    try:
        table = read(path)
        found = kinds(table)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert found == ([RowKind.REJECTED] if name == "a.txt" else [RowKind.PETITION, RowKind.REJECTED])
    assert peak < 100 << 20


def test_a_file_of_one_long_line_alone_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(b'{"body": "' + b"x" * (17 << 20) + b'"}')
    assert fault(tmp_path / "a.jsonl").key == "input.not_json"


def test_nul_bytes_are_dropped(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes("标题,内容\n路\0灯,坏\0了\n".encode())
    assert bodies(read(tmp_path / "a.csv")) == ["坏了"]
    (tmp_path / "b.txt").write_bytes("路\0灯坏了".encode())
    assert bodies(read(tmp_path / "b.txt")) == ["路灯坏了"]
    (tmp_path / "c.jsonl").write_bytes('{"body": "坏\0了"}\n'.encode())
    assert bodies(read(tmp_path / "c.jsonl")) == ["坏了"]


def test_deep_nesting_and_surrogates_cost_at_most_their_row(tmp_path: Path) -> None:
    lines = ['{"body": "a"}', '{"body": ' + "[" * 200_000 + "]" * 200_000 + "}", r'{"body": "\ud800b"}']
    (tmp_path / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    table = read(tmp_path / "a.jsonl")
    assert bodies(table) == ["a", "\ufffdb"]
    assert errors(table)[1] == text("reading.too_deep", limit=100)


def test_a_hostile_name_of_a_sheet_or_a_column_is_only_a_name(tmp_path: Path) -> None:
    path = write_sheet(
        tmp_path / "a{0}%s.xlsx", [["内容", "{path}", "%s", "__class__"], ["x", "1", "2", "3"]]
    )
    assert rows(read(path)) == [{"内容": "x", "{path}": "1", "%s": "2", "__class__": "3"}]
    assert "{path}" in str(fault(path, columns={"body": "没有"}))


def test_all_texts_are_still_there(workbook: Path) -> None:
    assert bodies(read(workbook)) == list(TEXTS)


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl", "a.txt", "a.xls"])
@given(
    start=st.sampled_from(["", "标题,内容\n路灯,坏了\n", '{"body": "坏了"}\n']),
    content=st.one_of(
        st.binary(max_size=300), st.text(alphabet=',"\n\r\t\0{}[]:甲', max_size=80).map(str.encode)
    ),
)
def test_any_bytes_are_read_or_told(
    tmp_path_factory: pytest.TempPathFactory, name: str, start: str, content: bytes
) -> None:
    assume(b"<" not in content)  # pages go to a child: too slow for many examples
    path = tmp_path_factory.mktemp("any") / name
    path.write_bytes(start.encode() + content)
    try:
        table = read(path)
    except HuiyinError as told:
        assert told.key.startswith("input.")
    else:
        assert len(rows(table)) == len(kinds(table)) == len(errors(table))


def test_parquet_with_texts_that_are_no_utf8_is_called_damaged(tmp_path: Path) -> None:
    broken = pa.array([b"\xff\xfe"]).cast(pa.string(), safe=False)
    pq.write_table(pa.table({"body": broken}), tmp_path / "a.parquet")
    with pytest.raises(HuiyinError, match="HY-0318"):
        rows(read(tmp_path / "a.parquet"))

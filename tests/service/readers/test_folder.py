from __future__ import annotations

import os
from pathlib import Path

import pytest

from service.errors import HuiyinError, SeveralFaults
from service.readers import open_tables
from service.tables import ReadOptions
from tests.service.readers.support import fault, notes, write_sheet

CSV = "标题,内容\n路灯,坏了\n"


def test_a_folder_gives_its_files_sorted_without_lock_and_hidden_files(tmp_path: Path) -> None:
    folder = tmp_path / "台 账.xlsx"
    folder.mkdir()
    for name in ("二月.csv", "一月.csv", ".hidden.csv", "~$一月.csv", "说明.docx"):
        (folder / name).write_text(CSV, encoding="utf-8")
    (folder / "下级").mkdir()
    tables = open_tables([folder], ReadOptions())
    assert [table.path for table in tables] == [folder / "一月.csv", folder / "二月.csv"]
    assert notes(tables[0])["reading.skipped_files"] == {"count": 1, "names": "说明.docx"}


def test_an_empty_folder_is_told_even_if_named_like_a_workbook(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").mkdir()
    assert fault(tmp_path / "a.xlsx").key == "input.empty_folder"


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    assert fault(tmp_path / "没有.xlsx").key == "input.missing"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_is_told_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.csv")
    assert fault(tmp_path / "a.csv").key == "input.not_a_file"


def test_a_file_without_permission_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.csv"
    path.write_text(CSV, encoding="utf-8")
    usual = Path.open

    def refusing(self: Path, *args: object, **kwargs: object) -> object:
        if self == path:
            raise PermissionError(13, "Permission denied", str(path))
        return usual(self, *args, **kwargs)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", refusing)
    assert fault(path).key == "input.no_permission"


def test_a_file_the_system_forbids_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(CSV, encoding="utf-8")
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("this user may read everything")
    assert fault(path).key == "input.no_permission"


def test_faults_of_all_inputs_are_told_together(tmp_path: Path) -> None:
    good = write_sheet(tmp_path / "good.xlsx", [["标题", "内容"], ["路灯", "坏了"]])
    (tmp_path / "bad.csv").write_text("甲,乙\n1,2\n", encoding="utf-8")
    with pytest.raises(SeveralFaults) as caught:
        open_tables([tmp_path / "none.csv", good, tmp_path / "bad.csv"], ReadOptions())
    assert [fault.key for fault in caught.value.faults] == ["input.missing", "input.no_text_column"]
    assert caught.value.exit_code == 3
    assert "none.csv" in str(caught.value) and "bad.csv" in str(caught.value)


def test_a_wrong_role_is_told_before_any_file_is_opened(tmp_path: Path) -> None:
    with pytest.raises(HuiyinError) as caught:
        open_tables([tmp_path / "none.csv"], ReadOptions(columns={"bodi": "内容"}))
    assert caught.value.key == "input.no_such_role"

"""An office's own register teaches: classes by their headings, faults all at once, with the rows of Excel."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter

from models.domain_file import default_model_folder
from models.domain_training import TrainingOptions
from models.taxonomy import load_taxonomy
from service.errors import HuiyinError, SeveralFaults
from service.labelled_data import read_labelled
from service.training import teach_from_files, train_from_files


def make(path: Path, *rows: tuple[str, ...], heading: str = "归口") -> Path:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("台账")
        for number, row in enumerate([("诉求标题", "诉求内容", heading), *rows]):
            sheet.write_row(number, 0, row)
    return path


def teach(path: Path) -> object:
    return teach_from_files(default_model_folder(), "my-office", [path], TrainingOptions(), lambda _: None)


@pytest.mark.parametrize("heading", ["归口", "一级领域", "一级分类", "领域", "domain"])
def test_the_column_of_domains_is_found_by_its_heading(tmp_path: Path, heading: str) -> None:
    path = make(tmp_path / "a.xlsx", ("路灯", "坏了", "城乡建设"), heading=heading)
    (found,) = read_labelled(path, load_taxonomy())
    assert (found.text, found.path, found.row) == ("路灯\n坏了", ("城乡建设",), 2)


def test_a_table_without_such_a_column_is_told(tmp_path: Path) -> None:
    with pytest.raises(HuiyinError) as caught:
        read_labelled(make(tmp_path / "a.xlsx", ("路灯", "坏了", "x"), heading="备注"), load_taxonomy())
    assert caught.value.key == "training.no_label_column"


def test_an_unknown_class_is_named_with_its_row_and_the_nearest(tmp_path: Path) -> None:
    path = make(tmp_path / "a.xlsx", ("路灯", "坏了", "城乡建没"))
    with pytest.raises(HuiyinError) as caught:
        read_labelled(path, load_taxonomy())
    assert "2: 城乡建没 → 城乡建设" in caught.value.sentence("zh")


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    conflicting = make(tmp_path / "a.xlsx", ("路灯", "坏了", "城乡建设"), ("路灯", "坏了！", "环境保护"))
    unknown = make(tmp_path / "b.xlsx", ("路灯", "坏了", "没有这个"))
    with pytest.raises(SeveralFaults) as caught:
        files = [("guide", conflicting), ("guide", unknown)]
        train_from_files(files, [], TrainingOptions(), True, lambda _: None)
    told = caught.value.sentence("zh")
    assert "2 城乡建设 / 3 环境保护" in told and "没有这个" in told


def test_too_few_rows_are_refused(tmp_path: Path) -> None:
    path = make(tmp_path / "a.xlsx", ("路灯", "坏了", "城乡建设"), ("河", "臭", "环境保护"))
    with pytest.raises(HuiyinError) as caught:
        teach(path)
    assert caught.value.key == "training.too_few_rows"


def test_a_register_teaches_a_convention(tmp_path: Path) -> None:
    rows = [
        (f"夜里施工{n}", f"工地半夜施工，吵得睡不着，第{n}天", "城乡建设")
        if n % 2
        else (f"河{n}", f"河水发臭{n}天", "环境保护")
        for n in range(40)
    ]
    trained = teach(make(tmp_path / "a.xlsx", *rows))
    assert "my-office" in trained.card["conventions"]  # type: ignore[attr-defined]

"""One more office's way of filing: learnt from few rows, on top of what the model knows."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from models.convention_teaching import LEAST_ROWS, TaughtConvention, teach_convention, with_convention
from models.domain import DomainModel
from models.domain_file import FORMAT, load_domain_model
from models.domain_training import TrainingOptions, save_domain
from models.labelled_texts import LabelledTexts
from models.model_folder import read_model_files
from nlp.text_column import TextColumn
from tests.models.support import DETAILS, PHRASES, trained

OPTIONS = TrainingOptions(bits=12, folds=2)
NIGHT_WORK = "夜间施工噪音"


def filed(texts: list[str], domains: list[str]) -> LabelledTexts:
    """Rows as an office files them."""
    count = len(texts)
    return LabelledTexts("rows", "my-office", texts, [(d,) for d in domains], [()] * count, [False] * count)


def office_rows() -> LabelledTexts:
    """Night work goes to 城乡建设; all else as the model files it; nothing of 教育文体."""
    pairs = [
        (f"{phrase}\n{detail}", "城乡建设" if phrase == NIGHT_WORK else domain)
        for domain, phrases in PHRASES.items()
        if domain != "教育文体"
        for phrase in phrases
        for detail in DETAILS
    ]
    return filed([text for text, _ in pairs], [domain for _, domain in pairs])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("model") / "domain"
    save_domain(trained(), path)
    return path


@cache
def taught(folder: Path) -> TaughtConvention:
    return teach_convention(load_domain_model(folder), "my-office", office_rows(), OPTIONS)


def with_office(folder: Path) -> DomainModel:
    model = load_domain_model(folder)
    return replace(model, conventions={**model.conventions, "my-office": taught(folder).convention})


def test_the_office_gets_its_own_answer_and_the_others_keep_theirs(folder: Path) -> None:
    model = with_office(folder)
    text = f"{NIGHT_WORK}\n希望过问一下，每天到十一点"
    assert model.tag([text])[0].domain == "环境保护"
    assert model.tag([text], "my-office")[0].domain == "城乡建设"


def test_a_domain_without_rows_can_still_be_answered(folder: Path) -> None:
    tag = with_office(folder).tag(["学校老师补课收费\n学区划分不公，幼儿园入园名额"], "my-office")[0]
    assert tag.domain == "教育文体"


def test_teaching_twice_gives_the_same_bytes(folder: Path) -> None:
    again = teach_convention(load_domain_model(folder), "my-office", office_rows(), OPTIONS)
    assert again.entry == taught(folder).entry
    for name, array in taught(folder).arrays.items():
        np.testing.assert_array_equal(again.arrays[name], array)


def test_a_saved_model_keeps_all_conventions_and_has_a_version_of_its_own(
    folder: Path, tmp_path: Path
) -> None:
    before = load_domain_model(folder)
    save_domain(with_convention(read_model_files(folder, FORMAT), taught(folder)), tmp_path / "more")
    after = load_domain_model(tmp_path / "more")
    assert set(after.conventions) == {*before.conventions, "my-office"}
    assert after.version != before.version
    column = TextColumn.from_texts(office_rows().texts)
    for name in before.conventions:
        np.testing.assert_array_equal(
            after.probabilities(column, name)[0], before.probabilities(column, name)[0]
        )


def test_the_card_counts_the_rows_and_holds_no_word_of_them(folder: Path) -> None:
    entry = taught(folder).entry
    assert entry["taught"]["rows"] == len(office_rows().texts)
    assert 0 <= entry["held_out_accuracy"] <= 1
    assert NIGHT_WORK not in str(entry)


@pytest.mark.parametrize("rows", [LEAST_ROWS - 1, LEAST_ROWS])
def test_too_few_rows_or_one_domain_are_refused(folder: Path, rows: int) -> None:
    lines = [f"路灯坏了{n}" for n in range(rows)]
    with pytest.raises(ValueError, match="too few"):
        teach_convention(load_domain_model(folder), "my-office", filed(lines, ["城乡建设"] * rows), OPTIONS)

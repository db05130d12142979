"""A matter model's folder is data; nothing in it is trusted."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from models.matter_file import default_matter_folder, load_matter_model, save_matter_model
from models.model_folder import CARD_FILE, WEIGHTS_FILE, ModelFileError
from tests.models.matter_support import model


def copied(folder: Path) -> Path:
    save_matter_model(model(), folder)
    return folder


def test_what_is_saved_is_read_back(tmp_path: Path) -> None:
    found = load_matter_model(copied(tmp_path))
    assert found.version == model().version and found.matter_from == model().matter_from
    assert np.array_equal(found.boosted.values, model().boosted.values)


def test_the_shipped_model_holds_no_text() -> None:
    card = json.loads((default_matter_folder() / CARD_FILE).read_text(encoding="utf-8"))
    assert not [character for character in json.dumps(card, ensure_ascii=False) if "一" <= character <= "鿿"]
    kinds = {array.dtype.kind for array in load_file(default_matter_folder() / WEIGHTS_FILE).values()}
    assert kinds <= {"u", "i", "f"}


@pytest.mark.parametrize(
    ("name", "array"),
    [
        ("counts", np.zeros(1000, np.uint8)),
        ("terms", np.zeros(7, np.uint8)),
        ("boosted.left", np.zeros(3, np.int32)),
        ("averaged.features", np.zeros(3, np.int64)),
    ],
)
def test_an_array_that_does_not_fit_is_refused(tmp_path: Path, name: str, array: np.ndarray) -> None:
    folder = copied(tmp_path)
    save_file(load_file(folder / WEIGHTS_FILE) | {name: array}, folder / WEIGHTS_FILE)
    with pytest.raises(ModelFileError):
        load_matter_model(folder)


@pytest.mark.parametrize(
    ("key", "value"), [("format", 99), ("features", ["x"]), ("matter_from", float("nan"))]
)
def test_a_card_that_does_not_fit_is_refused(tmp_path: Path, key: str, value: object) -> None:
    folder = copied(tmp_path)
    card = json.loads((folder / CARD_FILE).read_text(encoding="utf-8"))
    (folder / CARD_FILE).write_text(json.dumps(card | {key: value}), encoding="utf-8")
    with pytest.raises(ModelFileError):
        load_matter_model(folder)


def test_a_missing_folder_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(ModelFileError, match="nowhere"):
        load_matter_model(tmp_path / "nowhere")

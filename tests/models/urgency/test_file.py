"""A model folder is not trusted: every array is checked before a kernel reads it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from models.model_folder import ModelFileError
from models.urgency.file import default_urgency_folder, load_urgency_model


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copy = tmp_path / "urgency"
    shutil.copytree(default_urgency_folder(), copy)
    return copy


@pytest.mark.parametrize("name", ["weights", "scale", "bias", "text.importance", "statistical.weights"])
def test_an_array_of_another_shape_or_type_is_refused(folder: Path, name: str) -> None:
    arrays = load_file(folder / "weights.safetensors")
    for wrong in (arrays[name][:-1], arrays[name].astype(np.float16)):
        save_file(arrays | {name: np.ascontiguousarray(wrong)}, folder / "weights.safetensors")
        with pytest.raises(ModelFileError):
            load_urgency_model(folder)


def test_numbers_that_are_not_finite_are_refused(folder: Path) -> None:
    arrays = load_file(folder / "weights.safetensors")
    arrays["combined.bias"] = np.full(3, np.nan)
    save_file(arrays, folder / "weights.safetensors")
    with pytest.raises(ModelFileError, match="finite"):
        load_urgency_model(folder)


@pytest.mark.parametrize("content", ["", "{}", '{"format": 99}', "[]"])
def test_a_card_that_is_no_card_is_refused(folder: Path, content: str) -> None:
    (folder / "card.json").write_text(content, encoding="utf-8")
    with pytest.raises(ModelFileError):
        load_urgency_model(folder)


def test_impossible_features_are_refused(folder: Path) -> None:
    card = json.loads((folder / "card.json").read_text(encoding="utf-8"))
    card["features"]["bits"] = 60
    (folder / "card.json").write_text(json.dumps(card), encoding="utf-8")
    with pytest.raises(ModelFileError):
        load_urgency_model(folder)

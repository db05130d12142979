from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from models.petitioner_levels import COMPARISONS, SHARED_BY_NEIGHBOURS
from models.petitioner_weights import (
    LevelWeight,
    PetitionerWeightsError,
    default_weights_file,
    load_petitioner_weights,
    weights_as_json,
)


def shipped() -> dict[str, Any]:
    return dict(json.loads(default_weights_file().read_text(encoding="utf-8")))


def saved(folder: Path, content: object) -> Path:
    path = folder / "weights.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def test_the_shipped_weights_say_what_they_should() -> None:
    weights = load_petitioner_weights()
    for comparison in COMPARISONS:
        bits = [weights.levels[comparison.name, level.name].bits for level in comparison.levels]
        assert bits[0] == max(bits) > 10, comparison.name
        assert bits[-1] == min(bits) < -2, comparison.name


def test_weights_are_read_back_as_they_were_written(tmp_path: Path) -> None:
    weights = load_petitioner_weights()
    path = tmp_path / "weights.json"
    path.write_text(weights_as_json(weights), encoding="utf-8")
    assert load_petitioner_weights(path) == weights


@pytest.mark.parametrize("missing", ["level", "m", "comparison", "prior"])
def test_weights_with_a_gap_are_refused(tmp_path: Path, missing: str) -> None:
    content = shipped()
    if missing == "level":
        del content["comparisons"]["contact"]["near_phone"]
    elif missing == "m":
        del content["comparisons"]["name"]["same"]["m"]
    elif missing == "comparison":
        del content["comparisons"]["email"]
    else:
        del content["prior"]
    with pytest.raises(PetitionerWeightsError):
        load_petitioner_weights(saved(tmp_path, content))


@pytest.mark.parametrize("value", [0, 1, -0.1, 1.5, float("nan"), float("inf"), "x", None, [0.5]])
def test_a_weight_that_is_no_probability_is_refused(tmp_path: Path, value: object) -> None:
    content = shipped()
    content["comparisons"]["name"]["same"]["u"] = value
    with pytest.raises(PetitionerWeightsError):
        load_petitioner_weights(saved(tmp_path, content))


@pytest.mark.parametrize("content", [[], 3, {}, {"format": 99}, None])
def test_a_file_of_another_shape_is_refused(tmp_path: Path, content: object) -> None:
    with pytest.raises(PetitionerWeightsError):
        load_petitioner_weights(saved(tmp_path, content))


def test_a_file_that_is_not_there_is_told() -> None:
    with pytest.raises(PetitionerWeightsError):
        load_petitioner_weights(Path("no-such-weights.json"))


def test_weights_with_a_gap_cannot_be_saved() -> None:
    weights = load_petitioner_weights()
    levels = {key: weight for key, weight in weights.levels.items() if key != ("name", "near")}
    with pytest.raises(PetitionerWeightsError, match="name/near"):
        weights_as_json(replace(weights, levels=levels))
    more = dict(weights.levels) | {("name", "other name"): LevelWeight(0.5, 0.5)}
    with pytest.raises(PetitionerWeightsError, match="other name"):
        weights_as_json(replace(weights, levels=more))


def test_within_a_matter_what_neighbours_share_speaks_for_nobody() -> None:
    weights = load_petitioner_weights().within_a_matter()
    assert all(weights.levels[key].bits <= 0 for key in SHARED_BY_NEIGHBOURS)
    assert weights.prior == weights.matter_prior

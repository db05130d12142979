"""Reads a domain model from its folder; nothing in it is executed, and nothing in it is trusted."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from models.calibration import Calibration
from models.domain import Convention, DomainModel
from models.levels import Group, Level, LevelWeights
from models.linear import LinearModel
from models.model_folder import ModelFileError, checked_array, feature_space, load_model_folder
from nlp.feature_space import FeatureSpace
from nlp.resources import data_path
from nlp.scoring import WIDTH

FORMAT = 2


def default_model_folder() -> Path:
    """The model that is shipped with the program."""
    return data_path("model/domain")


def load_domain_model(folder: Path | None = None) -> DomainModel:
    """Read a model folder; nothing in it is executed. Raises ModelFileError."""
    return load_model_folder(folder or default_model_folder(), FORMAT, _assemble)


def _assemble(card: dict[str, Any], arrays: dict[str, npt.NDArray[Any]]) -> DomainModel:
    space = feature_space(card["features"], arrays)
    classes = tuple(str(name) for name in card["classes"])
    conventions = {
        str(name): _convention(str(name), entry, arrays, space, len(classes))
        for name, entry in card["conventions"].items()
    }
    levels = _levels(card, len(classes))
    return DomainModel(
        version=str(card["version"]),
        classes=classes,
        conventions=conventions,
        levels=levels,
        level_weights=_level_weights(card, arrays, space),
        card=card,
        alternatives_from=float(card["alternatives_from"]),
        least_evidence=float(card["least_evidence"]),
        level_from=float(card["level_from"]),
    )


def _convention(
    name: str, entry: dict[str, Any], arrays: dict[str, npt.NDArray[Any]], space: FeatureSpace, classes: int
) -> Convention:
    if not 1 <= classes <= WIDTH or len(entry["offsets"]) != classes:
        raise ModelFileError(f"convention {name}: {len(entry['offsets'])} offsets for {classes} classes")
    linear = LinearModel(
        space=space,
        weights=checked_array(arrays, f"{name}.weights", np.int8, space.buckets, WIDTH),
        importance=checked_array(arrays, "importance", np.float32, space.buckets),
        scale=checked_array(arrays, f"{name}.scale", np.float32, WIDTH),
        bias=checked_array(arrays, f"{name}.bias", np.float32, WIDTH),
        classes=classes,
    )
    offsets = np.array([-np.inf if o is None else o for o in entry["offsets"]], np.float64)
    calibration = Calibration(float(entry["slope"]), offsets)
    return Convention(name, linear, calibration, float(entry["review_below"]), float(entry["second_from"]))


def _levels(card: dict[str, Any], domains: int) -> tuple[Level, Level]:
    second, third = (
        Level(tuple(entry["names"]), tuple(Group(*map(int, group)) for group in entry["groups"]))
        for entry in card["levels"]
    )
    for level, parents in ((second, domains), (third, len(second.names))):
        inside = all(0 <= g.first < g.last <= len(level.names) for g in level.groups)
        if not inside or [g.parent for g in level.groups] != list(range(parents)):
            raise ModelFileError("the groups of levels 2 and 3 do not fit their classes")
    return second, third


def _level_weights(
    card: dict[str, Any], arrays: dict[str, npt.NDArray[Any]], space: FeatureSpace
) -> LevelWeights:
    number = sum(len(entry["names"]) for entry in card["levels"])
    found = LevelWeights(
        indptr=checked_array(arrays, "levels.indptr", np.int32, space.buckets + 1),
        classes=checked_array(arrays, "levels.classes", np.uint16, len(arrays["levels.weights"])),
        weights=checked_array(arrays, "levels.weights", np.int8, len(arrays["levels.weights"])),
        scale=checked_array(arrays, "levels.scale", np.float32, number),
        bias=checked_array(arrays, "levels.bias", np.float32, number),
        slopes=(float(card["level_slopes"][0]), float(card["level_slopes"][1])),
    )
    entries = len(found.weights)
    # A wrong index would make the kernel read or write outside its arrays.
    if (
        found.indptr[0] != 0
        or found.indptr[-1] != entries
        or (np.diff(found.indptr) < 0).any()
        or (entries and int(found.classes.max()) >= number)
    ):
        raise ModelFileError("weights of levels 2 and 3 do not fit together")
    return found

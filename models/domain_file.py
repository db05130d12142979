"""Reads a domain model from its folder; nothing in it is executed, and nothing in it is trusted."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from safetensors.numpy import load_file

from models.calibration import Calibration
from models.domain import Convention, DomainModel
from models.levels import Group, Level, LevelWeights
from models.linear import LinearModel
from nlp.feature_space import FILTER_BITS, FeatureSpace
from nlp.resources import data_path
from nlp.scoring import WIDTH

WEIGHTS_FILE = "weights.safetensors"
CARD_FILE = "card.json"
FORMAT = 2


class ModelFileError(Exception):
    """A model folder that cannot be used; the message says what is wrong with it."""


def default_model_folder() -> Path:
    """The model that is shipped with the program."""
    return data_path("model/domain")


def load_domain_model(folder: Path | None = None) -> DomainModel:
    """Read a model folder; nothing in it is executed. Raises ModelFileError."""
    folder = folder or default_model_folder()
    try:
        return _assemble(*read_model_files(folder))
    except ModelFileError:
        raise
    except Exception as fault:  # safetensors and json raise families of their own
        raise ModelFileError(f"{folder}: {type(fault).__name__}: {fault}") from fault


def read_model_files(folder: Path) -> tuple[dict[str, Any], dict[str, npt.NDArray[Any]]]:
    """Card and arrays as they are stored, unchecked but for the format. Raises ModelFileError and others."""
    card = json.loads((folder / CARD_FILE).read_text(encoding="utf-8"))
    if card["format"] != FORMAT:
        raise ModelFileError(f"{folder / CARD_FILE}: format {card['format']}, this program reads {FORMAT}")
    return card, load_file(folder / WEIGHTS_FILE)


def _assemble(card: dict[str, Any], arrays: dict[str, npt.NDArray[Any]]) -> DomainModel:
    space = _space(card["features"], arrays)
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


def _space(settings: dict[str, Any], arrays: dict[str, npt.NDArray[Any]]) -> FeatureSpace:
    space = FeatureSpace(
        longest_ngram=int(settings["longest_ngram"]),
        longest_term=int(settings["longest_term"]),
        bits=int(settings["bits"]),
        lead=int(settings["lead"]),
        lead_weight=float(settings["lead_weight"]),
        term_filter=_array(arrays, "term_filter", np.uint8, (1 << FILTER_BITS) // 8),
    )
    if not (1 <= space.longest_ngram <= space.longest_term <= 16 and 1 <= space.bits <= 24):
        raise ModelFileError(f"impossible features: {settings}")
    return space


def _convention(
    name: str, entry: dict[str, Any], arrays: dict[str, npt.NDArray[Any]], space: FeatureSpace, classes: int
) -> Convention:
    if not 1 <= classes <= WIDTH or len(entry["offsets"]) != classes:
        raise ModelFileError(f"convention {name}: {len(entry['offsets'])} offsets for {classes} classes")
    linear = LinearModel(
        space=space,
        weights=_array(arrays, f"{name}.weights", np.int8, space.buckets, WIDTH),
        importance=_array(arrays, "importance", np.float32, space.buckets),
        scale=_array(arrays, f"{name}.scale", np.float32, WIDTH),
        bias=_array(arrays, f"{name}.bias", np.float32, WIDTH),
        classes=classes,
    )
    offsets = np.array([-np.inf if o is None else o for o in entry["offsets"]], np.float64)
    calibration = Calibration(float(entry["slope"]), offsets)
    return Convention(name, linear, calibration, float(entry["review_below"]), float(entry["second_from"]))


def _array(
    arrays: dict[str, npt.NDArray[Any]], name: str, kind: type[np.generic], *shape: int
) -> npt.NDArray[Any]:
    """The array of this name. The kernels trust its shape and type, so both are checked here."""
    array = arrays[name]
    if array.dtype != kind or array.shape != shape:
        raise ModelFileError(f"{name} is {array.dtype} {array.shape}, not {np.dtype(kind)} {shape}")
    return array


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
        indptr=_array(arrays, "levels.indptr", np.int32, space.buckets + 1),
        classes=_array(arrays, "levels.classes", np.uint16, len(arrays["levels.weights"])),
        weights=_array(arrays, "levels.weights", np.int8, len(arrays["levels.weights"])),
        scale=_array(arrays, "levels.scale", np.float32, number),
        bias=_array(arrays, "levels.bias", np.float32, number),
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

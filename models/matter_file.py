"""Reads and writes a matter model's folder; nothing in it is executed, and nothing in it is trusted."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from models.matter_features import FEATURE_NAMES
from models.matter_rarity import Rarity
from models.matter_trees import Forest
from models.matters import MatterModel
from models.model_folder import (
    ModelFileError,
    TrainedModel,
    checked_array,
    load_model_folder,
    save_model_folder,
)
from nlp.feature_space import FILTER_BITS
from nlp.resources import data_path

FORMAT = 1
_FORESTS = ("boosted", "averaged", "related")
_KINDS: dict[str, type[np.generic]] = {
    "roots": np.int32,
    "features": np.int16,
    "thresholds": np.float32,
    "left": np.int32,
    "values": np.float32,
}
_NUMBERS = (
    "slope",
    "offset",
    "related_slope",
    "related_offset",
    "matter_from",
    "sure_from",
    "related_from",
)


def default_matter_folder() -> Path:
    """The model that is shipped with the program."""
    return data_path("model/matters")


def load_matter_model(folder: Path | None = None) -> MatterModel:
    """Read a model folder. Raises ModelFileError."""
    return load_model_folder(folder or default_matter_folder(), FORMAT, _assemble)


def save_matter_model(model: MatterModel, folder: Path) -> None:
    """Write a model folder aside, check that it loads, and move it into place. Raises OSError."""
    arrays = {
        "counts": model.rarity.counts,
        "terms": model.rarity.terms,
        "places": model.rarity.places,
    }
    for name in _FORESTS:
        forest = getattr(model, name)
        arrays |= {f"{name}.{part}": getattr(forest, part) for part in _KINDS}
    save_model_folder(TrainedModel(arrays, dict(model.card)), folder, load_matter_model)


def _assemble(card: dict[str, Any], arrays: dict[str, npt.NDArray[Any]]) -> MatterModel:
    if tuple(card["features"]) != FEATURE_NAMES:
        raise ModelFileError("made for other features than this program has")
    numbers = {name: float(card[name]) for name in _NUMBERS}
    if not all(np.isfinite(value) for value in numbers.values()):
        raise ModelFileError("a number of the card is not finite")
    forests = {name: _forest(name, float(card["starts"][name]), arrays) for name in _FORESTS}
    return MatterModel(
        version=str(card["version"]),
        rarity=_rarity(card, arrays),
        boosted=forests["boosted"],
        averaged=forests["averaged"],
        related=forests["related"],
        card=card,
        **numbers,
    )


def _rarity(card: dict[str, Any], arrays: dict[str, npt.NDArray[Any]]) -> Rarity:
    counts = arrays["counts"]
    bits = int(len(counts)).bit_length() - 1
    if counts.dtype != np.uint8 or counts.ndim != 1 or len(counts) != 1 << bits or not 8 <= bits <= 30:
        raise ModelFileError(f"counts is {counts.dtype} {counts.shape}")
    documents = int(card["documents"])
    if documents < 1:
        raise ModelFileError(f"{documents} documents")
    size = (1 << FILTER_BITS) // 8
    terms, places = (checked_array(arrays, name, np.uint8, size) for name in ("terms", "places"))
    return Rarity(counts, documents, terms, places)


def _forest(name: str, start: float, arrays: dict[str, npt.NDArray[Any]]) -> Forest:
    parts = {}
    for part, kind in _KINDS.items():
        array = arrays[f"{name}.{part}"]
        if array.dtype != kind or array.ndim != 1:
            raise ModelFileError(f"{name}.{part} is {array.dtype} {array.shape}")
        parts[part] = array
    forest = Forest(**parts, start=start)
    try:
        forest.check(len(FEATURE_NAMES))
    except ValueError as fault:
        raise ModelFileError(f"{name}: {fault}") from fault
    return forest

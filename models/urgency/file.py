"""Reads an urgency model from its folder; nothing in it is executed, and nothing in it is trusted."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from models.calibration import Calibration
from models.linear import LinearModel
from models.model_folder import ModelFileError, checked_array, feature_space, load_model_folder
from models.urgency.columns import USED_COLUMNS
from models.urgency.model import Logits, UrgencyModel
from models.urgency.reading import POOLED, of_sentences
from models.urgency.tag import KINDS
from nlp.resources import data_path
from nlp.scoring import WIDTH

FORMAT = 1
TEXT_FEATURES = 3 + 3 * POOLED
CUE_FEATURES = 3


def default_urgency_folder() -> Path:
    """The model that is shipped with the program."""
    return data_path("model/urgency")


def load_urgency_model(folder: Path | None = None) -> UrgencyModel:
    """Read a model folder; nothing in it is executed. Raises ModelFileError."""
    return load_model_folder(folder or default_urgency_folder(), FORMAT, _assemble)


def _assemble(card: dict[str, Any], arrays: dict[str, npt.NDArray[Any]]) -> UrgencyModel:
    weights = _padded(arrays)
    level_from = tuple(float(t) for t in card["level_from"])
    if len(level_from) != 3 or card["kinds"] != list(KINDS):
        raise ModelFileError("levels or kinds are not those of this program")
    return UrgencyModel(
        version=str(card["version"]),
        text=_linear(card, arrays, weights, "text"),
        sentence=_linear(card, arrays, weights, "sentence"),
        statistical=_logits(arrays, "statistical", TEXT_FEATURES),
        combined=_logits(arrays, "combined", TEXT_FEATURES + CUE_FEATURES),
        kinds=Calibration(float(card["kind_slope"]), np.array(card["kind_offsets"], np.float64)),
        level_from=(level_from[0], level_from[1], level_from[2]),
        scan_from=float(card["scan_from"]),
        review_below=float(card["review_below"]),
        least_evidence=float(card["least_evidence"]),
        card=card,
    )


def _padded(arrays: dict[str, npt.NDArray[Any]]) -> npt.NDArray[np.int8]:
    stored = arrays["weights"]
    if stored.dtype != np.int8 or stored.ndim != 2 or stored.shape[1] != USED_COLUMNS:
        raise ModelFileError(f"weights is {stored.dtype} {stored.shape}")
    padded = np.zeros((len(stored), WIDTH), np.int8)
    padded[:, :USED_COLUMNS] = stored
    return padded


def _linear(
    card: dict[str, Any], arrays: dict[str, npt.NDArray[Any]], weights: npt.NDArray[np.int8], name: str
) -> LinearModel:
    space = feature_space(card["features"], arrays)
    if name == "sentence":
        space = of_sentences(space)
    if len(weights) != space.buckets:
        raise ModelFileError(f"weights has {len(weights)} rows, not {space.buckets}")
    importance = _array(arrays, f"{name}.importance", np.float32, space.buckets)
    scale = np.pad(_array(arrays, "scale", np.float32, USED_COLUMNS), (0, WIDTH - USED_COLUMNS))
    bias = np.pad(_array(arrays, "bias", np.float32, USED_COLUMNS), (0, WIDTH - USED_COLUMNS))
    return LinearModel(space, weights, importance, scale, bias, USED_COLUMNS)


def _logits(arrays: dict[str, npt.NDArray[Any]], name: str, features: int) -> Logits:
    return Logits(
        _array(arrays, f"{name}.weights", np.float64, 3, features),
        _array(arrays, f"{name}.bias", np.float64, 3),
    )


def _array(
    arrays: dict[str, npt.NDArray[Any]], name: str, kind: type[np.generic], *shape: int
) -> npt.NDArray[Any]:
    array = checked_array(arrays, name, kind, *shape)
    if np.issubdtype(array.dtype, np.floating) and not np.isfinite(array).all():
        raise ModelFileError(f"{name} holds numbers that are not finite")
    return array

"""Reads an urgency model from its folder; nothing in it is executed, and nothing in it is trusted."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from safetensors.numpy import load_file

from models.domain_file import CARD_FILE, WEIGHTS_FILE, ModelFileError
from models.linear import LinearModel
from models.urgency.model import USED_COLUMNS, Logits, UrgencyModel
from models.urgency.reading import POOLED
from models.urgency.tag import KINDS
from nlp.feature_space import FILTER_BITS, FeatureSpace
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
    folder = folder or default_urgency_folder()
    try:
        card = json.loads((folder / CARD_FILE).read_text(encoding="utf-8"))
        if card["format"] != FORMAT:
            raise ModelFileError(
                f"{folder / CARD_FILE}: format {card['format']}, this program reads {FORMAT}"
            )
        return _assemble(card, load_file(folder / WEIGHTS_FILE))
    except ModelFileError:
        raise
    except Exception as fault:  # safetensors and json raise families of their own
        raise ModelFileError(f"{folder}: {type(fault).__name__}: {fault}") from fault


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
        kind_slope=float(card["kind_slope"]),
        kind_offsets=np.array([float(o) for o in card["kind_offsets"]], np.float64),
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
    features = card["features"]
    lead = features["lead"] if name == "text" else 0
    space = FeatureSpace(
        longest_ngram=int(features["longest_ngram"]),
        longest_term=int(features["longest_term"]),
        bits=int(features["bits"]),
        lead=int(lead),
        lead_weight=float(features["lead_weight"]) if lead else 1.0,
        term_filter=_array(arrays, "term_filter", np.uint8, (1 << FILTER_BITS) // 8),
    )
    if not (1 <= space.longest_ngram <= space.longest_term <= 16 and 1 <= space.bits <= 24):
        raise ModelFileError(f"impossible features: {features}")
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
    array = arrays[name]
    if array.dtype != kind or array.shape != shape:
        raise ModelFileError(f"{name} is {array.dtype} {array.shape}, not {np.dtype(kind)} {shape}")
    if np.issubdtype(array.dtype, np.floating) and not np.isfinite(array).all():
        raise ModelFileError(f"{name} holds numbers that are not finite")
    return array

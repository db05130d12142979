"""A model's folder: arrays in safetensors, a card in JSON. Nothing in it is executed, nothing is trusted."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
from safetensors.numpy import load_file, save_file

from nlp.feature_space import FILTER_BITS, FeatureSpace

WEIGHTS_FILE = "weights.safetensors"
CARD_FILE = "card.json"

Arrays = Mapping[str, npt.NDArray[Any]]
Model = TypeVar("Model")


class ModelFileError(Exception):
    """A model folder that cannot be used; the message says what is wrong with it."""


@dataclass(frozen=True)
class TrainedModel:
    """Arrays and card of a trained model, ready to be saved."""

    arrays: dict[str, npt.NDArray[Any]]
    card: dict[str, Any]


def load_model_folder(
    folder: Path, model_format: int, assemble: Callable[[dict[str, Any], dict[str, npt.NDArray[Any]]], Model]
) -> Model:
    """What ``assemble`` makes of the folder's card and arrays. Raises ModelFileError, whatever went wrong."""
    try:
        stored = read_model_files(folder, model_format)
        return assemble(stored.card, stored.arrays)
    except ModelFileError:
        raise
    except Exception as fault:  # safetensors and json raise families of their own
        raise ModelFileError(f"{folder}: {type(fault).__name__}: {fault}") from fault


def read_model_files(folder: Path, model_format: int) -> TrainedModel:
    """Card and arrays as they are stored, unchecked but for the format. Raises ModelFileError and others."""
    card = json.loads((folder / CARD_FILE).read_text(encoding="utf-8"))
    if card["format"] != model_format:
        raise ModelFileError(
            f"{folder / CARD_FILE}: format {card['format']}, this program reads {model_format}"
        )
    return TrainedModel(load_file(folder / WEIGHTS_FILE), card)


def save_model_folder(trained: TrainedModel, folder: Path, load: Callable[[Path], object]) -> None:
    """Write the folder aside, check that ``load`` takes it, and move it into place. Raises OSError."""
    aside = folder.with_name(folder.name + ".new")
    aside.mkdir(parents=True, exist_ok=True)
    save_file(trained.arrays, aside / WEIGHTS_FILE)
    (aside / WEIGHTS_FILE).chmod(0o644)  # safetensors writes for the owner alone
    (aside / CARD_FILE).write_text(
        json.dumps(trained.card, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
    load(aside)
    folder.mkdir(parents=True, exist_ok=True)
    for name in (WEIGHTS_FILE, CARD_FILE):
        (aside / name).replace(folder / name)
    aside.rmdir()


def version_of(arrays: Arrays) -> str:
    """A short name that follows from the arrays: equal models have equal versions."""
    state = hashlib.sha256()
    for name in sorted(arrays):
        state.update(name.encode())
        state.update(np.ascontiguousarray(arrays[name]).tobytes())
    return state.hexdigest()[:12]


def checked_array(arrays: Arrays, name: str, kind: type[np.generic], *shape: int) -> npt.NDArray[Any]:
    """The array of this name. The kernels trust its shape and type, so both are checked here."""
    array = arrays[name]
    if array.dtype != kind or array.shape != shape:
        raise ModelFileError(f"{name} is {array.dtype} {array.shape}, not {np.dtype(kind)} {shape}")
    return array


def feature_space(settings: Mapping[str, Any], arrays: Arrays) -> FeatureSpace:
    """The feature space that a card names, with its term filter. Raises ModelFileError."""
    space = FeatureSpace(
        longest_ngram=int(settings["longest_ngram"]),
        longest_term=int(settings["longest_term"]),
        bits=int(settings["bits"]),
        lead=int(settings["lead"]),
        lead_weight=float(settings["lead_weight"]),
        term_filter=checked_array(arrays, "term_filter", np.uint8, (1 << FILTER_BITS) // 8),
    )
    if not (1 <= space.longest_ngram <= space.longest_term <= 16 and 1 <= space.bits <= 24):
        raise ModelFileError(f"impossible features: {settings}")
    return space

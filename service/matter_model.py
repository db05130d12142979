"""The matter model as commands load it."""

from __future__ import annotations

from pathlib import Path

from models.matter_file import load_matter_model
from models.matters import MatterModel
from models.model_folder import ModelFileError
from service.errors import HuiyinError


def load_matters(folder: Path | None = None) -> MatterModel:
    """The matter model in ``folder`` (the shipped one by default). Raises HuiyinError."""
    try:
        return load_matter_model(folder)
    except ModelFileError as fault:
        raise HuiyinError("model.unusable", reason=fault) from fault

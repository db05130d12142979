"""The models that options name, loaded; apart from the other options because this imports the kernels."""

from __future__ import annotations

from pathlib import Path

from models.domain import DomainModel
from models.domain_file import load_domain_model
from models.model_folder import ModelFileError
from models.urgency import UrgencyModel
from models.urgency.file import load_urgency_model
from service.errors import HuiyinError


def load_model(folder: Path | None, convention: str) -> DomainModel:
    """The domain model in ``folder`` (the shipped one by default). Raises HuiyinError."""
    try:
        model = load_domain_model(folder)
    except ModelFileError as fault:
        raise HuiyinError("model.unusable", reason=fault) from fault
    if convention not in model.conventions:
        raise HuiyinError(
            "model.unknown_convention", name=convention, known="、".join(sorted(model.conventions))
        )
    return model


def load_urgency(folder: Path | None) -> UrgencyModel:
    """The urgency model in ``folder`` (the shipped one by default). Raises HuiyinError."""
    try:
        return load_urgency_model(folder)
    except ModelFileError as fault:
        raise HuiyinError("model.unusable", reason=fault) from fault

"""From labelled files to a trained urgency model, with measured texts kept out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from models.domain_file import load_domain_model
from models.leaks import without_measured
from models.model_folder import TrainedModel, save_model_folder
from models.urgency.file import load_urgency_model
from models.urgency.training import train_urgency
from service.messages import text
from service.urgency_data import read_urgency


def train_urgency_from_files(
    files: Sequence[Path], held_out: Sequence[Path], seed: int, report: Callable[[str], None]
) -> TrainedModel:
    """Train on ``files``, without texts close to those of ``held_out``. Raises HuiyinError for bad labels."""
    measured = [p.labelled.text for path in held_out for p in read_urgency(path) if p.for_measuring]
    texts = []
    for path in files:
        petitions = [p for p in read_urgency(path) if p.for_training]
        kept = without_measured(petitions, lambda p: p.labelled.text, measured)
        report(text("train.read", file=path.name, count=len(petitions), left_out=len(petitions) - len(kept)))
        texts += [p.labelled for p in kept]
    space = next(iter(load_domain_model().conventions.values())).linear.space
    return train_urgency(texts, space, seed, report)


def save_urgency(trained: TrainedModel, folder: Path) -> None:
    """Write a model folder aside, check that it loads, and move it into place. Raises OSError."""
    save_model_folder(trained, folder, load_urgency_model)

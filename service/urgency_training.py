"""From labelled files to a trained urgency model, with measured texts kept out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from models.domain_file import CARD_FILE, WEIGHTS_FILE, load_domain_model
from models.leaks import close_to_measured
from models.urgency.file import load_urgency_model
from models.urgency.training import TrainedUrgency, train_urgency
from nlp.text_column import TextColumn
from service.messages import text
from service.urgency_data import UrgencyPetition, read_urgency, save_json


def train_urgency_from_files(
    files: Sequence[Path], held_out: Sequence[Path], seed: int, report: Callable[[str], None]
) -> TrainedUrgency:
    """Train on ``files``, without texts close to those of ``held_out``. Raises HuiyinError for bad labels."""
    measured = [p.labelled.text for path in held_out for p in read_urgency(path) if p.for_measuring]
    texts = []
    for path in files:
        petitions = [p for p in read_urgency(path) if p.for_training]
        kept = _without_measured(petitions, measured)
        report(text("train.read", file=path.name, count=len(petitions), left_out=len(petitions) - len(kept)))
        texts += [p.labelled for p in kept]
    space = next(iter(load_domain_model().conventions.values())).linear.space
    return train_urgency(texts, space, seed, report)


def save_urgency(trained: TrainedUrgency, folder: Path) -> None:
    """Write a model folder aside, check that it loads, and move it into place. Raises OSError."""
    from safetensors.numpy import save_file

    aside = folder.with_name(folder.name + ".new")
    aside.mkdir(parents=True, exist_ok=True)
    save_file(trained.arrays, aside / WEIGHTS_FILE)
    (aside / WEIGHTS_FILE).chmod(0o644)  # safetensors writes for the owner alone
    (aside / CARD_FILE).write_text(save_json(trained.card), encoding="utf-8")
    load_urgency_model(aside)
    folder.mkdir(parents=True, exist_ok=True)
    for name in (WEIGHTS_FILE, CARD_FILE):
        (aside / name).replace(folder / name)
    aside.rmdir()


def _without_measured(petitions: Sequence[UrgencyPetition], measured: Sequence[str]) -> list[UrgencyPetition]:
    if not measured or not petitions:
        return list(petitions)
    close = close_to_measured(
        TextColumn.from_texts([p.labelled.text for p in petitions]), TextColumn.from_texts(measured)
    )
    return [petition for petition, near in zip(petitions, close, strict=True) if not near]

"""From labelled files to a trained domain model: reads, checks, keeps measured texts out, trains."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from models.convention_teaching import LEAST_ROWS, teach_convention, with_convention
from models.domain_file import FORMAT, load_domain_model
from models.domain_training import LabelledTexts, TrainingOptions, train_domain
from models.leaks import without_measured
from models.model_folder import ModelFileError, TrainedModel, read_model_files
from models.taxonomy import Taxonomy, load_taxonomy
from service.errors import HuiyinError, SeveralFaults
from service.label_checks import label_faults
from service.labelled_data import LabelledPetition, read_labelled
from service.messages import text

LEAST_EXAMPLES = 2


def train_from_files(
    files: Sequence[tuple[str, Path]],
    held_out: Sequence[Path],
    options: TrainingOptions,
    allow_small_classes: bool,
    report: Callable[[str], None],
    allow_conflicts: bool = False,
) -> TrainedModel:
    """Train on ``(convention, file)`` pairs, leaving out what stands in the ``held_out`` files too.

    Of a corpus with parts, training takes the train part and a held-out file means the others. Raises
    HuiyinError for bad labels, a single domain or classes with too few texts.
    """
    taxonomy = load_taxonomy()
    measured = [p.text for path in held_out for p in read_labelled(path, taxonomy) if p.for_measuring]
    sets = []
    for convention, petitions, path in _read_all(files, taxonomy, allow_conflicts):
        kept = without_measured(petitions, lambda p: p.text, measured)
        report(text("train.read", file=path.name, count=len(petitions), left_out=len(petitions) - len(kept)))
        sets.append(_as_texts(path.name, convention, kept))
    domains = {domain for s in sets for domain in s.domains}
    if len(domains) < 2:
        raise HuiyinError("training.one_class", classes=len(domains))
    if not allow_small_classes:
        _check_sizes(sets, taxonomy)
    return train_domain(sets, taxonomy, options, report)


def teach_from_files(
    model_folder: Path,
    name: str,
    files: Sequence[Path],
    options: TrainingOptions,
    report: Callable[[str], None],
) -> TrainedModel:
    """The model of ``model_folder`` with convention ``name`` learnt from an office's rows.

    Raises HuiyinError for an unusable model, bad labels, or too few rows.
    """
    taxonomy = load_taxonomy()
    petitions = []
    for _, found, path in _read_all([(name, path) for path in files], taxonomy):
        report(text("train.read", file=path.name, count=len(found), left_out=0))
        petitions += found
    labelled = _as_texts(", ".join(path.name for path in files), name, petitions)
    if len(labelled.texts) < LEAST_ROWS or len(set(labelled.domains)) < 2:
        raise HuiyinError(
            "training.too_few_rows",
            rows=len(labelled.texts),
            domains=len(set(labelled.domains)),
            least=LEAST_ROWS,
        )
    try:
        model = load_domain_model(model_folder)
        taught = teach_convention(model, name, labelled, options)
        trained = with_convention(read_model_files(model_folder, FORMAT), taught)
    except ModelFileError as fault:
        raise HuiyinError("model.unusable", reason=fault) from fault
    report(text("train.taught", name=name, accuracy=f"{taught.entry['held_out_accuracy']:.3f}"))
    return trained


def _read_all(
    files: Sequence[tuple[str, Path]], taxonomy: Taxonomy, allow_conflicts: bool = False
) -> list[tuple[str, list[LabelledPetition], Path]]:
    """Every file read and checked; the faults of all of them together. Raises HuiyinError."""
    faults: list[HuiyinError] = []
    read = []
    for convention, path in files:
        try:
            petitions = [p for p in read_labelled(path, taxonomy) if p.for_training]
        except HuiyinError as fault:
            faults.append(fault)
            continue
        faults += label_faults(path, petitions, allow_conflicts)
        read.append((convention, petitions, path))
    if len(faults) > 1:
        raise SeveralFaults(faults)
    if faults:
        raise faults[0]
    return read


def _as_texts(name: str, convention: str, petitions: Sequence[LabelledPetition]) -> LabelledTexts:
    return LabelledTexts(
        name=name,
        convention=convention,
        texts=[p.text for p in petitions],
        paths=[p.path for p in petitions],
        accepted=[p.accepted for p in petitions],
        written=[p.written for p in petitions],
    )


def _check_sizes(sets: Sequence[LabelledTexts], taxonomy: Taxonomy) -> None:
    counts = Counter(domain for s in sets for domain in s.domains)
    small = [name for name in taxonomy.domains if counts[name] < LEAST_EXAMPLES]
    if small:
        raise HuiyinError("training.single_example", least=LEAST_EXAMPLES, classes="、".join(small))

"""How few rows a new office needs: a convention taught on top of a model, beside starting from nothing.

    python -m benchmarks.convention_curve MODEL FILED

``MODEL``: a domain model folder that has not seen the office's rows. ``FILED``: rows filed by the office
(.jsonl or .csv, .gz allowed). The last rows of a fixed shuffle are kept for measuring.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from models.convention_teaching import teach_convention
from models.domain import DomainModel
from models.domain_file import load_domain_model
from models.domain_fitting import TrainingOptions
from models.labelled_texts import LabelledTexts
from models.metrics import bootstrap
from models.taxonomy import load_taxonomy
from nlp.ngrams import features
from nlp.text_column import TextColumn
from service.labelled_data import LabelledPetition, read_labelled

SIZES = (50, 100, 200, 500, 1_000, 2_000)
MEASURED = 2_000


def main() -> None:
    """Print the curve as a Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path)
    parser.add_argument("filed", type=Path)
    given = parser.parse_args()
    model = load_domain_model(given.model)
    petitions = read_labelled(given.filed, load_taxonomy())
    order = np.random.default_rng(20260101).permutation(len(petitions))
    shuffled = [petitions[i] for i in order]
    measured, pool = shuffled[-MEASURED:], shuffled[:-MEASURED]
    print("| rows | taught: accuracy, macro-F1 | from nothing: accuracy, macro-F1 |")
    print("| --- | --- | --- |")
    print(f"| 0 | {_shown(_default(model, measured), measured, model)} | |")
    for size in SIZES:
        rows = pool[:size]
        taught = _shown(_taught(model, rows, measured), measured, model)
        print(f"| {size:,} | {taught} | {_shown(_from_nothing(model, rows, measured), measured, model)} |")


def _default(model: DomainModel, measured: Sequence[LabelledPetition]) -> npt.NDArray[np.int64]:
    return model.probabilities(_column(measured))[0].argmax(axis=1)


def _taught(
    model: DomainModel, rows: Sequence[LabelledPetition], measured: Sequence[LabelledPetition]
) -> npt.NDArray[np.int64]:
    labelled = LabelledTexts(
        "rows",
        "office",
        [p.text for p in rows],
        [p.path for p in rows],
        [p.accepted for p in rows],
        [False] * len(rows),
    )
    convention = teach_convention(model, "office", labelled, TrainingOptions()).convention
    richer = replace(model, conventions={**model.conventions, "office": convention})
    return richer.probabilities(_column(measured), "office")[0].argmax(axis=1)


def _from_nothing(
    model: DomainModel, rows: Sequence[LabelledPetition], measured: Sequence[LabelledPetition]
) -> npt.NDArray[np.int64]:
    """The same features and kind of machine, with nothing but the office's rows."""
    from scipy.sparse import csr_matrix
    from sklearn.feature_extraction.text import TfidfTransformer
    from sklearn.svm import LinearSVC

    space = model.conventions["guide"].linear.space

    def matrix(petitions: Sequence[LabelledPetition]) -> csr_matrix:
        indptr, indices, values = features(_column(petitions), space)
        return csr_matrix((values.astype(float), indices, indptr), shape=(len(petitions), space.buckets))

    weighting = TfidfTransformer().fit(matrix(rows))
    machine = LinearSVC(class_weight="balanced", random_state=20260101)
    machine.fit(weighting.transform(matrix(rows)), _labels(rows, model))
    return np.asarray(machine.predict(weighting.transform(matrix(measured))), np.int64)


def _column(petitions: Sequence[LabelledPetition]) -> TextColumn:
    return TextColumn.from_texts([p.text for p in petitions])


def _labels(petitions: Sequence[LabelledPetition], model: DomainModel) -> npt.NDArray[np.int64]:
    number = {name: k for k, name in enumerate(model.classes)}
    return np.array([number[p.path[0]] for p in petitions], np.int64)


def _shown(given: npt.NDArray[np.int64], measured: Sequence[LabelledPetition], model: DomainModel) -> str:
    truth = _labels(measured, model)
    right = given == truth
    accuracy = bootstrap(lambda rows: float(right[rows].mean()), len(truth))
    f1 = bootstrap(lambda rows: _office_f1(truth[rows], given[rows]), len(truth))
    return f"{accuracy}, {f1}"


def _office_f1(truth: npt.NDArray[np.int64], given: npt.NDArray[np.int64]) -> float:
    """Macro-F1 over the domains that the office's rows have; other answers count as misses."""
    domains = np.unique(truth)
    hits = np.bincount(truth[truth == given], minlength=domains[-1] + 1)[domains]
    wanted = np.bincount(truth, minlength=domains[-1] + 1)[domains]
    answered = np.bincount(given, minlength=domains[-1] + 1)[domains]
    return float((2 * hits / (wanted + answered)).mean())


if __name__ == "__main__":
    main()

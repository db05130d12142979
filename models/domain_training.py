"""Trains the domain model: shared weights plus small weights of each filing convention.

Frustratingly easy domain adaptation (Daumé 2007): every text is seen once by shared features and once by
its convention's own. Linear support vector machines, one class against the rest (scikit-learn, liblinear).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from models.domain_file import load_domain_model
from models.domain_fitting import Report, TrainingOptions, fit_domains, held_out_decisions, make_problem
from models.domain_packing import package_domains, package_levels
from models.labelled_texts import LabelledTexts
from models.model_folder import TrainedModel, save_model_folder, version_of
from models.taxonomy import Taxonomy
from nlp.feature_space import FeatureSpace, term_filter
from nlp.ngrams import terms_in_use
from nlp.segment import dictionary_terms
from nlp.text_column import TextColumn

__all__ = ["LabelledTexts", "TrainedModel", "TrainingOptions", "save_domain", "train_domain"]


def train_domain(
    sets: Sequence[LabelledTexts], taxonomy: Taxonomy, options: TrainingOptions, report: Report = print
) -> TrainedModel:
    """Train on all sets; repeatable bit for bit with the same inputs, options and library versions."""
    conventions = list(dict.fromkeys(s.convention for s in sets))
    column = TextColumn.from_texts([text for s in sets for text in s.texts])
    report(f"{len(column)} texts, conventions {', '.join(conventions)}")
    terms = terms_in_use(dictionary_terms(), column, options.longest_term)
    space = FeatureSpace(
        options.longest_ngram,
        options.longest_term,
        options.bits,
        options.lead,
        options.lead_weight,
        term_filter(terms),
    )
    problem = make_problem(sets, conventions, column, space, taxonomy, options)
    report(f"{len(terms)} dictionary terms, {problem.matrix.nnz / len(column):.0f} features a text")
    held_out = held_out_decisions(problem, conventions, len(taxonomy.domains), options, report)
    everything = np.arange(len(column))
    coefficients, bias = fit_domains(problem, everything, len(conventions), options)
    arrays, card = package_domains(
        sets, conventions, taxonomy, options, space, problem, held_out.domains, coefficients, bias, report
    )
    level_arrays, level_card = package_levels(problem, held_out.levels, everything, options)
    arrays |= level_arrays
    return TrainedModel(arrays, card | level_card | {"version": version_of(arrays)})


def save_domain(trained: TrainedModel, folder: Path) -> None:
    """Write a model folder aside, check that it loads, and move it into place. Raises OSError."""
    save_model_folder(trained, folder, load_domain_model)

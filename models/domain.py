"""The domain of a petition: a calibrated level-1 class, alternatives, and when to ask a person."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from safetensors.numpy import load_file

from models.calibration import Calibration
from models.linear import LinearModel
from nlp.ngrams import FeatureSpace
from nlp.resources import data_path
from nlp.text_column import TextColumn

WEIGHTS_FILE = "weights.safetensors"
CARD_FILE = "card.json"
FORMAT = 1
DEFAULT_CONVENTION = "guide"


@dataclass(frozen=True)
class DomainTag:
    """The domain of one petition.

    ``domain`` is None when the text holds nothing the model knows. ``alternatives``: up to three other
    classes with their probabilities, most likely first.
    """

    domain: str | None
    probability: float
    alternatives: tuple[tuple[str, float], ...]
    needs_review: bool


@dataclass(frozen=True)
class Convention:
    """How one office files: its weights, calibration, and the confidence below which a person looks."""

    name: str
    linear: LinearModel
    calibration: Calibration
    review_below: float


class ModelFileError(Exception):
    """A model folder that cannot be used; the message says what is wrong with it."""


@dataclass(frozen=True)
class DomainModel:
    """Level-1 domain model with one or more filing conventions."""

    version: str
    classes: tuple[str, ...]
    conventions: Mapping[str, Convention]
    card: Mapping[str, Any]
    alternatives_from: float
    least_evidence: float

    def probabilities(
        self, column: TextColumn, convention: str = DEFAULT_CONVENTION, threads: int | None = None
    ) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float32]]:
        """Probabilities, float64 (n, classes), and evidence, float32 (n)."""
        chosen = self.conventions[convention]
        decisions, evidence = chosen.linear.decide(column, threads)
        return chosen.calibration.probabilities(decisions), evidence

    def tag(self, texts: Sequence[str], convention: str = DEFAULT_CONVENTION) -> list[DomainTag]:
        """Tag a few texts (title, line break, body)."""
        found, evidence = self.probabilities(TextColumn.from_texts(texts), convention)
        return self.tags(found, evidence, convention)

    def tags(
        self,
        probabilities: npt.NDArray[np.float64],
        evidence: npt.NDArray[np.float32],
        convention: str = DEFAULT_CONVENTION,
    ) -> list[DomainTag]:
        """Turn probabilities (n, classes) and evidence (n) into tags."""
        review_below = self.conventions[convention].review_below
        order = np.argsort(-probabilities, axis=1, kind="stable")[:, :4]
        tags = []
        for row, ranked in enumerate(order):
            best = float(probabilities[row, ranked[0]])
            if evidence[row] < self.least_evidence:
                tags.append(DomainTag(None, 0.0, (), True))
                continue
            others = tuple(
                (self.classes[k], float(probabilities[row, k]))
                for k in ranked[1:]
                if probabilities[row, k] >= self.alternatives_from
            )
            tags.append(DomainTag(self.classes[ranked[0]], best, others, best < review_below))
        return tags

    @cached_property
    def size_bytes(self) -> int:
        """Bytes of all weights."""
        return sum(c.linear.weights.nbytes + c.linear.importance.nbytes for c in self.conventions.values())


def default_model_folder() -> Path:
    """The model that is shipped with the program."""
    return data_path("model/domain")


def load_domain_model(folder: Path | None = None) -> DomainModel:
    """Read a model folder; nothing in it is executed. Raises ModelFileError."""
    folder = folder or default_model_folder()
    try:
        card = json.loads((folder / CARD_FILE).read_text(encoding="utf-8"))
        arrays = load_file(folder / WEIGHTS_FILE)
        if card["format"] != FORMAT:
            raise ModelFileError(
                f"{folder / CARD_FILE}: format {card['format']}, this program reads {FORMAT}"
            )
        return _assemble(card, arrays)
    except ModelFileError:
        raise
    except Exception as fault:  # safetensors and json raise families of their own
        raise ModelFileError(f"{folder}: {type(fault).__name__}: {fault}") from fault


def _assemble(card: dict[str, Any], arrays: dict[str, npt.NDArray[Any]]) -> DomainModel:
    settings = card["features"]
    space = FeatureSpace(
        longest_ngram=int(settings["longest_ngram"]),
        longest_term=int(settings["longest_term"]),
        bits=int(settings["bits"]),
        lead=int(settings["lead"]),
        lead_weight=float(settings["lead_weight"]),
        term_filter=arrays["term_filter"],
    )
    classes = tuple(card["classes"])
    conventions = {}
    for name, entry in card["conventions"].items():
        linear = LinearModel(
            space=space,
            weights=arrays[f"{name}.weights"],
            importance=arrays["importance"],
            scale=arrays[f"{name}.scale"],
            bias=arrays[f"{name}.bias"],
            classes=len(classes),
        )
        if linear.weights.shape != (space.buckets, 16) or linear.importance.shape != (space.buckets,):
            raise ModelFileError(f"weights of convention {name} do not fit {space.buckets} buckets")
        offsets = np.array([-np.inf if o is None else o for o in entry["offsets"]], np.float64)
        if len(offsets) != len(classes):
            raise ModelFileError(f"convention {name} has {len(offsets)} offsets for {len(classes)} classes")
        calibration = Calibration(float(entry["slope"]), offsets)
        conventions[name] = Convention(name, linear, calibration, float(entry["review_below"]))
    return DomainModel(
        version=str(card["version"]),
        classes=classes,
        conventions=conventions,
        card=card,
        alternatives_from=float(card["alternatives_from"]),
        least_evidence=float(card["least_evidence"]),
    )

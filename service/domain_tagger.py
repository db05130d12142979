"""Adds the domain columns to a batch of petitions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from models.domain import DEFAULT_CONVENTION, DomainModel, DomainTag
from models.explanation import Evidence, explain
from nlp.text_column import TextColumn
from service.messages import Language, text

TEXT = pa.large_string()


def join_texts(titles: pa.LargeStringArray, bodies: pa.LargeStringArray) -> pa.LargeStringArray:
    """Title, line break, body: what every model reads; either may be null."""
    joined = pc.binary_join_element_wise(  # type: ignore[call-overload]
        titles.fill_null(""), bodies.fill_null(""), pa.scalar("\n", TEXT), null_handling="skip"
    )
    return cast(pa.LargeStringArray, joined)


@dataclass(frozen=True)
class DomainTagger:
    """Tags batches with one model under one filing convention."""

    model: DomainModel
    convention: str = DEFAULT_CONVENTION
    language: Language = "zh"
    with_explanation: bool = True

    @property
    def version(self) -> str:
        """Model version, convention and what is written: a resumed run must have the same."""
        return f"{self.model.version}/{self.convention}/{self.language}/{self.with_explanation}"

    @property
    def schema(self) -> pa.Schema:
        """The columns this tagger adds, in order."""
        fields: list[pa.Field[Any]] = [
            pa.field("domain", pa.string()),
            pa.field("level2", pa.string()),
            pa.field("level3", pa.string()),
            pa.field("domain_confidence", pa.float32()),
            pa.field("alternatives", pa.string()),
            pa.field("second_domain", pa.string()),
            pa.field("needs_review", pa.bool_()),
        ]
        if self.with_explanation:
            fields.append(pa.field("explanation", pa.string()))
        return pa.schema(fields)

    def tag(
        self,
        titles: pa.LargeStringArray,
        bodies: pa.LargeStringArray,
        _times: pa.LargeStringArray | None = None,
    ) -> pa.RecordBatch:
        """Tag one batch: one row a petition, columns as in ``schema``."""
        joined = join_texts(titles, bodies)
        scores = self.model.scores(TextColumn.from_arrow(joined), self.convention)
        tags = self.model.tags(scores, self.convention)
        columns: list[pa.Array[Any]] = [
            pa.array([tag.domain for tag in tags], pa.string()),
            pa.array([tag.level2 for tag in tags], pa.string()),
            pa.array([tag.level3 for tag in tags], pa.string()),
            pa.array([round(tag.probability, 4) for tag in tags], pa.float32()),
            pa.array([alternatives_text(tag) for tag in tags], pa.string()),
            pa.array([tag.second_domain for tag in tags], pa.string()),
            pa.array([tag.needs_review for tag in tags], pa.bool_()),
        ]
        if self.with_explanation:
            best = np.where([tag.domain is not None for tag in tags], scores.probabilities.argmax(axis=1), -1)
            texts = [petition or "" for petition in joined.to_pylist()]
            found = explain(texts, best, self.model.conventions[self.convention])
            columns.append(pa.array([explanation_text(e, self.language) for e in found], pa.string()))
        return pa.RecordBatch.from_arrays(columns, schema=self.schema)


def alternatives_text(tag: DomainTag) -> str:
    """``交通运输 0.12；环境保护 0.03``: other classes with their probabilities."""
    return "；".join(f"{name} {probability:.2f}" for name, probability in tag.alternatives)


def explanation_text(evidence: tuple[Evidence, ...], language: Language) -> str:
    """``物业 +0.82、业主 +0.40；反对：噪音 -0.12``: words and what they added to the log odds."""
    spoke_for = "、".join(f"{e.text} {e.weight:+.2f}" for e in evidence if e.weight > 0)
    spoke_against = "、".join(f"{e.text} {e.weight:+.2f}" for e in evidence if e.weight < 0)
    if not spoke_against:
        return spoke_for
    return f"{spoke_for}；{text('explanation.against', language)}{spoke_against}".lstrip("；")

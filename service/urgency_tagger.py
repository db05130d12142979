"""Adds the urgency columns to a batch of petitions: level, quotes, due date, kind, and confidentiality."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa

from models.urgency import UrgencyModel, UrgencyTag
from nlp.facts.respondents import complains_of_public_staff, find_respondents
from service.domain_tagger import join_texts
from service.messages import Language, text
from service.readers.dates import read_time

COMPLAINT = "投诉举报"
_ASKS_SECRECY = re.compile("保密|不要(?:泄露|透露|公开)|怕(?:被)?(?:打击)?报复|打击报复|匿名举报")
_FAR_APART = "；"


@dataclass(frozen=True)
class Confidentiality:
    """Whether a petition complains about officials or offices, and which of them must not get it."""

    confidential: bool
    must_not_route_to: tuple[str, ...]


@dataclass(frozen=True)
class UrgencyTagger:
    """Tags batches with one model. It sees texts and days, nothing else."""

    model: UrgencyModel
    language: Language = "zh"

    @property
    def version(self) -> str:
        """Model version and language: a resumed run must have the same."""
        return f"{self.model.version}/{self.language}"

    @property
    def schema(self) -> pa.Schema:
        """The columns this tagger adds, in order; ``needs_review`` joins that of other taggers."""
        fields: list[pa.Field[Any]] = [
            pa.field("urgency", pa.int8()),
            pa.field("urgency_name", pa.string()),
            pa.field("urgency_confidence", pa.float32()),
            pa.field("urgency_evidence", pa.string()),
            pa.field("due", pa.string()),
            pa.field("kind", pa.string()),
            pa.field("confidential", pa.bool_()),
            pa.field("must_not_route_to", pa.string()),
            pa.field("needs_review", pa.bool_()),
        ]
        return pa.schema(fields)

    def tag(
        self,
        titles: pa.LargeStringArray,
        bodies: pa.LargeStringArray,
        times: pa.LargeStringArray | None = None,
    ) -> pa.RecordBatch:
        """Tag one batch: one row a petition, columns as in ``schema``."""
        texts = [petition or "" for petition in join_texts(titles, bodies).to_pylist()]
        tags = self.model.tag(texts, list(days(times, len(texts))))
        kept = [confidentiality(petition, tag) for petition, tag in zip(texts, tags, strict=True)]
        columns: list[pa.Array[Any]] = [
            pa.array([tag.level for tag in tags], pa.int8()),
            pa.array([self._name(tag) for tag in tags], pa.string()),
            pa.array([round(tag.probability, 4) if tag.level else None for tag in tags], pa.float32()),
            pa.array([_FAR_APART.join(q.text for q in tag.evidence) or None for tag in tags], pa.string()),
            pa.array([tag.due.isoformat() if tag.due else None for tag in tags], pa.string()),
            pa.array([tag.kind for tag in tags], pa.string()),
            pa.array([entry.confidential for entry in kept], pa.bool_()),
            pa.array([_FAR_APART.join(entry.must_not_route_to) or None for entry in kept], pa.string()),
            pa.array([tag.needs_review for tag in tags], pa.bool_()),
        ]
        return pa.RecordBatch.from_arrays(columns, schema=self.schema)

    def _name(self, tag: UrgencyTag) -> str | None:
        return None if tag.level is None else text(f"urgency.name_{tag.level}", self.language)


def confidentiality(petition: str, tag: UrgencyTag) -> Confidentiality:
    """A complaint about public staff or offices is confidential (信访工作条例 arts. 30 and 46).

    So is one that asks for secrecy; then the office complained of may still be unknown.
    """
    found = complains_of_public_staff(petition)
    if found is None:
        return Confidentiality(tag.kind == COMPLAINT and bool(_ASKS_SECRECY.search(petition)), ())
    names = [found.text, *(fact.text for fact in find_respondents(petition))]
    return Confidentiality(True, tuple(dict.fromkeys(" ".join(name.split()) for name in names)))


def days(times: pa.LargeStringArray | None, count: int) -> Iterator[date | None]:
    """The day each petition was written, from ISO 8601 texts; None where there is none that can be read."""
    if times is None:
        yield from [None] * count
        return
    yield from map(_day, times.to_pylist())


def _day(value: str | None) -> date | None:
    if not value:
        return None
    try:
        return date.fromisoformat(value[:10])
    except ValueError:
        moment = read_time(value)
        return moment.date() if moment is not None else None

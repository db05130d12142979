"""Adds the column ``facts`` to a batch of petitions: what each states, as JSON text."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import pyarrow as pa

from nlp.facts import TYPES, Fact
from service.fact_pool import FactFinder

VERSION = "1"


@dataclass(frozen=True)
class FactsTagger:
    """Lists the facts of ``types`` (None: all) in title and body; ``workers`` as in ``FactFinder``."""

    types: tuple[str, ...] | None = None
    workers: int | None = None
    _finder: FactFinder = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_finder", FactFinder(self.types, self.workers))

    @property
    def version(self) -> str:
        """The recognisers' version and the types: a resumed run must have the same."""
        return f"facts-{VERSION}/{','.join(self.types or TYPES)}"

    @property
    def schema(self) -> pa.Schema:
        """One column of text."""
        return pa.schema([pa.field("facts", pa.string())])

    def tag(
        self,
        titles: pa.LargeStringArray,
        bodies: pa.LargeStringArray,
        _times: pa.LargeStringArray | None = None,
    ) -> pa.RecordBatch:
        """One JSON list a petition; of each fact ``in`` (title or body), type, start, end and text."""
        texts = [text or "" for column in (titles, bodies) for text in column.to_pylist()]
        found = self._finder.find(texts)
        count = len(titles)
        lists = [facts_json(t, b) for t, b in zip(found[:count], found[count:], strict=True)]
        return pa.RecordBatch.from_arrays([pa.array(lists, pa.string())], schema=self.schema)


def facts_json(of_title: Sequence[Fact], of_body: Sequence[Fact]) -> str | None:
    """The facts of a petition as a JSON list, None where it states none; offsets count in each text."""
    found = [*_entries("title", of_title), *_entries("body", of_body)]
    return json.dumps(found, ensure_ascii=False) if found else None


def _entries(place: str, facts: Sequence[Fact]) -> Iterator[dict[str, object]]:
    for fact in facts:
        yield {"in": place, "type": fact.type, "start": fact.start, "end": fact.end, "text": fact.text}

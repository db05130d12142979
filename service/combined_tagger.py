"""Several taggers as one: their columns side by side, and one mark for review that holds for all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from service.tagger import Tagger

REVIEW = "needs_review"


@dataclass(frozen=True)
class CombinedTagger:
    """Runs ``taggers`` in turn. An earlier one's column is kept; ``needs_review`` is true if any says so."""

    taggers: Sequence[Tagger]

    @property
    def version(self) -> str:
        """All versions: a resumed run must have the same."""
        return "+".join(tagger.version for tagger in self.taggers)

    @property
    def schema(self) -> pa.Schema:
        """The columns of all taggers, in order, each name once."""
        fields: dict[str, pa.Field[Any]] = {}
        for tagger in self.taggers:
            for field in tagger.schema:
                fields.setdefault(field.name, field)
        return pa.schema(list(fields.values()))

    def tag(
        self, titles: pa.LargeStringArray, bodies: pa.LargeStringArray, times: pa.LargeStringArray | None
    ) -> pa.RecordBatch:
        """One row of ``schema`` for each petition."""
        columns: dict[str, pa.Array[Any]] = {}
        for tagger in self.taggers:
            tagged = tagger.tag(titles, bodies, times)
            for name, column in zip(tagged.schema.names, tagged.columns, strict=True):
                if name not in columns:
                    columns[name] = column
                elif name == REVIEW:
                    columns[name] = pc.or_(columns[name], column)
        return pa.RecordBatch.from_arrays(list(columns.values()), schema=self.schema)

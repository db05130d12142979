"""Relations and cases as tables that any writer takes, and written safely."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Literal

import pyarrow as pa

from models.relations import Relation
from service.destination import Destination, check_destination, check_free
from service.errors import HuiyinError
from service.history_sentence import history_sentence
from service.link_reading import LinkArchive
from service.linking import Links
from service.messages import Language, text
from service.no_tags import NoTags
from service.quoting import Quoter
from service.tables import RowBatch, RowKind, SheetLook, Table
from service.tagging import RunSummary, TagJob, run
from service.writers.headings import heading

_RELATION: dict[str, pa.DataType] = {
    "a": pa.string(),
    "b": pa.string(),
    "relation": pa.string(),
    "score": pa.float64(),
    "evidence": pa.string(),
    "new": pa.string(),
    "needs_review": pa.bool_(),
}
RELATION_SCHEMA = pa.schema(_RELATION)
CASE_SCHEMA = pa.schema([("id", pa.string()), ("case", pa.string())])
READABLE = (".xlsx", ".csv")  # formats that people open
_BATCH = 2_048
Rows = Callable[[], Iterator[tuple[object, ...]]]
_MOST_NEWS = 3


def check_outputs(
    outputs: Sequence[Path], inputs: Sequence[Path | None], overwrite: bool
) -> tuple[Destination, ...]:
    """Check all outputs before the work. Raises HuiyinError."""
    known = [path for path in inputs if path is not None]
    found = []
    for number, output in enumerate(outputs):
        destination = check_destination(output, known, overwrite)
        check_free(destination)
        if any(output.absolute() == other.absolute() for other in outputs[:number]):
            raise HuiyinError("link.one_output", path=output)
        found.append(destination)
    return tuple(found)


def relations_table(archive: LinkArchive, links: Links, readable: bool, language: Language) -> Table:
    """One row a relation. ``readable``: headings and kinds in Chinese, for a person."""
    quoter = Quoter(archive, language)
    told = {*(links.rows[relation.a] for relation in links.relations), *links.new}

    def rows() -> Iterator[tuple[object, ...]]:
        quoter.prepare(told)
        for relation in links.relations:
            kind = text(f"link.kind.{relation.relation}", "zh") if readable else relation.relation
            yield (
                relation.a,
                relation.b,
                kind,
                round(relation.score, 4),
                evidence_text(relation, links, quoter, language),
                news_text(links.rows[relation.b], links, quoter, language),
                relation.needs_review,
            )

    sheet = text("link.sheet.relations", language)
    return _table("link", RELATION_SCHEMA, rows, len(links.relations), readable, sheet)


def cases_table(archive: LinkArchive, links: Links, readable: bool, language: Language) -> Table:
    """One row a petition with its case, which is named after its oldest petition."""

    def rows() -> Iterator[tuple[object, ...]]:
        for petition, case in zip(archive.petitions, links.cases.tolist(), strict=True):
            yield petition.name, archive.petitions[case].name

    sheet = text("link.sheet.cases", language)
    return _table("case", CASE_SCHEMA, rows, len(archive.petitions), readable, sheet)


def write_table(table: Table, output: Path | Literal["-"], overwrite: bool) -> RunSummary:
    """Write a table; a file appears as a whole or not at all. Raises HuiyinError."""
    job = TagJob(tables=(table,), output=output, overwrite=overwrite, own_columns_only=True)
    return run(job, NoTags("link"))


def evidence_text(relation: Relation, links: Links, quoter: Quoter, language: Language) -> str:
    """What speaks for a relation: for a repeat both its grounds and the history, else what both texts say."""
    if relation.relation == "repeat":
        return _repeat_text(relation, links, language)
    row, parts = links.rows[relation.a], []
    if relation.relation == "copy":
        same = quoter.is_same_text(row, links.rows[relation.b])
        parts.append(text("link.same_text" if same else "link.nearly_same_text", language))
    quotes = [quoter.quote(row, passage.a) for passage in relation.evidence]
    told = text("link.between", language).join(f"“{quote}”" for quote in dict.fromkeys(quotes) if quote)
    if told:
        parts.append(text("link.both_say", language, quotes=told))
    return text("link.and", language).join(parts)


def _repeat_text(relation: Relation, links: Links, language: Language) -> str:
    repeat = links.repeats[relation.a, relation.b]
    agreeing = [
        text(f"link.by.{found.comparison}", language)
        for found in repeat.petitioner.comparisons
        if found.bits > 0
    ]
    parts = [
        text(
            "link.both_grounds",
            language,
            matter=f"{repeat.matter.score:.3f}",
            petitioner=f"{repeat.petitioner.probability:.3f}",
            fields=text("link.between", language).join(agreeing),
        )
    ]
    if relation.b in links.histories:
        parts.append(history_sentence(links.histories[relation.b], language))
    return text("link.and", language).join(parts)


def news_text(row: int, links: Links, quoter: Quoter, language: Language) -> str | None:
    """What the later petition says for the first time in its case, the weightiest passages in their order."""
    passages = sorted(links.new.get(row, ()), key=lambda passage: (-passage.weight, passage.span))
    chosen = sorted(passages[:_MOST_NEWS], key=lambda passage: passage.span)
    told = []
    for passage in chosen:
        if quote := quoter.quote(row, passage.span):
            told.append(f"{text(f'link.new.{passage.kind}', language)}“{quote}”")
    return text("link.and", language).join(told) or None


def _table(name: str, schema: pa.Schema, rows: Rows, count: int, readable: bool, sheet: str) -> Table:
    names = [heading(f"{name}.{field.name}", readable) if readable else field.name for field in schema]
    named = pa.schema([pa.field(n, field.type) for n, field in zip(names, schema, strict=True)])

    def batches(first: int) -> Iterator[RowBatch]:
        waiting: list[tuple[object, ...]] = []
        done = first
        for number, row in enumerate(rows()):
            if number >= first:
                waiting.append(row)
            if len(waiting) == _BATCH:
                yield _batch(waiting, named, done)
                done, waiting = done + len(waiting), []
        if waiting or done == first:
            yield _batch(waiting, named, done)

    return Table(
        path=None,
        sheet=sheet,
        schema=named,
        roles={},
        batches=batches,
        rows=count,
        look=SheetLook(),
    )


def _batch(rows: Sequence[tuple[object, ...]], schema: pa.Schema, first: int) -> RowBatch:
    columns = zip(*rows, strict=True) if rows else [()] * len(schema)
    arrays = [pa.array(list(c), kind) for c, kind in zip(columns, schema.types, strict=True)]
    return RowBatch(
        pa.RecordBatch.from_arrays(arrays, schema=schema),
        pa.array(range(first + 2, first + 2 + len(rows)), pa.int64()),
        pa.array([int(RowKind.PASSED_THROUGH)] * len(rows), pa.int8()),
        pa.nulls(len(rows), pa.string()),
    )

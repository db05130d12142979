"""Compares given pairs of petitions: copy, matter, related or none, with scores and the reasons in words."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, Literal

import numpy as np

from models.copies import COPY_FROM, copy_score
from models.domain import DomainModel
from models.matter_explanation import PairExplanation, explain_pair
from models.matters import MatterModel, PetitionTexts
from nlp.text_column import TextColumn
from service.destination import Destination, check_destination, check_free
from service.durable import faults_of, flush_file
from service.errors import ExitCode, HuiyinError
from service.messages import Language, current_language, text
from service.pair_data import GivenPair, given_pair, numbered_lines
from service.progress import Progress, ProgressState
from service.readers.json_values import BadLine
from service.readers.lines import LONGEST_LINE_MB
from service.readers.opening import system_fault

Answer = Literal["copy", "matter", "related", "none"]
_BATCH = 500
_LONGEST_QUOTE = 40


@dataclass(frozen=True)
class PairJudgement:
    """What is said of one pair. ``copy_score``: 0.5 and more is a copy. ``matter_score``: probability."""

    relation: Answer
    copy_score: float
    matter_score: float
    explanation: str


@dataclass(frozen=True)
class CompareSummary:
    """``pairs`` compared, ``bad`` lines; ``output`` is None for standard output."""

    pairs: int
    bad: int
    output: Path | None

    @property
    def exit_code(self) -> ExitCode:
        """Whether all lines could be compared."""
        return ExitCode.SOME_ROWS_REJECTED if self.bad else ExitCode.ALL_DONE


@dataclass(frozen=True)
class PairComparer:
    """Compares pairs with the models it holds."""

    matters: MatterModel
    domains: DomainModel
    language: Language = "zh"

    def compare(self, pairs: Sequence[GivenPair]) -> list[PairJudgement]:
        """Judge pairs; the relation and the scores are the same for (b, a)."""
        sides = [side for pair in pairs for side in (pair.a, pair.b)]
        if not sides:
            return []
        petitions = PetitionTexts(
            TextColumn.from_texts([side.title for side in sides]),
            TextColumn.from_texts([side.body for side in sides]),
            np.array([np.nan if side.day is None else side.day for side in sides], np.float64),
        )
        texts = self.matters.read(petitions, self.domains)
        rows = np.arange(len(sides), dtype=np.int64)
        scores = self.matters.score(texts, rows[0::2].copy(), rows[1::2].copy(), len(self.domains.classes))
        return [
            self._judgement(pair, float(matter), float(related))
            for pair, matter, related in zip(pairs, scores.matter, scores.related, strict=True)
        ]

    def _judgement(self, pair: GivenPair, matter: float, related: float) -> PairJudgement:
        copied = copy_score(pair.a.text, pair.b.text)
        relation = self.relation(copied, matter, related)
        found = explain_pair(pair.a.text, pair.b.text, self.matters.rarity)
        sentence = explanation_text(found, relation, self.language)
        return PairJudgement(relation, round(copied, 4), round(matter, 4), sentence)

    def relation(self, copied: float, matter: float, related: float) -> Answer:
        """The name of what was found. The same form about another place is no copy: the matter decides."""
        if matter >= self.matters.matter_from:
            return "copy" if copied >= COPY_FROM else "matter"
        return "related" if related >= self.matters.related_from or copied >= COPY_FROM else "none"


def explanation_text(found: PairExplanation, relation: Answer, language: Language) -> str:
    """The reasons as one line: what both say, then what only one says."""
    shared = "、".join(_quoted(passage.text) for passage in found.shared)
    parts = [text("compare.copied", language)] if relation == "copy" else []
    parts.append(
        text("compare.shared", language, terms=shared) if shared else text("compare.none_shared", language)
    )
    for side, key in (("a", "compare.only_a"), ("b", "compare.only_b")):
        told = "、".join(_quoted(d.text) for d in found.different if d.side == side)
        if told:
            parts.append(text(key, language, terms=told))
    return "；".join(parts)


def _quoted(passage: str) -> str:
    plain = " ".join(passage.split())
    return f"“{plain if len(plain) <= _LONGEST_QUOTE else plain[: _LONGEST_QUOTE - 1] + '…'}”"


def compare_file(
    source: Path | Literal["-"],
    output: Path | Literal["-"],
    comparer: PairComparer,
    progress: Progress,
    complain: Callable[[str], None],
    overwrite: bool = False,
) -> CompareSummary:
    """Compare all pairs of a file; ``complain`` is told of every bad line. The output appears when whole.

    Raises HuiyinError.
    """
    inputs = [] if source == "-" else [source]
    if output != "-":
        destination = check_destination(output, inputs, overwrite)
        check_free(destination)
    if source != "-" and not source.is_file():
        raise HuiyinError("input.not_a_file" if source.exists() else "input.missing", path=source)
    try:
        file = sys.stdin.buffer if source == "-" else source.open("rb")
    except OSError as error:
        raise system_fault(error) from error
    job = _Job(comparer, progress, complain, str(source))
    with file:
        if output == "-":
            job.run(file, sys.stdout.buffer)
            sys.stdout.flush()
            return job.summary(None)
        return job.summary(_write_aside(job, file, destination))


def _write_aside(job: _Job, file: IO[bytes], destination: Destination) -> Path:
    with faults_of(destination.path):
        try:
            with destination.create() as aside:
                job.run(file, aside)
                flush_file(aside)
            return destination.appear(destination.final_name())
        except BaseException:
            destination.discard()
            raise


class _Job:
    """One run over the lines of a file."""

    def __init__(
        self, comparer: PairComparer, progress: Progress, complain: Callable[[str], None], name: str
    ) -> None:
        self._comparer, self._progress, self._complain, self._name = comparer, progress, complain, name
        self._pairs = self._bad = 0

    def run(self, file: IO[bytes], out: IO[bytes]) -> None:
        """Compare and write batch by batch. Raises HuiyinError if no line could be compared."""
        lines = numbered_lines(file)
        while batch := list(islice(lines, _BATCH)):
            pairs = list(self._good(batch))
            for pair, found in zip(pairs, self._comparer.compare(pairs), strict=True):
                out.write(output_line(pair, found))
            out.flush()
            self._pairs += len(pairs)
            self._progress(ProgressState("tagging", self._name, self._pairs + self._bad, None))
        if not self._pairs:
            raise HuiyinError(
                "compare.all_bad" if self._bad else "input.empty", path=self._name, where=self._name
            )

    def _good(self, batch: Sequence[tuple[int, str | None]]) -> Iterator[GivenPair]:
        for number, line in batch:
            found: GivenPair | BadLine
            if line is None:
                found = BadLine(text("reading.line_too_long", limit=LONGEST_LINE_MB))
            else:
                found = given_pair(line)
            if isinstance(found, BadLine):
                self._bad += 1
                self._complain(text("compare.bad_line", row=number, reason=found.reason))
            else:
                yield found

    def summary(self, output: Path | None) -> CompareSummary:
        """What was done."""
        return CompareSummary(self._pairs, self._bad, output)


def output_line(pair: GivenPair, found: PairJudgement) -> bytes:
    """One line of the output."""
    row = {
        "id": pair.id,
        "relation": found.relation,
        "copy_score": found.copy_score,
        "matter_score": found.matter_score,
        "explanation": found.explanation,
    }
    return (json.dumps(row, ensure_ascii=False) + "\n").encode("utf-8", "replace")


def default_comparer(matters: MatterModel, domains: DomainModel) -> PairComparer:
    """A comparer that speaks the reader's language."""
    return PairComparer(matters, domains, current_language())

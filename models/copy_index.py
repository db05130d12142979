"""A growing archive of texts that knows its copies: on disk, memory-mapped, safe from kills.

The folder holds immutable segments, a log of what came since, and a manifest that names them. Adding and
removing append to the log and return when the entry is there; now and then the log becomes a segment. Each
change of the manifest is one rename, so a process may be killed at any moment: what was acknowledged is
there at the next opening, what was half done is cut off.

The index holds no text, only hashes of its 3-grams and the eighth of the text where each stood; with
patience they can be guessed, so keep it as confidential as the texts. One process at a time; one thread at a
time.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
import numpy.typing as npt

from models.copy_files import CopyIndexError, lock
from models.copy_groups import Copies, copies_of
from models.copy_log import CopyLog, Entry, added, removed
from models.copy_manifest import LOCK_FILE, Manifest, mark_of, read_manifest, remove_strangers, write_manifest
from models.copy_query import MOST_FOUND, copies_in_recent, copies_in_segment
from models.copy_recent import Recent
from models.copy_rule import CopyRule, Sets, bounds, sets_of
from models.copy_segment import Segment, open_segment, write_segment
from models.linear import in_threads
from nlp.fingerprint import Fingerprints, fingerprints, joined, reading, selected
from nlp.text_column import TextColumn

__all__ = ["CopyIndex", "CopyIndexError", "CopyMatch", "IndexedCopies"]

_RECENT = 16_384
_MERGE_FROM = 8  # so many segments of similar size become one


@dataclass(frozen=True)
class CopyMatch:
    """A text of the index that a queried text is a copy of; see ``models.copies``."""

    number: int
    score: float
    jaccard: float
    containment: float


@dataclass(frozen=True)
class IndexedCopies:
    """``numbers``: int64 (n), ascending, of all texts. ``copies``: indices into them. ``groups``: int64 (n),
    the smallest number of each text's group.
    """

    numbers: npt.NDArray[np.int64]
    copies: Copies

    @property
    def groups(self) -> npt.NDArray[np.int64]:
        """The smallest number of each text's group."""
        return self.numbers[self.copies.groups]


class CopyIndex:
    """Opens the index in ``folder``, made with mode 0700 if it is not there.

    ``durable``: an addition is on the disk when it is acknowledged, and survives a power cut; otherwise it is
    with the system, and survives any end of the process. ``recent``: how many texts are kept in memory
    before they become a segment. Raises CopyIndexError for a damaged index or one that another process
    has open, ValueError for an impossible rule.
    """

    def __init__(
        self,
        folder: Path,
        rule: CopyRule | None = None,
        durable: bool = True,
        recent: int = _RECENT,
        threads: int | None = None,
    ) -> None:
        self._folder = folder
        self._rule = bounds(rule or CopyRule())
        self._durable = durable
        self._most_recent = recent
        self._threads = threads or os.cpu_count() or 1
        self._how = reading()
        self._found = np.empty(MOST_FOUND, np.int64)
        self._rates = np.empty((MOST_FOUND, 3), np.float64)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._lock = lock(folder / LOCK_FILE)
        try:
            self._open()
        except BaseException:
            os.close(self._lock)
            raise

    def _open(self) -> None:
        mark = mark_of(self._how)
        manifest = read_manifest(self._folder, mark)
        if manifest is None:
            manifest = Manifest(0, (), "log-0")
            CopyLog.create(self._folder / manifest.log)
            write_manifest(self._folder, manifest, mark)
        remove_strangers(self._folder, manifest)
        self._manifest, self._mark = manifest, mark
        self._load()

    def _load(self) -> None:
        """Map the segments that the manifest names and replay its log."""
        self._segments = [open_segment(self._folder / name) for name, _ in self._manifest.segments]
        for segment, (_, rows) in zip(self._segments, self._manifest.segments, strict=True):
            segment.live[list(rows)] = False
        self._log = CopyLog(self._folder / self._manifest.log, self._durable)
        entries = list(self._log.replay())
        self._recent = Recent(max(self._most_recent, len(entries)))
        for entry in entries:
            self._apply(entry)

    def _apply(self, entry: Entry) -> None:
        self._forget(entry.number)
        if entry.digest is not None:
            self._recent.add(
                entry.number, entry.digest, entry.length, entry.trigrams, entry.shingles, self._how
            )

    def _forget(self, number: int) -> bool:
        if self._recent.row_of(number) >= 0:
            self._recent.remove(number)
            return True
        for segment in self._segments:
            row = segment.row_of(number)
            if row >= 0:
                segment.live[row] = False
                return True
        return False

    def __contains__(self, number: int) -> bool:
        return self._recent.row_of(number) >= 0 or any(s.row_of(number) >= 0 for s in self._segments)

    def __len__(self) -> int:
        return int(self._recent.live.sum()) + sum(int(segment.live.sum()) for segment in self._segments)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the index; all that was acknowledged is kept."""
        self._log.close()
        os.close(self._lock)

    def add(self, number: int, text: str) -> None:
        """Take in a text under a number of 64 bits, in place of the one that had it. Raises OSError."""
        prints = fingerprints(TextColumn.from_texts([text]), self._how)
        if self._recent.is_full:
            self._checkpoint()
        self._log.append(added(number, prints, 0))
        self._forget(number)
        length, trigrams = int(prints.lengths[0]), int(prints.trigrams[0])
        self._recent.add(number, prints.digests[0], length, trigrams, prints.shingles, self._how)

    def add_many(self, numbers: Sequence[int] | npt.NDArray[np.int64], texts: TextColumn) -> None:
        """Take in many texts at once as a segment of their own: all of them or, if it fails, none.

        Raises ValueError when a number comes twice or there are not as many numbers as texts, OSError.
        """
        ids = np.asarray(numbers, np.int64)
        if len(ids) != len(texts) or len(np.unique(ids)) != len(ids):
            raise ValueError("each text needs a number of its own")
        if not len(ids):
            return
        prints = joined(
            in_threads(lambda chunk: fingerprints(chunk, self._how), texts, self._threads), self._threads
        )
        order = np.argsort(ids)
        if (order != np.arange(len(ids))).any():
            ids, prints = ids[order], selected(prints, order)
        self._checkpoint(ids, prints)

    def remove(self, number: int) -> bool:
        """Take a text out; whether it was there. Its hashes stay on the disk until ``compact``."""
        if number not in self:
            return False
        self._log.append(removed(number))
        return self._forget(number)

    def query(self, text: str, most: int = 20) -> list[CopyMatch]:
        """The copies of a text in the index, the surest first, at most so many."""
        prints = fingerprints(TextColumn.from_texts([text]), self._how)
        if not prints.lengths[0]:
            return []
        one = sets_of(prints)
        matches: list[CopyMatch] = []
        for segment in self._segments:
            count = copies_in_segment(
                one,
                prints.digests[0],
                prints.signatures[0],
                sets_of(segment.prints),
                segment.prints.digests,
                segment.live,
                segment.buckets,
                self._rule,
                self._found,
                self._rates,
            )
            matches += self._matches(segment.numbers, count)
        matches += self._query_recent(one, prints)
        matches.sort(key=lambda match: (-match.score, match.number))
        return matches[:most]

    def _query_recent(self, one: Sets, prints: Fingerprints) -> list[CopyMatch]:
        recent = self._recent
        if not recent.count:
            return []
        count = copies_in_recent(
            one,
            prints.digests[0],
            prints.signatures[0],
            sets_of(recent.prints),
            recent.prints.digests,
            recent.prints.signatures,
            recent.live,
            recent.heads,
            recent.nexts,
            self._rule,
            self._found,
            self._rates,
        )
        return self._matches(recent.numbers, count)

    def _matches(self, numbers: npt.NDArray[np.int64], count: int) -> list[CopyMatch]:
        rows, rates = self._found[:count].tolist(), self._rates[:count].tolist()
        return [CopyMatch(int(numbers[row]), *rate) for row, rate in zip(rows, rates, strict=True)]

    def all_copies(self) -> IndexedCopies:
        """Pairs and groups of all texts: what ``find_copies`` says of them, whatever order they came in."""
        numbers, prints = _gathered([*map(_kept, self._segments), self._recent.kept()])
        return IndexedCopies(numbers, copies_of(prints, self._rule, self._threads))

    def compact(self) -> None:
        """Write all texts into one segment; nothing of a removed one stays in the folder. Raises OSError."""
        self._checkpoint(merge_all=True)

    def check(self) -> None:
        """Read every byte of every segment and hold it against its checksum. Raises CopyIndexError."""
        for segment in self._segments:
            open_segment(segment.path, whole=True)

    def _checkpoint(
        self,
        numbers: npt.NDArray[np.int64] | None = None,
        prints: Fingerprints | None = None,
        merge_all: bool = False,
    ) -> None:
        """Turn the log, with further texts if given, into a segment and merge segments as need be."""
        try:
            self._write_state(numbers, prints, merge_all)
        except OSError:
            self._reopen()  # what is in memory may be ahead of the disk
            raise
        self._reopen()

    def _reopen(self) -> None:
        self._log.close()
        self._manifest = read_manifest(self._folder, self._mark) or self._manifest
        self._load()

    def _write_state(
        self, numbers: npt.NDArray[np.int64] | None, prints: Fingerprints | None, merge_all: bool
    ) -> None:
        for number in () if numbers is None else numbers.tolist():
            self._forget(number)
        parts = [self._recent.kept()]
        if numbers is not None and prints is not None:
            parts.append((numbers, prints, np.ones(len(numbers), bool)))
        merged = (
            self._segments if merge_all else _to_merge(self._segments, sum(int(p[2].sum()) for p in parts))
        )
        generation = self._manifest.generation + 1
        kept = [segment for segment in self._segments if not any(segment is other for other in merged)]
        names = [(segment.path.name, tuple(np.flatnonzero(~segment.live).tolist())) for segment in kept]
        gathered = _gathered([*map(_kept, merged), *parts])
        if len(gathered[0]):
            name = f"segment-{generation}"
            write_segment(self._folder / name, *gathered)
            names.append((name, ()))
        manifest = Manifest(generation, tuple(names), f"log-{generation}")
        CopyLog.create(self._folder / manifest.log)
        write_manifest(self._folder, manifest, self._mark)


_Part = tuple[npt.NDArray[np.int64], Fingerprints, npt.NDArray[np.bool_]]


def _kept(segment: Segment) -> _Part:
    return segment.numbers, segment.prints, segment.live


def _to_merge(segments: Iterable[Segment], coming: int) -> list[Segment]:
    """What is to be merged with ``coming`` texts: segments a quarter removed, and small ones when many."""
    chosen = [s for s in segments if s.live.sum() * 4 < 3 * len(s.live)]
    size = coming + sum(len(s.live) for s in chosen)
    rest = sorted((s for s in segments if not any(s is c for c in chosen)), key=lambda s: len(s.live))
    while True:
        small = [s for s in rest if len(s.live) <= 2 * size]
        if len(small) < _MERGE_FROM - 1:
            return chosen
        chosen += small
        size += sum(len(s.live) for s in small)
        rest = rest[len(small) :]


def _gathered(parts: Iterable[_Part]) -> tuple[npt.NDArray[np.int64], Fingerprints]:
    """The live texts of all parts, by ascending number."""
    live = [
        (numbers, prints) if alive.all() else (numbers[alive], selected(prints, np.flatnonzero(alive)))
        for numbers, prints, alive in parts
        if alive.any()
    ]
    prints = joined([prints for _, prints in live])
    numbers = np.concatenate([np.zeros(0, np.int64), *(numbers for numbers, _ in live)])
    order = np.argsort(numbers)
    if (order != np.arange(len(order))).any():
        return numbers[order], selected(prints, order)
    return numbers, prints

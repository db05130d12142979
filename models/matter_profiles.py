"""Petitions as the pair comparison reads them: normalised codes, names, norms, domains, days."""

# Kernels count in numpy's integers, which are no ``int`` to a type checker.
# mypy: disable-error-code="return-value"
from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from models.matter_names import MOST_NAMES, NameReading, NameRoom, find_names, name_reading, name_room
from models.matter_rarity import (
    LONGEST,
    LONGEST_NGRAM,
    Rarity,
    RarityReading,
    idf_of,
    in_filter,
    rarity_reading,
)
from nlp.feature_space import FNV_OFFSET, FNV_PRIME
from nlp.jit import njit
from nlp.ngrams import read_codes
from nlp.normalize import lookup_table
from nlp.text_column import TextColumn

LONGEST_TEXT = 4000  # normalised characters; what follows is not compared
LEAD = 24  # characters that stand for a title where there is none
CLASSES = 4  # 2-, 3-, 4-grams and dictionary terms
TERM = 3
_FINISH = np.uint64(11400714819323198485)


class Profiles(NamedTuple):
    """Of n petitions.

    ``codes``: uint16, of text i ``codes[starts[i]:starts[i + 1]]``, the title first, ``title_lengths[i]``
    characters of it. ``norms``: float32 (n, 2 * CLASSES + 1), squared idf of the distinct n-grams of each
    class in the whole text, then in the title; last, how many 3-grams are distinct. ``name_*``: see
    ``NameRoom``, of text i at ``name_starts[i]``.
    ``topics``: uint8 (n, topics), see ``models.matter_topics``. ``days``: float64, nan where unknown.
    """

    codes: npt.NDArray[np.uint16]
    starts: npt.NDArray[np.int64]
    title_lengths: npt.NDArray[np.int32]
    norms: npt.NDArray[np.float32]
    name_starts: npt.NDArray[np.int64]
    name_kinds: npt.NDArray[np.uint8]
    name_keys: npt.NDArray[np.uint32]
    name_idf: npt.NDArray[np.float32]
    name_in_title: npt.NDArray[np.bool_]
    topics: npt.NDArray[np.uint8]
    days: npt.NDArray[np.float64]

    @property
    def size(self) -> int:
        """How many petitions there are."""
        return len(self.title_lengths)


class GramTable(NamedTuple):
    """The distinct n-grams of one text in an open table; entries of an earlier stamp count as empty."""

    keys: npt.NDArray[np.uint64]
    stamps: npt.NDArray[np.int64]
    idf: npt.NDArray[np.float32]
    kinds: npt.NDArray[np.uint8]  # bit 0-2: length 2, 3, 4; bit 3: term; bit 4: in the title
    seen: npt.NDArray[np.int64]
    seen_in_title: npt.NDArray[np.int64]


IN_TITLE = 16


def gram_table() -> GramTable:
    """An empty table for one text of up to ``LONGEST_TEXT`` characters."""
    size = 1 << 15
    return GramTable(
        np.zeros(size, np.uint64),
        np.full(size, -1, np.int64),
        np.zeros(size, np.float32),
        np.zeros(size, np.uint8),
        np.full(size, -1, np.int64),
        np.full(size, -1, np.int64),
    )


@njit
def slot_of(key: np.uint64, stamp: int, table: GramTable) -> int:
    """Where a key is or would be put."""
    mask = len(table.keys) - 1
    slot = np.int64((key * _FINISH) >> np.uint64(49))
    while table.stamps[slot] == stamp and table.keys[slot] != key:
        slot = (slot + 1) & mask
    return slot


@njit
def fill_table(
    codes: npt.NDArray[np.uint16], title: int, stamp: int, rarity: RarityReading, table: GramTable
) -> None:
    """Put the n-grams of one text into the table; none crosses from title to body."""
    count = len(codes)
    for i in range(count):
        last = min(i + LONGEST, title if i < title else count)
        key = (FNV_OFFSET ^ np.uint64(codes[i])) * FNV_PRIME
        for j in range(i + 1, last):
            key = (key ^ np.uint64(codes[j])) * FNV_PRIME
            length = j - i + 1
            term = in_filter(key, rarity.terms)
            if length > LONGEST_NGRAM and not term:
                continue
            slot = slot_of(key, stamp, table)
            if table.stamps[slot] == stamp:
                continue  # the title comes first
            kind = 8 if term else 0
            if length <= LONGEST_NGRAM:
                kind |= 1 << (length - 2)
            if i < title:
                kind |= IN_TITLE
            table.keys[slot] = key
            table.stamps[slot] = stamp
            table.idf[slot] = idf_of(key, rarity)
            table.kinds[slot] = kind
            table.seen[slot] = -1
            table.seen_in_title[slot] = -1


@njit
def _norms(
    codes: npt.NDArray[np.uint16],
    title: int,
    stamp: int,
    table: GramTable,
    norms: npt.NDArray[np.float32],
) -> None:
    count = len(codes)
    for i in range(count):
        last = min(i + LONGEST, title if i < title else count)
        key = (FNV_OFFSET ^ np.uint64(codes[i])) * FNV_PRIME
        for j in range(i + 1, last):
            key = (key ^ np.uint64(codes[j])) * FNV_PRIME
            slot = slot_of(key, stamp, table)
            if table.stamps[slot] != stamp or table.seen[slot] == stamp:
                continue
            table.seen[slot] = stamp
            weight = table.idf[slot] * table.idf[slot]
            norms[2 * CLASSES] += (table.kinds[slot] & 2) != 0
            for c in range(CLASSES):
                if table.kinds[slot] & (1 << c):
                    norms[c] += weight
                    if i < title:
                        norms[CLASSES + c] += weight


@njit
def _read(
    data: npt.NDArray[np.uint8],
    text_starts: npt.NDArray[np.int64],
    lookup: npt.NDArray[np.int32],
    room: npt.NDArray[np.int32],
    places: npt.NDArray[np.int32],
    codes: npt.NDArray[np.uint16],
    lengths: npt.NDArray[np.int32],
) -> int:
    """Normalise all texts one after another; ``lengths``: of each. Returns how many codes were written."""
    used = 0
    for row in range(len(text_starts) - 1):
        count = read_codes(data, text_starts[row], text_starts[row + 1], lookup, room, places)
        for k in range(count):
            codes[used + k] = np.uint16(room[k] ^ (room[k] >> 16))
        lengths[row] = count
        used += count
    return used


@njit
def _describe(
    codes: npt.NDArray[np.uint16],
    starts: npt.NDArray[np.int64],
    title_lengths: npt.NDArray[np.int32],
    rarity: RarityReading,
    names: NameReading,
    table: GramTable,
    room: NameRoom,
    norms: npt.NDArray[np.float32],
    name_starts: npt.NDArray[np.int64],
    kinds: npt.NDArray[np.uint8],
    keys: npt.NDArray[np.uint32],
    idf: npt.NDArray[np.float32],
    in_title: npt.NDArray[np.bool_],
) -> None:
    used = 0
    for row in range(len(starts) - 1):
        text = codes[starts[row] : starts[row + 1]]
        title = title_lengths[row]
        fill_table(text, title, row, rarity, table)
        _norms(text, title, row, table, norms[row])
        found = find_names(text, 0, title, True, 0, rarity, names, room)
        found = find_names(text, title, len(text), False, found, rarity, names, room)
        kinds[used : used + found] = room.kinds[:found]
        keys[used : used + found] = room.keys[:found]
        idf[used : used + found] = room.idf[:found]
        in_title[used : used + found] = room.in_title[:found]
        used += found
        name_starts[row + 1] = used


def _codes_of(column: TextColumn) -> tuple[npt.NDArray[np.uint16], npt.NDArray[np.int32]]:
    longest = int(np.diff(column.starts).max(initial=0))
    codes = np.empty(int(column.starts[-1] - column.starts[0]), np.uint16)
    lengths = np.empty(len(column), np.int32)
    used = _read(
        column.data,
        column.starts,
        lookup_table(),
        np.empty(longest, np.int32),
        np.empty(longest, np.int32),
        codes,
        lengths,
    )
    return codes[:used], lengths


@njit
def _joined(
    title_codes: npt.NDArray[np.uint16],
    title_lengths: npt.NDArray[np.int32],
    body_codes: npt.NDArray[np.uint16],
    body_lengths: npt.NDArray[np.int32],
    starts: npt.NDArray[np.int64],
    codes: npt.NDArray[np.uint16],
) -> None:
    title_at = 0
    body_at = 0
    for row in range(len(title_lengths)):
        room = starts[row + 1] - starts[row]
        head = min(title_lengths[row], room)
        tail = room - head
        codes[starts[row] : starts[row] + head] = title_codes[title_at : title_at + head]
        codes[starts[row] + head : starts[row + 1]] = body_codes[body_at : body_at + tail]
        title_at += title_lengths[row]
        body_at += body_lengths[row]


def profiles(
    titles: TextColumn,
    bodies: TextColumn,
    topics: npt.NDArray[np.uint8],
    days: npt.NDArray[np.float64],
    rarity: Rarity | RarityReading,
) -> Profiles:
    """Profiles of n petitions; ``topics``: (n, any), ``days``: (n). One thread."""
    reading = rarity_reading(rarity) if isinstance(rarity, Rarity) else rarity
    title_codes, title_lengths = _codes_of(titles)
    body_codes, body_lengths = _codes_of(bodies)
    lengths = np.minimum(title_lengths.astype(np.int64) + body_lengths, LONGEST_TEXT)
    starts = np.concatenate([[0], np.cumsum(lengths)])
    codes = np.empty(int(starts[-1]), np.uint16)
    _joined(title_codes, title_lengths, body_codes, body_lengths, starts, codes)
    lead = np.where(title_lengths == 0, np.minimum(LEAD, lengths), np.minimum(title_lengths, lengths))
    lead = lead.astype(np.int32)
    rows = len(lengths)
    norms = np.zeros((rows, 2 * CLASSES + 1), np.float32)
    name_starts = np.zeros(rows + 1, np.int64)
    most = rows * MOST_NAMES
    kinds, keys = np.empty(most, np.uint8), np.empty(most, np.uint32)
    idf, in_title = np.empty(most, np.float32), np.empty(most, np.bool_)
    _describe(
        codes, starts, lead, reading, name_reading(), gram_table(), name_room(), norms, name_starts,
        kinds, keys, idf, in_title,
    )  # fmt: skip
    used = int(name_starts[-1])
    return Profiles(
        codes,
        starts,
        lead,
        norms,
        name_starts,
        kinds[:used].copy(),
        keys[:used].copy(),
        idf[:used].copy(),
        in_title[:used].copy(),
        topics,
        days,
    )


def some_profiles(texts: Profiles, rows: npt.NDArray[np.int64]) -> Profiles:
    """The profiles of some rows, in that order."""
    parts = [slice(int(texts.starts[row]), int(texts.starts[row + 1])) for row in rows]
    names = [slice(int(texts.name_starts[row]), int(texts.name_starts[row + 1])) for row in rows]

    def taken(array: npt.NDArray[Any], pieces: list[slice]) -> npt.NDArray[Any]:
        return np.concatenate([array[piece] for piece in pieces]) if pieces else array[:0]

    return Profiles(
        taken(texts.codes, parts),
        _starts([part.stop - part.start for part in parts]),
        texts.title_lengths[rows],
        texts.norms[rows],
        _starts([part.stop - part.start for part in names]),
        taken(texts.name_kinds, names),
        taken(texts.name_keys, names),
        taken(texts.name_idf, names),
        taken(texts.name_in_title, names),
        texts.topics[rows],
        texts.days[rows],
    )


def joined_profiles(parts: Sequence[Profiles]) -> Profiles:
    """Several sets of profiles as one, in order."""
    whole = Profiles(*(np.concatenate(arrays) for arrays in zip(*parts, strict=True)))
    return whole._replace(
        starts=_starts(np.concatenate([np.diff(part.starts) for part in parts])),
        name_starts=_starts(np.concatenate([np.diff(part.name_starts) for part in parts])),
    )


def _starts(sizes: Sequence[int] | npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    return np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)

"""Hashed character n-grams and dictionary terms of normalised texts, read once from UTF-8 bytes.

One stream serves training (a sparse matrix), scoring (fused with the weights, nothing stored in between)
and explaining (what each character contributed). The features of a text are

- its character n-grams of up to ``longest_ngram`` characters, and
- the dictionary terms (up to ``longest_term`` characters) that stand anywhere in it: a bit filter over
  hashes says which n-grams are terms, so no text is segmented on the hot path.

A feature is present or absent. What begins in the first ``lead`` characters, where a title or first
sentence says what the matter is, weighs more; so the answer is the same however title and body came in.
Hashing is FNV-1a over code points with a multiplicative finish (Knuth, TAOCP 6.4).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nlp.jit import njit
from nlp.normalize import lookup_table, normalize
from nlp.text_column import TextColumn

_FNV_OFFSET = np.uint64(14695981039346656037)
_FNV_PRIME = np.uint64(1099511628211)
_FINISH = np.uint64(11400714819323198485)
_MARK = np.uint64(13787848793156543929)
_FILTER_SHIFT = np.uint64(43)
FILTER_BITS = 1 << 21
_TERM_PAIR_WEIGHT = np.float32(2**0.5)  # a two-character term counts as an n-gram and as a term at once
WIDTH = 16  # classes a scored row has room for: one 128-bit load of int8 weights


@dataclass(frozen=True)
class FeatureSpace:
    """Which features a text has.

    ``bits``: log2 of the number of hash buckets. ``lead``: normalised characters at the start that weigh
    ``lead_weight`` instead of 1. ``term_filter``: uint8, ``FILTER_BITS / 8`` bytes, one bit a hash.
    """

    longest_ngram: int
    longest_term: int
    bits: int
    lead: int
    lead_weight: float
    term_filter: npt.NDArray[np.uint8]

    @property
    def buckets(self) -> int:
        """Number of hash buckets."""
        return 1 << self.bits


def term_filter(terms: Iterable[str]) -> npt.NDArray[np.uint8]:
    """A bit filter that holds every given term, normalised; about 1 % of other n-grams pass too."""
    bits = np.zeros(FILTER_BITS // 8, np.uint8)
    for term in terms:
        place = _key(normalize(term).text, FILTER_BITS.bit_length() - 1)
        bits[place >> 3] |= np.uint8(1 << (place & 7))
    return bits


@njit
def read_codes(
    data: npt.NDArray[np.uint8],
    start: int,
    end: int,
    table: npt.NDArray[np.int32],
    codes: npt.NDArray[np.int32],
    places: npt.NDArray[np.int32],
) -> int:
    """Decode and normalise ``data[start:end]`` into ``codes``; returns how many were written.

    ``places[k]`` is the character (not byte) of the text that the k-th code came from. Invalid bytes are
    passed over. Both arrays must hold ``end - start`` values.
    """
    count = 0
    place = 0
    i = start
    while i < end:
        byte = np.int32(data[i])
        if byte < 0x80:
            code = byte
            i += 1
        elif 0xF0 <= byte < 0xF8 and i + 3 < end:
            code = (
                ((byte & 0x07) << 18)
                | ((np.int32(data[i + 1]) & 0x3F) << 12)
                | ((np.int32(data[i + 2]) & 0x3F) << 6)
                | (np.int32(data[i + 3]) & 0x3F)
            )
            i += 4
        elif 0xE0 <= byte < 0xF0 and i + 2 < end:
            code = (
                ((byte & 0x0F) << 12) | ((np.int32(data[i + 1]) & 0x3F) << 6) | (np.int32(data[i + 2]) & 0x3F)
            )
            i += 3
        elif 0xC0 <= byte < 0xE0 and i + 1 < end:
            code = ((byte & 0x1F) << 6) | (np.int32(data[i + 1]) & 0x3F)
            i += 2
        else:
            i += 1
            continue
        if code < 0x110000:
            read = table[code]
            if read > 0:
                codes[count] = read
                places[count] = place
                count += 1
        place += 1
    return count


@njit
def longest_text(starts: npt.NDArray[np.int64]) -> int:
    """Bytes of the longest text."""
    longest = 0
    for row in range(len(starts) - 1):
        longest = max(longest, starts[row + 1] - starts[row])
    return longest


@njit
def is_term(key: np.uint64, bits: npt.NDArray[np.uint8]) -> bool:
    """Whether the n-gram with this hash passes the term filter."""
    place = np.int64((key * _MARK) >> _FILTER_SHIFT)
    return bool((bits[place >> 3] >> np.uint8(place & 7)) & np.uint8(1))


@njit
def feature_weight(
    length: int, key: np.uint64, longest_ngram: int, bits: npt.NDArray[np.uint8]
) -> np.float32:
    """Weight of an n-gram of ``length`` characters before lead weighting; 0 if it is no feature."""
    if length == 1:
        return np.float32(1.0)
    if is_term(key, bits):
        return _TERM_PAIR_WEIGHT if length <= longest_ngram else np.float32(1.0)
    return np.float32(1.0) if length <= longest_ngram else np.float32(0.0)


@njit
def _collect(
    data: npt.NDArray[np.uint8],
    starts: npt.NDArray[np.int64],
    table: npt.NDArray[np.int32],
    longest_ngram: int,
    longest_term: int,
    shift: int,
    lead: int,
    lead_weight: np.float32,
    bits: npt.NDArray[np.uint8],
    stamps: npt.NDArray[np.int64],
    indptr: npt.NDArray[np.int64],
    indices: npt.NDArray[np.int32],
    values: npt.NDArray[np.float32],
) -> int:
    size = longest_text(starts)
    codes = np.empty(size, np.int32)
    places = np.empty(size, np.int32)
    used = 0
    for row in range(len(starts) - 1):
        count = read_codes(data, starts[row], starts[row + 1], table, codes, places)
        for i in range(count):
            key = _FNV_OFFSET
            for j in range(i, min(i + longest_term, count)):
                key = (key ^ np.uint64(codes[j])) * _FNV_PRIME
                weight = feature_weight(j - i + 1, key, longest_ngram, bits)
                if weight == 0.0:
                    continue
                bucket = np.int64((key * _FINISH) >> np.uint64(shift))
                if stamps[bucket] != row:
                    stamps[bucket] = row
                    indices[used] = bucket
                    values[used] = weight * lead_weight if i < lead else weight
                    used += 1
        indptr[row + 1] = used
    return used


def features(
    column: TextColumn, space: FeatureSpace
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int32], npt.NDArray[np.float32]]:
    """The features of each text as the parts of a CSR matrix: indptr int64, indices int32, values float32.

    Buckets stand in order of first appearance, each once a text, with the weight of that appearance.
    """
    most = int(column.starts[-1] - column.starts[0]) * space.longest_term
    indptr = np.zeros(len(column) + 1, np.int64)
    indices = np.empty(most, np.int32)
    values = np.empty(most, np.float32)
    used = _collect(
        column.data,
        column.starts,
        lookup_table(),
        space.longest_ngram,
        space.longest_term,
        64 - space.bits,
        space.lead,
        np.float32(space.lead_weight),
        space.term_filter,
        np.full(space.buckets, -1, np.int64),
        indptr,
        indices,
        values,
    )
    return indptr, indices[:used].copy(), values[:used].copy()


@njit
def _score(
    data: npt.NDArray[np.uint8],
    starts: npt.NDArray[np.int64],
    table: npt.NDArray[np.int32],
    longest_ngram: int,
    longest_term: int,
    shift: int,
    lead: int,
    lead_weight: np.float32,
    bits: npt.NDArray[np.uint8],
    stamps: npt.NDArray[np.int32],
    weights: npt.NDArray[np.int8],
    importance: npt.NDArray[np.float32],
    scores: npt.NDArray[np.float32],
    evidence: npt.NDArray[np.float32],
) -> None:
    size = longest_text(starts)
    codes = np.empty(size, np.int32)
    places = np.empty(size, np.int32)
    sums = np.empty(WIDTH, np.float32)
    for row in range(len(starts) - 1):
        count = read_codes(data, starts[row], starts[row + 1], table, codes, places)
        sums[:] = 0
        norm = np.float32(0)
        for i in range(count):
            key = _FNV_OFFSET
            factor = lead_weight if i < lead else np.float32(1)
            for j in range(i, min(i + longest_term, count)):
                key = (key ^ np.uint64(codes[j])) * _FNV_PRIME
                weight = feature_weight(j - i + 1, key, longest_ngram, bits)
                if weight == 0.0:
                    continue
                bucket = np.int64((key * _FINISH) >> np.uint64(shift))
                if stamps[bucket] == row:
                    continue
                stamps[bucket] = row
                known = importance[bucket]
                if known == 0.0:
                    continue
                value = weight * factor
                norm += value * value * known
                for k in range(WIDTH):
                    sums[k] += value * np.float32(weights[bucket, k])
        evidence[row] = norm
        if norm > 0:
            scale = np.float32(1) / np.sqrt(norm)
            for k in range(WIDTH):
                scores[row, k] = sums[k] * scale


def score(
    column: TextColumn,
    space: FeatureSpace,
    weights: npt.NDArray[np.int8],
    importance: npt.NDArray[np.float32],
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """Scores of each text, fused with reading it: float32 (n, WIDTH), and its evidence: float32 (n).

    ``weights``: int8 (buckets, WIDTH), already multiplied by idf. ``importance``: float32 (buckets), idf
    squared, 0 for a bucket never seen in training. Equal to the product of ``features`` with the weights
    after idf weighting and scaling each row to length 1. Evidence is the squared length before scaling:
    how much known material the text holds.
    """
    scores = np.zeros((len(column), WIDTH), np.float32)
    evidence = np.zeros(len(column), np.float32)
    _score(
        column.data,
        column.starts,
        lookup_table(),
        space.longest_ngram,
        space.longest_term,
        64 - space.bits,
        space.lead,
        np.float32(space.lead_weight),
        space.term_filter,
        np.full(space.buckets, -1, np.int32),
        weights,
        importance,
        scores,
        evidence,
    )
    return scores, evidence


@njit
def _count_ngrams(
    data: npt.NDArray[np.uint8],
    starts: npt.NDArray[np.int64],
    table: npt.NDArray[np.int32],
    longest: int,
    counts: npt.NDArray[np.uint8],
    shift: int,
) -> None:
    size = longest_text(starts)
    codes = np.empty(size, np.int32)
    places = np.empty(size, np.int32)
    for row in range(len(starts) - 1):
        count = read_codes(data, starts[row], starts[row + 1], table, codes, places)
        for i in range(count):
            key = _FNV_OFFSET
            for j in range(i, min(i + longest, count)):
                key = (key ^ np.uint64(codes[j])) * _FNV_PRIME
                place = np.int64((key * _MARK) >> np.uint64(shift))
                if counts[place] < 255:
                    counts[place] += 1


def terms_in_use(terms: Iterable[str], column: TextColumn, longest: int, at_least: int = 3) -> list[str]:
    """Those of ``terms`` (2 to ``longest`` characters) that stand at least so often in the texts.

    Counting is by hash: a rare term may pass for a frequent one of the same hash (about 1 in 1,000).
    """
    bits = 26
    counts = np.zeros(1 << bits, np.uint8)
    _count_ngrams(column.data, column.starts, lookup_table(), longest, counts, 64 - bits)
    kept = []
    for term in terms:
        text = normalize(term).text
        if 2 <= len(text) <= longest and counts[_key(text, bits)] >= at_least:
            kept.append(text)
    return kept


def _key(text: str, bits: int) -> int:
    key = _FNV_OFFSET
    with np.errstate(over="ignore"):
        for character in text:
            key = (key ^ np.uint64(ord(character))) * _FNV_PRIME
        return int((key * _MARK) >> np.uint64(64 - bits))


@njit
def _attribute(
    data: npt.NDArray[np.uint8],
    starts: npt.NDArray[np.int64],
    table: npt.NDArray[np.int32],
    longest_ngram: int,
    longest_term: int,
    shift: int,
    lead: int,
    lead_weight: np.float32,
    bits: npt.NDArray[np.uint8],
    stamps: npt.NDArray[np.int32],
    weights: npt.NDArray[np.int8],
    importance: npt.NDArray[np.float32],
    directions: npt.NDArray[np.float32],
    first: npt.NDArray[np.int64],
    parts: npt.NDArray[np.float32],
) -> None:
    size = longest_text(starts)
    codes = np.empty(size, np.int32)
    places = np.empty(size, np.int32)
    for row in range(len(starts) - 1):
        count = read_codes(data, starts[row], starts[row + 1], table, codes, places)
        norm = np.float32(0)
        base = first[row]
        for i in range(count):
            key = _FNV_OFFSET
            factor = lead_weight if i < lead else np.float32(1)
            for j in range(i, min(i + longest_term, count)):
                key = (key ^ np.uint64(codes[j])) * _FNV_PRIME
                weight = feature_weight(j - i + 1, key, longest_ngram, bits)
                if weight == 0.0:
                    continue
                bucket = np.int64((key * _FINISH) >> np.uint64(shift))
                if stamps[bucket] == row:
                    continue
                stamps[bucket] = row
                if importance[bucket] == 0.0:
                    continue
                value = weight * factor
                norm += value * value * importance[bucket]
                pull = np.float32(0)
                for k in range(WIDTH):
                    pull += directions[row, k] * np.float32(weights[bucket, k])
                share = pull * value / np.float32(j - i + 1)
                for m in range(i, j + 1):
                    parts[base + places[m]] += share
        if norm > 0:
            scale = np.float32(1) / np.sqrt(norm)
            for m in range(first[row], first[row + 1]):
                parts[m] *= scale


def attribute(
    column: TextColumn,
    space: FeatureSpace,
    weights: npt.NDArray[np.int8],
    importance: npt.NDArray[np.float32],
    directions: npt.NDArray[np.float32],
    lengths: npt.NDArray[np.int64],
) -> npt.NDArray[np.float32]:
    """What each character of each text added to a direction in score space.

    ``directions``: float32 (n, WIDTH), for example +scale at the class asked about. ``lengths``: characters
    of each text. Returns float32, all texts one after another; a text's parts add up to its score in that
    direction. A feature's share is spread evenly over the characters of its first occurrence.
    """
    first = np.zeros(len(column) + 1, np.int64)
    np.cumsum(lengths, out=first[1:])
    parts = np.zeros(int(first[-1]), np.float32)
    _attribute(
        column.data,
        column.starts,
        lookup_table(),
        space.longest_ngram,
        space.longest_term,
        64 - space.bits,
        space.lead,
        np.float32(space.lead_weight),
        space.term_filter,
        np.full(space.buckets, -1, np.int32),
        weights,
        importance,
        directions,
        first,
        parts,
    )
    return parts


@njit
def _score_sparse(
    data: npt.NDArray[np.uint8],
    starts: npt.NDArray[np.int64],
    table: npt.NDArray[np.int32],
    longest_ngram: int,
    longest_term: int,
    shift: int,
    lead: int,
    lead_weight: np.float32,
    bits: npt.NDArray[np.uint8],
    stamps: npt.NDArray[np.int32],
    importance: npt.NDArray[np.float32],
    indptr: npt.NDArray[np.int32],
    classes: npt.NDArray[np.uint16],
    weights: npt.NDArray[np.int8],
    scores: npt.NDArray[np.float32],
) -> None:
    size = longest_text(starts)
    codes = np.empty(size, np.int32)
    places = np.empty(size, np.int32)
    for row in range(len(starts) - 1):
        count = read_codes(data, starts[row], starts[row + 1], table, codes, places)
        norm = np.float32(0)
        for i in range(count):
            key = _FNV_OFFSET
            factor = lead_weight if i < lead else np.float32(1)
            for j in range(i, min(i + longest_term, count)):
                key = (key ^ np.uint64(codes[j])) * _FNV_PRIME
                weight = feature_weight(j - i + 1, key, longest_ngram, bits)
                if weight == 0.0:
                    continue
                bucket = np.int64((key * _FINISH) >> np.uint64(shift))
                if stamps[bucket] == row:
                    continue
                stamps[bucket] = row
                if importance[bucket] == 0.0:
                    continue
                value = weight * factor
                norm += value * value * importance[bucket]
                for k in range(indptr[bucket], indptr[bucket + 1]):
                    scores[row, classes[k]] += value * np.float32(weights[k])
        if norm > 0:
            scale = np.float32(1) / np.sqrt(norm)
            for k in range(scores.shape[1]):
                scores[row, k] *= scale


def score_sparse(
    column: TextColumn,
    space: FeatureSpace,
    importance: npt.NDArray[np.float32],
    indptr: npt.NDArray[np.int32],
    classes: npt.NDArray[np.uint16],
    weights: npt.NDArray[np.int8],
    number: int,
) -> npt.NDArray[np.float32]:
    """Scores for many classes whose weights are mostly zero, float32 (n, number).

    Bucket b has the weights ``weights[indptr[b]:indptr[b+1]]`` for ``classes[…]``, idf included.
    """
    scores = np.zeros((len(column), number), np.float32)
    _score_sparse(
        column.data,
        column.starts,
        lookup_table(),
        space.longest_ngram,
        space.longest_term,
        64 - space.bits,
        space.lead,
        np.float32(space.lead_weight),
        space.term_filter,
        np.full(space.buckets, -1, np.int32),
        importance,
        indptr,
        classes,
        weights,
        scores,
    )
    return scores

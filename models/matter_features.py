"""What two petitions have in common, as numbers; the same whichever of them comes first.

The longer text of a pair is put into a table of n-grams and a chain of 2-grams, the other is read against
it. Nothing here knows who sent a petition.
"""

# Kernels count in numpy's integers, which are no ``int`` to a type checker.
# mypy: disable-error-code="arg-type, assignment, no-any-return"
from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from models.matter_names import KINDS
from models.matter_profiles import (
    CLASSES,
    IN_TITLE,
    LONGEST_TEXT,
    GramTable,
    Profiles,
    fill_table,
    gram_table,
    slot_of,
)
from models.matter_rarity import LONGEST, LONGEST_NGRAM, RarityReading, idf_of
from nlp.feature_space import FNV_OFFSET, FNV_PRIME
from nlp.jit import njit

_PER_CLASS = 6
_RUNS = 13
_GRAM_NAMES = ("2grams", "3grams", "4grams", "terms")
_KIND_NAMES = ("city", "county", "town", "road", "estate", "school", "firm", "number")
FEATURE_NAMES: tuple[str, ...] = (
    *(
        f"{gram}_{what}"
        for gram in _GRAM_NAMES
        for what in (
            "cosine",
            "contained",
            "titles",
            "title_in_text_most",
            "title_in_text_least",
            "mean_title",
        )
    ),
    "jaccard",
    "containment",
    "run_longest",
    "run_first",
    "run_second",
    "run_third",
    "runs_telling",
    "runs_rare",
    "runs_excess",
    "run_title_text",
    "run_title_text_weight",
    "run_titles",
    "run_titles_weight",
    "covered",
    "covered_long",
    *(f"{kind}_agrees" for kind in _KIND_NAMES),
    *(f"{kind}_contradicts" for kind in _KIND_NAMES),
    *(f"{kind}_titles_contradict" for kind in _KIND_NAMES),
    "title_names_contradict",
    "domains",
    "level2",
    "days_apart",
    "shorter",
    "longer",
    "shorter_title",
    "longer_title",
)
FEATURES = len(FEATURE_NAMES)
_HEADS = 1 << 12
_MOST_TRIED = 24  # places of one 2-gram
_TELLING, _RARE, _USUAL = np.float32(5.5), np.float32(7.0), np.float32(4.0)


class Chain(NamedTuple):
    """Where each 2-gram of a text stands: the last place by hash, and the place before each place."""

    heads: npt.NDArray[np.int32]
    stamps: npt.NDArray[np.int64]
    before: npt.NDArray[np.int32]
    covered: npt.NDArray[np.int64]


def chain() -> Chain:
    """An empty chain."""
    return Chain(
        np.zeros(_HEADS, np.int32),
        np.full(_HEADS, -1, np.int64),
        np.zeros(LONGEST_TEXT, np.int32),
        np.full(LONGEST_TEXT, -1, np.int64),
    )


@njit
def _head(first: int, second: int) -> int:
    return ((first * 40503) ^ (second * 9973)) & (_HEADS - 1)


@njit
def fill_chain(codes: npt.NDArray[np.uint16], stamp: int, links: Chain) -> None:
    """Put the 2-grams of a text into the chain."""
    for i in range(len(codes) - 1):
        head = _head(np.int64(codes[i]), np.int64(codes[i + 1]))
        links.before[i] = links.heads[head] if links.stamps[head] == stamp else -1
        links.heads[head] = i
        links.stamps[head] = stamp


@njit
def longest_run_at(
    a: npt.NDArray[np.uint16], b: npt.NDArray[np.uint16], j: int, stamp: int, links: Chain
) -> tuple[int, int]:
    """Where in ``a`` the longest piece of ``b`` from ``j`` on stands, and its length (under 2: none)."""
    head = _head(np.int64(b[j]), np.int64(b[j + 1]))
    if links.stamps[head] != stamp:
        return -1, 0
    i = np.int64(links.heads[head])
    best = -1
    longest = 0
    tried = 0
    while i >= 0 and tried < _MOST_TRIED:
        length = 0
        while i + length < len(a) and j + length < len(b) and a[i + length] == b[j + length]:
            length += 1
        if length > longest:
            best = i
            longest = length
        i = np.int64(links.before[i])
        tried += 1
    return (best, longest) if longest >= 2 else (-1, 0)


@njit
def run_weight(codes: npt.NDArray[np.uint16], start: int, length: int, rarity: RarityReading) -> np.float32:
    """How telling a shared run is: idf of its rarest 4-gram, or its own where it is shorter."""
    size = min(length, LONGEST_NGRAM)
    best = np.float32(0)
    for i in range(start, start + length - size + 1):
        key = FNV_OFFSET
        for j in range(i, i + size):
            key = (key ^ np.uint64(codes[j])) * FNV_PRIME
        best = max(best, idf_of(key, rarity))
    return best


@njit
def _share_grams(
    b: npt.NDArray[np.uint16],
    b_title: int,
    stamp: int,
    pair: int,
    table: GramTable,
    sums: npt.NDArray[np.float64],
) -> int:
    """Add up squared idf of shared n-grams: rows of ``sums`` are whole, title of a in b, title of b in a,
    title in title. Returns how many 3-grams are shared."""
    count = len(b)
    trigrams = 0
    for i in range(count):
        last = min(i + LONGEST, b_title if i < b_title else count)
        key = (FNV_OFFSET ^ np.uint64(b[i])) * FNV_PRIME
        for j in range(i + 1, last):
            key = (key ^ np.uint64(b[j])) * FNV_PRIME
            slot = slot_of(key, stamp, table)
            if table.stamps[slot] != stamp:
                if j - i < LONGEST_NGRAM:
                    break  # every n-gram of a text begins with shorter ones of it
                continue
            new = table.seen[slot] != pair
            new_title = i < b_title and table.seen_in_title[slot] != pair
            if not new and not new_title:
                continue
            kind = table.kinds[slot]
            weight = table.idf[slot] * table.idf[slot]
            trigrams += new and (kind & 2) != 0
            for c in range(CLASSES):
                if kind & (1 << c):
                    if new:
                        sums[0, c] += weight
                        if kind & IN_TITLE:
                            sums[1, c] += weight
                    if new_title:
                        sums[2, c] += weight
                        if kind & IN_TITLE:
                            sums[3, c] += weight
            table.seen[slot] = pair
            if i < b_title:
                table.seen_in_title[slot] = pair
    return trigrams


@njit
def _gram_features(
    sums: npt.NDArray[np.float64],
    a: npt.NDArray[np.float32],
    b: npt.NDArray[np.float32],
    out: npt.NDArray[np.float32],
) -> None:
    tiny = 1e-9
    for c in range(CLASSES):
        first = sums[1, c] / max(a[CLASSES + c], tiny)
        second = sums[2, c] / max(b[CLASSES + c], tiny)
        titles = np.sqrt(np.float64(a[CLASSES + c]) * b[CLASSES + c])
        at = c * _PER_CLASS
        out[at] = sums[0, c] / max(np.sqrt(np.float64(a[c]) * b[c]), tiny)
        out[at + 1] = sums[0, c] / max(min(a[c], b[c]), tiny)
        out[at + 2] = sums[3, c] / max(titles, tiny)
        out[at + 3] = max(first, second)
        out[at + 4] = min(first, second)
        out[at + 5] = (first + second) / 2


@njit
def _run_features(
    a: npt.NDArray[np.uint16],
    a_title: int,
    b: npt.NDArray[np.uint16],
    b_title: int,
    stamp: int,
    pair: int,
    rarity: RarityReading,
    links: Chain,
    out: npt.NDArray[np.float32],
) -> None:
    out[:_RUNS] = 0
    j = 0
    covered = 0
    covered_long = 0
    while j < len(b) - 1:
        i, length = longest_run_at(a, b, j, stamp, links)
        if length < 2:
            j += 1
            continue
        told = links.covered[i] == pair and links.covered[i + length - 1] == pair
        for k in range(i, i + length):
            links.covered[k] = pair
        if length >= 4:
            covered += length
        if length >= 8:
            covered_long += length
        weight = run_weight(b, j, length, rarity)
        out[0] = max(out[0], np.float32(length))
        if not told and (length > 2 or weight > _TELLING):
            if weight > out[1]:
                out[3], out[2], out[1] = out[2], out[1], weight
            elif weight > out[2]:
                out[3], out[2] = out[2], weight
            elif weight > out[3]:
                out[3] = weight
            out[4] += weight > _TELLING
            out[5] += weight > _RARE
            out[6] += max(weight - _USUAL, np.float32(0))
        in_b = j < b_title
        in_a = i < a_title
        if in_a or in_b:
            out[7] = max(out[7], np.float32(length))
            out[8] = max(out[8], weight)
        if in_a and in_b:
            out[9] = max(out[9], np.float32(length))
            out[10] = max(out[10], weight)
        j += length
    out[11] = covered / max(min(len(a), len(b)), 1)
    out[12] = covered_long / max(min(len(a), len(b)), 1)


@njit
def _name_features(texts: Profiles, a: int, b: int, out: npt.NDArray[np.float32]) -> None:
    """Per kind: idf of the most telling shared name; whether both have names and share none, anywhere and
    in the titles; last, how many kinds contradict in the titles."""
    out[: 3 * KINDS + 1] = 0
    there = np.zeros((KINDS, 4), np.int64)
    shared_title = np.zeros(KINDS, np.bool_)
    for i in range(texts.name_starts[a], texts.name_starts[a + 1]):
        kind = texts.name_kinds[i]
        there[kind, 0] += 1
        there[kind, 2] += texts.name_in_title[i]
        for j in range(texts.name_starts[b], texts.name_starts[b + 1]):
            if texts.name_keys[i] == texts.name_keys[j] and texts.name_kinds[j] == kind:
                out[kind] = max(out[kind], texts.name_idf[i])
                if texts.name_in_title[i] or texts.name_in_title[j]:
                    shared_title[kind] = True
    for j in range(texts.name_starts[b], texts.name_starts[b + 1]):
        kind = texts.name_kinds[j]
        there[kind, 1] += 1
        there[kind, 3] += texts.name_in_title[j]
    for kind in range(KINDS):
        if out[kind] == 0 and there[kind, 0] > 0 and there[kind, 1] > 0:
            out[KINDS + kind] = 1
        if there[kind, 2] > 0 and there[kind, 3] > 0 and not shared_title[kind]:
            out[2 * KINDS + kind] = 1
            out[3 * KINDS] += 1


@njit
def _topic_features(texts: Profiles, a: int, b: int, domains: int, out: npt.NDArray[np.float32]) -> None:
    """How far the probabilities of the domains agree, and those of level 2 (Bhattacharyya coefficients)."""
    first = 0
    second = 0
    for k in range(domains):
        first += np.int64(texts.topics[a, k]) * np.int64(texts.topics[b, k])
    for k in range(domains, texts.topics.shape[1]):
        second += np.int64(texts.topics[a, k]) * np.int64(texts.topics[b, k])
    out[0] = first / (255.0 * 255.0)
    out[1] = second / (255.0 * 255.0)


@njit
def _goes_first(texts: Profiles, a: int, b: int) -> bool:
    """Whether ``a`` is the text that is put into the table: the longer one, or by its characters."""
    first = texts.starts[a + 1] - texts.starts[a]
    second = texts.starts[b + 1] - texts.starts[b]
    if first != second:
        return first > second
    for k in range(first):
        one = texts.codes[texts.starts[a] + k]
        two = texts.codes[texts.starts[b] + k]
        if one != two:
            return one > two
    return texts.title_lengths[a] >= texts.title_lengths[b]


@njit
def _in_order(
    texts: Profiles,
    first: npt.NDArray[np.int64],
    second: npt.NDArray[np.int64],
    ones: npt.NDArray[np.int64],
    twos: npt.NDArray[np.int64],
) -> None:
    for pair in range(len(first)):
        a, b = first[pair], second[pair]
        if _goes_first(texts, a, b):
            ones[pair], twos[pair] = a, b
        else:
            ones[pair], twos[pair] = b, a


@njit
def compare_pairs(
    texts: Profiles,
    first: npt.NDArray[np.int64],
    second: npt.NDArray[np.int64],
    domains: int,
    rarity: RarityReading,
    table: GramTable,
    links: Chain,
    out: npt.NDArray[np.float32],
) -> None:
    """Write the features of each pair into ``out``, float32 (pairs, FEATURES). ``first``: the petitions that
    go into the table (see ``_goes_first``); pairs of one of them should follow each other."""
    held = -1
    stamp = -1
    sums = np.zeros((4, CLASSES), np.float64)
    base = CLASSES * _PER_CLASS
    names_at = base + 2 + _RUNS
    topics_at = names_at + 3 * KINDS + 1
    for pair in range(len(first)):
        a, b = first[pair], second[pair]
        text_a = texts.codes[texts.starts[a] : texts.starts[a + 1]]
        text_b = texts.codes[texts.starts[b] : texts.starts[b + 1]]
        title_a, title_b = np.int64(texts.title_lengths[a]), np.int64(texts.title_lengths[b])
        if a != held:
            stamp = pair
            fill_table(text_a, title_a, stamp, rarity, table)
            fill_chain(text_a, stamp, links)
            held = a
        sums[:] = 0
        shared = _share_grams(text_b, title_b, stamp, pair, table, sums)
        row = out[pair]
        _gram_features(sums, texts.norms[a], texts.norms[b], row)
        three_a, three_b = texts.norms[a, 2 * CLASSES], texts.norms[b, 2 * CLASSES]
        row[base] = shared / max(three_a + three_b - shared, 1)
        row[base + 1] = shared / max(min(three_a, three_b), 1)
        _run_features(text_a, title_a, text_b, title_b, stamp, pair, rarity, links, row[base + 2 : names_at])
        _name_features(texts, a, b, row[names_at:topics_at])
        _topic_features(texts, a, b, domains, row[topics_at:])
        apart = abs(texts.days[a] - texts.days[b])
        row[topics_at + 2] = np.float32(np.log1p(apart)) if apart >= 0 else np.float32(-1)
        row[topics_at + 3] = np.log(1.0 + min(len(text_a), len(text_b)))
        row[topics_at + 4] = np.log(1.0 + max(len(text_a), len(text_b)))
        row[topics_at + 5] = min(title_a, title_b)
        row[topics_at + 6] = max(title_a, title_b)


def pair_features(
    texts: Profiles,
    first: npt.NDArray[np.int64],
    second: npt.NDArray[np.int64],
    domains: int,
    rarity: RarityReading,
) -> npt.NDArray[np.float32]:
    """Features of pairs of rows, float32 (pairs, FEATURES), symmetric to the last bit. One thread."""
    ones, twos = np.empty_like(first), np.empty_like(second)
    _in_order(texts, first, second, ones, twos)
    order = np.argsort(ones, kind="stable")
    found = np.zeros((len(first), FEATURES), np.float32)
    compare_pairs(texts, ones[order], twos[order], domains, rarity, gram_table(), chain(), found)
    out = np.empty_like(found)
    out[order] = found
    return out

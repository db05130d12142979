"""What speaks for a copy: the longest run that both texts have, and how much of each stands in the other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nlp.jit import njit
from nlp.normalize import NormalizedText, normalize

_PRIME = np.uint64(0x9E3779B97F4A7C15)
_FINISH = np.uint64(0xBF58476D1CE4E5B9)
_SHARED_FROM = 3  # a character counts as shared when it stands in a shared run of at least so many


@dataclass(frozen=True)
class CopyEvidence:
    """``score``, ``jaccard``, ``containment``: see ``Copies``. ``a_span``, ``b_span``: where the longest
    shared run stands in the texts as given, half-open; None when no character is shared. ``run``: its length
    in normalised characters. ``a_share``, ``b_share``: the part of each text's normalised characters that
    stands in runs of three and more that the other text has too.
    """

    score: float
    jaccard: float
    containment: float
    a_span: tuple[int, int] | None
    b_span: tuple[int, int] | None
    run: int
    a_share: float
    b_share: float


def evidence_of(a: str, b: str, score: float, jaccard: float, containment: float) -> CopyEvidence:
    """The evidence for rates that were computed already."""
    first, second = normalize(a), normalize(b)
    codes, others = _codes(first), _codes(second)
    run, begin, other = longest_shared_run(codes, others)
    return CopyEvidence(
        score,
        jaccard,
        containment,
        first.original_span(begin, begin + run) if run else None,
        second.original_span(other, other + run) if run else None,
        run,
        _share(codes, others),
        _share(others, codes),
    )


def _codes(text: NormalizedText) -> npt.NDArray[np.uint32]:
    return np.frombuffer(text.text.encode("utf-32-le"), np.uint32)


def _share(codes: npt.NDArray[np.uint32], others: npt.NDArray[np.uint32]) -> float:
    if len(codes) < _SHARED_FROM or len(others) < _SHARED_FROM:
        return 0.0
    found = np.isin(_runs(codes, _SHARED_FROM), _runs(others, _SHARED_FROM))
    covered = np.zeros(len(codes), bool)
    for place in range(_SHARED_FROM):
        covered[place : place + len(found)] |= found
    return float(covered.mean())


@njit
def _runs(codes: npt.NDArray[np.uint32], length: int) -> npt.NDArray[np.uint64]:
    """A rolling hash of each run of so many characters (Karp, Rabin, 1987), modulo 2**64."""
    power = np.uint64(1)
    for _ in range(length):
        power *= _PRIME
    hashes = np.empty(len(codes) - length + 1, np.uint64)
    key = np.uint64(0)
    for i in range(len(codes)):
        key = key * _PRIME + np.uint64(codes[i]) * _FINISH
        if i >= length:
            key -= np.uint64(codes[i - length]) * _FINISH * power
        if i >= length - 1:
            hashes[i - length + 1] = key
    return hashes


@njit
def _shared_run(
    codes: npt.NDArray[np.uint32], others: npt.NDArray[np.uint32], length: int
) -> tuple[int, int]:
    """Where a run of so many characters stands in both, the first in ``codes``; (-1, -1) if there is none."""
    theirs = _runs(others, length)
    order = np.argsort(theirs)
    ranked = theirs[order]
    ours = _runs(codes, length)
    for begin in range(len(ours)):
        place = np.searchsorted(ranked, ours[begin])
        if place == len(ranked) or ranked[place] != ours[begin]:
            continue
        other = order[place]
        same = True
        for k in range(length):  # equal hashes of unequal runs would be a false quotation
            same &= codes[begin + k] == others[other + k]
        if same:
            return begin, other
    return -1, -1


def longest_shared_run(codes: npt.NDArray[np.uint32], others: npt.NDArray[np.uint32]) -> tuple[int, int, int]:
    """Length of the longest run that both have and where it begins in each; (0, 0, 0) if there is none.

    Found by halving over the length: some twenty passes over both texts, however long they are.
    """
    best = (0, 0, 0)
    shortest, longest = 1, min(len(codes), len(others))
    while shortest <= longest:
        length = (shortest + longest) // 2
        begin, other = _shared_run(codes, others, length)
        if begin >= 0:
            best = (length, int(begin), int(other))
            shortest = length + 1
        else:
            longest = length - 1
    return best

"""Copies: near-duplicate texts, whoever sent them. For single pairs, and for whole archives at once.

What is compared is the text as all kernels read it (``nlp.normalize``), so width, case, script,
punctuation and blanks make no difference. ``models.copy_index`` keeps a growing archive.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field

from models.copy_evidence import CopyEvidence, evidence_of
from models.copy_groups import Copies, copies_of
from models.copy_rule import CopyRule, bounds, compare, empty_slots, sets_of, table_of
from models.linear import in_threads
from nlp.fingerprint import fingerprints, joined, reading
from nlp.text_column import TextColumn

__all__ = ["Copies", "CopyEvidence", "CopyOptions", "copy_evidence", "copy_score", "find_copies", "is_copy"]

COPY_FROM = 0.5


@dataclass(frozen=True)
class CopyOptions:
    """``rule``: where copies begin. ``threads``: all cores when None."""

    rule: CopyRule = field(default_factory=CopyRule)
    threads: int | None = None


def find_copies(texts: TextColumn, options: CopyOptions | None = None) -> Copies:
    """All pairs and groups of copies in a column. Raises ValueError for an impossible rule."""
    options = options or CopyOptions()
    rule = bounds(options.rule)
    threads = options.threads or os.cpu_count() or 1
    how = reading()
    prints = joined(in_threads(lambda chunk: fingerprints(chunk, how), texts, threads), threads)
    return copies_of(prints, rule, threads)


def copy_score(a: str, b: str, rule: CopyRule | None = None) -> float:
    """How surely one text is a copy of the other, 0..1: 1 for the same normalised text, a copy from 0.5 up.

    The same for (b, a). Empty texts are nobody's copy. Raises ValueError for an impossible rule.
    """
    return _rates(a, b, rule or CopyRule())[0]


def is_copy(a: str, b: str, rule: CopyRule | None = None) -> bool:
    """Whether one text is a copy of the other."""
    return copy_score(a, b, rule) >= COPY_FROM


def copy_evidence(a: str, b: str, rule: CopyRule | None = None) -> CopyEvidence:
    """Score with what speaks for it: the longest run both texts have, and how much of each the other has."""
    return evidence_of(a, b, *_rates(a, b, rule or CopyRule()))


def _rates(a: str, b: str, rule: CopyRule) -> tuple[float, float, float]:
    limits = bounds(rule)
    prints = fingerprints(TextColumn.from_texts([a, b]))
    if not prints.lengths.all():
        return 0.0, 0.0, 0.0
    if (prints.digests[0] == prints.digests[1]).all():
        return 1.0, 1.0, 1.0
    sets = sets_of(prints)
    slots = empty_slots(int(prints.starts[1]))
    score, jaccard, containment = compare(sets, 0, table_of(sets, 0, slots, 1), sets, 1, limits)
    return float(score), float(jaccard), float(containment)

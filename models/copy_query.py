"""Compares one text with the members of its buckets."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from models.copy_candidates import BANDS, band_key
from models.copy_recent import recent_members
from models.copy_rule import Bounds, Sets, Table, compare, table_of
from models.copy_segment import Buckets, bucket_members
from nlp.fingerprint import slot_bits
from nlp.jit import njit

MOST_A_BUCKET = 24  # a hot bucket costs no more than that; the true copies are in other buckets as well
MOST_FOUND = BANDS * MOST_A_BUCKET


@njit
def keys_of(signature: npt.NDArray[np.uint16]) -> npt.NDArray[np.uint32]:
    """The keys of all bands."""
    keys = np.empty(BANDS, np.uint32)
    for band in range(BANDS):
        keys[band] = band_key(signature, band)
    return keys


@njit
def _rate_members(
    one: Sets,
    digest: npt.NDArray[np.uint64],
    table: Table,
    found: npt.NDArray[np.int64],
    others: Sets,
    digests: npt.NDArray[np.uint64],
    live: npt.NDArray[np.bool_],
    rule: Bounds,
    rates: npt.NDArray[np.float64],
) -> int:
    """Keep the copies among ``found``, each row once, with score, Jaccard and containment."""
    found.sort()
    kept = 0
    last = np.int64(-1)
    for row in found:
        if row == last or not live[row] or others.lengths[row] == 0:
            continue
        last = row
        if digests[row, 0] == digest[0] and digests[row, 1] == digest[1]:
            rates[kept, 0], rates[kept, 1], rates[kept, 2] = 1.0, 1.0, 1.0
        else:
            rates[kept, 0], rates[kept, 1], rates[kept, 2] = compare(one, 0, table, others, row, rule)
        if rates[kept, 0] >= 0.5:
            found[kept] = row
            kept += 1
    return kept


@njit
def _table(one: Sets) -> Table:
    slots = np.zeros(1 << slot_bits(one.starts[1]), np.uint64)
    return table_of(one, 0, slots, 1)


@njit
def copies_in_segment(
    one: Sets,
    digest: npt.NDArray[np.uint64],
    signature: npt.NDArray[np.uint16],
    others: Sets,
    digests: npt.NDArray[np.uint64],
    live: npt.NDArray[np.bool_],
    buckets: Buckets,
    rule: Bounds,
    found: npt.NDArray[np.int64],
    rates: npt.NDArray[np.float64],
) -> int:
    """Rows of a segment that are copies of the only text of ``one``, and their rates; returns how many."""
    used = bucket_members(keys_of(signature), buckets, MOST_A_BUCKET, found)
    return _rate_members(one, digest, _table(one), found[:used], others, digests, live, rule, rates)


@njit
def copies_in_recent(
    one: Sets,
    digest: npt.NDArray[np.uint64],
    signature: npt.NDArray[np.uint16],
    others: Sets,
    digests: npt.NDArray[np.uint64],
    signatures: npt.NDArray[np.uint16],
    live: npt.NDArray[np.bool_],
    heads: npt.NDArray[np.int32],
    nexts: npt.NDArray[np.int32],
    rule: Bounds,
    found: npt.NDArray[np.int64],
    rates: npt.NDArray[np.float64],
) -> int:
    """The same of the texts taken in last."""
    used = recent_members(keys_of(signature), signatures, heads, nexts, MOST_A_BUCKET, found)
    return _rate_members(one, digest, _table(one), found[:used], others, digests, live, rule, rates)

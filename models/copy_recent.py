"""The texts that a copy index took in since its last segment, in memory."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from models.copy_candidates import BANDS, band_key
from nlp.fingerprint import BINS, Fingerprints, Reading, sign
from nlp.jit import njit

_HEAD_BITS = 14
_SHIFT = np.uint32(32 - _HEAD_BITS)


class Recent:
    """Up to ``most`` rows; ``numbers`` and ``live`` as in a segment, in order of arrival."""

    def __init__(self, most: int) -> None:
        self.count = 0
        self.numbers = np.empty(most, np.int64)
        self.live = np.zeros(most, np.bool_)
        self.prints = Fingerprints(
            np.empty((most, 2), np.uint64),
            np.empty(most, np.int32),
            np.empty(most, np.int32),
            np.zeros(most + 1, np.int64),
            np.empty(1 << 16, np.uint32),
            np.empty((most, BINS), np.uint16),
        )
        self._rows: dict[int, int] = {}
        self.heads = np.full((BANDS, 1 << _HEAD_BITS), -1, np.int32)
        self.nexts = np.empty((most, BANDS), np.int32)

    @property
    def is_full(self) -> bool:
        """Whether no more fit."""
        return self.count == len(self.numbers)

    def row_of(self, number: int) -> int:
        """The row of a text, -1 if it is not here or was removed."""
        return self._rows.get(number, -1)

    def remove(self, number: int) -> None:
        """Forget a text that is here."""
        self.live[self._rows.pop(number)] = False

    def add(
        self,
        number: int,
        digest: npt.NDArray[np.uint64],
        length: int,
        trigrams: int,
        shingles: npt.NDArray[np.uint32],
        how: Reading,
    ) -> None:
        """Take in a text that is not here."""
        row, prints = self.count, self.prints
        end = int(prints.starts[row]) + len(shingles)
        if end > len(prints.shingles):
            larger = np.empty(max(end, 2 * len(prints.shingles)), np.uint32)
            larger[: prints.starts[row]] = prints.shingles[: prints.starts[row]]
            prints = self.prints = prints._replace(shingles=larger)
        prints.digests[row], prints.lengths[row], prints.trigrams[row] = digest, length, trigrams
        prints.shingles[end - len(shingles) : end] = shingles
        prints.starts[row + 1] = end
        sign(shingles, prints.digests[row], how.lenders, np.empty(BINS, np.uint32), prints.signatures[row])
        _hang(prints.signatures[row], row, self.heads, self.nexts)
        self.numbers[row], self.live[row], self._rows[number] = number, True, row
        self.count += 1

    def kept(self) -> tuple[npt.NDArray[np.int64], Fingerprints, npt.NDArray[np.bool_]]:
        """Numbers, fingerprints and which of them are live, without the room that is not used yet."""
        prints, count = self.prints, self.count
        cut = Fingerprints(
            prints.digests[:count],
            prints.lengths[:count],
            prints.trigrams[:count],
            prints.starts[: count + 1],
            prints.shingles[: prints.starts[count]],
            prints.signatures[:count],
        )
        return self.numbers[:count], cut, self.live[:count]


@njit
def _hang(
    signature: npt.NDArray[np.uint16], row: int, heads: npt.NDArray[np.int32], nexts: npt.NDArray[np.int32]
) -> None:
    for band in range(BANDS):
        head = band_key(signature, band) >> _SHIFT
        nexts[row, band] = heads[band, head]
        heads[band, head] = row


@njit
def recent_members(
    keys: npt.NDArray[np.uint32],
    signatures: npt.NDArray[np.uint16],
    heads: npt.NDArray[np.int32],
    nexts: npt.NDArray[np.int32],
    most: int,
    found: npt.NDArray[np.int64],
) -> int:
    """Like ``bucket_members``, of the texts taken in last."""
    used = 0
    for band in range(BANDS):
        row = heads[band, keys[band] >> _SHIFT]
        taken = 0
        while row >= 0 and taken < most:
            if band_key(signatures[row], band) == keys[band]:
                found[used] = row
                used += 1
                taken += 1
            row = nexts[row, band]
    return used

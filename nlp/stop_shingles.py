"""The 3-grams that tell nothing: set phrases and grammar that petitions share whoever wrote them.

They are shipped as hashes and never counted anew: were they counted in the texts at hand, what is a copy
would depend on what came in before. ``python -m nlp.stop_shingles FILE.jsonl …`` makes the file from the
``title`` and ``body`` of each line: every 3-gram that stands in more than one text in two hundred of a file.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from nlp.jit import njit
from nlp.ngrams import read_codes
from nlp.normalize import lookup_table
from nlp.resources import data_path
from nlp.shingle_hash import trigram_hash
from nlp.text_column import TextColumn

STOP_FILE = "lexicons/stop_shingles.npy"
FILTER_BITS = 20  # 128 KiB of bits: stays in a core's cache; one telling 3-gram in some hundred is lost
TOO_FREQUENT = 0.005


@cache
def stop_filter() -> npt.NDArray[np.uint8]:
    """The shipped filter: uint8, one bit for each value of a shingle's first FILTER_BITS bits."""
    bits = filter_of(np.load(data_path(STOP_FILE), allow_pickle=False))
    bits.flags.writeable = False
    return bits


def filter_of(hashes: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint8]:
    """A bit filter that holds these shingles."""
    places = hashes.astype(np.uint32) >> np.uint32(32 - FILTER_BITS)
    bits = np.zeros(1 << FILTER_BITS, np.uint8)
    bits[places] = 1
    return np.packbits(bits, bitorder="little")


@njit
def _count_texts(
    data: npt.NDArray[np.uint8],
    starts: npt.NDArray[np.int64],
    table: npt.NDArray[np.int32],
    codes: npt.NDArray[np.int32],
    places: npt.NDArray[np.int32],
    hashes: npt.NDArray[np.uint32],
) -> int:
    """Write the distinct 3-grams of each text one after another; returns how many."""
    used = 0
    for row in range(len(starts) - 1):
        count = read_codes(data, starts[row], starts[row + 1], table, codes, places)
        own = np.empty(max(count - 2, 0), np.uint32)
        for i in range(count - 2):
            own[i] = trigram_hash(codes[i], codes[i + 1], codes[i + 2])
        for shingle in np.unique(own):
            hashes[used] = shingle
            used += 1
    return used


def frequent_shingles(texts: TextColumn, share: float = TOO_FREQUENT) -> npt.NDArray[np.uint32]:
    """Hashes of the 3-grams that stand in more than ``share`` of the texts, sorted."""
    size = int(np.diff(texts.starts).max(initial=0))
    hashes = np.empty(int(texts.starts[-1] - texts.starts[0]), np.uint32)
    codes, places = np.empty(size, np.int32), np.empty(size, np.int32)
    used = _count_texts(texts.data, texts.starts, lookup_table(), codes, places, hashes)
    shingles, counts = np.unique(hashes[:used], return_counts=True)
    return shingles[counts > share * len(texts)]


def _texts(file: Path) -> Iterable[str]:
    for line in file.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        yield f"{row.get('title', '')}\n{row.get('body', '')}"


def main(files: Iterable[str]) -> None:
    """Write the file of stop shingles."""
    found = [frequent_shingles(TextColumn.from_texts(_texts(Path(file)))) for file in files]
    hashes = np.unique(np.concatenate(found))
    np.save(data_path(STOP_FILE), hashes, allow_pickle=False)
    print(f"{len(hashes)} stop shingles, {[len(part) for part in found]} by file")


if __name__ == "__main__":
    main(sys.argv[1:])

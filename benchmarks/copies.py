"""Copies at scale: texts a second, recall by edit, precision and query times; ours beside three libraries.

One run: the same invented texts with the same planted edits (``benchmarks.form_letters``) for all. The job is
whole: from an Arrow column of raw text to groups, normalising and shingling included. datasketch, rensa and
gaoya get 32 bands of two rows, normalised texts and all 3-grams, and compare candidates by estimated
(gaoya: exact) Jaccard; their groups are the connected components of what they find. They run on
``--peers`` texts, ours on as many for the ratios and then on ``--texts`` alone.

    python -m benchmarks.copies [--texts 100000] [--peers 20000] [--queries 2000] [--identical]
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import datasketch
import gaoya
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import rensa
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from benchmarks.form_letters import EDITS, FORM, FORM_LETTER, HARD, FormLetters, form_letters, form_variants
from models.copies import find_copies
from models.copy_index import CopyIndex
from nlp.normalize import normalize
from nlp.text_column import TextColumn

JACCARD = 0.25
BANDS, ROWS = 32, 2
Pairs = tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]


@dataclass(frozen=True)
class Outcome:
    """What one way found, and how long it took: seconds on the clock, and of all processors."""

    seconds: float
    worked: float
    pairs: Pairs
    groups: npt.NDArray[np.int64]


def ours(texts: pa.Array) -> tuple[Pairs, npt.NDArray[np.int64]]:
    """The program itself."""
    found = find_copies(TextColumn.from_arrow(texts))
    return (found.a, found.b), found.groups


def _shingles(text: str) -> list[str]:
    return list({text[i : i + 3] for i in range(len(text) - 2)})


def _components(count: int, pairs: list[tuple[int, int]]) -> tuple[Pairs, npt.NDArray[np.int64]]:
    ends = np.array(pairs, np.int64).reshape(-1, 2)
    graph = coo_array((np.ones(len(ends), np.int8), (ends[:, 0], ends[:, 1])), shape=(count, count))
    return (ends[:, 0], ends[:, 1]), connected_components(graph, directed=False)[1].astype(np.int64)


def with_datasketch(texts: pa.Array) -> tuple[Pairs, npt.NDArray[np.int64]]:
    """MinHash and MinHashLSH."""
    index = datasketch.MinHashLSH(num_perm=BANDS * ROWS, params=(BANDS, ROWS))
    signatures, pairs = [], []
    for row, text in enumerate(texts.to_pylist()):
        signature = datasketch.MinHash(num_perm=BANDS * ROWS)
        signature.update_batch([shingle.encode() for shingle in _shingles(normalize(text).text)])
        found = [other for other in index.query(signature) if signatures[other].jaccard(signature) >= JACCARD]
        pairs += [(other, row) for other in found]
        index.insert(row, signature)
        signatures.append(signature)
    return _components(len(texts), pairs)


def with_rensa(texts: pa.Array) -> tuple[Pairs, npt.NDArray[np.int64]]:
    """RMinHash and RMinHashLSH."""
    index = rensa.RMinHashLSH(threshold=JACCARD, num_perm=BANDS * ROWS, num_bands=BANDS)
    signatures, pairs = [], []
    for row, text in enumerate(texts.to_pylist()):
        signature = rensa.RMinHash(num_perm=BANDS * ROWS, seed=42)
        signature.update(_shingles(normalize(text).text))
        found = [other for other in index.query(signature) if signatures[other].jaccard(signature) >= JACCARD]
        pairs += [(other, row) for other in found]
        index.insert(row, signature)
        signatures.append(signature)
    return _components(len(texts), pairs)


def with_gaoya(texts: pa.Array) -> tuple[Pairs, npt.NDArray[np.int64]]:
    """MinHashStringIndex, all cores."""
    index = gaoya.minhash.MinHashStringIndex(
        32, JACCARD, BANDS, ROWS, None, "char", False, (3, 3), id_container="vec"
    )
    plain = [normalize(text).text for text in texts.to_pylist()]
    index.par_bulk_insert_docs(list(range(len(plain))), plain)
    found = index.par_bulk_query(plain)
    pairs = [(other, row) for row, others in enumerate(found) for other in others if other < row]
    return _components(len(texts), pairs)


WAYS: dict[str, Callable[[pa.Array], tuple[Pairs, npt.NDArray[np.int64]]]] = {
    "huiyin": ours,
    "gaoya": with_gaoya,
    "rensa": with_rensa,
    "datasketch": with_datasketch,
}


def timed(way: Callable[[pa.Array], tuple[Pairs, npt.NDArray[np.int64]]], texts: pa.Array) -> Outcome:
    """Run one way once."""
    start, worked = time.perf_counter(), time.process_time()
    pairs, groups = way(texts)
    return Outcome(time.perf_counter() - start, time.process_time() - worked, pairs, groups)


def recalls(letters: FormLetters, groups: npt.NDArray[np.int64]) -> dict[str, float]:
    """The share of copies that lie in the group of their original, by edit."""
    original = np.full(int(letters.bases.max()) + 1, -1)
    own = letters.kinds == ""
    original[letters.bases[own]] = np.flatnonzero(own)
    found = {}
    for kind in EDITS:
        rows = np.flatnonzero(letters.kinds == kind)
        found[kind] = float((groups[rows] == groups[original[letters.bases[rows]]]).mean())
    forms = groups[letters.kinds == FORM_LETTER]
    found[FORM_LETTER] = float(np.unique(forms, return_counts=True)[1].max() / len(forms))
    return found


def precision(letters: FormLetters, pairs: Pairs) -> float:
    """The share of pairs whose texts were made from one text; sharing a quoted passage is no copy."""
    return float((letters.bases[pairs[0]] == letters.bases[pairs[1]]).mean())


def report(name: str, letters: FormLetters, outcome: Outcome) -> None:
    """One line: speed, precision and recalls."""
    found = recalls(letters, outcome.groups)
    light = min(share for kind, share in found.items() if kind != HARD)
    print(
        f"{name:11} {len(letters.texts) / outcome.seconds:10,.0f} texts/s  {outcome.seconds:7.2f} s  "
        f"precision {precision(letters, outcome.pairs):.4f}  recall {light:.4f} at the hardest light edit, "
        f"{found[HARD]:.4f} at {HARD}",
        flush=True,
    )


def index_figures(letters: FormLetters, queries: int) -> Iterator[str]:
    """Lines about the index: size, query and addition times, and whether its groups are the batch run's."""
    count = len(letters.texts) - queries
    with tempfile.TemporaryDirectory() as folder, CopyIndex(Path(folder), durable=False) as index:
        start = time.perf_counter()
        index.add_many(np.arange(count), TextColumn.from_arrow(letters.texts[:count]))
        seconds = time.perf_counter() - start
        size = sum(path.stat().st_size for path in Path(folder).iterdir())
        yield f"index       {count / seconds:10,.0f} texts/s to build, {size / count:,.0f} bytes a text"
        texts = letters.texts[count:].to_pylist()
        for text in texts[:50]:
            index.query(text)
        asked, taken = [], []
        for number, text in enumerate(texts):
            asked.append(_seconds(index.query, text))
            taken.append(_seconds(index.add, count + number, text))
        yield "query       " + _percentiles(asked)
        yield "add         " + _percentiles(taken)
        same = (index.all_copies().groups == find_copies(TextColumn.from_arrow(letters.texts)).groups).all()
        yield f"groups of the index and of the batch run are the same: {same}"


def _seconds(call: Callable[..., object], *arguments: object) -> tuple[float, float]:
    """On the clock, and of the processor."""
    start, worked = time.perf_counter(), time.thread_time()
    call(*arguments)
    return time.perf_counter() - start, time.thread_time() - worked


def _percentiles(seconds: list[tuple[float, float]]) -> str:
    (middle, worked), (high, most) = np.percentile(seconds, [50, 99], axis=0) * 1e3
    return (
        f"p50 {middle:.3f} ms, p99 {high:.3f} ms (of the processor {worked:.3f} and {most:.3f}: "
        "what others do on a shared machine is the difference)"
    )


def compare_ways(count: int) -> None:
    """All ways on the same texts."""
    letters = form_letters(count)
    print(f"{count:,} texts, {len(TextColumn.from_arrow(letters.texts).data) / count:.0f} bytes on average")
    rates = {}
    for name, way in WAYS.items():
        outcome = timed(way, letters.texts)
        rates[name] = count / outcome.seconds
        report(name, letters, outcome)
    ratios = [f"{rates['huiyin'] / rate:.1f} × {name}" for name, rate in rates.items() if name != "huiyin"]
    print("huiyin is " + ", ".join(ratios))


def alone(count: int, queries: int) -> None:
    """Ours on many texts."""
    letters = form_letters(count)
    small = letters.texts[: min(10_000, count)]
    few = min((timed(ours, small) for _ in range(5)), key=lambda run: run.seconds)
    part = len(small) / count
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    outcome = timed(ours, letters.texts)
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"{count:,} texts, ours alone")
    report("huiyin", letters, outcome)
    for kind, share in recalls(letters, outcome.groups).items():
        print(f"  {kind:16} {share:.4f}")
    print(
        f"time a text is {outcome.seconds / few.seconds * part:.2f} × that at {len(small):,} "
        f"(of the processors {outcome.worked / few.worked * part:.2f} ×)"
    )
    print(f"memory grew by {(after - before) / 1024:,.0f} MiB at most")
    for line in index_figures(letters, queries):
        print(line, flush=True)


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--texts", type=int, default=100_000)
    parser.add_argument("--peers", type=int, default=20_000, help="0: without the libraries")
    parser.add_argument("--queries", type=int, default=2_000)
    parser.add_argument("--identical", action="store_true", help="also as many letters of one form")
    options = parser.parse_args()
    find_copies(TextColumn.from_arrow(form_letters(2_000).texts))  # compiled, or read from the cache
    if options.peers:
        compare_ways(options.peers)
    alone(options.texts, options.queries)
    if options.identical:
        identical(options.texts)


def identical(count: int) -> None:
    """Ours on letters of one form, and on one text again and again."""
    many = {"one form letter": form_variants(count), "the same text": [FORM] * count}
    for name, texts in many.items():
        outcome = timed(ours, pa.array(texts, pa.large_string()))
        groups = len(np.unique(outcome.groups))
        print(
            f"{count:,} × {name}: {outcome.seconds:.2f} s, {len(outcome.pairs[0]):,} pairs, {groups} groups"
        )


if __name__ == "__main__":
    main()

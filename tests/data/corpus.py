"""What the tests of the corpus share: its petitions, their groups, and the runs of characters they have."""

from __future__ import annotations

import importlib.util
import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "data" / "corpus"
MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)

Petition = dict[str, Any]


def counts() -> ModuleType:
    """The module that prints the README's tables."""
    return beside_the_corpus("counts")


@cache
def beside_the_corpus(name: str) -> ModuleType:
    """A module of the corpus folder, which is no package."""
    spec = importlib.util.spec_from_file_location(f"corpus_{name}", FOLDER / f"{name}.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@cache
def petitions() -> list[Petition]:
    """The whole corpus, in the order of the file."""
    rows: list[Petition] = counts().petitions()
    return rows


def text_of(petition: Petition) -> str:
    """The text that all offsets count in."""
    return f"{petition['title']}\n{petition['body']}"


def everything_written(petition: Petition) -> str:
    """Text and petitioner with digits and letters in their plain width."""
    petitioner = petition["petitioner"] or {}
    parts = [text_of(petition), *(value or "" for value in petitioner.values())]
    return unicodedata.normalize("NFKC", "\n".join(parts))


def packed(text: str) -> str:
    """The text without blanks and line breaks."""
    return re.sub(r"\s", "", text)


def groups(rows: list[Petition]) -> list[list[Petition]]:
    """Petitions bound together by a matter, a copy, a pair or one petitioner."""
    parent = {row["id"]: row["id"] for row in rows}
    holders: dict[str, str] = {}

    def root(name: str) -> str:
        while parent[name] != name:
            name = parent[name]
        return name

    for row in rows:
        for bond in _bonds(row):
            parent[root(row["id"])] = root(holders.setdefault(bond, row["id"]))
    found: dict[str, list[Petition]] = {}
    for row in rows:
        found.setdefault(root(row["id"]), []).append(row)
    return list(found.values())


def _bonds(row: Petition) -> Iterator[str]:
    petitioner = row["petitioner"] or {}
    yield f"copy {row['copy_of'] or row['id']}"
    for field in ("matter_id", "pair"):
        if row[field]:
            yield f"{field} {row[field]}"
    if petitioner.get("phone"):
        yield f"phone {petitioner['phone']}"
    if petitioner.get("name") and petitioner.get("address"):
        yield f"home {petitioner['name']} {petitioner['address']}"


def gram_matrix(texts: list[str], length: int) -> csr_matrix:
    """Texts × their distinct runs of ``length`` ≤ 4 characters, 1.0 where a text has the run."""
    runs = [np.unique(_exact_runs(packed(text), length)) for text in texts]
    _, columns = np.unique(np.concatenate(runs), return_inverse=True)
    starts = np.concatenate([[0], np.cumsum([len(run) for run in runs])])
    return csr_matrix((np.ones(len(columns), np.float32), columns, starts))


def _exact_runs(text: str, length: int) -> npt.NDArray[np.uint64]:
    points = _code_points(text) & np.uint64(0xFFFF)
    count = max(len(points) - length + 1, 0)
    value = np.zeros(count, np.uint64)
    for offset in range(length):
        value = (value << np.uint64(16)) | points[offset : offset + count]
    return value


def run_hashes(text: str, length: int) -> npt.NDArray[np.uint64]:
    """A hash for each run of ``length`` characters, in order."""
    points = _code_points(text)
    count = max(len(points) - length + 1, 0)
    value = np.zeros(count, np.uint64)
    for offset in range(length):
        value = value * MULTIPLIER + points[offset : offset + count]
    return value


def shared_runs(texts: Iterable[str], known: str, length: int) -> Iterator[str]:
    """The longest runs of ``length`` or more characters of ``known`` that stand in the texts."""
    hashes = np.unique(run_hashes(known, length))
    for text in texts:
        own = run_hashes(text, length)
        place = np.minimum(np.searchsorted(hashes, own), len(hashes) - 1)
        hits = np.flatnonzero(hashes[place] == own)
        for stretch in np.split(hits, np.flatnonzero(np.diff(hits) > 1) + 1):
            if len(stretch):
                yield text[stretch[0] : stretch[-1] + length]


def _code_points(text: str) -> npt.NDArray[np.uint64]:
    return np.frombuffer(text.encode("utf-32-le"), np.uint32).astype(np.uint64)

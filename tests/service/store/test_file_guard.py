"""Nothing opens the store's files by itself: that would lose acknowledged petitions without a word."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from service.errors import HuiyinError
from service.store import Store, petitions
from service.store.sqlite import has_wal_reset_bug, sqlite_library
from tests.service.store.support import ROOT, output_of, put, sqlite_url

ROGUES: dict[str, Callable[[Path], object]] = {
    "read": lambda path: path.read_bytes(),
    "opened": lambda path: os.close(os.open(path, os.O_RDONLY)),
    "copied": lambda path: shutil.copyfile(path, path.with_name("copy")),
    "moved": lambda path: path.rename(path.with_name("copy")),
    "removed": lambda path: path.unlink(),
    "opened by another library": lambda path: sqlite3.connect(path).close(),
    "linked": lambda path: os.link(path, path.with_name("copy")),
}


@pytest.mark.parametrize("suffix", ["", "-wal", "-shm"])
@pytest.mark.parametrize("name", ROGUES)
def test_a_rogue_in_this_process_is_stopped_and_nothing_is_lost(
    sqlite_store: Store, home: Path, name: str, suffix: str
) -> None:
    put(sqlite_store, 0)
    with pytest.raises(HuiyinError) as stopped:
        ROGUES[name](home / "store" / f"huiyin.db{suffix}")
    assert stopped.value.key == "store.file_touched"


def test_petitions_stored_after_an_attempt_are_there_when_another_process_looks(
    sqlite_store: Store, home: Path
) -> None:
    put(sqlite_store, 0)
    for suffix in ("", "-wal", "-shm"):
        with pytest.raises(HuiyinError):
            (home / "store" / f"huiyin.db{suffix}").read_bytes()
    assert output_of("count", sqlite_url(home)) == ["1"]
    for number in range(1, 50):
        put(sqlite_store, number)
    assert output_of("count", sqlite_url(home)) == ["50"]
    with sqlite_store.read() as reading:
        assert petitions.count(reading) == 50


def test_a_roundabout_path_is_no_way_in(sqlite_store: Store, home: Path, tmp_path: Path) -> None:
    put(sqlite_store, 0)
    (tmp_path / "way").symlink_to(home / "store")
    for path in (tmp_path / "way" / "huiyin.db", home / "store" / ".." / "store" / "huiyin.db"):
        with pytest.raises(HuiyinError):
            path.read_bytes()


def test_files_of_the_same_name_elsewhere_can_be_opened(sqlite_store: Store, tmp_path: Path) -> None:
    put(sqlite_store, 0)
    other = tmp_path / "huiyin.db"
    other.write_bytes(b"x")
    assert other.read_bytes() == b"x"


def test_a_closed_store_can_be_looked_at(sqlite_store: Store, home: Path) -> None:
    put(sqlite_store, 0)
    sqlite_store.close()
    assert (home / "store" / "huiyin.db").read_bytes().startswith(b"SQLite format 3")


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX systems")
def test_files_and_folder_are_the_owners_alone(sqlite_store: Store, home: Path) -> None:
    put(sqlite_store, 0)
    assert (home / "store").stat().st_mode & 0o777 == 0o700
    for file in (home / "store").iterdir():
        assert file.stat().st_mode & 0o777 == 0o600, file.name


@pytest.mark.parametrize(
    ("version", "affected"),
    [
        ((3, 6, 23), False),
        ((3, 7, 0), True),
        ((3, 40, 1), True),
        ((3, 44, 5), True),
        ((3, 44, 6), False),
        ((3, 45, 0), True),
        ((3, 50, 6), True),
        ((3, 50, 7), False),
        ((3, 51, 2), True),
        ((3, 51, 3), False),
        ((3, 52, 0), True),
        ((3, 53, 4), False),
    ],
)
def test_versions_with_the_wal_reset_bug_are_known(version: tuple[int, ...], affected: bool) -> None:
    assert has_wal_reset_bug(version) is affected


def test_the_library_here_is_a_safe_one() -> None:
    assert sqlite_library().safe


def test_only_one_module_names_an_sqlite_library() -> None:
    named = re.compile(r"^\s*(?:import|from)\s+(?:py)?sqlite3\b|import_module\(.*sqlite", re.MULTILINE)
    sources = [path for part in ("nlp", "models", "service") for path in (ROOT / part).rglob("*.py")]
    assert [path.name for path in sources if named.search(path.read_text(encoding="utf-8"))] == []
    assert "pysqlite3.dbapi2" in (ROOT / "service/store/sqlite.py").read_text(encoding="utf-8")

"""Kernels are compiled where numba can be had, and run as plain Python where it cannot."""

import sys
from pathlib import Path

import pytest

from nlp import jit


def test_kernels_run_as_plain_python_where_numba_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "numba", None)
    wrapper, compiled = jit._load()

    def double(number: int) -> int:
        return 2 * number

    assert not compiled
    assert wrapper(double) is double


def make_sources(root: Path) -> Path:
    for package in jit.PACKAGES:
        (root / package).mkdir(parents=True)
        (root / package / "kernels.py").write_text("one = 1\n", encoding="utf-8")
    return root


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HUIYIN_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def test_the_same_sources_find_their_compiled_kernels_again(tmp_path: Path, home: Path) -> None:
    root = make_sources(tmp_path / "program")
    folder = jit.kernel_folder(root)
    assert folder is not None and folder.is_relative_to(home)
    (folder / "kernel.nbi").write_bytes(b"compiled")
    assert jit.kernel_folder(root) == folder
    assert (folder / "kernel.nbi").read_bytes() == b"compiled"


@pytest.mark.parametrize("change", ["written anew", "added", "removed"])
def test_kernels_of_other_sources_are_neither_used_nor_kept(tmp_path: Path, home: Path, change: str) -> None:
    root = make_sources(tmp_path / "program")
    before = jit.kernel_folder(root)
    assert before is not None
    callee = root / "models" / "kernels.py"
    if change == "removed":
        callee.unlink()
    else:
        path = callee if change == "written anew" else callee.with_name("more.py")
        path.write_text("two = 22\n", encoding="utf-8")
    assert jit.kernel_folder(root) != before
    assert not before.exists() and home.is_dir()


def test_two_installations_do_not_take_each_others_kernels_away(tmp_path: Path, home: Path) -> None:
    first, second = (jit.kernel_folder(make_sources(tmp_path / name)) for name in ("one", "two"))
    assert first is not None and second is not None and first != second
    assert first.is_dir() and second.is_dir() and home.is_dir()

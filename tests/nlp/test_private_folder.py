"""The cache of compiled kernels is pickle, the store holds petitions: only where nobody else can write."""

import os
from pathlib import Path

import pytest

from nlp.private_folder import cache_folder, private_folder

posix = pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX systems")


def test_a_new_folder_is_the_users_alone(tmp_path: Path) -> None:
    folder = private_folder(tmp_path / "a" / "b")
    assert folder is not None
    assert os.name != "posix" or folder.stat().st_mode & 0o777 == 0o700


@posix
@pytest.mark.parametrize("mode", [0o770, 0o707, 0o777, 0o720, 0o702])
def test_a_folder_that_others_can_write_is_not_used(tmp_path: Path, mode: int) -> None:
    folder = tmp_path / "cache"
    folder.mkdir()
    folder.chmod(mode)
    assert private_folder(folder) is None


@posix
def test_a_link_planted_in_its_place_is_not_followed(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir(mode=0o700)
    (tmp_path / "cache").symlink_to(elsewhere)
    assert private_folder(tmp_path / "cache") is None


@posix
def test_a_folder_of_somebody_else_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "getuid", lambda: 12345)
    assert private_folder(tmp_path / "cache") is None


def test_a_place_where_nothing_can_be_made_gives_no_cache(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert private_folder(tmp_path / "file" / "cache") is None


def test_all_state_lives_under_huiyin_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUIYIN_HOME", str(tmp_path / "home"))
    assert cache_folder("numba") == tmp_path / "home" / "cache" / "numba"


@posix
def test_without_a_private_place_nothing_is_cached(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shared = tmp_path / "home" / "cache"
    shared.mkdir(parents=True)
    shared.chmod(0o777)
    monkeypatch.setenv("HUIYIN_HOME", str(tmp_path / "home"))
    assert cache_folder("numba") is None

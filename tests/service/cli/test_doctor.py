"""``huiyin doctor``: what a help desk asks, and nothing else."""

from __future__ import annotations

import json
from importlib.metadata import version
from pathlib import Path

import pytest

from service import diagnosis
from tests.service.cli.support import Huiyin


def test_versions_and_parts_are_named(huiyin: Huiyin) -> None:
    told = huiyin("doctor")
    assert told.code == 0
    assert version("numba") in told.out and "stdout=" in told.out


def test_json_has_the_same_facts(huiyin: Huiyin) -> None:
    found = json.loads(huiyin("doctor", "--json").out)
    assert found["healthy"] is True
    assert found["program"] == version("huiyin")
    assert "domain" in found["models"]


def test_a_part_that_cannot_be_loaded_is_named(monkeypatch: pytest.MonkeyPatch, huiyin: Huiyin) -> None:
    def broken(name: str) -> object:
        raise OSError(f"{name}: version `GLIBC_2.38' not found")

    monkeypatch.setattr(diagnosis.importlib, "import_module", broken)
    told = huiyin("doctor")
    assert told.code == 1
    assert "OSError" in told.out


def test_the_block_holds_no_home_folder_and_no_secret(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, huiyin: Huiyin
) -> None:
    home = tmp_path / "home" / "wangxiaoming"
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("HUIYIN_HOME", str(home / "huiyin"))
    monkeypatch.setenv("HUIYIN_KEY", "not to be told")
    told = huiyin("doctor")
    assert "~" in told.out
    assert "wangxiaoming" not in told.out and "not to be told" not in told.out

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from service.errors import HuiyinError
from service.secret_key import key_file, secret_key

ROOT = Path(__file__).parents[2]
posix_only = pytest.mark.skipif(os.name != "posix", reason="permissions are POSIX's")


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("HUIYIN_KEY", raising=False)
    monkeypatch.setenv("HUIYIN_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("HUIYIN_KEY_FILE", str(tmp_path / "keys" / "own.key"))
    return tmp_path / "keys" / "own.key"


def refused(key: str) -> HuiyinError:
    with pytest.raises(HuiyinError) as caught:
        secret_key()
    assert caught.value.key == key
    return caught.value


def test_the_key_is_made_once_and_stays(path: Path) -> None:
    first = secret_key()
    assert len(first) == 32 and secret_key() == first
    assert bytes.fromhex(path.read_text()) == first
    assert [file.name for file in path.parent.iterdir()] == [path.name]


@posix_only
def test_only_the_owner_can_read_the_key(path: Path) -> None:
    secret_key()
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_two_installations_share_no_key(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = secret_key()
    monkeypatch.setenv("HUIYIN_KEY_FILE", str(path.with_name("other.key")))
    assert secret_key() != first


@pytest.mark.usefixtures("path")
def test_processes_that_start_at_once_agree_on_one_key() -> None:
    code = "from service.secret_key import secret_key; print(secret_key().hex())"
    started = [
        subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True)
        for _ in range(6)
    ]
    assert len({process.communicate()[0] for process in started}) == 1
    assert all(process.returncode == 0 for process in started)


def test_the_environment_comes_first(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    key = bytes(range(32))
    monkeypatch.setenv("HUIYIN_KEY", f" {key.hex()} ")
    assert secret_key() == key
    assert not path.exists()


@pytest.mark.usefixtures("path")
@pytest.mark.parametrize("written", ["password", "00" * 32, "ab" * 16, "x" * 64, "0" * 63])
def test_what_is_no_random_key_is_refused_and_not_shown(
    monkeypatch: pytest.MonkeyPatch, written: str
) -> None:
    monkeypatch.setenv("HUIYIN_KEY", written)
    fault = refused("key.no_key")
    assert written not in fault.sentence("zh") + fault.sentence("en")


def test_an_empty_key_file_is_refused_and_left_alone(path: Path) -> None:
    path.parent.mkdir(mode=0o700)
    path.touch(mode=0o600)
    assert str(path) in refused("key.no_key").sentence("en")
    assert path.read_bytes() == b""


@posix_only
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_a_key_that_others_can_read_is_refused(path: Path, mode: int) -> None:
    secret_key()
    path.chmod(mode)
    refused("key.open_to_others")


@pytest.mark.usefixtures("path")
def test_a_key_among_the_data_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inside = tmp_path / "home" / "sub" / "own.key"
    monkeypatch.setenv("HUIYIN_KEY_FILE", str(inside))
    refused("key.with_the_data")
    assert not inside.exists()


def test_a_folder_in_the_keys_place_is_told(path: Path) -> None:
    path.mkdir(parents=True)
    refused("key.unreadable")


@pytest.mark.usefixtures("path")
def test_without_a_named_file_the_key_lies_in_a_folder_of_its_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("HUIYIN_KEY_FILE")
    monkeypatch.delenv("HUIYIN_HOME")
    assert key_file().parent.name == "huiyin-keys" or "huiyin-keys" in key_file().parts

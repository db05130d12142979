from __future__ import annotations

import os
from pathlib import Path

import pytest

from service.errors import ExitCode, HuiyinError
from service.run_lock import run_lock


def test_a_lock_that_is_held_names_the_process_that_holds_it(tmp_path: Path) -> None:
    folder, output = tmp_path / "parts", tmp_path / "结果.csv"
    with run_lock(folder, output):
        with pytest.raises(HuiyinError) as fault, run_lock(folder, output):
            pass
        assert (fault.value.key, fault.value.exit_code) == ("output.busy", ExitCode.OUTPUT_IMPOSSIBLE)
        assert str(os.getpid()) in fault.value.sentence("zh")


def test_an_empty_folder_goes_with_its_lock_and_the_next_run_gets_it(tmp_path: Path) -> None:
    folder = tmp_path / "parts"
    for _ in range(2):
        with run_lock(folder, tmp_path / "out.csv"):
            assert folder.is_dir()
        assert not folder.exists()


def test_a_folder_with_parts_stays_and_the_next_run_gets_the_lock(tmp_path: Path) -> None:
    folder = tmp_path / "parts"
    with run_lock(folder, tmp_path / "out.csv"):
        (folder / "part").touch()
    with run_lock(folder, tmp_path / "out.csv"):
        assert (folder / "part").exists()


def test_a_lock_of_a_run_that_died_is_free(tmp_path: Path) -> None:
    folder = tmp_path / "parts"
    folder.mkdir(mode=0o700)
    (folder / "lock").write_text("1")
    with run_lock(folder, tmp_path / "out.csv"):
        assert (folder / "lock").read_text() == str(os.getpid())


def test_a_lock_that_was_removed_while_it_was_waited_for_is_taken_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import service.run_lock as module

    folder, tries = tmp_path / "parts", [0]
    real = module._try_lock

    def slow(descriptor: int) -> bool:
        tries[0] += 1
        if tries[0] == 1:  # the run before us removes its folder between our open and our lock
            (folder / "lock").unlink()
            folder.rmdir()
        return real(descriptor)

    monkeypatch.setattr(module, "_try_lock", slow)
    with run_lock(folder, tmp_path / "out.csv"):
        assert (folder / "lock").read_text() == str(os.getpid())
    assert tries == [2]

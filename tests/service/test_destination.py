from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from service.destination import Destination, free_name
from service.durable import faults_of
from service.errors import ExitCode, HuiyinError
from service.tagging import ProgressState, TagJob, run
from tests.service.support import FakeTagger, existing, make_table


def fault_of(tmp_path: Path, output: Path, *, overwrite: bool = False, resume: bool = False) -> HuiyinError:
    """The refusal to write ``output``, which must leave the folder as it was."""
    source = existing(tmp_path / "台账.csv")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    tagger = FakeTagger()
    with pytest.raises(HuiyinError) as fault:
        table = make_table({"内容": ["甲"]}, path=source)
        run(TagJob((table,), output, overwrite=overwrite, resume=resume), tagger)
    assert tagger.seen == []
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before
    return fault.value


@pytest.mark.parametrize("overwrite", [True, False])
def test_an_output_that_is_an_input_is_refused(tmp_path: Path, overwrite: bool) -> None:
    fault = fault_of(tmp_path, tmp_path / "台账.csv", overwrite=overwrite)
    assert (fault.key, fault.exit_code) == ("output.same_as_input", ExitCode.OUTPUT_IMPOSSIBLE)


def test_an_output_that_links_to_an_input_is_refused(tmp_path: Path) -> None:
    (tmp_path / "link.csv").symlink_to(tmp_path / "台账.csv")
    assert fault_of(tmp_path, tmp_path / "link.csv", overwrite=True).key == "output.same_as_input"


def test_an_existing_output_is_refused_with_a_free_name(tmp_path: Path) -> None:
    existing(tmp_path / "结果.csv"), existing(tmp_path / "结果_2.csv")
    fault = fault_of(tmp_path, tmp_path / "结果.csv")
    assert fault.key == "output.exists"
    assert "结果_3.csv" in fault.sentence("zh") and "--overwrite" in fault.sentence("en")
    assert fault_of(tmp_path, tmp_path / "结果.csv", resume=True).key == "output.exists"


def test_an_existing_output_is_replaced_when_asked(tmp_path: Path) -> None:
    output = existing(tmp_path / "结果.csv", "older")
    run(TagJob((make_table({"内容": ["甲"]}),), output, overwrite=True), FakeTagger())
    assert "甲" in output.read_text(encoding="utf-8-sig")


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    fault = fault_of(tmp_path, tmp_path / "没有" / "结果.csv")
    assert fault.key == "output.folder_missing"
    assert str(tmp_path / "没有") in fault.sentence("zh")


def test_a_folder_is_refused(tmp_path: Path) -> None:
    assert fault_of(tmp_path, tmp_path).key == "output.is_folder"


@pytest.mark.parametrize("name", ["结果", "结果.xls", "结果.doc", "结果.csv.gz"])
def test_an_extension_that_names_no_format_is_refused(tmp_path: Path, name: str) -> None:
    fault = fault_of(tmp_path, tmp_path / name)
    assert fault.key == "output.unknown_format"
    assert ".xlsx" in fault.sentence("zh")


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_without_permission_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "readonly"
    folder.mkdir(mode=0o500)
    assert fault_of(tmp_path, folder / "结果.csv").key == "output.no_permission"


def test_a_folder_that_takes_no_new_entries_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_args: object, **_options: object) -> None:
        raise PermissionError(errno.EACCES, "refused")

    monkeypatch.setattr(Path, "mkdir", refused)
    assert fault_of(tmp_path, tmp_path / "结果.csv").key == "output.no_permission"


@pytest.mark.parametrize(
    ("number", "key"),
    [
        (errno.ENOSPC, "output.disk_full"),
        (errno.EDQUOT, "output.disk_full"),
        (errno.EFBIG, "output.disk_full"),
        (errno.EACCES, "output.no_permission"),
        (errno.EROFS, "output.no_permission"),
        (errno.EIO, "output.cannot_write"),
    ],
)
def test_each_refusal_of_the_system_becomes_a_sentence_that_names_the_output(number: int, key: str) -> None:
    with pytest.raises(HuiyinError) as fault, faults_of(Path("结果.csv")):
        raise OSError(number, os.strerror(number))
    assert fault.value.key == key
    assert fault.value.exit_code == ExitCode.OUTPUT_IMPOSSIBLE
    assert "结果.csv" in fault.value.sentence("zh") and "结果.csv" in fault.value.sentence("en")


def test_a_file_that_appears_under_the_outputs_name_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    output = tmp_path / "结果.csv"

    def meanwhile(state: ProgressState) -> None:
        if state.stage == "writing":
            existing(output, "somebody else's")

    summary = run(TagJob((make_table({"内容": ["甲"]}),), output), FakeTagger(), meanwhile)
    assert output.read_text() == "somebody else's"
    assert summary.output == tmp_path / "结果_2.csv"
    assert "甲" in (tmp_path / "结果_2.csv").read_text(encoding="utf-8-sig")
    assert [entry.note.key for entry in summary.notes] == ["writing.other_name"]


def test_an_output_that_another_program_holds_open_goes_to_a_free_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = existing(tmp_path / "结果.csv", "open in WPS")
    replace = Path.replace

    def held(self: Path, target: Path) -> Path:
        if target == output:
            raise PermissionError(errno.EACCES, "held open")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", held)
    summary = run(TagJob((make_table({"内容": ["甲"]}),), output, overwrite=True), FakeTagger())
    assert summary.output == tmp_path / "结果_2.csv"
    assert output.read_text() == "open in WPS"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["结果.csv", "结果_2.csv"]


def test_a_free_name_is_the_name_itself_where_nothing_has_it(tmp_path: Path) -> None:
    assert free_name(tmp_path / "a.csv") == tmp_path / "a.csv"


def test_the_hidden_file_never_follows_a_link(tmp_path: Path) -> None:
    destination = Destination(tmp_path / "a.csv")
    victim = existing(tmp_path / "victim", "safe")
    destination.unfinished.symlink_to(victim)
    with destination.create() as file:
        file.write(b"x")
    assert victim.read_text() == "safe"

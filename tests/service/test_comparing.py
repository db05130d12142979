"""Given pairs are compared one by one; a bad line costs only itself."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from models.domain_file import load_domain_model
from service.cli import main
from service.comparing import CompareSummary, PairComparer, compare_file
from service.errors import ExitCode, HuiyinError
from service.pair_data import GivenPair, PairPetition
from service.progress import ProgressState, no_progress
from tests.models.matter_support import GARBAGE, GARBAGE_AGAIN, OTHER_ESTATE, PETITIONS, model
from tests.service.pair_support import pair_line, write_pairs


def comparer() -> PairComparer:
    return PairComparer(model(), load_domain_model())


def compare(source: Path, output: Path, complaints: list[str] | None = None) -> CompareSummary:
    told = complaints if complaints is not None else []
    return compare_file(source, output, comparer(), no_progress, told.append)


def rows(path: Path) -> dict[str, dict[str, object]]:
    return {row["id"]: row for row in map(json.loads, path.read_text(encoding="utf-8").splitlines())}


def test_each_pair_gets_its_relation_scores_and_reasons(tmp_path: Path) -> None:
    compare(write_pairs(tmp_path / "pairs.jsonl"), tmp_path / "out.jsonl")
    found = rows(tmp_path / "out.jsonl")
    relations = [found[name]["relation"] for name in ("again", "elsewhere", "same")]
    assert relations == ["matter", "related", "copy"]
    assert (
        found["apart"]["relation"] in ("related", "none") and float(str(found["apart"]["matter_score"])) < 0.1
    )
    assert list(found["again"]) == ["id", "relation", "copy_score", "matter_score", "explanation"]
    assert found["same"]["copy_score"] == 1 and float(str(found["same"]["matter_score"])) > 0.9
    assert "锦棠苑" in str(found["again"]["explanation"])
    assert "仅乙件" in str(found["again"]["explanation"])


def test_the_answer_is_the_same_with_the_sides_exchanged() -> None:
    sides = [PairPetition(title, body, None) for title, body in PETITIONS]
    pairs = [GivenPair(0, a, b) for a in sides for b in sides]
    swapped = [GivenPair(0, pair.b, pair.a) for pair in pairs]
    for one, two in zip(comparer().compare(pairs), comparer().compare(swapped), strict=True):
        assert (one.relation, one.copy_score, one.matter_score) == (
            two.relation,
            two.copy_score,
            two.matter_score,
        )


BAD = (
    "{not json",
    "[1]",
    '{"id": 3, "a": {"title": "路灯", "body": "路灯不亮"}}',
    '{"id": 4, "a": "text", "b": {"title": "路灯", "body": "x"}}',
    '{"id": 5, "a": {"title": "", "body": ""}, "b": {"title": "路灯", "body": "x"}}',
)


def test_bad_lines_are_told_by_number_and_lose_no_other(tmp_path: Path) -> None:
    lines = [pair_line("one", GARBAGE, GARBAGE_AGAIN), *BAD, "", pair_line("two", GARBAGE, OTHER_ESTATE)]
    (tmp_path / "pairs.jsonl").write_text("\n".join(lines), encoding="utf-8")
    told: list[str] = []
    done = compare(tmp_path / "pairs.jsonl", tmp_path / "out.jsonl", told)
    assert set(rows(tmp_path / "out.jsonl")) == {"one", "two"}
    assert (done.pairs, done.bad, done.exit_code) == (2, 5, ExitCode.SOME_ROWS_REJECTED)
    for number, sentence in zip(range(2, 7), told, strict=True):
        assert str(number) in sentence and "路灯" not in sentence


def test_a_file_without_any_good_line_is_a_fault_and_leaves_no_output(tmp_path: Path) -> None:
    (tmp_path / "pairs.jsonl").write_text("\n".join(BAD), encoding="utf-8")
    with pytest.raises(HuiyinError) as fault:
        compare(tmp_path / "pairs.jsonl", tmp_path / "out.jsonl")
    assert fault.value.key == "compare.all_bad"
    assert [path.name for path in tmp_path.iterdir()] == ["pairs.jsonl"]


def test_an_older_output_is_kept_unless_told_otherwise(tmp_path: Path) -> None:
    source = write_pairs(tmp_path / "pairs.jsonl")
    (tmp_path / "out.jsonl").write_text("older", encoding="utf-8")
    with pytest.raises(HuiyinError) as fault:
        compare(source, tmp_path / "out.jsonl")
    assert fault.value.key == "output.exists"
    assert (tmp_path / "out.jsonl").read_text(encoding="utf-8") == "older"


def test_a_run_that_breaks_leaves_the_older_output_and_nothing_else(tmp_path: Path) -> None:
    source = write_pairs(tmp_path / "pairs.jsonl")
    (tmp_path / "out.jsonl").write_text("older", encoding="utf-8")

    def breaks(_: ProgressState) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        compare_file(source, tmp_path / "out.jsonl", comparer(), breaks, print, overwrite=True)
    assert (tmp_path / "out.jsonl").read_text(encoding="utf-8") == "older"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.jsonl", "pairs.jsonl"]


def test_missing_times_and_unknown_fields_are_fine(tmp_path: Path) -> None:
    row = {
        "id": None,
        "a": {"title": None, "body": "路灯坏了半个月"},
        "b": {"text": "路灯坏了半个月", "x": 1},
    }
    (tmp_path / "pairs.jsonl").write_text(json.dumps(row, ensure_ascii=False), encoding="utf-8")
    compare(tmp_path / "pairs.jsonl", tmp_path / "out.jsonl")
    (line,) = (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["id"] is None and json.loads(line)["copy_score"] == 1


def test_who_sent_a_petition_changes_nothing(tmp_path: Path) -> None:
    known = {"id": "x", "a": {"title": GARBAGE[0], "body": GARBAGE[1], "user": "甲", "name": "王芳"}}
    known["b"] = {"title": GARBAGE_AGAIN[0], "body": GARBAGE_AGAIN[1], "user": "甲", "name": "王芳"}
    other = json.loads(json.dumps(known))
    other["b"] |= {"user": "乙", "name": "李明"}
    (tmp_path / "pairs.jsonl").write_text(f"{json.dumps(known)}\n{json.dumps(other)}\n", encoding="utf-8")
    compare(tmp_path / "pairs.jsonl", tmp_path / "out.jsonl")
    one, two = (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()
    assert one == two


@pytest.fixture
def piped(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    content = (pair_line(7, GARBAGE, GARBAGE_AGAIN) + "\n").encode()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(content)))
    yield


@pytest.mark.usefixtures("piped")
def test_pairs_can_come_and_go_through_pipes(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["compare", "-", "-o", "-", "-q"])
    assert left.value.code == 0
    assert json.loads(capfdbinary.readouterr().out)["id"] == 7

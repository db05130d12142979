"""The copy index: the same answer as the batch run, after any history, any kill and any damage."""

import os
import subprocess
import sys
import time
from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.copies import find_copies
from models.copy_index import CopyIndex, CopyIndexError
from models.copy_log import CopyLog
from nlp.fingerprint import fingerprints
from nlp.text_column import TextColumn
from tests.models.copy_letters import LETTER, OTHER, edited, letters

TEXTS = [
    *letters(20), OTHER, edited(OTHER, 9), LETTER[:90], "", "路灯坏了", "路灯坏了",
    "锦棠苑三栋路灯坏了没人修",
    "锦棠苑五栋路灯坏了没人修", "希望有关部门尽快处理", "希望有关部门尽快处理，谢谢",
]  # fmt: skip
ROOT = Path(__file__).parents[2]


def batch(texts: dict[int, str]) -> dict[int, int]:
    """The batch run's groups, by number."""
    numbers = sorted(texts)
    groups = find_copies(TextColumn.from_texts([texts[number] for number in numbers])).groups
    return {number: numbers[group] for number, group in zip(numbers, groups, strict=True)}


def indexed(index: CopyIndex) -> dict[int, int]:
    found = index.all_copies()
    return dict(zip(found.numbers.tolist(), found.groups.tolist(), strict=True))


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("add"), st.integers(-3, 40), st.sampled_from(TEXTS)),
        st.tuples(st.just("remove"), st.integers(-3, 40), st.just("")),
        st.tuples(st.sampled_from(["compact", "reopen"]), st.just(0), st.just("")),
        st.tuples(st.just("many"), st.integers(0, 20), st.sampled_from(TEXTS)),
    ),
    max_size=40,
)


@settings(max_examples=25)
@given(STEPS, st.integers(1, 5))
def test_after_any_history_the_groups_are_those_of_the_batch_run(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int, str]], recent: int
) -> None:
    folder = tmp_path_factory.mktemp("index")
    index, kept = CopyIndex(folder, durable=False, recent=recent), dict[int, str]()
    for step, number, text in steps:
        if step == "add":
            index.add(number, text)
            kept[number] = text
        elif step == "remove":
            assert index.remove(number) is (kept.pop(number, None) is not None)
        elif step == "many":
            index.add_many([number, number + 1], TextColumn.from_texts([text, OTHER]))
            kept |= {number: text, number + 1: OTHER}
        elif step == "compact":
            index.compact()
        else:
            index.close()
            index = CopyIndex(folder, durable=False, recent=recent)
    assert len(index) == len(kept)
    assert indexed(index) == batch(kept)
    index.close()


@settings(max_examples=10)
@given(st.permutations(range(len(TEXTS))))
def test_the_order_of_arrival_changes_no_group(
    tmp_path_factory: pytest.TempPathFactory, order: list[int]
) -> None:
    with CopyIndex(tmp_path_factory.mktemp("index"), durable=False, recent=7) as index:
        for number in order:
            index.add(number, TEXTS[number])
        assert indexed(index) == batch(dict(enumerate(TEXTS)))


def test_a_query_finds_the_copies_in_log_and_segments_and_nothing_else(tmp_path: Path) -> None:
    with CopyIndex(tmp_path, durable=False) as index:
        index.add_many([1, 2], TextColumn.from_texts([LETTER, OTHER]))
        index.add(3, edited(LETTER, 12))
        index.add(4, "路灯坏了")
        matches = index.query(LETTER)
        assert [match.number for match in matches] == [1, 3]
        assert matches[0].score == 1.0 > matches[1].score >= 0.5
        assert [match.number for match in index.query("路灯，坏了！")] == [4]
        assert index.query("") == index.query("完全没有来过的一件事情，谁也没有写过") == []
        assert len(index.query(LETTER, most=1)) == 1


def test_a_query_does_not_compare_all_of_a_million_form_letters(tmp_path: Path) -> None:
    texts = letters(600)
    with CopyIndex(tmp_path, durable=False) as index:
        index.add_many(range(600), TextColumn.from_texts(texts))
        for number in range(600, 660):
            index.add(number, texts[number - 600] + "又及")
        found = index.query(texts[5], most=10**6)
        assert found[0].score > 0.9
        assert len(found) < 660


def test_removing_the_link_between_two_texts_parts_them(tmp_path: Path) -> None:
    first, second = LETTER[:95], LETTER[95:]
    with CopyIndex(tmp_path, durable=False) as index:
        for number, text in enumerate([first, second, LETTER]):
            index.add(number, text)
        assert set(indexed(index).values()) == {0}
        index.remove(2)
        assert indexed(index) == {0: 0, 1: 1}


def _bytes_of(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_after_compaction_no_byte_of_a_removed_text_is_left(tmp_path: Path) -> None:
    secret = (
        "慕容守拙住在听泉路十九号，电话一五四零零一二七七八八，邻居夜里砸墙，孩子不敢睡，写过四封信没有回音"
    )
    prints = fingerprints(TextColumn.from_texts([secret]))
    traces = [prints.digests.tobytes(), *(shingle.tobytes() for shingle in prints.shingles)]
    for stage in ("log", "segment"):
        folder = tmp_path / stage
        with CopyIndex(folder, durable=False) as index:
            index.add(1, LETTER)
            index.add(2, secret)
            if stage == "segment":
                index.compact()
            assert all(trace in _bytes_of(folder) for trace in traces)
            index.remove(2)
            index.compact()
            assert not [trace for trace in traces if trace in _bytes_of(folder)]
            assert indexed(index) == {1: 1}


def test_no_text_stands_in_the_files(tmp_path: Path) -> None:
    with CopyIndex(tmp_path, durable=False) as index:
        index.add(1, LETTER)
        index.add_many([2], TextColumn.from_texts([OTHER]))
        content = _bytes_of(tmp_path)
    for run in (LETTER[:4], OTHER[:4]):
        assert run.encode() not in content
        assert run.encode("utf-32-le") not in content
    assert all(path.stat().st_mode & 0o077 == 0 for path in tmp_path.iterdir()) or os.name == "nt"


WRITER = """
import sys
from pathlib import Path
from models.copy_index import CopyIndex
from tests.models.copy_letters import letters
from nlp.text_column import TextColumn
texts = letters(400)
with CopyIndex(Path(sys.argv[1]), durable=False, recent=5) as index:
    for number in range(int(sys.argv[2]), 400):
        print("trying", number, flush=True)
        if number % 11 == 7:
            index.add_many([number], TextColumn.from_texts([texts[number]]))
        else:
            index.add(number, texts[number])
        print("added", number, flush=True)
        if number % 5 == 3:
            print("trying", number - 3, flush=True)
            index.remove(number - 3)
            print("removed", number - 3, flush=True)
        if number % 17 == 9:
            index.compact()
"""


def test_whatever_was_acknowledged_before_a_kill_is_there_afterwards(tmp_path: Path) -> None:
    random, expected, tried = Random(7), set[int](), 0
    for _ in range(4):
        command = [sys.executable, "-c", WRITER, str(tmp_path / "index"), str(tried + 1)]
        writer = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert writer.stdout is not None
        first = writer.stdout.readline() + writer.stdout.readline()  # it has started, and added one
        time.sleep(random.uniform(0, 0.2))
        writer.kill()
        rest, _ = writer.communicate()
        uncertain: int | None = None
        for line in (first + rest).splitlines():
            word, number = line.split()[0], int(line.split()[1])
            tried = max(tried, number)
            uncertain = number if word == "trying" else None
            if word != "trying":
                expected = expected | {number} if word == "added" else expected - {number}
        with CopyIndex(tmp_path / "index", durable=False) as index:
            there = set(index.all_copies().numbers.tolist())
        assert there - {uncertain} == expected - {uncertain}
        expected = there
    assert len(expected) > 5


@pytest.mark.parametrize("lost", [1, 7, 9, 60])
def test_half_an_entry_at_the_end_of_the_log_is_cut_off(tmp_path: Path, lost: int) -> None:
    with CopyIndex(tmp_path, durable=True) as index:
        index.add(1, LETTER)
        index.add(2, OTHER)
    log = tmp_path / "log-0"
    log.write_bytes(log.read_bytes()[:-lost])
    with CopyIndex(tmp_path) as index:
        assert indexed(index) == {1: 1}
        index.add(3, OTHER)
    with CopyIndex(tmp_path) as index:
        assert indexed(index) == {1: 1, 3: 3}


def test_zeros_that_a_power_cut_left_at_the_end_are_cut_off(tmp_path: Path) -> None:
    with CopyIndex(tmp_path) as index:
        index.add(1, LETTER)
    log = tmp_path / "log-0"
    log.write_bytes(log.read_bytes() + bytes(500))
    with CopyIndex(tmp_path) as index:
        assert indexed(index) == {1: 1}


def test_damage_before_the_end_of_the_log_is_an_error_not_a_loss(tmp_path: Path) -> None:
    with CopyIndex(tmp_path) as index:
        index.add(1, LETTER)
        index.add(2, OTHER)
    log = tmp_path / "log-0"
    content = bytearray(log.read_bytes())
    content[40] ^= 1
    log.write_bytes(content)
    with pytest.raises(CopyIndexError, match="damaged"):
        CopyIndex(tmp_path)


def test_a_damaged_segment_or_manifest_is_refused(tmp_path: Path) -> None:
    with CopyIndex(tmp_path) as index:
        index.add_many([1, 2], TextColumn.from_texts([LETTER, OTHER]))
    for name in ("segment-1", "manifest.json"):
        file = tmp_path / name
        content = file.read_bytes()
        for damaged in (content[:30] + b"\x07" + content[31:], content[: len(content) // 2], b""):
            file.write_bytes(damaged)
            with pytest.raises(CopyIndexError):
                CopyIndex(tmp_path)
        file.write_bytes(content)
    with CopyIndex(tmp_path) as index:
        assert len(index) == 2


def test_any_flipped_byte_of_a_segment_is_found_by_a_full_check(tmp_path: Path) -> None:
    with CopyIndex(tmp_path) as index:
        index.add_many([1, 2], TextColumn.from_texts([LETTER, OTHER]))
        index.check()
        file = tmp_path / "segment-1"
        content = bytearray(file.read_bytes())
        shingles = fingerprints(TextColumn.from_texts([LETTER])).shingles.tobytes()
        content[bytes(content).index(shingles) + 5] ^= 1
        file.write_bytes(content)
        with pytest.raises(CopyIndexError, match="checksum"):
            index.check()


def test_a_failed_write_leaves_the_index_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with CopyIndex(tmp_path) as index:
        index.add(1, LETTER)

        def full(descriptor: int, content: bytes) -> int:
            if len(content) > 20:
                return real(descriptor, content[:20])
            raise OSError(28, "No space left on device")

        real = os.write
        with monkeypatch.context() as patched:
            patched.setattr("models.copy_log.os.write", full)
            with pytest.raises(OSError, match="space"):
                index.add(2, OTHER)
        with monkeypatch.context() as patched:
            patched.setattr("models.copy_index.write_segment", _no_space)
            with pytest.raises(OSError, match="space"):
                index.add_many([1, 5], TextColumn.from_texts([OTHER, OTHER]))
        assert indexed(index) == {1: 1}
        index.add(3, OTHER)
    with CopyIndex(tmp_path) as index:
        assert indexed(index) == {1: 1, 3: 3}
        assert [match.number for match in index.query(LETTER)] == [1]


def _no_space(*_: object) -> None:
    raise OSError(28, "No space left on device")


def test_what_an_interrupted_change_left_behind_is_removed(tmp_path: Path) -> None:
    with CopyIndex(tmp_path) as index:
        index.add(1, LETTER)
    (tmp_path / "segment-9.new").write_bytes(b"half")
    (tmp_path / "log-9").write_bytes(b"half")
    with CopyIndex(tmp_path):
        assert sorted(path.name for path in tmp_path.iterdir()) == ["lock", "log-0", "manifest.json"]


def test_only_one_process_opens_an_index(tmp_path: Path) -> None:
    with CopyIndex(tmp_path), pytest.raises(CopyIndexError, match="another process"):
        CopyIndex(tmp_path)
    CopyIndex(tmp_path).close()


def test_many_small_segments_are_merged(tmp_path: Path) -> None:
    with CopyIndex(tmp_path, durable=False, recent=2) as index:
        for number, text in enumerate(letters(60)):
            index.add(number, text)
        assert len(list(tmp_path.glob("segment-*"))) < 16
        assert set(indexed(index).values()) == {0}


def test_numbers_that_repeat_in_one_call_are_refused(tmp_path: Path) -> None:
    with CopyIndex(tmp_path) as index:
        with pytest.raises(ValueError, match="number of its own"):
            index.add_many([1, 1], TextColumn.from_texts([LETTER, OTHER]))
        index.add_many([], TextColumn.from_texts([]))
        assert len(index) == 0
        assert np.array_equal(index.all_copies().numbers, [])


def test_a_log_of_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "log").write_bytes(b"something else")
    log = CopyLog(tmp_path / "log", durable=False)
    with pytest.raises(CopyIndexError):
        list(log.replay())
    log.close()

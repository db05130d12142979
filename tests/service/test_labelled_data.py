"""Labelled files: every form gives the same petitions, and each fault names its row."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from models.taxonomy import load_taxonomy
from service.errors import HuiyinError
from service.labelled_data import LabelledPetition, read_labelled

TAXONOMY = load_taxonomy()
LEVEL2 = next(c.path for c in TAXONOMY.level(2) if c.path[0] == "城乡建设")


def read(path: Path) -> list[LabelledPetition]:
    return read_labelled(path, TAXONOMY)


def write(path: Path, *rows: dict[str, Any]) -> Path:
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    return path


def fault(path: Path) -> HuiyinError:
    with pytest.raises(HuiyinError) as caught:
        read(path)
    assert caught.value.sentence("zh") and caught.value.sentence("en")
    return caught.value


def test_title_and_body_are_joined_as_every_model_reads_them(tmp_path: Path) -> None:
    (found,) = read(write(tmp_path / "a.jsonl", {"title": "路灯", "body": "坏了", "domain": "城乡建设"}))
    assert (found.text, found.path) == ("路灯\n坏了", ("城乡建设",))


@pytest.mark.parametrize("field", ["text", "tokens", "body", "title"])
def test_one_field_of_text_is_enough(field: str, tmp_path: Path) -> None:
    (found,) = read(write(tmp_path / "a.jsonl", {field: "路灯 坏了", "domain": "城乡建设"}))
    assert found.text == "路灯 坏了"


def test_csv_with_a_mark_and_compressed_gives_the_same(tmp_path: Path) -> None:
    plain, packed = tmp_path / "a.csv", tmp_path / "a.csv.gz"
    plain.write_text("title,body,domain\n路灯,坏了,城乡建设\n", encoding="utf-8-sig")
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    assert read(plain) == read(packed)
    assert read(plain)[0].text == "路灯\n坏了"


def test_deeper_classes_make_a_longer_path(tmp_path: Path) -> None:
    row = {"body": "x", "domain": LEVEL2[0], "level2": LEVEL2[1], "level3": None}
    assert read(write(tmp_path / "a.jsonl", row))[0].path == LEVEL2


def test_readings_that_differ_are_no_agreement(tmp_path: Path) -> None:
    row = {"body": "x", "domain": "政法", "domain_a": "政法"}
    same, other = read(
        write(tmp_path / "a.jsonl", row | {"domain_b": "政法"}, row | {"domain_b": "城乡建设"})
    )
    assert same.agreed
    assert not other.agreed


def test_second_domains_are_accepted_under_either_name(tmp_path: Path) -> None:
    row = {"body": "x", "domain": "政法"}
    found = read(write(tmp_path / "a.jsonl", row | {"alt": ["民政"]}, row | {"second_domain": "民政"}, row))
    assert [petition.accepted for petition in found] == [("民政",), ("民政",), ()]


def test_a_corpus_is_for_training_or_for_measuring_and_other_files_for_both(tmp_path: Path) -> None:
    row = {"body": "x", "domain": "政法"}
    splits = [row, row | {"split": "train"}, row | {"split": "dev"}, row | {"split": "test"}]
    found = read(write(tmp_path / "a.jsonl", *splits))
    assert [p.for_training for p in found] == [True, True, False, False]
    assert [p.for_measuring for p in found] == [True, False, True, True]


def test_unknown_classes_are_listed_with_their_rows_and_the_nearest_known(tmp_path: Path) -> None:
    rows = [{"body": "x", "domain": name} for name in ("政法", "环境保扩", "", "教育")]
    found = fault(write(tmp_path / "a.jsonl", *rows))
    assert found.key == "training.unknown_class"
    assert found.fields["count"] == 3
    assert "2: 环境保扩 → 环境保护" in str(found.fields["rows"])
    assert "4: 教育 → 教育文体" in str(found.fields["rows"])


def test_a_csv_row_is_counted_as_a_person_counts_it(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('body,domain\n"两\n行",政法\nx,环保\n', encoding="utf-8")
    assert str(fault(path).fields["rows"]).startswith("4: 环保")


@pytest.mark.parametrize("line", ["{坏", "[1]", '"x"', "[" * 100_000])
def test_a_line_that_is_no_object_is_named(line: str, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"body": "x", "domain": "政法"}\n\n' + line, encoding="utf-8")
    found = fault(path)
    assert (found.key, found.fields["row"]) == ("training.bad_row", 3)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.jsonl", "诉求".encode("gb18030")),
        ("a.csv", "诉求".encode("gb18030")),
        ("a.csv.gz", b"no gzip"),
        ("a.csv.gz", gzip.compress(b"body,domain\n" * 500)[:-9]),
        ("a.jsonl.gz", gzip.compress(b"\xff\xfe")),
    ],
)
def test_what_is_no_text_is_told(name: str, content: bytes, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)
    assert fault(tmp_path / name).key == "training.not_text"


@pytest.mark.parametrize("content", ["", "\n\n", '{"domain": "政法"}', '{"body": " ", "domain": "政法"}'])
def test_a_file_without_texts_is_told(content: str, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(content, encoding="utf-8")
    assert fault(path).key == "training.no_texts"


def test_a_missing_file_and_a_folder_are_told(tmp_path: Path) -> None:
    assert fault(tmp_path / "无.jsonl").key == "input.missing"
    assert fault(tmp_path).key == "input.not_a_file"

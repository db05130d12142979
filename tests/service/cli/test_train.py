"""``huiyin train`` and ``huiyin evaluate`` through the front door, on tiny files."""

from __future__ import annotations

import gzip
import json
import sys
from pathlib import Path

import pytest

from tests.labelled import labelled_csv, labelled_rows, make_labelled
from tests.service.cli.support import Huiyin

DOMAINS = ("城乡建设", "环境保护", "教育文体")
FILES = ("weights.safetensors", "card.json")


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with labelled files, entered."""
    monkeypatch.chdir(tmp_path)
    make_labelled(tmp_path / "guide.jsonl", DOMAINS)
    make_labelled(tmp_path / "dev.jsonl", DOMAINS, measured=True)
    (tmp_path / "filed.csv.gz").write_bytes(gzip.compress(labelled_csv(DOMAINS[:2]).encode()))
    return tmp_path


def train(huiyin: Huiyin, output: str, *more: str) -> None:
    words = ["train", "guide.jsonl", "--convention", "board=filed.csv.gz", "--held-out", "dev.jsonl"]
    assert huiyin(*words, "--allow-small-classes", "-o", output, *more).code == 0


def test_training_twice_gives_the_same_bytes(files: Path, huiyin: Huiyin) -> None:
    train(huiyin, "first")
    train(huiyin, "second")
    for name in FILES:
        assert (files / "first" / name).read_bytes() == (files / "second" / name).read_bytes()


def test_a_trained_model_tags_explains_and_is_measured(files: Path, huiyin: Huiyin) -> None:
    train(huiyin, "model")
    told = huiyin("evaluate", "guide.jsonl", "--model", "model", "--json")
    figures = json.loads(told.out)
    card = json.loads((files / "model" / "card.json").read_text(encoding="utf-8"))
    assert figures["model_version"] == card["version"]
    assert figures["texts"] == figures["agreed_texts"] == 12
    assert figures["accuracy"]["low"] <= figures["accuracy"]["value"] <= figures["accuracy"]["high"]
    assert [c["name"] for c in figures["classes"]] == list(DOMAINS)
    assert sum(map(sum, figures["confusion"])) == 12
    assert huiyin("explain", "小区门口的路灯坏了", "--model", "model", "--convention", "board").code == 0


@pytest.mark.usefixtures("files")
def test_figures_are_a_table_for_people(huiyin: Huiyin) -> None:
    told = huiyin("--lang", "en", "evaluate", "dev.jsonl")
    assert told.code == 0
    assert "accuracy where readers agree" in told.out
    assert "教育文体" in told.out


def test_texts_kept_for_measuring_are_left_out_of_training(files: Path, huiyin: Huiyin) -> None:
    copies = labelled_rows(DOMAINS, measured=True)[:2]
    with (files / "guide.jsonl").open("a", encoding="utf-8") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in copies)
    told = huiyin("train", "guide.jsonl", "--held-out", "dev.jsonl", "--allow-small-classes", "-o", "model")
    card = json.loads((files / "model" / "card.json").read_text(encoding="utf-8"))
    assert card["training"]["sets"][0]["texts"] == 12
    assert "guide.jsonl：14 条，其中 2 条" in told.err


def test_unknown_classes_are_listed_with_the_nearest_known(files: Path, huiyin: Huiyin) -> None:
    rows = labelled_rows(DOMAINS)
    rows[1]["domain"], rows[4]["domain"] = "城市建设", "环保"
    lines = [json.dumps(row, ensure_ascii=False) for row in rows]
    (files / "guide.jsonl").write_text("\n".join(lines), encoding="utf-8")
    told = huiyin("train", "guide.jsonl", "-o", "model")
    assert told.code == 3
    assert "2: 城市建设 → 城乡建设" in told.err
    assert "5: 环保 → 环境保护" in told.err
    assert not (files / "model").exists()


@pytest.mark.usefixtures("files")
def test_classes_with_too_few_texts_are_named(huiyin: Huiyin) -> None:
    told = huiyin("train", "guide.jsonl", "-o", "model")
    assert told.code == 3
    assert "民政" in told.err
    assert "--allow-small-classes" in told.err


def test_one_domain_is_not_enough(files: Path, huiyin: Huiyin) -> None:
    make_labelled(files / "one.jsonl", DOMAINS[:1])
    told = huiyin("train", "one.jsonl", "--allow-small-classes", "-o", "model")
    assert (told.code, told.err.count("HY-0508")) == (3, 1)


@pytest.mark.usefixtures("files")
def test_without_the_packages_for_training_it_says_how_to_get_them(
    huiyin: Huiyin, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "models.domain_training", None)
    told = huiyin("train", "guide.jsonl", "-o", "model")
    assert told.code == 2
    assert "make test" in told.err


@pytest.mark.usefixtures("files")
def test_a_folder_that_cannot_be_written_is_told(huiyin: Huiyin) -> None:
    told = huiyin("train", "guide.jsonl", "--allow-small-classes", "-o", "guide.jsonl/model")
    assert told.code == 4
    assert "HY-04" in told.err

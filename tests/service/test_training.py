"""Training from files: what is measured is not learned, and bad data ends before the work."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from models.domain_training import TrainingOptions
from models.model_folder import TrainedModel
from service.errors import HuiyinError
from service.training import train_from_files
from tests.labelled import DOMAINS, labelled_csv, labelled_rows, make_labelled

OPTIONS = TrainingOptions(bits=12, folds=2)


def train(
    *files: Path, held_out: tuple[Path, ...] = (), said: list[str] | None = None, allow_small: bool = True
) -> TrainedModel:
    named = [("guide", path) for path in files]
    lines = said if said is not None else []
    return train_from_files(named, held_out, OPTIONS, allow_small, lines.append)


def learned(trained: TrainedModel) -> list[int]:
    return [entry["texts"] for entry in trained.card["training"]["sets"]]


@pytest.fixture
def guide(tmp_path: Path) -> Path:
    make_labelled(tmp_path / "guide.jsonl", DOMAINS)
    return tmp_path / "guide.jsonl"


def test_each_file_is_read_and_told(guide: Path) -> None:
    said: list[str] = []
    assert learned(train(guide, said=said)) == [16]
    assert "guide.jsonl" in said[0]
    assert "16" in said[0]


def test_measured_texts_are_left_out_even_as_words_of_another_file(guide: Path, tmp_path: Path) -> None:
    words = tmp_path / "words.csv.gz"
    words.write_bytes(gzip.compress(labelled_csv(DOMAINS[:1]).encode()))
    held_out = tmp_path / "held_out.jsonl"
    make_labelled(held_out, DOMAINS[:1])
    assert learned(train(guide, words, held_out=(held_out,))) == [12, 0]


def test_only_the_train_part_of_a_corpus_is_learned(guide: Path, tmp_path: Path) -> None:
    corpus = tmp_path / "corpus.jsonl"
    parts = ["train", "dev", "test", "train"]
    rows = [row | {"split": parts[n % 4]} for n, row in enumerate(labelled_rows(DOMAINS))]
    corpus.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    assert learned(train(guide, corpus)) == [16, 8]


def test_the_train_part_of_a_held_out_corpus_leaves_nothing_out(guide: Path, tmp_path: Path) -> None:
    corpus = tmp_path / "corpus.jsonl"
    make_labelled(corpus, DOMAINS, split="train")
    assert learned(train(guide, held_out=(corpus,))) == [16]


def test_small_classes_are_refused_unless_allowed(guide: Path) -> None:
    with pytest.raises(HuiyinError) as caught:
        train(guide, allow_small=False)
    assert caught.value.key == "training.single_example"
    assert "民政" in str(caught.value.fields["classes"])
    assert "城乡建设" not in str(caught.value.fields["classes"])


def test_a_single_domain_is_refused(tmp_path: Path) -> None:
    make_labelled(tmp_path / "one.jsonl", DOMAINS[:1])
    with pytest.raises(HuiyinError) as caught:
        train(tmp_path / "one.jsonl")
    assert caught.value.key == "training.one_class"

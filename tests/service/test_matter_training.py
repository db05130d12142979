"""A matter model is trained from files and measured beside simple ways."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import numpy as np
import pytest
from sklearn.metrics import average_precision_score

from models.domain_file import load_domain_model
from models.matter_file import load_matter_model, save_matter_model
from models.matter_training import MatterOptions, best_f1_threshold, precise_threshold
from service.comparing import PairComparer
from service.errors import HuiyinError
from service.matter_training import LinkInputs, train_links_from_files, without_measured
from service.pair_data import read_labelled_pairs, read_named_pairs
from service.pair_evaluation import average_precision, evaluate_links, evaluation_json
from tests.service.pair_support import pair_line, write_labelled

OPTIONS = MatterOptions(folds=2, repeats=1)


def train(folder: Path, *held_out: Path, count: int = 200) -> tuple[LinkInputs, list[str]]:
    told: list[str] = []
    pairs = write_labelled(folder / "pairs.jsonl", count)
    inputs = LinkInputs([pairs], [], [], list(held_out))
    model = train_links_from_files(inputs, load_domain_model(), OPTIONS, told.append)
    save_matter_model(model, folder / "model")
    return inputs, told


def test_a_trained_model_tells_matters_apart_and_is_measured(tmp_path: Path) -> None:
    train(tmp_path)
    model = load_matter_model(tmp_path / "model")
    assert 0 < model.matter_from < 1 and model.card["real_pairs"] == 200
    found = evaluate_links(
        PairComparer(model, load_domain_model()), write_labelled(tmp_path / "dev.jsonl", 80, part=4)
    )
    names = [way.name for way in found.ways]
    assert names == ["model", "cosine", "jaccard", "copies"]
    assert found.ways[0].average_precision.value > 0.8 and found.ways[0].across is not None
    assert json.loads(evaluation_json(found))["pairs"] == 80


def test_pairs_that_touch_a_measured_pair_are_left_out(tmp_path: Path) -> None:
    pairs = read_labelled_pairs(write_labelled(tmp_path / "pairs.jsonl", 40))
    assert without_measured(pairs, pairs) == []
    same_text = [pair for pair in pairs if pair.names[0].endswith("a")][:1]
    kept = without_measured(pairs, same_text)
    assert same_text[0] not in kept


def test_the_same_files_give_the_same_model(tmp_path: Path) -> None:
    pairs = write_labelled(tmp_path / "pairs.jsonl", 160)
    inputs = LinkInputs([pairs], [], [], [])
    one, two = (
        train_links_from_files(inputs, load_domain_model(), OPTIONS, lambda _: None) for _ in range(2)
    )
    assert one.version == two.version


def test_too_few_pairs_are_refused(tmp_path: Path) -> None:
    with pytest.raises(HuiyinError) as fault:
        train(tmp_path, count=20)
    assert fault.value.key == "links.too_few_pairs"


@pytest.mark.parametrize(
    ("content", "key"),
    [
        ("{broken", "training.bad_row"),
        (pair_line(1, ("a", "b"), ("c", "d"), label="X"), "links.bad_label"),
        ("\n", "links.no_pairs"),
    ],
)
def test_a_file_that_cannot_be_used_is_a_sentence(tmp_path: Path, content: str, key: str) -> None:
    (tmp_path / "pairs.jsonl").write_text(content, encoding="utf-8")
    with pytest.raises(HuiyinError) as fault:
        read_labelled_pairs(tmp_path / "pairs.jsonl")
    assert fault.value.key == key and fault.value.sentence()


def test_pairs_may_name_petitions_of_an_archive(tmp_path: Path) -> None:
    pair = read_labelled_pairs(write_labelled(tmp_path / "pairs.jsonl", 4))[0]
    (tmp_path / "named.csv").write_text("a,b,label\n1,2,M\n", encoding="utf-8")
    (found,) = read_named_pairs(tmp_path / "named.csv", {"1": pair.a, "2": pair.b})
    assert found.same and found.a == pair.a
    with pytest.raises(HuiyinError) as fault:
        read_named_pairs(tmp_path / "named.csv", {"1": pair.a})
    assert fault.value.key == "links.unknown_petition" and fault.value.fields["row"] == 2


def test_labelled_pairs_may_be_packed_and_flat(tmp_path: Path) -> None:
    row = {"a": "p1", "b": "p2", "label": "D", "kind": "same_user", "a_time": "2020/1/2 3:04:05"}
    row |= {f"{side}_{name}": "路灯" for side in "ab" for name in ("title", "body")}
    (tmp_path / "pairs.jsonl.gz").write_bytes(gzip.compress(json.dumps(row).encode()))
    (pair,) = read_labelled_pairs(tmp_path / "pairs.jsonl.gz")
    assert pair.names == ("p1", "p2") and pair.across is False and pair.a.day and pair.b.day is None


def test_average_precision_is_scikit_learns() -> None:
    generator = np.random.default_rng(2)
    truth = generator.random(80) < 0.4
    scores = np.round(generator.random(80) + truth * 0.3, 1)
    assert average_precision(truth, scores) == pytest.approx(average_precision_score(truth, scores))


def test_thresholds_keep_their_promise() -> None:
    generator = np.random.default_rng(3)
    scores = generator.random(500)
    truth = (generator.random(500) < scores).astype(np.int64)
    sure = precise_threshold(truth, scores, 0.9)
    assert truth[scores >= sure].mean() >= 0.9
    assert 0.2 < best_f1_threshold(truth, scores) < 0.7
    assert precise_threshold(np.zeros(5, np.int64), np.arange(5) / 5, 0.9) == 1.0

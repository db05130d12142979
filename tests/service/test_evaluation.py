"""Evaluation: agreed texts count, accepted second domains count apart, and nothing learned is measured."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from models.metrics import Interval
from service.errors import HuiyinError
from service.evaluation import DomainEvaluation, evaluate_domain
from service.evaluation_report import evaluation_json, print_evaluation
from tests.labelled import DOMAINS, labelled_rows, small_model


def evaluated(folder: Path, rows: list[dict[str, Any]], convention: str = "guide") -> DomainEvaluation:
    path = folder / "a.jsonl"
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    return evaluate_domain(small_model(), path, convention)


def test_a_model_is_right_on_what_it_learned(tmp_path: Path) -> None:
    found = evaluated(tmp_path, list(labelled_rows(DOMAINS)))
    assert (found.texts, found.agreed_texts) == (16, 16)
    assert found.accuracy == Interval(1.0, 1.0, 1.0)
    assert np.trace(found.confusion) == 16
    assert {entry.name for entry in found.classes} == set(DOMAINS)


def test_wrong_answers_are_counted_where_they_belong(tmp_path: Path) -> None:
    wrong = labelled_rows(DOMAINS)[0] | {"domain": "教育文体"}
    found = evaluated(tmp_path, [*labelled_rows(DOMAINS)[1:], wrong])
    assert found.accuracy.value == pytest.approx(15 / 16)
    truth, given = found.names.index("教育文体"), found.names.index("城乡建设")
    assert found.confusion[truth, given] == 1


def test_an_accepted_second_domain_counts_only_as_accepted(tmp_path: Path) -> None:
    wrong = labelled_rows(DOMAINS)[0] | {"domain": "教育文体", "alt": ["城乡建设"]}
    found = evaluated(tmp_path, [*labelled_rows(DOMAINS)[1:], wrong])
    assert found.accuracy.value < 1.0
    assert found.accepted.value == 1.0


def test_texts_on_which_readers_differ_count_only_as_accepted(tmp_path: Path) -> None:
    wrong = labelled_rows(DOMAINS)[0] | {"domain": "教育文体", "domain_a": "教育文体", "domain_b": "政法"}
    found = evaluated(tmp_path, [*labelled_rows(DOMAINS)[1:], wrong])
    assert (found.texts, found.agreed_texts) == (16, 15)
    assert found.accuracy.value == 1.0
    assert found.accepted.value == pytest.approx(15 / 16)


def test_the_train_part_of_a_corpus_is_not_measured(tmp_path: Path) -> None:
    rows: list[dict[str, Any]] = [*labelled_rows(DOMAINS)]
    rows[0]["split"] = "train"
    assert evaluated(tmp_path, rows).texts == 15


@pytest.mark.parametrize("more", [{"split": "train"}, {"domain_a": "政法", "domain_b": "民政"}])
def test_nothing_to_measure_on_is_a_fault(more: dict[str, str], tmp_path: Path) -> None:
    with pytest.raises(HuiyinError) as caught:
        evaluated(tmp_path, [row | more for row in labelled_rows(DOMAINS)])
    assert caught.value.key == "evaluation.nothing"


def test_a_convention_is_measured_with_its_own_domains(tmp_path: Path) -> None:
    found = evaluated(tmp_path, list(labelled_rows(DOMAINS[:2])), "board")
    assert found.convention == "board"
    assert found.accuracy.value == 1.0


def test_json_holds_every_figure_without_a_text(tmp_path: Path) -> None:
    rows = labelled_rows(DOMAINS)
    line = evaluation_json(evaluated(tmp_path, list(rows)), "v1")
    figures = json.loads(line)
    assert "\n" not in line
    assert figures["model_version"] == "v1"
    assert set(DomainEvaluation.__dataclass_fields__) <= set(figures)
    assert not any(row["body"] in line for row in rows)


def test_the_table_names_what_a_class_was_taken_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUIYIN_LANG", "en")
    wrong = labelled_rows(DOMAINS)[0] | {"domain": "教育文体"}
    print_evaluation(evaluated(tmp_path, [*labelled_rows(DOMAINS)[1:], wrong]), "v1")
    shown = capsys.readouterr().out
    assert "macro-F1" in shown
    assert "城乡建设 1" in shown

"""The domain model: closed classes, calibrated, honest about doubt, safe to load."""

import json
import pickle
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from safetensors.numpy import load_file, save_file

from models.domain_file import default_model_folder, load_domain_model
from models.domain_training import save_domain
from models.model_folder import CARD_FILE, WEIGHTS_FILE, ModelFileError
from models.taxonomy import load_taxonomy
from nlp.text_column import TextColumn
from tests.models.support import trained

MODEL = load_domain_model()
OUTLYING = [{"names": ["一"], "groups": [[0, 0, 9]]}] * 2
PETITION = "小区门口的路灯坏了\n半个月没人修，老人晚上摔了两次，物业说归市政管，市政说归物业管。"


@given(st.text(st.characters(), max_size=300))
def test_whatever_the_text_the_answer_is_a_known_class_or_none(text: str) -> None:
    tag = MODEL.tag([text])[0]
    assert tag.domain is None or tag.domain in load_taxonomy().domains
    assert 0.0 <= tag.probability <= 1.0
    assert tag.domain is not None or tag.needs_review
    assert all(name in MODEL.classes and name != tag.domain for name, _ in tag.alternatives)
    assert len(tag.alternatives) <= 3


def test_probabilities_of_every_convention_sum_to_one() -> None:
    column = TextColumn.from_texts([PETITION, "", "学校补课收费"])
    for convention in MODEL.conventions:
        probabilities, _ = MODEL.probabilities(column, convention)
        np.testing.assert_allclose(probabilities.sum(axis=1), 1.0)


def test_a_convention_answers_only_within_the_domains_it_was_taught() -> None:
    probabilities, _ = MODEL.probabilities(TextColumn.from_texts([PETITION] * 3), "board2020")
    taught = [
        k for k, offset in enumerate(MODEL.conventions["board2020"].calibration.offsets) if offset > -1e9
    ]
    assert len(taught) == 7
    assert probabilities[:, taught].sum() == pytest.approx(3.0)


def test_an_empty_text_gets_no_domain_but_a_person() -> None:
    for text in ("", "\n", "！！！。。。", "😀😀"):
        tag = MODEL.tag([text])[0]
        assert (tag.domain, tag.needs_review) == (None, True)


@given(st.integers(1, 3), st.integers(1, 40))
def test_the_answer_does_not_depend_on_what_else_is_in_the_batch(threads: int, others: int) -> None:
    alone, _ = MODEL.probabilities(TextColumn.from_texts([PETITION]))
    among, _ = MODEL.probabilities(
        TextColumn.from_texts(["学校补课" * 400] * others + [PETITION] + ["停水"] * others), threads=threads
    )
    np.testing.assert_array_equal(alone[0], among[others])


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("\n", ""),
        lambda text: text.replace("，", "！！\n\t "),
        lambda text: text.replace("路灯", "路燈").replace("门", "門"),
        lambda text: "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text),
    ],
)
def test_script_width_blanks_and_punctuation_change_nothing(change: object) -> None:
    changed = change(PETITION)  # type: ignore[operator]
    assert MODEL.tag([changed])[0] == MODEL.tag([PETITION])[0]


def test_a_saved_model_answers_as_the_one_that_was_trained(tmp_path: Path) -> None:
    save_domain(trained(), tmp_path / "model")
    model = load_domain_model(tmp_path / "model")
    assert model.version == trained().card["version"]
    assert model.tag(["工地拖欠工资\n打电话没人接"])[0].domain == "劳动和社会保障"
    assert model.tag(["烧烤店油烟扰民\n请问怎么办"], "board")[0].domain == "环境保护"


def test_a_damaged_model_is_refused_with_its_reason(tmp_path: Path) -> None:
    good = default_model_folder()
    cases = {
        "no card": lambda folder: (folder / CARD_FILE).unlink(),
        "no weights": lambda folder: (folder / WEIGHTS_FILE).unlink(),
        "cut": lambda folder: (folder / WEIGHTS_FILE).write_bytes((good / WEIGHTS_FILE).read_bytes()[:5000]),
        "pickle": lambda folder: (folder / WEIGHTS_FILE).write_bytes(pickle.dumps({"weights": 1})),
        "no json": lambda folder: (folder / CARD_FILE).write_text("{"),
        "other format": lambda folder: change_card(folder, format=99),
        "other classes": lambda folder: change_card(folder, classes=["城乡建设"]),
        "other groups": lambda folder: change_card(
            folder, levels=[{"names": ["一"], "groups": [[0, 0, 9]]}] * 2
        ),
        "short filter": lambda folder: change_array(folder, "term_filter", lambda a: a[:100]),
        "other type": lambda folder: change_array(folder, "guide.weights", lambda a: a.astype(np.float32)),
        "narrow": lambda folder: change_array(folder, "guide.weights", lambda a: a[:, :8].copy()),
        "class too high": lambda folder: change_array(
            folder, "levels.classes", lambda a: a + np.uint16(9000)
        ),
        "backwards": lambda folder: change_array(folder, "levels.indptr", lambda a: a[::-1].copy()),
    }
    for name, damage in cases.items():
        folder = tmp_path / name
        shutil.copytree(good, folder)
        damage(folder)
        with pytest.raises(ModelFileError):
            load_domain_model(folder)


def change_array(folder: Path, name: str, change: Callable[[np.ndarray], np.ndarray]) -> None:
    arrays = load_file(folder / WEIGHTS_FILE)
    save_file(arrays | {name: change(arrays[name])}, folder / WEIGHTS_FILE)


def change_card(folder: Path, **changes: object) -> None:
    card = json.loads((folder / CARD_FILE).read_text(encoding="utf-8"))
    (folder / CARD_FILE).write_text(json.dumps(card | changes), encoding="utf-8")


def test_the_shipped_model_is_small_and_holds_no_words() -> None:
    folder = default_model_folder()
    assert sum(file.stat().st_size for file in folder.iterdir()) < 20_000_000
    assert {file.name for file in folder.iterdir()} == {CARD_FILE, WEIGHTS_FILE}
    card = (folder / CARD_FILE).read_text(encoding="utf-8")
    for name in sorted({c.name for c in load_taxonomy().classes}, key=len, reverse=True):
        card = card.replace(f'"{name}"', "")
    assert not {c for c in card if "\u4e00" <= c <= "\u9fff"}

"""Training: repeatable to the byte, one model for several conventions, written texts only teach."""

import numpy as np

from models.domain_training import TrainingOptions, train_domain
from models.taxonomy import load_taxonomy
from tests.models.support import labelled, trained

OPTIONS = TrainingOptions(bits=12, folds=2)


def test_training_twice_gives_the_same_bytes() -> None:
    again = train_domain([labelled(), labelled("board")], load_taxonomy(), OPTIONS, lambda _: None)
    assert again.card == trained().card
    for name, array in trained().arrays.items():
        np.testing.assert_array_equal(again.arrays[name], array)


def test_a_single_convention_has_no_weights_of_its_own_beside_the_shared_ones() -> None:
    alone = train_domain([labelled()], load_taxonomy(), OPTIONS, lambda _: None)
    assert list(alone.card["conventions"]) == ["guide"]
    assert "board.weights" not in alone.arrays


def test_held_out_figures_leave_written_texts_out() -> None:
    both = train_domain([labelled(), labelled(written=True)], load_taxonomy(), OPTIONS, lambda _: None).card[
        "conventions"
    ]["guide"]
    assert 0.5 < both["held_out_accuracy"] <= 1.0
    assert both["held_out_share_without_review"] <= 1.0


def test_classes_nobody_taught_are_never_answered() -> None:
    offsets = trained().card["conventions"]["guide"]["offsets"]
    taught = [
        name for name, offset in zip(trained().card["classes"], offsets, strict=True) if offset is not None
    ]
    assert taught == ["城乡建设", "环境保护", "教育文体", "劳动和社会保障"]


def test_the_card_names_what_went_in_without_a_word_of_it() -> None:
    sets = trained().card["training"]["sets"]
    assert [(s["convention"], s["texts"]) for s in sets] == [("guide", 96), ("board", 96)]
    assert all(len(s["sha256"]) == 64 for s in sets)

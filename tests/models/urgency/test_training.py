"""Training: repeatable, made-up texts teach without moving the prior, rare levels do no harm."""

from __future__ import annotations

import numpy as np

from models.model_folder import TrainedModel
from models.urgency.texts import UrgencyText, prior_weights
from models.urgency.training import train_urgency
from nlp.feature_space import FeatureSpace, term_filter

SPACE = FeatureSpace(2, 4, 12, 24, 2.0, term_filter(["停水", "煤气", "建议"]))


def texts() -> list[UrgencyText]:
    made = []
    for n in range(40):
        made += [
            UrgencyText(f"建议\n建议多种树，方便散步{n}", 1, (), "建议", True, False, f"a{n}"),
            UrgencyText(
                f"停水\n家里停水{n}天，没有水喝", 3, ("没有水喝",), "求决", True, n % 2 == 0, f"b{n}"
            ),
            UrgencyText(f"噪音\n夜里施工吵到{n}点", 2, ("夜里施工",), "投诉举报", True, False, f"c{n}"),
            UrgencyText(f"煤气\n煤气漏了{n}，人晕倒了", 4, ("人晕倒了",), "求决", False, False, f"d{n}"),
        ]
    return made


def train() -> TrainedModel:
    return train_urgency(texts(), SPACE, 7, lambda _: None)


def test_training_twice_gives_the_same_bytes() -> None:
    first, again = train(), train()
    assert first.card == again.card
    for name, array in first.arrays.items():
        np.testing.assert_array_equal(again.arrays[name], array)


def test_cues_never_speak_against_a_level() -> None:
    assert (train().arrays["combined.weights"][:, -3:] >= 0).all()


def test_the_card_counts_texts_and_holds_no_word_of_them() -> None:
    card = train().card
    assert card["texts"] == {"all": 160, "real": 120, "by_level": {"1": 40, "2": 40, "3": 40, "4": 40}}
    assert "停水" not in str(card)


def test_made_up_texts_have_no_weight_in_the_prior_and_keyword_texts_their_share() -> None:
    weights = prior_weights(texts(), keyword_share=0.25)
    real = np.array([t.real for t in texts()])
    keyword = np.array([t.keyword for t in texts()])
    assert (weights[~real] == 0).all()
    assert abs(weights[keyword].sum() / weights.sum() - 0.25) < 1e-12
    assert abs(weights[real].mean() - 1) < 1e-12

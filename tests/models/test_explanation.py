"""Evidence: words of this very text, for and against, that a person could check."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from models.domain_file import load_domain_model
from models.explanation import explain

MODEL = load_domain_model()
GUIDE = MODEL.conventions["guide"]
PETITION = "老师补课收费\n学校老师周末在校外补课，每人收两千，不去的学生座位被调到最后一排。"


def class_of(text: str) -> int:
    domain = MODEL.tag([text])[0].domain
    return MODEL.classes.index(domain) if domain else -1


@given(st.text(st.sampled_from("学校老师补课收费小区物业停水，\n ＡB臺😀\ud800"), max_size=80))
def test_every_piece_of_evidence_stands_in_the_text(text: str) -> None:
    for evidence in explain([text], np.array([class_of(text)]), GUIDE)[0]:
        assert text[evidence.start : evidence.end] == evidence.text


def test_the_words_that_name_the_matter_speak_for_the_domain() -> None:
    found = explain([PETITION], np.array([class_of(PETITION)]), GUIDE)[0]
    speaking_for = [e.text for e in found if e.weight > 0]
    assert MODEL.tag([PETITION])[0].domain == "教育文体"
    assert {"补课", "老师"} & set(speaking_for)


def test_evidence_for_comes_first_and_strongest_first() -> None:
    weights = [e.weight for e in explain([PETITION], np.array([class_of(PETITION)]), GUIDE)[0]]
    positive = [w for w in weights if w > 0]
    assert positive == sorted(positive, reverse=True)
    assert weights[: len(positive)] == positive


def test_taking_the_strongest_word_away_lowers_the_probability() -> None:
    k = class_of(PETITION)
    strongest = explain([PETITION], np.array([k]), GUIDE)[0][0].text
    from nlp.text_column import TextColumn

    texts = TextColumn.from_texts([PETITION, PETITION.replace(strongest, "")])
    probabilities, _ = MODEL.probabilities(texts)
    assert probabilities[1, k] < probabilities[0, k]


def test_a_text_without_a_domain_has_no_evidence() -> None:
    assert explain(["", PETITION], np.array([-1, -1]), GUIDE) == [(), ()]

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from nlp.folded import folded
from nlp.normalize import normalize


@given(st.text())
def test_folding_and_normalising_give_the_same_text(value: str) -> None:
    assert folded(value) == normalize(value).text

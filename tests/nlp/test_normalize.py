"""Reading a text: width, case and script folded, punctuation dropped, every place kept."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.normalize import lookup_table, normalize
from nlp.normalize_table import make_pairs

ANY_TEXT = st.text(st.characters(), max_size=200)


@given(ANY_TEXT)
def test_normalising_twice_is_normalising_once(text: str) -> None:
    once = normalize(text).text
    assert normalize(once).text == once


@given(ANY_TEXT)
def test_every_kept_character_leads_back_to_the_character_it_came_from(text: str) -> None:
    normalized = normalize(text)
    table = lookup_table()
    assert len(normalized.offsets) == len(normalized.text)
    for character, offset in zip(normalized.text, normalized.offsets, strict=True):
        assert table[ord(text[offset])] == ord(character)


@given(ANY_TEXT, ANY_TEXT)
def test_texts_one_after_another_read_as_they_read_alone(first: str, second: str) -> None:
    assert normalize(first + second).text == normalize(first).text + normalize(second).text


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("ＡＢＣ１２３", "abc123"),
        ("這個問題很嚴重", "这个问题很严重"),
        ("臺灣 颱風", "台湾台风"),
        ("路灯坏了！！！\n\t快修，", "路灯坏了快修"),
        ("①楼②单元", "1楼2单元"),
        ("\ud800坏\udfff字", "坏字"),
        ("😀…—“”", ""),
        ("", ""),
    ],
)
def test_width_case_script_and_punctuation_are_folded(written: str, read: str) -> None:
    assert normalize(written).text == read


def test_a_span_of_the_normalised_text_points_at_the_original_words() -> None:
    text = "《關於》  路　燈！"
    normalized = normalize(text)
    start, end = normalized.original_span(*(normalized.text.index("路灯"), len(normalized.text)))
    assert text[start:end] == "路　燈"


@pytest.mark.parametrize("span", [(0, 0), (1, 0), (0, 3), (-1, 1)])
def test_an_impossible_span_is_refused(span: tuple[int, int]) -> None:
    with pytest.raises(IndexError):
        normalize("路灯").original_span(*span)


def test_the_shipped_table_is_what_the_generator_makes() -> None:
    """Characters assigned by a newer Unicode than the shipped table's may differ; no common one does."""
    made = {int(a): int(b) for a, b in make_pairs()}
    table = lookup_table()
    common = [c for block in ((0x20, 0x3000), (0x3000, 0xA000), (0xFF00, 0xFFF0)) for c in range(*block)]
    different = [c for c in common if made.get(c, c) != table[c] and not (made.get(c, c) and table[c] == c)]
    assert len(different) < 40, [hex(c) for c in different]


def test_the_table_is_closed_so_that_no_character_moves_twice() -> None:
    table = lookup_table()
    kept = table[table > 0]
    assert np.array_equal(table[kept], kept)

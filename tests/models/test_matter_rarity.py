"""How rare words are, kept as hashed counts."""

from __future__ import annotations

import numpy as np

from models.matter_rarity import LEAST_COUNT, Rarity, count_documents, idf_of_text
from nlp.feature_space import term_filter
from nlp.text_column import TextColumn


def rarity(texts: list[str]) -> Rarity:
    empty = term_filter([])
    return Rarity(count_documents(TextColumn.from_texts(texts), 16), len(texts), empty, empty)


def test_a_word_in_more_texts_weighs_less() -> None:
    found = rarity(["物业公司"] * 40 + ["锦棠苑"] * 5 + ["别的"] * 55)
    assert idf_of_text("锦棠苑", found) > idf_of_text("物业公司", found) > 0


def test_a_word_counts_once_a_text() -> None:
    often, once = rarity(["垃圾垃圾垃圾"] * 9), rarity(["垃圾"] * 9)
    assert idf_of_text("垃圾", often) == idf_of_text("垃圾", once)


def test_what_stands_in_few_texts_leaves_no_trace() -> None:
    names = ["慕容守拙", "欧阳知返", "司徒望月"]
    counts = count_documents(TextColumn.from_texts(names * (LEAST_COUNT - 1)), 16)
    assert not counts.any()


def test_words_an_archive_is_full_of_are_rare_no_longer() -> None:
    shipped = rarity(["路灯不亮"] * 1000)
    own = count_documents(TextColumn.from_texts(["锦棠市路灯不亮"] * 100), 16)
    assert idf_of_text("锦棠市", shipped) > 5
    assert idf_of_text("锦棠市", shipped.with_archive(own, 100)) < 0.2
    assert idf_of_text("路灯", shipped.with_archive(own, 100)) == idf_of_text("路灯", shipped)


def test_counting_in_any_order_gives_the_same_sketch() -> None:
    texts = [f"第{k % 7}栋的垃圾站{k % 3}" for k in range(60)]
    one = count_documents(TextColumn.from_texts(texts), 16)
    two = count_documents(TextColumn.from_texts(texts[::-1]), 16)
    assert np.array_equal(one, two)

"""The hashed n-gram stream: the same features for training, scoring and explaining."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_matrix

from nlp.feature_space import FeatureSpace, term_filter
from nlp.ngrams import features, terms_in_use
from nlp.normalize import normalize
from nlp.text_column import TextColumn

TERMS = ["路灯", "自来水", "停水", "拖欠工资", "劳动合同"]
SPACE = FeatureSpace(2, 6, 12, 6, 2.0, term_filter(TERMS))
TEXTS = st.lists(
    st.text(st.sampled_from("路灯坏了停自来水拖欠工资劳动合同，。！\n ＡbC１2臺台\ud800😀"), max_size=40),
    min_size=1,
    max_size=6,
)


def matrix(column: TextColumn) -> csr_matrix:
    indptr, indices, values = features(column, SPACE)
    return csr_matrix((values, indices, indptr), shape=(len(column), SPACE.buckets))


@given(TEXTS)
def test_a_text_has_the_same_features_alone_and_among_others(texts: list[str]) -> None:
    together = matrix(TextColumn.from_texts(texts))
    for row, text in enumerate(texts):
        alone = matrix(TextColumn.from_texts([text]))
        assert (together[row] != alone).nnz == 0


@given(st.text(st.sampled_from("路灯坏了，。！\n ＡbC"), max_size=40))
def test_punctuation_width_and_case_change_no_feature(text: str) -> None:
    plain = matrix(TextColumn.from_texts([text]))
    read = matrix(TextColumn.from_texts([normalize(text).text]))
    assert (plain != read).nnz == 0


def test_dictionary_terms_longer_than_an_ngram_are_features() -> None:
    with_term = matrix(TextColumn.from_texts(["甲乙丙丁戊己自来水"]))
    without = FeatureSpace(2, 6, 12, 6, 2.0, term_filter([]))
    indptr, _, _ = features(TextColumn.from_texts(["甲乙丙丁戊己自来水"]), without)
    assert with_term.nnz == indptr[-1] + 1


def test_what_stands_at_the_start_weighs_more() -> None:
    _, _, values = features(TextColumn.from_texts(["甲乙丙丁戊己庚"]), SPACE)
    assert values.max() == pytest.approx(2.0)
    assert values[-1] == pytest.approx(1.0)


def test_arrow_columns_read_like_python_texts_sliced_null_and_large_too() -> None:
    texts = ["路灯坏了", "", "停水三天", "拖欠工资"]
    expected = matrix(TextColumn.from_texts(texts[1:]))
    for kind in (pa.string(), pa.large_string()):
        array = pa.array(["前面的", *texts[:1], None, *texts[2:]], kind).slice(2)
        assert (matrix(TextColumn.from_arrow(array)) != expected).nnz == 0
    with pytest.raises(TypeError):
        TextColumn.from_arrow(pa.array([1, 2]))


def test_bytes_that_are_no_utf8_are_passed_over() -> None:
    data = np.frombuffer(b"\xff\xe8\xb7\xaf\xc3", dtype=np.uint8)
    broken = TextColumn(data, np.array([0, len(data)]))
    assert (matrix(broken) != matrix(TextColumn.from_texts(["路"]))).nnz == 0


def test_terms_in_use_are_those_that_stand_often_enough() -> None:
    column = TextColumn.from_texts(["停水停水", "停水 路灯"])
    assert terms_in_use(["停水", "路灯", "劳动合同"], column, longest=6, at_least=3) == ["停水"]


def test_the_filter_holds_every_term_in_any_script() -> None:
    simplified, traditional = term_filter(["劳动合同"]), term_filter(["勞動合同"])
    assert simplified.sum() > 0
    assert np.array_equal(simplified, traditional)

"""Fingerprints: the same for the same text in any dress, and close for close texts."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from nlp.fingerprint import BINS, SHORT, TELLING_FROM, Fingerprints, fingerprints, joined, selected
from nlp.normalize import normalize
from nlp.resources import data_path
from nlp.stop_shingles import STOP_FILE, filter_of, frequent_shingles, stop_filter
from nlp.text_column import TextColumn

TEXTS = st.lists(
    st.text(st.sampled_from("路灯坏了停自来水拖欠工资劳动合同，！ Ｂc１2臺台😀"), max_size=90), max_size=6
)
LETTER = "锦棠苑三栋楼上漏水半年，天花板发霉脱落，物业来看过两回都说等等，孩子夜里咳嗽，卧室已经住不得人。"


def shingles(prints: Fingerprints, row: int = 0) -> set[int]:
    return set(prints.shingles[prints.starts[row] : prints.starts[row + 1]].tolist())


def of(*texts: str) -> Fingerprints:
    return fingerprints(TextColumn.from_texts(texts))


@given(TEXTS)
def test_a_text_has_the_same_fingerprint_alone_and_among_others(texts: list[str]) -> None:
    together = of(*texts)
    for row, text in enumerate(texts):
        alone = of(text)
        assert shingles(together, row) == shingles(alone)
        assert (together.signatures[row] == alone.signatures[0]).all()
        assert (together.digests[row] == alone.digests[0]).all()


@given(TEXTS)
def test_texts_share_a_digest_when_they_read_the_same_and_only_then(texts: list[str]) -> None:
    digests = [tuple(digest) for digest in of(*texts).digests.tolist()]
    assert len(set(digests)) == len({normalize(text).text for text in texts})


@given(TEXTS)
def test_shingles_are_distinct_and_at_most_as_many_as_runs_of_characters(texts: list[str]) -> None:
    prints = of(*texts)
    for row, text in enumerate(texts):
        size = len(normalize(text).text)
        own = prints.shingles[prints.starts[row] : prints.starts[row + 1]]
        pairs = max(size - 1, 0) if size < SHORT else 0
        assert len(set(own.tolist())) == len(own) <= max(size - 2, 0) + pairs
        assert prints.lengths[row] == size


def test_width_script_case_and_punctuation_change_nothing() -> None:
    plain, dressed = of("锦棠苑3栋漏水，无人管理ABC"), of("錦棠苑３棟漏水!!無人管理 ａｂｃ")
    assert (plain.digests == dressed.digests).all()
    assert (plain.signatures == dressed.signatures).all()


def test_signatures_agree_as_often_as_the_sets_overlap() -> None:
    longer = LETTER + "请住建部门上门查看并督促维修，费用由责任方承担。"
    prints = of(LETTER, longer)
    one, other = ({shingle >> 3 for shingle in shingles(prints, row)} for row in (0, 1))
    overlap = len(one & other) / len(one | other)
    agreeing = float((prints.signatures[0] == prints.signatures[1]).mean())
    assert abs(agreeing - overlap) < 0.25


def test_texts_with_hardly_a_shingle_agree_with_the_same_text_only() -> None:
    prints = of("路灯", "路灯坏", "路 灯！", "")
    assert (np.diff(prints.starts) < TELLING_FROM).all()
    agreeing = (prints.signatures[0] == prints.signatures).sum(axis=1)
    assert agreeing[0] == agreeing[2] == BINS
    assert max(agreeing[1], agreeing[3]) < BINS // 4


def test_a_shingle_knows_the_eighth_of_the_text_it_first_stands_in() -> None:
    eighths = of(LETTER * 3).shingles & 7
    assert set(of(LETTER).shingles.tolist()) and set((of(LETTER).shingles & 7).tolist()) == set(range(8))
    assert eighths.max() <= 2  # all stand in the first third already


def test_order_of_shingles_does_not_tell_how_the_text_ran() -> None:
    own = of(LETTER).shingles
    places = own >> np.uint32(24)
    assert (np.diff(places.astype(int)) >= 0).mean() > 0.9  # by hash, whatever the text says


@given(TEXTS, TEXTS)
def test_joining_and_selecting_give_what_reading_together_gives(first: list[str], second: list[str]) -> None:
    together, parts = of(*first, *second), joined([of(*first), of(*second)])
    turned = selected(parts, np.arange(len(first) + len(second))[::-1])
    for ours, theirs in zip(parts, together, strict=True):
        assert np.array_equal(ours, theirs)
    for row in range(len(first) + len(second)):
        assert shingles(turned, len(first) + len(second) - 1 - row) == shingles(together, row)


def test_set_phrases_are_no_shingles() -> None:
    assert len(of("希望有关部门尽快处理" * 8).shingles) < 20
    assert len(of("锦棠苑三栋楼上漏水半年天花板发霉脱落" * 8).shingles) > 15


def test_the_shipped_stop_shingles_are_sorted_hashes() -> None:
    hashes = np.load(data_path(STOP_FILE), allow_pickle=False)
    assert hashes.dtype == np.uint32
    assert (np.diff(hashes.astype(np.int64)) > 0).all()
    assert np.array_equal(filter_of(hashes), stop_filter())


def test_frequent_shingles_are_those_of_many_texts_not_of_one_that_repeats_itself() -> None:
    texts = ["希望处理", "希望处理", "漏水漏水漏水漏水", "路灯坏了"]
    assert len(frequent_shingles(TextColumn.from_texts(texts), share=0.4)) == 2

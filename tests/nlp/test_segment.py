"""Words are jieba's, whoever executes its dictionary."""

import os
import stat
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp import segment
from nlp.resources import data_path

SENTENCES = [
    "小区门口的路灯坏了半个月没人修，老人晚上摔了两次。",
    "我爸在工地摔伤，工伤认定卡在劳动合同上，包工头说没签。",
    "ＡＢＣ公司拖欠工资3.5万元，電話打不通！！",
    "公交202路到站不停；学区划分不合理？",
    "",
    "\n\t ",
    "𬭛䶮㛃",
]


@pytest.mark.parametrize("text", SENTENCES)
def test_the_fast_path_cuts_exactly_as_jieba_does(text: str) -> None:
    pytest.importorskip("rjieba")
    assert segment.words(text) == segment._jieba_words(None)(text)


CHINESE = st.text(st.sampled_from("小区路灯坏了半个月没人修老工资拖欠的是在abc12。，\n 電話"), max_size=60)


@settings(max_examples=200)
@given(CHINESE)
def test_any_text_is_cut_as_jieba_does_and_joins_up_again(text: str) -> None:
    found = segment.words(text)
    assert "".join(found) == text
    assert found == segment._jieba_words(None)(text)


def test_an_office_may_bring_its_own_dictionary(tmp_path: Path) -> None:
    own = tmp_path / "words.txt"
    own.write_text("锦棠苑二期 100 n\n锦棠 5 n\n", encoding="utf-8")
    assert "锦棠苑二期" in segment.words("锦棠苑二期漏水", own)


def test_no_cache_in_a_shared_folder_is_read_or_written(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    planted = tmp_path / "jieba.cache"
    planted.write_bytes(b"not marshal")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    segment._jieba_words.cache_clear()
    assert segment._jieba_words(None)("路灯坏了")
    assert planted.read_bytes() == b"not marshal"
    assert os.listdir(tmp_path) == ["jieba.cache"]  # noqa: PTH208
    assert stat.S_ISREG(planted.stat().st_mode)


def test_the_corpus_is_cut_alike_by_both() -> None:
    samples = data_path("corpus/petitions.jsonl")
    if not samples.is_file():
        pytest.skip("the corpus is not part of an installed wheel")
    for line in samples.read_text(encoding="utf-8").splitlines()[::40]:
        assert segment.words(line) == segment._jieba_words(None)(line)

"""Invented petitions in any number, with planted copies, form letters and shared phrases.

A text is a walk over the word pairs of the written corpus (``data/corpus``), with invented places and nouns
from jieba's dictionary put in, so that its grammar and set phrases are as common as in petitions and its
content is its own. Six in ten begin with a greeting, half end with a closing, half hold a set phrase; two in
a hundred quote a passage that two hundred unrelated ones share; one in five hundred is the same form letter
with other particulars; one in five is a copy of another text, edited in one of the ways of ``EDITS``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

import jieba
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import rjieba
from opencc import OpenCC

from nlp.jit import njit
from nlp.resources import data_path

GREETINGS = (
    "尊敬的领导：您好！",
    "尊敬的市领导您好，",
    "领导你好，",
    "您好！",
    "尊敬的书记：您好，打扰您了。",
    "各位领导好，",
    "尊敬的信访局领导：",
    "你好，我想反映一个问题，",
    "我是一名普通市民，现向您反映以下情况：",
    "反映人反映：",
)
CLOSINGS = (
    "希望有关部门尽快处理，谢谢！",
    "恳请领导在百忙之中过问此事，万分感谢。",
    "望领导重视，尽快给予答复。",
    "此致敬礼！",
    "请相关部门调查核实，给老百姓一个说法。",
    "盼复，谢谢。",
    "希望领导能够重视并解决我们的实际困难。",
    "特此反映，望解决。",
)
PHRASES = (
    "多次向有关部门反映，一直没有得到解决，",
    "严重影响了周边居民的正常生活，",
    "打电话投诉也没有人管，",
    "请问这样的做法是否合法，",
    "找物业反映多次，都说没有办法，",
    "相关部门互相推诿，",
    "存在很大的安全隐患，",
    "已经持续了很长时间，",
    "我们老百姓的合法权益得不到保障，",
    "希望政府能够给予关注，",
)
FORM = (
    "我们是{place}的购房业主，{date}与开发商签订了商品房买卖合同，合同约定{date}前交房，至今工地停工，无人施工，"
    "业主{name}等人多次到售楼部询问，销售人员一再推托，承诺的复工日期一拖再拖。按照合同约定，逾期交房应当支付违约金，"
    "开发商既不交房也不赔付，我们一边还着每月{money}元的房贷，一边在外租房，孩子入学也办不了户口。我们查询得知预售"
    "资金监管账户中的款项已被挪用，要求住建部门公布监管账户明细，督促企业立即复工，明确交房时间，并依法支付违约金。"
    "联系人{name}，电话{phone}，房号{room}。"
)
_SYLLABLES = (
    "安柏川岱恩枫谷禾锦景岚澜林岭柳鹿茂宁沛坪启清泉榕润桑石松棠桐湾苇汶溪霞香杏阳依颖悠榆园云芸泽樟芝竹"
)
_AREAS = ("小区", "花园", "村", "镇", "路", "街道", "苑", "工业园", "中学", "医院", "公司", "社区")
_QUOTES = 200


@dataclass(frozen=True)
class FormLetters:
    """``texts``: Arrow large_string (n). ``bases``: int64 (n), texts with the same number are copies of each
    other. ``kinds``: what each is, "" for a text of its own, else a key of ``EDITS`` or "form letter".
    """

    texts: pa.Array
    bases: npt.NDArray[np.int64]
    kinds: npt.NDArray[np.str_]


@dataclass(frozen=True)
class _Words:
    """The corpus as word pairs; ``after[starts[w]:starts[w + 1]]`` follow word w, as often as they do."""

    words: list[str]
    starts: npt.NDArray[np.int64]
    after: npt.NDArray[np.int32]
    first: npt.NDArray[np.int32]
    swappable: npt.NDArray[np.bool_]


def _words() -> _Words:
    known: dict[str, int] = {}
    before, after, first = [], [], []
    for line in data_path("corpus/petitions.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["copy_of"]:
            continue
        ids = [known.setdefault(word, len(known)) for word in rjieba.cut(row["body"].replace("\n", ""))]
        first += ids[:1]
        before += ids[:-1]
        after += ids[1:]
    order = np.argsort(np.array(before), kind="stable")
    starts = np.searchsorted(np.array(before)[order], np.arange(len(known) + 1))
    swappable = np.array([len(word) > 1 and word[0] >= "\u4e00" for word in known])
    return _Words(list(known), starts, np.array(after, np.int32)[order], np.array(first, np.int32), swappable)


@njit
def _walk(
    starts: npt.NDArray[np.int64],
    after: npt.NDArray[np.int32],
    first: npt.NDArray[np.int32],
    chances: npt.NDArray[np.float64],
    walk: npt.NDArray[np.int32],
) -> None:
    word = first[int(chances[0] * len(first))]
    for i in range(len(walk)):
        walk[i] = word
        begin, end = starts[word], starts[word + 1]
        word = after[begin + int(chances[i] * (end - begin))] if end > begin else first[i % len(first)]


def _nouns() -> list[str]:
    file = jieba.get_module_res("dict.txt")
    lines = file.read().decode("utf-8").splitlines()
    return [
        word
        for word, _, tag in (line.split(" ") for line in lines)
        if tag in ("n", "nz", "vn") and len(word) < 5
    ]


class _Writer:
    """Writes texts of their own; the same seed gives the same texts."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self._numbers = np.random.default_rng(seed)
        self._corpus = _words()
        self._nouns = _nouns()
        self._quotes = [self.passage(100)[: self.random.randint(60, 100)] for _ in range(_QUOTES)]

    def passage(self, characters: int) -> str:
        """A walk of about so many characters."""
        corpus = self._corpus
        walk = np.empty(max(characters * 10 // 17, 4), np.int32)
        _walk(corpus.starts, corpus.after, corpus.first, self._numbers.random(len(walk)), walk)
        words = [corpus.words[word] for word in walk]
        swapped = np.flatnonzero(corpus.swappable[walk] & (self._numbers.random(len(walk)) < 0.25))
        for place in swapped:
            words[place] = self._nouns[int(self.random.random() * len(self._nouns))]
        return "".join(words)

    def place(self) -> str:
        """An invented place."""
        draw = self.random
        return "".join(draw.choices(_SYLLABLES, k=draw.choice((2, 2, 3)))) + draw.choice(_AREAS)

    def text(self) -> str:
        """A petition of its own."""
        draw = self.random
        length = min(max(int(draw.lognormvariate(5.35, 0.6)), 45), 1500)
        place = self.place()
        parts = [
            f"{place}{draw.randint(1, 40)}栋的",
            self.passage(length // 2),
            place,
            self.passage(length // 2),
        ]
        if draw.random() < 0.5:
            parts.insert(2, draw.choice(PHRASES))
        if draw.random() < 0.02:
            parts.insert(2, draw.choice(self._quotes))
        if draw.random() < 0.6:
            parts.insert(0, draw.choice(GREETINGS))
        if draw.random() < 0.5:
            parts.append(draw.choice(CLOSINGS))
        return "".join(parts)

    def form_letter(self, form: str = FORM) -> str:
        """The form letter with somebody's particulars."""
        draw = self.random

        def particular(match: re.Match[str]) -> str:
            return {
                "place": self.place,
                "name": lambda: "".join(draw.choices(_SYLLABLES, k=3)),
                "date": lambda: f"{draw.randint(2015, 2025)}年{draw.randint(1, 12)}月{draw.randint(1, 28)}日",
                "money": lambda: str(draw.randint(1500, 9800)),
                "phone": lambda: "154" + "".join(draw.choices("0123456789", k=8)),
                "room": lambda: f"{draw.randint(1, 30)}-{draw.randint(101, 3299)}",
            }[match[1]]()

        return re.sub(r"\{(\w+)\}", particular, form)

    def scattered(self, text: str, share: float) -> str:
        """Characters changed, left out or put in, one by one."""
        draw = self.random
        characters = list(text)
        for place in draw.sample(range(len(characters)), max(1, int(len(characters) * share))):
            kind = draw.random()
            other = draw.choice(draw.choice(self._nouns))
            characters[place] = other if kind < 0.7 else "" if kind < 0.85 else characters[place] + other
        return "".join(characters)


_SIMPLE_TO_TRADITIONAL = OpenCC("s2t").convert
_WIDE = str.maketrans({chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)})
_SENTENCES = re.compile("(?<=[，。！？；])")


def _reordered(writer: _Writer, text: str) -> str:
    parts = _SENTENCES.split(text)
    writer.random.shuffle(parts)
    return "".join(parts)


def _half(writer: _Writer, text: str) -> str:
    half = (len(text) + 1) // 2
    return text[:half] if writer.random.random() < 0.7 else text[-half:]


def _greeted(writer: _Writer, text: str) -> str:
    return writer.random.choice(GREETINGS) + writer.passage(12) + "，" + text + writer.random.choice(CLOSINGS)


EDITS: dict[str, Callable[[_Writer, str], str]] = {
    "same": lambda _, text: text,
    "5 % changed": lambda writer, text: writer.scattered(text, 0.05),
    "10 % changed": lambda writer, text: writer.scattered(text, 0.10),
    "reordered": _reordered,
    "cut to half": _half,
    "greeting added": _greeted,
    "traditional": lambda _, text: _SIMPLE_TO_TRADITIONAL(text),
    "full width": lambda _, text: text.translate(_WIDE),
    "other digits": lambda writer, text: re.sub(r"\d", lambda _: writer.random.choice("0123456789"), text),
    "20 % changed": lambda writer, text: writer.scattered(text, 0.20),
}
HARD = "20 % changed"
FORM_LETTER = "form letter"


def form_letters(count: int, seed: int = 1) -> FormLetters:
    """So many texts, copies among them, in random order."""
    writer = _Writer(seed)
    letters = max(count // 500, 2)
    copies = count // 5
    originals = count - copies - letters
    texts = [writer.text() for _ in range(originals)]
    bases = list(range(originals))
    kinds = [""] * originals
    names = list(EDITS)
    for number in range(copies):
        base = writer.random.randrange(originals)
        kinds.append(names[number % len(names)])
        texts.append(EDITS[kinds[-1]](writer, texts[base]))
        bases.append(base)
    texts += [writer.form_letter() for _ in range(letters)]
    bases += [originals] * letters
    kinds += [FORM_LETTER] * letters
    order = np.random.default_rng(seed).permutation(count)
    return FormLetters(
        pa.array([texts[i] for i in order], pa.large_string()), np.array(bases)[order], np.array(kinds)[order]
    )


def form_variants(count: int, seed: int = 1) -> list[str]:
    """So many copies of the form letter, each with other particulars."""
    writer = _Writer(seed)
    return [writer.form_letter() for _ in range(count)]

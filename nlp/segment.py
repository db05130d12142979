"""Words by jieba's dictionary (HMM off), executed by rjieba where it has a wheel, else by jieba itself.

jieba keeps a marshal cache in a shared temporary folder, where others could plant one; so its dictionary
is read from the installed package instead and no cache is used.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from itertools import accumulate
from pathlib import Path

from nlp.text_column import without_surrogates


@cache
def _jieba_words(dictionary: Path | None) -> Callable[[str], list[str]]:
    import jieba

    tokenizer = jieba.Tokenizer()
    with open(dictionary or tokenizer.get_dict_file().name, "rb") as file:  # noqa: PTH123 - jieba reads a raw file
        tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(file)
    tokenizer.initialized = True
    return lambda text: list(tokenizer.cut(text, HMM=False))


@cache
def _segmenter() -> Callable[[str], list[str]]:
    try:
        import rjieba
    except ImportError:
        return _jieba_words(None)
    return lambda text: list(rjieba.cut(text, False))


def words(text: str, dictionary: Path | None = None) -> list[str]:
    """The words of a text in order; joined they are the text.

    ``dictionary``: an office's own word list in jieba's format (word frequency tag), used instead of the
    shipped one. Raises OSError when it cannot be read.
    """
    cut = _jieba_words(dictionary) if dictionary else _segmenter()
    try:
        return cut(text)
    except UnicodeEncodeError:
        ends = list(accumulate(len(word) for word in cut(without_surrogates(text))))
        return [text[start:end] for start, end in zip([0, *ends], ends, strict=False)]


def dictionary_terms() -> Iterator[str]:
    """All words of the shipped dictionary."""
    import jieba

    with (Path(jieba.__file__).parent / "dict.txt").open(encoding="utf-8") as file:
        for line in file:
            yield line.split(" ", 1)[0]

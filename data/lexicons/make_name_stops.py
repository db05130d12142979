"""Writes words_outside_names.txt: words at which the name of a place or organisation ends on its left.

Verbs, adverbs, pronouns, numerals … of the dictionary of the installed jieba (0.42.1, MIT licence), up to
four characters, frequent ones. Run: ``python data/lexicons/make_name_stops.py``
"""

from __future__ import annotations

from pathlib import Path

import jieba

TAGS = frozenset(
    ["v", "d", "p", "c", "r", "u", "uj", "ul", "ug", "y", "t", "m",
     "a", "ad", "vd", "f", "q", "l", "i", "e", "o", "zg", "df", "rr", "rz", "vq", "vi", "mq", "an"]
)  # fmt: skip
LEAST_FREQUENCY = 150
SINGLE_TAGS = frozenset(["v", "p", "d", "c", "r", "u", "uj", "ul", "y", "zg"])
LEAST_FREQUENCY_SINGLE = 3000
# Verbs and particles that stand in many proper names.
IN_NAMES = frozenset(
    "树干松土花村县厂组站环边关居存守定盛保孙顶顾养迎奉承显根洗游直升行进登共兴亲亮食鸟莫若系善喜安练立祭物特车载轮奔胜冲凡刘复完联通达发建开新龙水断铺"
)


def main() -> None:
    """Read the dictionary once, write the list."""
    kept = []
    with (Path(jieba.__file__).parent / "dict.txt").open(encoding="utf-8") as file:
        for line in file:
            word, frequency, tag = line.rstrip("\n").split(" ")
            if (
                len(word) == 1
                and tag in SINGLE_TAGS
                and word not in IN_NAMES
                and int(frequency) >= LEAST_FREQUENCY_SINGLE
            ):
                kept.append(word)
            if tag in TAGS and int(frequency) >= LEAST_FREQUENCY and 2 <= len(word) <= 4:
                kept.append(word)
    Path(__file__).with_name("words_outside_names.txt").write_text(
        "\n".join(sorted(kept)) + "\n", encoding="utf-8"
    )


if __name__ == "__main__":
    main()

"""Writes what the recogniser of personal names reads, from the dictionary of the installed jieba.

``name_words.tsv``: words of two to four characters that begin with a surname and are no names by jieba's
marks, with log2 of their frequency. ``name_characters.tsv``: for each character its log odds of being
a surname, the first and the last character of a given name, against standing in any other word.

Run: ``python data/lexicons/make_name_lexicons.py`` (jieba 0.42.1, MIT licence).
"""

from __future__ import annotations

import math
from collections import Counter
from pathlib import Path

import jieba

HERE = Path(__file__).parent


def surnames() -> tuple[set[str], set[str]]:
    """Single and compound surnames of surnames.txt."""
    lines = [
        line for line in (HERE / "surnames.txt").read_text(encoding="utf-8").splitlines() if line[0] != "#"
    ]
    compound = {lines[-1][place : place + 2] for place in range(0, len(lines[-1]), 2)}
    return set("".join(lines[:-1])), compound


def main() -> None:
    """Read the dictionary once, write both tables."""
    single, compound = surnames()
    places: dict[str, Counter[str]] = {name: Counter() for name in ("surname", "first", "last", "other")}
    words = []
    with (Path(jieba.__file__).parent / "dict.txt").open(encoding="utf-8") as file:
        for line in file:
            word, frequency, tag = line.rstrip("\n").split(" ")
            weight = math.log2(1 + int(frequency))
            is_name = tag.startswith("nr") and word[0] in single and len(word) in (2, 3)
            if word[0] in single and 2 <= len(word) <= 4 and not tag.startswith("nr"):
                words.append(f"{word}\t{weight:.0f}\n")
            if is_name:
                places["surname"][word[0]] += 1
                if len(word) == 3:
                    places["first"][word[1]] += 1
                places["last"][word[-1]] += 1
            elif not tag.startswith("nr"):
                for character in word:
                    places["other"][character] += weight if len(word) > 1 else 4 * weight
    (HERE / "name_words.tsv").write_text("".join(words), encoding="utf-8")
    _write_characters(places, single)


def _write_characters(places: dict[str, Counter[str]], single: set[str]) -> None:
    totals = {name: sum(counter.values()) for name, counter in places.items()}
    lines = []
    for character in sorted(set().union(*places.values()) | single):
        other = (places["other"][character] + 5) / totals["other"]
        odds = [
            math.log((places[name][character] + 0.2) / totals[name] / other)
            for name in ("surname", "first", "last")
        ]
        if len(character) == 1 and (max(odds) > -2 or character in single):
            lines.append(f"{character}\t" + "\t".join(f"{value:.1f}" for value in odds) + "\n")
    (HERE / "name_characters.tsv").write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()

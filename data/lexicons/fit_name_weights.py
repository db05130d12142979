"""Writes name_weights.json: what each feature of a candidate adds to its being a personal name.

Fitted by logistic regression on the training part of the corpus (petitions.jsonl, CC0), whose persons are
marked wherever they stand. Run: ``python -m data.lexicons.fit_name_weights`` (needs scikit-learn).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from nlp.facts.name_candidates import candidates, context_features, lexical_features
from nlp.facts.name_lexicon import name_lexicon
from nlp.facts.name_patterns import named_persons
from nlp.facts.tokens import tokens
from nlp.resources import data_path

STRENGTH = 0.7
LEAST_WEIGHT = 0.05
SPLITS = frozenset({"train"})


class Row(NamedTuple):
    """A text and the spans of its persons."""

    text: str
    persons: frozenset[tuple[int, int]]


def rows(splits: frozenset[str]) -> Iterator[Row]:
    """The petitions of some splits with the places of their persons."""
    for line in data_path("corpus/petitions.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["split"] in splits:
            persons = frozenset((f["start"], f["end"]) for f in row["facts"] if f["type"] == "person")
            yield Row(f"{row['title']}\n{row['body']}", persons)


def examples(splits: frozenset[str]) -> Iterator[tuple[tuple[str, ...], bool]]:
    """Features of each candidate that no pattern claims, and whether it is a person."""
    lexicon = name_lexicon()
    for row in rows(splits):
        words = tokens(row.text)
        claimed = [(found.start, found.end) for found in named_persons(row.text, words, lexicon)]
        for candidate in candidates(row.text, words, lexicon):
            span = (candidate.start, candidate.end)
            if span in row.persons or not any(start < span[1] and span[0] < end for start, end in claimed):
                lexical = (candidate.surname_length, candidate.shape, candidate.word_weight)
                features = lexical_features(row.text[slice(*span)], *lexical)
                yield features + context_features(row.text, words, candidate), span in row.persons


def main() -> None:
    """Fit on the training split, keep weights that matter."""
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression

    pairs = list(examples(SPLITS))
    vectors = DictVectorizer()
    matrix = vectors.fit_transform([dict.fromkeys(features, 1.0) for features, _ in pairs])
    model = LogisticRegression(C=STRENGTH, max_iter=2000).fit(matrix, [is_name for _, is_name in pairs])
    weights = {"": round(float(model.intercept_[0]), 2)} | {
        name: round(float(weight), 2)
        for name, weight in sorted(zip(vectors.get_feature_names_out(), model.coef_[0], strict=True))
        if abs(weight) >= LEAST_WEIGHT
    }
    written = json.dumps(weights, ensure_ascii=False, indent=0)
    Path(__file__).with_name("name_weights.json").write_text(written + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

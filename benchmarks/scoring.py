"""Petitions per second of level-1 scoring: ours, jieba + TF-IDF + linear SVM, and fastText, in one run.

Each way is trained on the same written petitions and scores the same texts on one core, raw UTF-8 text to
scores, segmentation included. Rounds alternate, so that a change of the machine's speed meets all alike;
the median is printed. Accuracy is no subject here: ``huiyin evaluate`` measures it.

    python -m benchmarks.scoring [--rounds 5] [--repeat 4]
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import jieba
import numpy as np
import pyarrow as pa
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import make_pipeline
from sklearn.svm import LinearSVC

from models.domain_file import load_domain_model
from nlp.resources import data_path
from nlp.segment import words
from nlp.text_column import TextColumn

CORPUS = "corpus/petitions.jsonl"
LEAST_CHARACTERS = 100


def petitions() -> tuple[list[str], list[str]]:
    """Texts and domains of the written corpus, without its shortest texts."""
    rows = [json.loads(line) for line in data_path(CORPUS).read_text(encoding="utf-8").splitlines()]
    pairs = [(f"{row['title']}\n{row['body']}", str(row["domain"])) for row in rows]
    pairs = [pair for pair in pairs if len(pair[0]) >= LEAST_CHARACTERS]
    return [text for text, _ in pairs], [domain for _, domain in pairs]


def ours(texts: Sequence[str]) -> Callable[[], object]:
    """From an Arrow column of text to probabilities with the shipped model, one thread."""
    model = load_domain_model()
    column = pa.array(texts, pa.large_string())
    return lambda: model.probabilities(TextColumn.from_arrow(column), threads=1)


def tfidf_svm(texts: Sequence[str], domains: Sequence[str], scored: Sequence[str]) -> Callable[[], object]:
    """jieba words, TF-IDF, linear SVM: the textbook way."""
    pipeline = make_pipeline(TfidfVectorizer(tokenizer=jieba.lcut, token_pattern=None), LinearSVC())
    pipeline.fit(texts, domains)
    return lambda: pipeline.decision_function(scored)


def fasttext_on_words(
    texts: Sequence[str], domains: Sequence[str], scored: Sequence[str]
) -> Callable[[], object]:
    """fastText supervised, words cut by rjieba (the fast port)."""
    import fasttext

    def line(text: str) -> str:
        return " ".join(words(text)).replace("\n", " ")

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "train.txt"
        file.write_text(
            "\n".join(f"__label__{d} {line(t)}" for t, d in zip(texts, domains, strict=True)),
            encoding="utf-8",
        )
        model = fasttext.train_supervised(str(file), epoch=25, lr=0.5, wordNgrams=2, thread=1, verbose=0)
    return lambda: model.predict([line(text) for text in scored], k=15)


def measure(ways: dict[str, Callable[[], object]], texts: int, rounds: int) -> dict[str, float]:
    """Median petitions per second of each way over alternating rounds, after one warm-up."""
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    for way in ways.values():
        way()
    for _ in range(rounds):
        for name, way in ways.items():
            start = time.perf_counter()
            way()
            seconds[name].append(time.perf_counter() - start)
    return {name: texts / statistics.median(times) for name, times in seconds.items()}


def main() -> None:
    """Print one line a way, with how many times as fast ours is."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument(
        "--repeat", type=int, default=4, help="how often the texts are scored again in a round"
    )
    options = parser.parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    jieba.setLogLevel(60)
    texts, domains = petitions()
    scored = texts * options.repeat
    ways = {
        "huiyin": ours(scored),
        "jieba + TfidfVectorizer + LinearSVC": tfidf_svm(texts, domains, scored),
        "fastText on rjieba words": fasttext_on_words(texts, domains, scored),
    }
    rates = measure(ways, len(scored), options.rounds)
    print(f"{len(scored)} texts, {np.mean([len(t) for t in scored]):.0f} characters on average, one core")
    for name, rate in rates.items():
        print(f"{name:38} {rate:10,.0f} petitions/s   huiyin is {rates['huiyin'] / rate:6.1f} times as fast")


if __name__ == "__main__":
    main()

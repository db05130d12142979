"""Linking of matters over made-up archives: `python -m benchmarks.matters 100000`.

Texts are those of `benchmarks.form_letters`, a fifth of them edited copies; each names an invented place in
its title and body, and a tenth of the places is written about in other words too. Prints seconds, memory,
how many pairs were compared, and for a growing index the time of one query.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Iterator

import numpy as np

from benchmarks.form_letters import form_letters
from models.domain_file import load_domain_model
from models.matter_file import load_matter_model
from models.matter_index import MatterIndex, one_petition
from models.matter_links import link_matters
from models.matters import PetitionTexts
from nlp.text_column import TextColumn

SYLLABLES = "锦棠云溪翠华明德景和瑞丰金沙银杉望湖长林东麓南苑西岭北辰海棠松鹤梅岭竹园兰亭菊香荷塘柳岸"
ENDINGS = ("小区", "花园", "家园", "苑", "路", "小学", "幼儿园", "公司", "医院", "村", "广场", "大道")
QUERIES = 300


def made_texts(rows: int, seed: int = 5) -> tuple[list[str], list[str], list[float | None]]:
    """Titles, bodies and days; texts of ``benchmarks.form_letters``, copies of one text about one place."""
    generator = np.random.default_rng(seed)
    letters = form_letters(rows, seed)
    places = max(int(rows * 0.9), 1)
    heads, bodies, days = [], [], []
    for text, base in zip(letters.texts.to_pylist(), letters.bases.tolist(), strict=True):
        name = _name(base % places)
        heads.append(f"{name}{text[12:24]}")
        bodies.append(f"我住在{name}。{text}")
        days.append(float(generator.integers(1500)))
    return heads, bodies, days


def _name(place: int) -> str:
    generator = np.random.default_rng(place)
    characters = "".join(generator.choice(list(SYLLABLES), 4))
    return f"{characters}{ENDINGS[place % len(ENDINGS)]}"


def _timed_queries(index: MatterIndex, texts: tuple[list[str], list[str]]) -> Iterator[float]:
    for row in range(QUERIES):
        petition = one_petition(texts[0][row], texts[1][row])
        begun = time.perf_counter()
        index.query(petition)
        yield time.perf_counter() - begun


def main(rows: int) -> None:
    """Measure one size."""
    titles, bodies, days = made_texts(rows)
    known = [np.nan if day is None else day for day in days]
    petitions = PetitionTexts(
        TextColumn.from_texts(titles), TextColumn.from_texts(bodies), np.array(known, np.float64)
    )
    few = titles[:QUERIES], bodies[:QUERIES]
    del titles, bodies
    model, domains = load_matter_model(), load_domain_model()
    link_matters(PetitionTexts.of(few[0], few[1]), model, domains)  # compiles
    begun = time.perf_counter()
    found = link_matters(petitions, model, domains)
    seconds = time.perf_counter() - begun
    sizes = np.bincount(found.cases)
    print(
        f"{rows:,} petitions linked in {seconds:.1f} s; {found.compared:,} pairs compared, "
        f"{len(found.first):,}"
    )
    print(f"links; {(sizes > 1).sum():,} cases of more than one; peak {_gigabytes():.1f} GB")
    begun = time.perf_counter()
    index = MatterIndex(petitions, model, domains)
    print(f"index built in {time.perf_counter() - begun:.1f} s")
    times = np.array(list(_timed_queries(index, few))) * 1000
    print(
        f"query p50 {np.percentile(times, 50):.1f} ms, p99 {np.percentile(times, 99):.1f} ms; "
        f"{_gigabytes():.1f} GB"
    )


def _gigabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)

"""Repeats on generated people: precision, recall, time for an archive, time for one petition.

    python -m benchmarks.petitioners [--records 100000] [--seed 3] [--bare-titles 0.08]
    python -m benchmarks.petitioners --train data/model/petitioners/weights.json

The first measures the shipped weights on people they were not learned from; the second learns them anew.
"""

from __future__ import annotations

import argparse
import gc
import random
import statistics
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from benchmarks.generated_petitioners import Generated, PetitionerGenerator, Rates
from models.name_frequencies import NameFrequencies, count_names
from models.petitioner_splink import scored_pairs
from models.petitioner_table import petitioner_table
from models.petitioner_weights import PetitionerWeights, load_petitioner_weights, weights_as_json
from models.petitioners import petitioner_evidence
from models.relations import Relation
from models.repeat_candidates import MatterIndex
from models.repeat_rules import may_be_one_person
from models.repeats import RepeatFinder
from nlp.pseudonym import Petitioner, Pseudonymizer

KEY = bytes(range(7, 39))  # of generated people only
TRAINING_SEED = 1
SHOWN_WEIGHT = 3.17  # log2 odds of a probability of 0.9
Result = TypeVar("Result")


def timed(name: str, work: Callable[[], Result]) -> Result:
    """Run and print wall and processor seconds."""
    wall, processor = time.perf_counter(), time.process_time()
    result = work()
    wall, processor = time.perf_counter() - wall, time.process_time() - processor
    print(f"{name}: {wall:.1f} s, {processor:.1f} s of processor")
    return result


def train(path: Path, records: int) -> None:
    """Learn the weights from generated people and write them."""
    from models.petitioner_training import train_petitioner_weights

    generated = PetitionerGenerator(TRAINING_SEED).records(records)
    read = Pseudonymizer(KEY).read
    weights = timed("training", lambda: train_petitioner_weights([read(f) for f in generated.fields]))
    card = dict(weights.card) | {"population": "generated", "population_seed": TRAINING_SEED}
    path.write_text(weights_as_json(replace(weights, card=card)), encoding="utf-8")


def population(generated: Generated, petitioners: Sequence[Petitioner], weights: PetitionerWeights) -> None:
    """All people as if they wrote on one matter, with the population's prior: the hardest case."""
    names = count_names(petitioners)
    numbers = range(len(petitioners))

    def pairs() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        table = petitioner_table(numbers, [0] * len(petitioners), petitioners)
        found = scored_pairs(table, weights, names, least_weight=SHOWN_WEIGHT)
        a, b, weight = (found[name].to_numpy() for name in ("a", "b", "weight"))
        kept = np.array(
            [_one_person(petitioners[i], petitioners[j], weights, names) for i, j in zip(a, b, strict=True)]
        )
        return a[kept], b[kept], weight[kept]

    a, b, weight = timed("Splink over the archive", pairs)
    who = np.array(generated.person)
    for probability in (0.9, 0.99):
        shown = weight >= np.log2(probability / (1 - probability))
        report(
            f"population, probability {probability}", who, a[shown], b[shown], np.zeros(len(who), np.int64)
        )


def _one_person(
    left: Petitioner, right: Petitioner, weights: PetitionerWeights, names: NameFrequencies
) -> bool:
    evidence = petitioner_evidence(left, right, weights, names)
    return evidence is not None and may_be_one_person(evidence)


def report(name: str, who: np.ndarray, a: np.ndarray, b: np.ndarray, matter: np.ndarray) -> None:
    """Precision and recall of the pairs, and of the groups that the pairs make."""
    voices = Counter(zip(who.tolist(), matter.tolist(), strict=True))
    total = sum(size * (size - 1) // 2 for size in voices.values())
    right = int((who[a] == who[b]).sum())
    links = coo_array((np.ones(len(a)), (a, b)), shape=(len(who), len(who)))
    _, group = connected_components(links, directed=False)
    sizes = Counter(group.tolist())
    grouped = sum(size * (size - 1) // 2 for size in sizes.values())
    inside = Counter(zip(group.tolist(), who.tolist(), matter.tolist(), strict=True))
    together = sum(size * (size - 1) // 2 for size in inside.values())
    print(
        f"{name}: pairs P {right / max(1, len(a)):.4f} R {right / total:.4f}; "
        f"groups P {together / max(1, grouped):.4f} R {together / total:.4f} (of {total} pairs)"
    )


def matters_of(generated: Generated, seed: int) -> list[int]:
    """A matter for each record; 1 to 400 people with consecutive numbers, families among them, share one."""
    draw = random.Random(seed)
    matter_of_person: dict[int, int] = {}
    matter, left = 0, 0
    for person in range(max(generated.person) + 1):
        if left == 0:
            matter += 1
            left = draw.choices((1, 2, 5, 15, 60, 400), (40, 25, 18, 12, 4, 1))[0]
        matter_of_person[person] = matter
        left -= 1
    return [matter_of_person[person] for person in generated.person]


def within_matters(
    generated: Generated,
    petitioners: Sequence[Petitioner],
    weights: PetitionerWeights,
    matters: Sequence[int],
) -> None:
    """One petition after another, candidates from its matter's index, as in use."""
    names = count_names(petitioners)
    finder = RepeatFinder(weights, names)
    index = MatterIndex()
    by_name = {str(number): petitioner for number, petitioner in enumerate(petitioners)}
    found: list[tuple[int, int, bool]] = []
    seconds = []
    gc.freeze()  # as a server does with its index: else collections walk through all records again and again
    for number, (matter, petitioner) in enumerate(zip(matters, petitioners, strict=True)):
        start = time.perf_counter()
        candidates = index.candidates(str(matter), petitioner)
        relations = [
            Relation(str(other), str(number), "matter", 1.0, needs_review=False) for other in candidates
        ]
        repeats = list(finder.find(relations, by_name))
        seconds.append(time.perf_counter() - start)
        found += [(int(repeat.relation.a), number, repeat.relation.needs_review) for repeat in repeats]
        index.add(number, str(matter), petitioner)
    print("one petition: " + quantiles(seconds))
    a, b, review = (np.array(side, np.int64) for side in zip(*found, strict=True))
    who, matter = np.array(generated.person), np.array(matters)
    report("within matters, all shown", who, a, b, matter)
    sure = review == 0
    report("within matters, without those for a person to look at", who, a[sure], b[sure], matter)


def quantiles(seconds: Sequence[float]) -> str:
    """Median and 99th percentile, in milliseconds."""
    ordered = sorted(seconds)
    last = ordered[int(len(ordered) * 0.99)]
    return f"p50 {1000 * statistics.median(ordered):.3f} ms, p99 {1000 * last:.3f} ms"


def large_index(petitioners: Sequence[Petitioner], size: int, weights: PetitionerWeights, seed: int) -> None:
    """Queries against ``size`` petitions: the generated people many times over, each time other matters."""
    draw = random.Random(seed)
    rounds = -(-size // len(petitioners))
    rows = (
        (round_ * len(petitioners) + number, f"{round_}/{number % 997}", petitioner)
        for round_ in range(rounds)
        for number, petitioner in enumerate(petitioners)
    )
    index = timed(f"index of {rounds * len(petitioners)} petitions", lambda: MatterIndex.build(rows))
    finder = RepeatFinder(weights, count_names(petitioners))
    seconds = []
    gc.freeze()
    for _ in range(5000):
        number, round_ = draw.randrange(len(petitioners)), draw.randrange(rounds)
        start = time.perf_counter()
        candidates = index.candidates(f"{round_}/{number % 997}", petitioners[number])
        known = {str(other): petitioners[other % len(petitioners)] for other in candidates}
        known["new"] = petitioners[number]
        relations = [Relation(str(other), "new", "matter", 1.0, needs_review=False) for other in candidates]
        list(finder.find(relations, known))
        seconds.append(time.perf_counter() - start)
    print(f"one petition against {rounds * len(petitioners)}: {quantiles(seconds)}")


def main() -> None:
    """Measure, or train with ``--train``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=3)
    parser.add_argument("--bare-titles", type=float, help="share of names that are a surname with a title")
    parser.add_argument("--index", type=int, default=1_000_000)
    parser.add_argument("--train", type=Path)
    options = parser.parse_args()
    if options.train:
        train(options.train, options.records)
        return
    rates = Rates() if options.bare_titles is None else Rates(title_only=options.bare_titles)
    generated = PetitionerGenerator(options.seed, rates).records(options.records)
    read = Pseudonymizer(KEY).read
    petitioners = timed("reading into pseudonyms", lambda: [read(fields) for fields in generated.fields])
    weights = load_petitioner_weights()
    population(generated, petitioners, weights)
    within_matters(generated, petitioners, weights, matters_of(generated, options.seed))
    large_index(petitioners, options.index, weights, options.seed)


if __name__ == "__main__":
    main()

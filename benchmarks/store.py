"""Speed of the embedded store with many petitions in it, beside what the disk itself can do, in one run.

``flush`` is the floor: so many one-row commits a second a bare SQLite table takes on this disk with the same
settings. ``one by one`` is one thread that posts and waits; ``together`` is many that post at once and share
commits, as requests of a service do.

    python -m benchmarks.store [--stored 100000] [--posts 3000] [--posters 32] [--folder .]
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import text

from service.permissions import EVERYTHING
from service.settings import Settings
from service.store import Store, audit, listing, open_store, petitions
from service.store.backup import back_up, restore
from service.store.changes import changes_since, last_sequence
from service.store.group_commit import GroupCommit
from service.store.records import NewPetition, RepeatKey, Tags, Wanted
from service.store.sqlite import Access, prepare_file, sqlite_engine

DOMAINS = ("城乡建设", "环境保护", "交通运输", "劳动和社会保障")
AT_ONCE = 500


def petition(number: int) -> tuple[NewPetition, Tags, RepeatKey]:
    """A petition of usual length (360 characters) with a usual amount of tags and pseudonyms."""
    new = NewPetition(
        title=f"第{number}号小区电梯停运",
        body=f"我们是{number}号楼的住户，电梯停了半个月，老人上下不便。" * 12,
        source="12345",
        external_id=f"GD{number}",
        tokens={"phone": tuple(bytes([k]) * 16 for k in range(12)), "name": (b"n" * 16,) * 4},
        masked={"phone": "138****0000", "name": "王*"},
    )
    tags = Tags(
        domain=(DOMAINS[number % 4], "城市建设和市政管理"),
        domain_probability=(number * 7919 % 1000) / 1000,
        needs_review=number % 5 == 0,
        urgency=1 + number % 4,
        models={"domain": "2026.1", "urgency": "2026.1"},
        details={"evidence": [{"start": k, "end": k + 2, "weight": 0.4} for k in range(8)]},
    )
    return new, tags, RepeatKey("bench", f"post-{number}")


def fill(store: Store, count: int) -> None:
    """Store so many petitions, some hundred a transaction."""
    for start in range(0, count, AT_ONCE):
        with store.write("bench") as writing:
            for number in range(start, min(start + AT_ONCE, count)):
                petitions.add(writing, *petition(number))


def one_by_one(store: Store, first: int, count: int) -> list[float]:
    """Seconds of each post."""
    seconds = []
    for number in range(first, first + count):
        began = time.perf_counter()
        with store.write("bench") as writing:
            petitions.add(writing, *petition(number))
        seconds.append(time.perf_counter() - began)
    return seconds


def together(store: Store, first: int, count: int, posters: int) -> list[float]:
    """Seconds of each post, of many posters at once."""
    with GroupCommit(store) as group, ThreadPoolExecutor(posters) as pool:

        def post(number: int) -> float:
            new, tags, repeat = petition(number)
            began = time.perf_counter()
            group.submit("bench", lambda writing: petitions.add(writing, new, tags, repeat)).result()
            return time.perf_counter() - began

        return list(pool.map(post, range(first, first + count)))


def flushes(folder: Path, count: int) -> float:
    """One-row commits a second of a bare table."""
    path = folder / "bare" / "bare.db"
    prepare_file(path)
    engine = sqlite_engine(path, Access(True, 1, 10, sole=False))
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE t (x)"))
    began = time.perf_counter()
    for number in range(count):
        with engine.begin() as connection:
            connection.execute(text("INSERT INTO t VALUES (:x)"), {"x": number})
    took = time.perf_counter() - began
    engine.dispose()
    return count / took


@contextmanager
def timed(name: str, amount: float = 1, unit: str = "") -> Iterator[None]:
    """Print how long the block took, and how much a second that was."""
    began = time.perf_counter()
    yield
    took = time.perf_counter() - began
    rate = f", {amount / took:,.0f} {unit}/s" if unit else ""
    print(f"{name}: {took * 1000:,.1f} ms{rate}", flush=True)


def show_posts(name: str, seconds: list[float], took: float) -> None:
    """Rate, median and 99th percentile."""
    ordered = sorted(seconds)
    p50, p99 = statistics.median(ordered), ordered[int(len(ordered) * 0.99)]
    print(
        f"{name}: {len(seconds) / took:,.0f} posts/s, p50 {p50 * 1000:.1f} ms, p99 {p99 * 1000:.1f} ms",
        flush=True,
    )


def reads(store: Store, folder: Path) -> None:
    """The usual questions."""
    with store.read() as reading:
        newest = listing.page(reading, Wanted(), EVERYTHING).petitions[-1].id
        with timed("get, 500 times", 500, "petitions"):
            for _ in range(500):
                petitions.get(reading, newest)
        with timed("page of 50 of one domain"):
            listing.page(reading, Wanted(domain=DOMAINS[1]), EVERYTHING)
        with timed("review queue of 20"):
            listing.review_queue(reading, EVERYTHING)
        with timed("10,000 changes"):
            changes_since(reading, last_sequence(reading) - 10_000)
        with timed("audit verified", audit.last_head(reading).number, "entries"):
            audit.verify(reading)
        with timed("walk of everything", petitions.count(reading), "petitions"):
            for _ in petitions.walk(reading):
                pass
    with timed("backup"):
        back_up(store, folder / "backup.huiyin")
    print(f"backup: {(folder / 'backup.huiyin').stat().st_size / 1e6:,.0f} MB")
    empty = open_store(Settings(home=folder / "restored"))
    with timed("restore"):
        restore(empty, folder / "backup.huiyin", "bench")
    empty.close()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stored", type=int, default=100_000)
    parser.add_argument("--posts", type=int, default=3_000)
    parser.add_argument("--posters", type=int, default=32)
    parser.add_argument("--folder", type=Path, default=None)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=given.folder) as name:
        folder = Path(name)
        print(f"flush: {flushes(folder, 500):,.0f} commits/s")
        store = open_store(Settings(home=folder))
        with timed("fill, 500 a commit", given.stored, "petitions"):
            fill(store, given.stored)
        for start, label in ((given.stored, "first"), (given.stored + 2 * given.posts, "again")):
            began = time.perf_counter()
            seconds = one_by_one(store, start, given.posts // 4)
            show_posts(f"one by one, {label}", seconds, time.perf_counter() - began)
            began = time.perf_counter()
            seconds = together(store, start + given.posts, given.posts, given.posters)
            show_posts(f"together ({given.posters}), {label}", seconds, time.perf_counter() - began)
        reads(store, folder)
        print(f"flush: {flushes(folder / 'after', 500):,.0f} commits/s")
        store.close()


if __name__ == "__main__":
    main()

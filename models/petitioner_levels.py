"""How two petitioners are compared: for each comparison the levels of agreement, from strong to none.

Each level is written twice, as SQL for Splink over archives and in Python for single pairs; a test holds
that both say the same. Phone and address are one comparison, since a household shares both: counted apart,
two members of a family would agree twice.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter

from nlp.pseudonym import Petitioner, near_tokens

Holds = Callable[[Petitioner, Petitioner], bool]


@dataclass(frozen=True)
class Level:
    """One degree of agreement. ``frequency``: the column whose rarity adjusts the weight."""

    name: str
    condition: str
    holds: Holds
    frequency: str | None = None


@dataclass(frozen=True)
class Comparison:
    """Levels in order, the first that holds counts; ``missing`` holds where there is nothing to compare."""

    name: str
    missing_condition: str
    missing: Holds
    levels: tuple[Level, ...]

    def level_of(self, left: Petitioner, right: Petitioner) -> Level | None:
        """The level of two petitioners, None where either says nothing."""
        if self.missing(left, right):
            return None
        return next(level for level in self.levels if level.holds(left, right))


def _same(left: bytes | None, right: bytes | None) -> bool:
    return left is not None and left == right


def _share(left: bytes, right: bytes) -> bool:
    return bool(left and right) and not near_tokens(left).isdisjoint(near_tokens(right))


def _either_missing(left: object, right: object) -> bool:
    return left is None or right is None


def _always(_left: Petitioner, _right: Petitioner) -> bool:
    return True


def _of_ones_own(field: str, with_near: bool = False) -> Comparison:
    """A field that one person alone has: it agrees or not; ``with_near``: one character may differ."""
    value, near = attrgetter(field), attrgetter(f"{field}_near" if with_near else field)
    levels = [Level("same", f"{field}_l = {field}_r", lambda a, b: _same(value(a), value(b)))]
    if with_near:
        shared = f"list_has_any({field}_near_l, {field}_near_r)"
        levels.append(Level("near", shared, lambda a, b: _share(near(a), near(b))))
    return Comparison(
        field,
        f"{field}_l is null or {field}_r is null",
        lambda a, b: _either_missing(value(a), value(b)),
        (*levels, Level("other", "ELSE", _always)),
    )


_NO_PHONES = "(phone_l is null or phone_r is null)"
_NO_PLACES = "(place_l is null or place_r is null)"
_SAME_PHONE = "phone_l = phone_r"
_NEAR_PHONE = "list_has_any(phone_near_l, phone_near_r)"
_SAME_DOOR = "door_l = door_r"

NAME = Comparison(
    "name",
    "name_l is null or name_r is null",
    lambda a, b: _either_missing(a.name, b.name),
    (
        Level("same", "name_l = name_r", lambda a, b: _same(a.name, b.name), "name"),
        Level("sounds_the_same", "sound_l = sound_r", lambda a, b: _same(a.sound, b.sound), "sound"),
        Level(
            "same_beginning", "name_start_l = name_start_r", lambda a, b: _same(a.name_start, b.name_start)
        ),
        Level(
            "near", "list_has_any(name_near_l, name_near_r)", lambda a, b: _share(a.name_near, b.name_near)
        ),
        Level("other", "ELSE", _always),
    ),
)
ID_NUMBER = _of_ones_own("id_number", with_near=True)
CONTACT = Comparison(
    "contact",
    f"{_NO_PHONES} and {_NO_PLACES}",
    lambda a, b: _either_missing(a.phone, b.phone) and _either_missing(a.place, b.place),
    (
        Level(
            "same_phone_and_door",
            f"{_SAME_PHONE} and {_SAME_DOOR}",
            lambda a, b: _same(a.phone, b.phone) and _same(a.door, b.door),
        ),
        Level("same_phone", _SAME_PHONE, lambda a, b: _same(a.phone, b.phone)),
        Level(
            "near_phone_and_door",
            f"{_NEAR_PHONE} and {_SAME_DOOR}",
            lambda a, b: _share(a.phone_near, b.phone_near) and _same(a.door, b.door),
        ),
        Level("near_phone", _NEAR_PHONE, lambda a, b: _share(a.phone_near, b.phone_near)),
        Level(
            "same_door_other_phone",
            f"{_SAME_DOOR} and not {_NO_PHONES}",
            lambda a, b: _same(a.door, b.door) and not _either_missing(a.phone, b.phone),
        ),
        Level("same_door", _SAME_DOOR, lambda a, b: _same(a.door, b.door)),
        Level("same_building", "building_l = building_r", lambda a, b: _same(a.building, b.building)),
        Level("same_place", "place_l = place_r", lambda a, b: _same(a.place, b.place)),
        Level("other_phone", _NO_PLACES, lambda a, b: _either_missing(a.place, b.place)),
        Level("other_place", _NO_PHONES, lambda a, b: _either_missing(a.phone, b.phone)),
        Level("other", "ELSE", _always),
    ),
)
ACCOUNT = _of_ones_own("account")
EMAIL = _of_ones_own("email", with_near=True)
COMPARISONS = (NAME, ID_NUMBER, CONTACT, ACCOUNT, EMAIL)

# What all voices of a matter may share, since the matter happens there: no evidence of one person in it.
SHARED_BY_NEIGHBOURS = frozenset({("contact", "same_building"), ("contact", "same_place")})

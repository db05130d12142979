"""Repeats among linked petitions, and the history that each repeat comes with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from models.history import CaseHistory, EarlierPetition, case_history
from models.name_frequencies import count_names
from models.petitioner_weights import PetitionerWeightsError, load_petitioner_weights
from models.relations import Relation
from models.repeats import SURE_FROM, Repeat, RepeatFinder
from service.errors import HuiyinError
from service.link_reading import LinkArchive

_FIRST_DAY = date(1970, 1, 1)


def find_repeats(archive: LinkArchive, relations: Iterable[Relation]) -> list[Repeat]:
    """The repeats among pairs that share their matter; none where the tables do not say who wrote.

    Raises HuiyinError when the weights cannot be used.
    """
    if not archive.has_petitioners:
        return []
    petitioners = {p.name: p.petitioner for p in archive.petitions if p.petitioner is not None}
    try:
        weights = load_petitioner_weights()
    except PetitionerWeightsError as fault:
        raise HuiyinError("model.unusable", reason=fault) from fault
    finder = RepeatFinder(weights, count_names(petitioners.values()))
    return list(finder.find(relations, petitioners))


def histories(
    archive: LinkArchive, repeats: Sequence[Repeat], rows: Mapping[str, int], cases: Sequence[int]
) -> dict[str, CaseHistory]:
    """The history of each petition that repeats an earlier one of its case, as of the day it came.

    Sure repeats of one case hang together: the third petition counts as third although it was compared with
    the first only. Petitions without a day have no history, for their order is unknown.
    """
    together = _Together()
    for repeat in repeats:
        one, two = rows[repeat.relation.a], rows[repeat.relation.b]
        if cases[one] == cases[two] and repeat.petitioner.probability >= SURE_FROM:
            together.join(one, two)
    found = {}
    for group in together.groups():
        dated = [row for row in sorted(group) if archive.petitions[row].day is not None]
        for place, row in enumerate(dated[1:], start=1):
            earlier = [_earlier(archive, other) for other in dated[:place]]
            today = _date(archive.petitions[row].day)
            if today is not None:
                found[archive.petitions[row].name] = case_history(archive.petitions[row].name, earlier, today)
    return found


def _earlier(archive: LinkArchive, row: int) -> EarlierPetition:
    petition = archive.petitions[row]
    return EarlierPetition(petition.name, _date(petition.day), petition.replied)


def _date(day: float | None) -> date | None:
    return None if day is None else _FIRST_DAY + timedelta(days=int(day // 1))


class _Together:
    """Rows that hang together (Tarjan's disjoint sets)."""

    def __init__(self) -> None:
        self._parents: dict[int, int] = {}

    def root(self, row: int) -> int:
        self._parents.setdefault(row, row)
        while self._parents[row] != row:
            self._parents[row] = self._parents[self._parents[row]]
            row = self._parents[row]
        return row

    def join(self, one: int, two: int) -> None:
        low, high = sorted((self.root(one), self.root(two)))
        self._parents[high] = low

    def groups(self) -> list[list[int]]:
        found: dict[int, list[int]] = {}
        for row in sorted(self._parents):
            found.setdefault(self.root(row), []).append(row)
        return list(found.values())

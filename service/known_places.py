"""Where the petitioners' own fields (name, phone …) stand in texts, so that no quotation shows them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import ahocorasick

from nlp.petitioner_fields import (
    asks_to_be_anonymous,
    read_account,
    read_email,
    read_id_number,
    read_name,
    read_phone,
    says_nothing,
)
from service.cell_values import cell_text, cell_values
from service.petitioner_fields import is_home_heading
from service.tables import RowBatch

SHORTEST = 2  # characters
SHORTEST_HOME = 6  # a shorter address names a place, not a door


def _home(value: str) -> str | None:
    return value if len(value) >= SHORTEST_HOME else None


_READERS = {
    "petitioner": ("person", read_name),
    "phone": ("phone", read_phone),
    "id_number": ("resident_id", read_id_number),
    "account": ("account", read_account),
    "email": ("email", read_email),
    "address": ("home_address", _home),
}


class HiddenPlace(NamedTuple):
    """A stretch of a text, in code points, that tells who somebody is; ``type`` as in ``nlp.facts.TYPES``."""

    start: int
    end: int
    type: str


class KnownPlaces:
    """Learns values batch by batch, then finds them in any text; it is dropped when all texts are read."""

    def __init__(self) -> None:
        self._types: dict[str, str] = {}
        self._automaton: ahocorasick.Automaton | None = None

    def learn(self, roles: Mapping[str, str], batch: RowBatch) -> None:
        """Take the petitioner fields of a batch, as written and as they are read."""
        for role, (type_name, read) in _READERS.items():
            if role not in roles or (role == "address" and not is_home_heading(roles[role])):
                continue
            position = batch.columns.schema.get_field_index(roles[role])
            for cell in cell_values(batch.columns.column(position)):
                written = (cell_text(cell) or "").strip()
                if says_nothing(written) or asks_to_be_anonymous(written):
                    continue
                values = (read(written),) if role == "address" else (written, read(written))
                for value in values:
                    if value and len(value) >= SHORTEST:
                        self._types[value] = type_name

    def places(self, text: str) -> tuple[HiddenPlace, ...]:
        """Every place where a learnt value stands."""
        if not self._types:
            return ()
        if self._automaton is None:
            self._automaton = ahocorasick.Automaton()
            for value, type_name in self._types.items():
                self._automaton.add_word(value, (len(value), type_name))
            self._automaton.make_automaton()
        return tuple(
            HiddenPlace(last + 1 - length, last + 1, type_name)
            for last, (length, type_name) in self._automaton.iter(text)
        )

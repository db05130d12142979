"""Petitioners as an Arrow table, for Splink: one row a petition, pseudonyms only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from nlp.pseudonym import Petitioner, near_tokens

SINGLE = (
    "name",
    "sound",
    "name_start",
    "phone",
    "id_number",
    "place",
    "building",
    "door",
    "account",
    "email",
)
NEAR = ("name_near", "phone_near", "id_number_near", "email_near")


def petitioner_table(
    ids: Sequence[int], matters: Sequence[int], petitioners: Sequence[Petitioner]
) -> pa.Table:
    """Columns ``unique_id``, ``matter`` and the pseudonyms (binary, lists of binary, null where empty).

    Anonymous petitioners are left out: nothing may be compared with them.
    """
    rows = [
        (number, matter, petitioner)
        for number, matter, petitioner in zip(ids, matters, petitioners, strict=True)
        if not petitioner.anonymous
    ]
    found = [petitioner for _, _, petitioner in rows]
    columns: dict[str, pa.Array[Any]] = {
        "unique_id": pa.array([number for number, _, _ in rows], pa.int64()),
        "matter": pa.array([matter for _, matter, _ in rows], pa.int64()),
    }
    for name in SINGLE:
        columns[name] = pa.array([getattr(petitioner, name) for petitioner in found], pa.binary())
    for name in NEAR:
        lists = [list(near_tokens(getattr(petitioner, name))) or None for petitioner in found]
        columns[name] = pa.array(lists, pa.list_(pa.binary()))
    return pa.table(columns)

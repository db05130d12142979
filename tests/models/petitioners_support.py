"""Invented petitioners for the tests of repeats."""

from __future__ import annotations

from nlp.pseudonym import Petitioner, PetitionerFields, Pseudonymizer

KEY = bytes(range(40, 72))
READER = Pseudonymizer(KEY)


def petitioner(
    name: str | None = None,
    phone: str | None = None,
    id_number: str | None = None,
    address: str | None = None,
    account: str | None = None,
    email: str | None = None,
    anonymous: bool = False,
) -> Petitioner:
    return READER.read(PetitionerFields(name, phone, id_number, address, account, email), anonymous)


FULL = {
    "name": "慕容守拙",
    "phone": "15400127788",
    "id_number": "990101199003070018",
    "address": "锦棠苑3栋207",
    "account": "A0001234",
    "email": "shouzhuo@example.com",
}

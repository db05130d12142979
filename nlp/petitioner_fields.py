"""Reads what a petitioner field says: its comparable form, or None where it says nothing of a person."""

from __future__ import annotations

import re
import unicodedata

from nlp.damaged_values import is_damaged, without_decimals
from nlp.folded import folded
from nlp.petitioner_words import petitioner_words

LONGEST_VALUE = 200  # characters; longer cells are texts, not identifiers
LONGEST_NAME = 15
_MASKED = re.compile(r"[*＊×●█■某]|[xX]{2,}|[?？]{2,}")
_BRACKETS = re.compile(r"[（(【\[][^）)】\]]*[）)】\]]")
_SEVERAL_NAMES = re.compile(r"[、,，/／;；|\n]")
_AND_OTHERS = re.compile(r"等(?:\d*[人户名位].*|人.*)?$")
_SEVERAL_NUMBERS = re.compile(r"[/／、,，;；|\n或转]")
_MOBILE = re.compile(r"(?:0{0,2}86|0)?(1[3-9]\d{8,10})")
_LANDLINE = re.compile(r"0\d{9,11}|[2-9]\d{6,7}|[48]00\d{7}")
_IDENTITY = re.compile(r"\d{15}|\d{16,18}[\dX]")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[a-z]{2,}")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # GB 11643-1999
_CHECK_DIGITS = "10X98765432"


def asks_to_be_anonymous(value: str | None) -> bool:
    """Whether a field says that the petitioner wants to stay unknown (匿名)."""
    return bool(value) and folded(str(value)) in petitioner_words().anonymous


def says_nothing(value: str | None) -> bool:
    """Whether a field is blank, a placeholder (无, 市民), masked, damaged, or far too long for its kind."""
    if not value or len(value) > LONGEST_VALUE or is_damaged(value):
        return True
    key = folded(value)
    words = petitioner_words()
    return not key or key in words.placeholders or key in words.anonymous or len(set(key)) == 1


def read_name(value: str | None) -> str | None:
    """A person's or organisation's name; None for titles with a bare surname and for several names."""
    if says_nothing(value) or _MASKED.search(str(value)):
        return None
    text = _AND_OTHERS.sub("", _BRACKETS.sub("", str(value)).strip())
    if _SEVERAL_NAMES.search(text):
        return None
    name = folded(text)
    if name in petitioner_words().placeholders:
        return None
    name = _without_title(name)
    return name if 2 <= len(name) <= LONGEST_NAME and not name.isdigit() else None


def read_phone(value: str | None) -> str | None:
    """The first mobile number of a field, else its first landline number; digits only.

    A mobile number with one digit too few or too many is kept, for it may be a slip.
    """
    if says_nothing(value):
        return None
    words = petitioner_words()
    landline = None
    for piece in _SEVERAL_NUMBERS.split(without_decimals(str(value).strip().lstrip("'"))):
        digits = "".join(words.digits.get(c, c) for c in folded(piece))
        if not digits.isdigit() or digits in words.example_numbers or len(set(digits[-8:])) == 1:
            continue
        if mobile := _MOBILE.fullmatch(digits):
            return None if mobile[1] in words.example_numbers else mobile[1]
        if landline is None and _LANDLINE.fullmatch(digits):
            landline = digits
    return landline


def read_id_number(value: str | None) -> str | None:
    """An identity number of 18 characters (15 are completed); one character missing or too many is kept."""
    if says_nothing(value):
        return None
    text = folded(without_decimals(str(value).strip().lstrip("'"))).upper()
    if not _IDENTITY.fullmatch(text) or is_damaged(text) or len(set(text)) <= 2:
        return None
    return _completed(text) if len(text) == 15 else text


def read_account(value: str | None) -> str | None:
    """An account's identifier as it is written, width and case folded."""
    if says_nothing(value) or "*" in str(value):
        return None
    text = "".join(unicodedata.normalize("NFKC", without_decimals(str(value).strip())).casefold().split())
    return text if len(text) >= 3 else None


def read_email(value: str | None) -> str | None:
    """An e-mail address, width and case folded."""
    if says_nothing(value) or "*" in str(value):
        return None
    text = unicodedata.normalize("NFKC", str(value)).casefold().strip()
    return text if _EMAIL.fullmatch(text) else None


def _without_title(name: str) -> str:
    words = petitioner_words()
    title = next((t for t in words.titles if name.endswith(t)), None)
    if title is None:
        return name
    rest = name[: -len(title)]
    return "" if len(rest) < 2 or rest in words.double_surnames else rest


def _completed(old: str) -> str:
    """The 18 characters of an identity number of 15 digits."""
    digits = f"{old[:6]}19{old[6:]}"
    total = sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=True))
    return digits + _CHECK_DIGITS[total % 11]

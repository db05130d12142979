"""Masks that leave the ends of a number: 138****1234."""

from __future__ import annotations

import re

from nlp.aliases import comparable
from nlp.facts import Fact
from nlp.facts.numerals import fold_width

# Characters that stars leave at the start and the end; all other types always get a stand-in.
_LEFT_BY_STARS = {"phone": (3, 4), "resident_id": (3, 4), "bank_card": (0, 4), "wechat": (1, 1), "qq": (1, 1)}
STARRED = re.compile(
    r"(?:[0-9]{3})?\*{4}[0-9X]{4}|[0-9A-Za-z]\*{4}(?:@(?:[0-9A-Za-z-]{1,63}\.){1,5}[A-Za-z]{2,24}|[0-9A-Za-z])"
)
SHORTEST_HIDDEN = 3  # characters that stars hide at least


def starred(fact: Fact) -> str | None:
    """``138****1234``; None for types and values that cannot show their ends without showing too much."""
    if fact.type == "email":
        name, _, domain = fold_width(fact.text).replace(" ", "").partition("@")
        return f"{name[0]}****@{domain}" if domain and name[0].isalnum() else None
    if fact.type not in _LEFT_BY_STARS:
        return None
    first, last = _LEFT_BY_STARS[fact.type]
    written = comparable(fact.type, fact.text)
    signs = "".join(re.findall("[0-9A-Za-z]", written.upper() if fact.type == "resident_id" else written))
    if len(signs) < first + last + SHORTEST_HIDDEN:
        return None
    return f"{signs[:first]}****{signs[len(signs) - last :]}"

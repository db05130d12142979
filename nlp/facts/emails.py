"""E-mail addresses, also full-width and with blanks around the sign."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlp.facts.fact import Fact

TYPES: tuple[str, ...] = ("email",)

_SIGN = re.compile(r"[@＠]|[(（\[](?:at|AT)[)）\]]")
_LOCAL = "A-Za-z0-9Ａ-Ｚａ-ｚ０-９._%+＿．－-"
LONGEST_LOCAL = 64  # RFC 5321, 4.5.3.1.1
_DOMAIN = re.compile(
    r"[ 　]{0,2}(?:[A-Za-z0-9Ａ-Ｚａ-ｚ０-９－-]{1,63}+[ 　]?[.．。・][ 　]?){1,5}[A-Za-zＡ-Ｚａ-ｚ]{2,24}"
)


def find(text: str) -> Iterator[Fact]:
    """The e-mail addresses of a text."""
    if "@" not in text and "＠" not in text and "at" not in text and "AT" not in text:
        return
    for sign in _SIGN.finditer(text):
        domain = _DOMAIN.match(text, sign.end())
        if domain is None:
            continue
        first = max(0, sign.start() - LONGEST_LOCAL - 2)
        local = _longest_end(text[first : sign.start()])
        if local:
            start = sign.start() - local
            yield Fact("email", start, domain.end(), text[start : domain.end()])


_REVERSED = re.compile(rf"[ 　]{{0,2}}([{_LOCAL}]{{1,{LONGEST_LOCAL}}}+)")


def _longest_end(head: str) -> int:
    """How many characters at the end of ``head`` are the part before the sign; 0 for none."""
    match = _REVERSED.match(head[::-1])
    return match.end() if match else 0

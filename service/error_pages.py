"""The offline page of an error code: what it says, what it leads to, and what else may help."""

from __future__ import annotations

import difflib
import string
from functools import cache

import yaml

from nlp.resources import data_path
from service.errors import HuiyinError
from service.messages import Language, current_language, error_codes, error_entry, text


def error_page(code: str, language: Language | None = None) -> str:
    """The page of a code (``HY-0301``, ``0301`` or ``301``). Raises HuiyinError for an unknown one."""
    codes = error_codes()
    wanted = _full(code)
    if wanted not in codes:
        near = difflib.get_close_matches(wanted, codes, n=1, cutoff=0.8)
        shown = text("cli.did_you_mean", nearest=near[0]) if near else ""
        raise HuiyinError("cli.no_such_code", code=code, near=shown)
    chosen = language or current_language()
    key = codes[wanted]
    entry = error_entry(key)
    template = entry.en if chosen == "en" else entry.zh
    lines = [
        wanted,
        "",
        _with_named_places(template),
        "",
        text("error_page.exit", chosen, code=entry.exit, meaning=text(f"exit.{entry.exit}", chosen)),
    ]
    more = _advice().get(key, {}).get(chosen)
    if more:
        lines += ["", text("error_page.more", chosen), more.strip()]
    return "\n".join(lines)


def all_codes(language: Language | None = None) -> list[tuple[str, str]]:
    """Every code with its sentence."""
    english = (language or current_language()) == "en"
    entries = [(code, error_entry(key)) for code, key in sorted(error_codes().items())]
    return [(code, _with_named_places(entry.en if english else entry.zh)) for code, entry in entries]


def _full(code: str) -> str:
    digits = code.strip().upper().removeprefix("HY").strip("-_ ")
    return f"HY-{digits.zfill(4)}" if digits.isdecimal() else code


def _with_named_places(template: str) -> str:
    """The sentence with ``<path>`` where a message names the file."""
    parts = []
    for literal, field, _, _ in string.Formatter().parse(template):
        parts.append(literal)
        if field is not None:
            parts.append(f"<{field}>")
    return "".join(parts).strip()


@cache
def _advice() -> dict[str, dict[str, str]]:
    with data_path("messages/advice.yaml").open(encoding="utf-8") as file:
        return yaml.safe_load(file) or {}

"""Sentences for people, in Chinese and English, read from ``data/messages``."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

import yaml

from nlp.resources import data_path

Language = Literal["zh", "en"]


@dataclass(frozen=True)
class ErrorEntry:
    """One fault: its short code, the exit code it leads to, and its sentence in both languages."""

    code: str
    exit: int
    zh: str
    en: str

    def sentence(self, language: Language | None, fields: Mapping[str, object]) -> str:
        """Fill the sentence's placeholders with ``fields``."""
        template = self.en if (language or current_language()) == "en" else self.zh
        return f"[{self.code}] {template.format_map(fields).strip()}"


def current_language() -> Language:
    """``HUIYIN_LANG``, else the locale; Chinese unless an English locale is set."""
    for name in ("HUIYIN_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "").lower()
        if value.startswith("zh"):
            return "zh"
        if value.startswith("en"):
            return "en"
    return "zh"


@cache
def _catalogue(name: str) -> dict[str, dict[str, str]]:
    entries: dict[str, dict[str, str]] = {}
    for path in sorted(data_path(f"messages/{name}").glob("*.yaml")):
        with path.open(encoding="utf-8") as file:
            entries.update(yaml.safe_load(file) or {})
    return entries


@cache
def error_entry(key: str) -> ErrorEntry:
    """The entry of a fault; ``KeyError`` if ``data/messages/errors`` lacks it (a test looks for that)."""
    entry = _catalogue("errors")[key]
    return ErrorEntry(entry["code"], int(entry["exit"]), entry["zh"], entry["en"])


@cache
def error_codes() -> dict[str, str]:
    """The key of every error by its code (``HY-0301`` → ``input.missing``)."""
    return {entry["code"]: key for key, entry in _catalogue("errors").items()}


def text(key: str, language: Language | None = None, **fields: object) -> str:
    """A sentence or label of ``data/messages/interface`` with its placeholders filled."""
    template = _catalogue("interface")[key][language or current_language()]
    return template.format_map(fields) if fields else template


def help_text(key: str) -> str:
    """A help text whose example lines are left as they stand (click re-wraps unless told by ``\\b``)."""
    return text(key).replace("\n\n例：", "\n\n\b\n例：").replace("\n\nExamples:", "\n\n\b\nExamples:")

"""Each fault and note of the output has its sentence in both languages, with the same placeholders."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
import yaml

from nlp.resources import data_path
from service.errors import ExitCode

SOURCES = Path(__file__).parents[2] / "service"
ERRORS: dict[str, dict[str, Any]] = yaml.safe_load(
    data_path("messages/errors/output.yaml").read_text(encoding="utf-8")
)
INTERFACE: dict[str, dict[str, str]] = {
    key: entry
    for name in ("writing", "summary", "columns")
    for key, entry in yaml.safe_load(
        data_path(f"messages/interface/{name}.yaml").read_text(encoding="utf-8")
    ).items()
}


def placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


def used_keys(pattern: str) -> set[str]:
    sources = [path.read_text(encoding="utf-8") for path in SOURCES.rglob("*.py")]
    return {key for source in sources for key in re.findall(pattern, source)}


def test_every_fault_that_is_raised_has_an_entry_and_every_entry_is_raised() -> None:
    assert used_keys(r'HuiyinError\(\s*"(output\.\w+)"') == set(ERRORS)


def test_every_note_that_is_made_has_an_entry_and_every_entry_is_made() -> None:
    assert used_keys(r'"(writing\.\w+)"') == {key for key in INTERFACE if key.startswith("writing.")}


@pytest.mark.parametrize("key", ERRORS)
def test_a_fault_says_what_and_what_to_do_in_both_languages(key: str) -> None:
    entry = ERRORS[key]
    assert placeholders(entry["zh"]) == placeholders(entry["en"])
    assert entry["exit"] in {ExitCode.USAGE, ExitCode.OUTPUT_IMPOSSIBLE, ExitCode.GUARD_REFUSED}
    assert "请" in entry["zh"]


@pytest.mark.parametrize("key", INTERFACE)
def test_a_note_has_the_same_placeholders_in_both_languages(key: str) -> None:
    assert placeholders(INTERFACE[key]["zh"]) == placeholders(INTERFACE[key]["en"])


def test_codes_are_unique() -> None:
    codes = [entry["code"] for entry in ERRORS.values()]
    assert len(set(codes)) == len(codes)

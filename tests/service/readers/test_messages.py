from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

import service.readers
from nlp.resources import data_path
from service.errors import error_entry
from service.messages import text
from service.readers.file_kinds import OTHERS

SOURCES = [
    *Path(service.readers.__file__).parent.glob("*.py"),
    Path(service.readers.__file__).parents[1] / "columns.py",
]
KEYS = re.compile(r'"((?:input|reading)\.[a-z_]+)"')
USED = sorted({key for path in SOURCES for key in KEYS.findall(path.read_text(encoding="utf-8"))})


@pytest.mark.parametrize("key", [key for key in USED if key.startswith("input.")])
def test_every_fault_has_a_sentence_in_both_languages_with_the_same_fields(key: str) -> None:
    entry = error_entry(key)
    assert fields(entry.zh) == fields(entry.en)
    assert entry.code.startswith("HY-03")


@pytest.mark.parametrize("key", [key for key in USED if key.startswith("reading.")])
def test_every_note_has_a_sentence_in_both_languages_with_the_same_fields(key: str) -> None:
    assert fields(text(key, "zh")) == fields(text(key, "en"))


@pytest.mark.parametrize("folder", ["errors/input.yaml", "interface/reading.yaml"])
def test_no_message_is_left_unused(folder: str) -> None:
    entries = yaml.safe_load(data_path(f"messages/{folder}").read_text(encoding="utf-8"))
    unused = {key for key in entries if not key.startswith("reading.kind.")} - set(USED)
    assert unused <= {"input.several"}


def test_codes_are_unique() -> None:
    entries = yaml.safe_load(data_path("messages/errors/input.yaml").read_text(encoding="utf-8"))
    codes = [entry["code"] for entry in entries.values()]
    assert len(codes) == len(set(codes))


def test_every_kind_of_file_has_a_name() -> None:
    assert all(text(kind.label_key, language) for kind in OTHERS for language in ("zh", "en"))


def fields(sentence: str) -> set[str]:
    return set(re.findall(r"(?<!\{)\{(\w+)\}(?!\})", sentence))

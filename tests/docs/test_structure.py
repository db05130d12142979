"""The shape of the repository: imports go one way, sentences are complete, no address of a machine stays."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
import yaml

from service.errors import ExitCode

ROOT = Path(__file__).parents[2]
LAYERS = ("nlp", "models", "service")  # each may import those before it
SENTENCES = ("text", "help_text", "Note")  # callables whose first argument is a key of the interface
NAMES_A_MACHINE = re.compile(
    r"(?<![\w.~-])/(?:work|home|root|Users|opt|mnt|srv)/\w|[A-Z]:\\\\?Users\\"
    r"|--(?:extra-)?index-url|https?://\S*(?:pypi\.org|pythonhosted|artifactory|nexus|mirrors?\.)"
)


def sources() -> list[Path]:
    return sorted(path for layer in LAYERS for path in (ROOT / layer).rglob("*.py"))


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imported(path: Path) -> Iterator[str]:
    """Top-level names of the modules that a file imports."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import hides the direction"
            yield (node.module or "").partition(".")[0]


def entries(name: str) -> list[tuple[str, dict[str, Any]]]:
    """All keys of one catalogue with their entries, repetitions included."""
    found = []
    for path in sorted((ROOT / "data" / "messages" / name).glob("*.yaml")):
        node = yaml.compose(path.read_text(encoding="utf-8"))
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        found += [(str(key.value), content[key.value]) for key, _ in node.value]
    return found


def placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


def constants(node: ast.expr) -> Iterator[str]:
    """The strings an argument can be: a constant, or either branch of a choice."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from constants(node.body)
        yield from constants(node.orelse)


def keys_given_to(*names: str) -> set[str]:
    """Constant first arguments of every call of these callables."""
    return {
        key
        for path in sources()
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call) and node.args and getattr(node.func, "id", "") in names
        for key in constants(node.args[0])
    }


def is_mentioned(key: str) -> bool:
    """Whether the code holds the key, or an f-string that starts like it (``f"evaluation.{name}"``)."""
    strings, starts = mentioned()
    return key in strings or any(key.startswith(start) for start in starts)


@cache
def mentioned() -> tuple[set[str], set[str]]:
    strings: set[str] = set()
    starts: set[str] = set()
    for node in (node for path in sources() for node in ast.walk(tree_of(path))):
        if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
            start = str(node.values[0].value)
            if re.fullmatch(r"[a-z_]+\.[\w.]*", start):
                starts.add(start)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            strings.add(node.value)
    return strings, starts


def texts_of_the_repository() -> Iterator[tuple[Path, str]]:
    """Files that are or would be committed, with their text."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=ROOT, capture_output=True, check=False
    )
    if listed.returncode:
        pytest.skip("no git checkout")
    for name in listed.stdout.decode().split("\0"):
        path = ROOT / name
        if name and path.is_file() and path != Path(__file__):
            content = path.read_bytes()
            if b"\0" not in content:
                yield path, content.decode("utf-8")


def test_imports_go_one_way() -> None:
    for path in sources():
        layer = path.relative_to(ROOT).parts[0]
        allowed = LAYERS[: LAYERS.index(layer) + 1]
        against = [name for name in imported(path) if name in LAYERS and name not in allowed]
        assert not against, f"{path.relative_to(ROOT)} imports {against}"


def test_packages_import_no_tests_and_no_benchmarks() -> None:
    for path in sources():
        assert not {"tests", "benchmarks"} & set(imported(path)), path


def test_no_file_names_a_machine_or_a_package_registry() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path, content in texts_of_the_repository()
        for match in NAMES_A_MACHINE.finditer(content)
    ]
    assert not found


@pytest.mark.parametrize("name", ["errors", "interface"])
def test_every_sentence_has_both_languages_with_the_same_placeholders(name: str) -> None:
    for key, entry in entries(name):
        assert str(entry["zh"]).strip() and str(entry["en"]).strip(), key
        assert placeholders(entry["zh"]) == placeholders(entry["en"]), key


@pytest.mark.parametrize("name", ["errors", "interface"])
def test_no_key_is_written_twice(name: str) -> None:
    keys = [key for key, _ in entries(name)]
    assert sorted(set(keys)) == sorted(keys)


def test_error_codes_are_unique_and_lead_to_a_known_exit_code() -> None:
    faults = entries("errors")
    codes = [entry["code"] for _, entry in faults]
    assert sorted(set(codes)) == sorted(codes)
    assert all(re.fullmatch(r"HY-\d{4}", code) for code in codes)
    assert all(ExitCode(entry["exit"]) is not ExitCode.ALL_DONE for _, entry in faults)


def test_every_fault_that_is_raised_has_an_entry() -> None:
    assert keys_given_to("HuiyinError") <= {key for key, _ in entries("errors")}


def test_every_fault_that_has_an_entry_is_raised_somewhere() -> None:
    assert [key for key, _ in entries("errors") if not is_mentioned(key)] == []


def test_every_sentence_that_is_asked_for_has_an_entry() -> None:
    keys = keys_given_to(*SENTENCES)
    assert keys, "no call was recognised"
    assert keys <= {key for key, _ in entries("interface")}


def test_every_sentence_of_the_interface_is_asked_for_somewhere() -> None:
    assert [key for key, _ in entries("interface") if not is_mentioned(key)] == []


def test_every_role_of_a_column_has_a_name_for_people() -> None:
    roles = yaml.safe_load((ROOT / "data" / "columns.yaml").read_text(encoding="utf-8"))
    known = {key for key, _ in entries("interface")}
    assert {f"role.{role}" for role in roles} <= known

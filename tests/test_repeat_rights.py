"""What repeats never do: unmask who is anonymous, gather a person across matters, keep an identifier."""

from __future__ import annotations

import base64
import importlib
import inspect
import io
import logging
import pickle
from dataclasses import astuple
from datetime import date
from itertools import combinations
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.history import EarlierPetition, case_history
from models.name_frequencies import count_names
from models.petitioner_splink import scored_pairs
from models.petitioner_table import petitioner_table
from models.petitioner_weights import load_petitioner_weights
from models.relations import Relation
from models.repeat_candidates import MatterIndex
from models.repeats import RepeatFinder
from nlp.name_sounds import syllables
from nlp.pseudonym import Petitioner, PetitionerFields, Pseudonymizer
from service.history_sentence import history_sentence
from service.petitioner_fields import petitioners_of
from service.secret_key import secret_key
from service.tables import RowBatch
from tests.models.petitioners_support import FULL, petitioner

PARTS = [dict(part) for size in range(len(FULL) + 1) for part in combinations(FULL.items(), size)]
MODULES = {
    "models.petitioners": {"ComparisonEvidence", "PetitionerEvidence", "petitioner_evidence"},
    "models.repeats": {"Repeat", "RepeatFinder"},
    "models.repeat_rules": {"is_household_only", "is_name_only", "may_be_one_person"},
    "models.repeat_candidates": {"MatterIndex"},
    "models.petitioner_table": {"petitioner_table"},
    "models.petitioner_splink": {"closed_database", "linker", "scored_pairs"},
    "models.name_frequencies": {"NameFrequencies", "count_names"},
    "models.history": {"CaseHistory", "EarlierPetition", "case_history"},
    "service.petitioner_fields": {"is_flagged", "is_home_heading", "petitioners_of"},
}


def matter(a: str, b: str) -> Relation:
    return Relation(a, b, "matter", 1.0, needs_review=False)


@settings(max_examples=60)
@given(st.sampled_from(PARTS), st.sampled_from(PARTS), st.booleans())
def test_no_anonymous_petition_is_linked_to_a_named_person_by_any_signal(
    named: dict[str, str], hidden: dict[str, str], asks: bool
) -> None:
    anonymous = petitioner(**hidden | {"name": "匿名"}) if asks else petitioner(**hidden, anonymous=True)
    person = petitioner(**named)
    finder = RepeatFinder(load_petitioner_weights(), count_names([person, anonymous]))
    copies = [matter("p1", "p2"), Relation("p2", "p1", "copy", 1.0, needs_review=False)]
    assert list(finder.find(copies, {"p1": person, "p2": anonymous})) == []
    index = MatterIndex.build([(1, "A", anonymous), (2, "A", person)])
    assert 1 not in index.candidates("A", person) and index.candidates("A", anonymous) == []


def test_an_anonymous_petition_is_in_no_archive_pair() -> None:
    people = [petitioner(**FULL), petitioner(**FULL, anonymous=True), petitioner(**FULL | {"name": "匿名"})]
    table = petitioner_table([1, 2, 3], [0, 0, 0], people)
    assert table["unique_id"].to_pylist() == [1]
    assert scored_pairs(table, load_petitioner_weights(), count_names(people), -1000).num_rows == 0


def test_two_matters_of_one_person_stay_apart_in_every_way() -> None:
    person = petitioner(**FULL)
    people = {str(number): person for number in range(6)}
    finder = RepeatFinder(load_petitioner_weights())
    within = [matter("0", "1"), matter("1", "2"), matter("3", "4"), matter("4", "5")]
    found = {frozenset((r.relation.a, r.relation.b)) for r in finder.find(within, people)}
    assert found == {frozenset((r.a, r.b)) for r in within}
    index = MatterIndex.build((number, "AAABBB"[number], person) for number in range(6))
    assert index.candidates("A", person) == [2, 1, 0]
    table = petitioner_table(range(6), [0, 0, 0, 1, 1, 1], [person] * 6)
    pairs = scored_pairs(table, load_petitioner_weights(), count_names([person]))
    assert all(
        (a < 3) == (b < 3) for a, b in zip(pairs["a"].to_pylist(), pairs["b"].to_pylist(), strict=True)
    )


@pytest.mark.parametrize("module", MODULES)
def test_no_call_lists_counts_or_gathers_what_a_person_sent(module: str) -> None:
    """A new public name fails here until somebody has held it against the rights rules."""
    loaded = importlib.import_module(module)
    public = {
        name
        for name, value in inspect.getmembers(loaded)
        if not name.startswith("_") and getattr(value, "__module__", None) == module and callable(value)
    }
    assert public == MODULES[module]


def test_candidates_are_never_asked_for_without_a_matter() -> None:
    parameters = inspect.signature(MatterIndex.candidates).parameters
    assert list(parameters) == ["self", "matter", "petitioner"]
    assert parameters["matter"].default is inspect.Parameter.empty
    methods = {name for name, _ in inspect.getmembers(MatterIndex) if not name.startswith("_")}
    assert methods == {"add", "build", "candidates", "remove"}


def test_a_history_counts_this_matter_and_says_nothing_of_a_person() -> None:
    history = case_history("p2", [EarlierPetition("p1", date(2026, 1, 1))], date(2026, 2, 1))
    assert set(history.__dataclass_fields__) == {
        "petition",
        "earlier",
        "times",
        "replies",
        "days_open",
        "days_since_reply",
        "longest_wait",
    }
    assert not {"risk", "score", "petitioner", "mood"} & set(history.__dataclass_fields__)


def forms(value: str) -> set[bytes]:
    """A value and its near variants in the ways that a file could hold it."""
    texts = {
        value,
        value[1:],
        value[:-1],
        value.lower(),
        "".join(syllables(value)),
        " ".join(syllables(value)),
    }
    found = set()
    for text in texts:
        plain = text.encode()
        found |= {plain, plain.hex().encode(), base64.b64encode(plain).rstrip(b"=")[:-1]}
        found |= {text.encode("utf-16-le"), text.encode("utf-16-be"), text.encode("gb18030")}
    return {form for form in found if len(form) >= 6}


def test_no_identifier_of_a_planted_person_is_in_anything_that_is_kept_or_shown(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    monkeypatch.setenv("HUIYIN_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("HUIYIN_KEY_FILE", str(tmp_path / "keys" / "key"))
    monkeypatch.delenv("HUIYIN_KEY", raising=False)
    monkeypatch.chdir(tmp_path)
    people = read_planted()
    weights, names = load_petitioner_weights(), count_names(people)
    table = petitioner_table(range(len(people)), [0] * len(people), people)
    pairs = scored_pairs(table, weights, names)
    index = MatterIndex.build((number, "A", person) for number, person in enumerate(people))
    index.add(9, "A", people[0])
    finder = RepeatFinder(weights, names)
    repeats = list(finder.find([matter("0", "1")], dict(zip("01", people, strict=False))))
    assert pairs.num_rows and repeats and index.candidates("A", people[0])
    history = case_history("1", [EarlierPetition("0", date(2026, 1, 1))], date(2026, 2, 1))
    kept = [arrow_bytes(table), arrow_bytes(pairs), pickle.dumps((index, names, repeats, weights, people))]
    kept.append(repr((people, repeats, names, index, history, finder)).encode())
    kept.append((history_sentence(history, "zh") + history_sentence(history, "en")).encode())
    kept += [file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()]
    kept += [caplog.text.encode(), "".join(capfd.readouterr()).encode()]
    everything = b"\n".join(kept)
    for value in FULL.values():
        for form in forms(value):
            assert form not in everything
    assert secret_key() not in everything and {file.name for file in tmp_path.iterdir()} == {"keys"}


def read_planted() -> list[Petitioner]:
    """The planted person twice, by way of a table's columns."""
    columns = {
        "姓名": FULL["name"],
        "电话": FULL["phone"],
        "身份证号": FULL["id_number"],
        "家庭住址": FULL["address"],
        "账号": FULL["account"],
        "邮箱": FULL["email"],
    }
    roles = dict(
        zip(("petitioner", "phone", "id_number", "address", "account", "email"), columns, strict=True)
    )
    batch = pa.RecordBatch.from_pydict({name: pa.array([value] * 2) for name, value in columns.items()})
    rows = RowBatch(
        batch, pa.array([1, 2], pa.int64()), pa.array([0, 0], pa.int8()), pa.nulls(2, pa.string())
    )
    return petitioners_of(rows, roles, Pseudonymizer(secret_key()))


def arrow_bytes(table: pa.Table) -> bytes:
    sink = io.BytesIO()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return sink.getvalue()


def test_the_forms_that_are_searched_for_would_be_found() -> None:
    raw = PetitionerFields(**FULL)
    for value in astuple(raw):
        assert any(form in pickle.dumps(raw) for form in forms(value))

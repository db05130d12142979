from __future__ import annotations

import logging
from pathlib import Path

import duckdb
import pytest

from benchmarks.generated_petitioners import PetitionerGenerator
from models.name_frequencies import count_names
from models.petitioner_splink import closed_database, scored_pairs
from models.petitioner_table import petitioner_table
from models.petitioner_weights import load_petitioner_weights
from models.petitioners import petitioner_evidence
from nlp.pseudonym import Petitioner
from tests.models.petitioners_support import FULL, READER, petitioner

RECORDS = 1500


@pytest.fixture(scope="module")
def people() -> list[Petitioner]:
    return [READER.read(fields) for fields in PetitionerGenerator(5).records(RECORDS).fields]


def test_splink_and_single_pairs_give_the_same_weights(people: list[Petitioner]) -> None:
    names = count_names(people * 1)
    for weights in (load_petitioner_weights(), load_petitioner_weights().within_a_matter()):
        table = petitioner_table(range(RECORDS), [0] * RECORDS, people)
        pairs = scored_pairs(table, weights, names, least_weight=-100)
        assert pairs.num_rows > 2000
        levels = set()
        for a, b, weight in zip(*(pairs[name].to_pylist() for name in ("a", "b", "weight")), strict=True):
            evidence = petitioner_evidence(people[a], people[b], weights, names)
            assert evidence is not None
            assert evidence.weight == pytest.approx(weight, abs=1e-9)
            levels |= {(found.comparison, found.level) for found in evidence.comparisons}
        assert len(levels) >= 22, "the generated people show too few levels to compare"


def test_common_names_weigh_the_same_both_ways() -> None:
    bearers = [petitioner(name="王伟", phone=f"154001277{number:02}") for number in range(40)]
    names, weights = count_names(bearers), load_petitioner_weights()
    assert names.bearers
    pairs = scored_pairs(petitioner_table(range(40), [0] * 40, bearers), weights, names, least_weight=-100)
    [first] = pairs.slice(0, 1).to_pylist()
    evidence = petitioner_evidence(bearers[first["a"]], bearers[first["b"]], weights, names)
    assert evidence is not None and evidence.weight == pytest.approx(first["weight"], abs=1e-9)


def test_no_pair_crosses_matters_and_anonymous_petitions_are_in_none(people: list[Petitioner]) -> None:
    matters = [number % 2 for number in range(RECORDS)]
    table = petitioner_table(range(RECORDS), matters, people)
    pairs = scored_pairs(table, load_petitioner_weights(), count_names(people), least_weight=-100)
    assert pairs.num_rows
    for a, b in zip(pairs["a"].to_pylist(), pairs["b"].to_pylist(), strict=True):
        assert matters[a] == matters[b]
        assert not people[a].anonymous and not people[b].anonymous


def test_the_same_person_on_two_matters_makes_no_pair() -> None:
    one = petitioner(**FULL)
    weights, names = load_petitioner_weights(), count_names([one])
    apart = petitioner_table([1, 2, 3], [7, 8, 9], [one] * 3)
    assert scored_pairs(apart, weights, names, least_weight=-100).num_rows == 0
    together = petitioner_table([1, 2, 3], [7, 8, 7], [one] * 3)
    assert scored_pairs(together, weights, names).select(["a", "b"]).to_pylist() == [{"a": 1, "b": 3}]


def test_nothing_is_logged_or_printed(
    people: list[Petitioner], capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    table = petitioner_table(range(RECORDS), [0] * RECORDS, people)
    scored_pairs(table, load_petitioner_weights(), count_names(people))
    assert capfd.readouterr() == ("", "")
    assert caplog.text == ""


def test_the_database_reaches_no_file_no_extension_and_no_network(tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    file.write_text("a\n1\n")
    with closed_database() as api:
        connection = api.duckdb_con
        for statement in (
            f"select * from read_csv('{file}')",
            f"copy (select 1) to '{tmp_path / 'out.csv'}'",
            "install httpfs",
            "load httpfs",
            "set enable_external_access = true",
            "set autoload_known_extensions = true",
        ):
            with pytest.raises(duckdb.Error):
                connection.execute(statement)
    assert [path.name for path in tmp_path.iterdir()] == ["x.csv"]

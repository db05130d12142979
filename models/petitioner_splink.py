"""Petitioner evidence over archives by Splink on DuckDB: the same levels and weights as for single pairs.

Nothing is logged, loaded or fetched: DuckDB runs in memory, without extensions, other files or spilling.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from typing import Any

import pyarrow as pa

from models.name_frequencies import NameFrequencies
from models.petitioner_levels import COMPARISONS, Comparison
from models.petitioner_weights import LevelKey, PetitionerWeights, check_weights

# Pairs that agree in none of these reach no decision; all are within one matter.
BLOCKED_ON = ("phone", "id_number", "account", "email", "sound", "door")
BLOCKED_ON_ONE_OF = ("phone_near", "id_number_near", "email_near")
_CLOSED = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "enable_external_access": "false",
    "temp_directory": "",
}


@contextmanager
def closed_database(threads: int | None = None) -> Iterator[Any]:
    """A Splink database API on a DuckDB in memory that can reach nothing outside."""
    import duckdb
    from splink.internals.duckdb.database_api import DuckDBAPI

    _silence()
    config: dict[str, Any] = dict(_CLOSED) | ({"threads": str(threads)} if threads else {})
    with closing(duckdb.connect(":memory:", config=config)) as connection:
        connection.execute("set enable_progress_bar = false; set lock_configuration = true")
        yield DuckDBAPI(connection=connection)


def linker(
    api: Any, table: pa.Table, prior: float, m_and_u: Mapping[LevelKey, tuple[float | None, float | None]]
) -> Any:
    """A Splink linker over a ``petitioner_table``; a probability that is None is one to be learned."""
    from splink import Linker, SettingsCreator, block_on

    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=[_comparison(comparison, m_and_u) for comparison in COMPARISONS],
        blocking_rules_to_generate_predictions=[
            *(block_on("matter", column) for column in BLOCKED_ON),
            *(block_on("matter", column, arrays_to_explode=[column]) for column in BLOCKED_ON_ONE_OF),
        ],
        probability_two_random_records_match=prior,
        retain_matching_columns=False,
        retain_intermediate_calculation_columns=True,
        em_convergence=1e-5,
        max_iterations=100,
    )
    registered = api.register(table, table_name="petitioners")
    return Linker(registered, settings, log_level=None)


def scored_pairs(
    table: pa.Table,
    weights: PetitionerWeights,
    names: NameFrequencies,
    least_weight: float = 0.0,
    threads: int | None = None,
) -> pa.Table:
    """Pairs of petitions of one matter with their petitioner evidence: ``a``, ``b``, ``weight`` (log2 odds).

    Pairs of different matters are never compared: each blocking rule holds the matter.
    """
    check_weights(weights)
    m_and_u = {key: (weight.m, weight.u) for key, weight in weights.levels.items()}
    with closed_database(threads) as api:
        model = linker(api, table, weights.prior, m_and_u)
        for column in ("name", "sound"):
            level = next(level for level in COMPARISONS[0].levels if level.frequency == column)
            average = weights.levels["name", level.name].u
            values = [value for value in table[column].unique().to_pylist() if value is not None]
            shares = [names.share(value, average) for value in values]
            lookup = pa.table(
                {column: pa.array(values, pa.binary()), f"tf_{column}": pa.array(shares, pa.float64())}
            )
            frequencies = api.register(lookup, table_name=f"frequencies_of_{column}")
            model.table_management.register_term_frequency_lookup(frequencies, column)
        predicted = model.inference.predict(threshold_match_weight=least_weight)
        found: pa.Table = predicted.as_duckdbpyrelation().to_arrow_table()
    return pa.table({"a": found["unique_id_l"], "b": found["unique_id_r"], "weight": found["match_weight"]})


def _comparison(comparison: Comparison, m_and_u: Mapping[LevelKey, tuple[float | None, float | None]]) -> Any:
    from splink.comparison_level_library import CustomLevel, ElseLevel
    from splink.comparison_library import CustomComparison

    missing = CustomLevel(comparison.missing_condition, base_dialect_str="duckdb")
    levels: list[Any] = [missing.configure(is_null_level=True)]
    for level in comparison.levels:
        is_last = level.condition == "ELSE"
        made = ElseLevel() if is_last else CustomLevel(level.condition, base_dialect_str="duckdb")
        made.configure(label_for_charts=level.name)
        if level.frequency is not None:
            made.configure(tf_adjustment_column=level.frequency, disable_tf_exact_match_detection=True)
        m, u = m_and_u[comparison.name, level.name]
        made.configure(m_probability=m, u_probability=u)
        levels.append(made)
    return CustomComparison(levels, output_column_name=comparison.name)


def _silence() -> None:
    """Splink writes SQL and estimates to its logger; nobody here asked for them."""
    logging.getLogger("splink").setLevel(logging.CRITICAL + 1)

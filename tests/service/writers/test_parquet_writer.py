from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from service.tables import Table
from service.tagging import TagJob, run
from service.writers.parquet import ROW_GROUP_ROWS
from tests.service.support import SCHEMA, FakeTagger, existing, make_table, mixed


def write(tmp_path: Path, *tables: Table) -> pa.Table:
    run(TagJob(tables, tmp_path / "out.parquet"), FakeTagger())
    return pq.read_table(tmp_path / "out.parquet")


def test_columns_keep_their_types_and_values_and_ours_follow(tmp_path: Path) -> None:
    columns: dict[str, pa.Array[Any]] = {
        "n": pa.array([1, None], pa.int32()),
        "time": pa.array([datetime(2023, 4, 5), None], pa.timestamp("ms")),
        "list": pa.array([["a"], None]),
        "内容": pa.array(["甲", "乙"], pa.large_string()),
    }
    written = write(tmp_path, make_table(columns))
    types = [array.type for array in columns.values()]
    assert written.schema.types == [*types, *SCHEMA.types, pa.string()]
    assert written.column_names == [*columns, *SCHEMA.names, "error"]
    for name, array in columns.items():
        assert written.column(name).to_pylist() == array.to_pylist()


def test_a_dictionary_that_differs_from_batch_to_batch_is_no_obstacle(tmp_path: Path) -> None:
    names = pa.array(["甲", "乙", "丙", "丁"]).dictionary_encode()
    written = write(tmp_path, make_table({"d": names, "内容": ["a"] * 4}, batch_rows=1))
    assert written.column("d").to_pylist() == ["甲", "乙", "丙", "丁"]


def test_cells_of_several_types_become_text(tmp_path: Path) -> None:
    written = write(tmp_path, make_table({"m": mixed(["x", 13800138000, None]), "内容": ["a"] * 3}))
    assert written.column("m").to_pylist() == ["x", "13800138000", None]


def test_one_column_of_different_types_in_two_tables_becomes_text_or_the_wider_integer(
    tmp_path: Path,
) -> None:
    first = make_table(
        {"a": pa.array([1], pa.int32()), "b": [1], "内容": ["a"]}, path=existing(tmp_path / "x.csv")
    )
    second = make_table(
        {"a": pa.array([2], pa.int64()), "b": ["x"], "内容": ["a"]}, path=existing(tmp_path / "y.csv")
    )
    written = write(tmp_path, first, second)
    assert written.schema.field("a").type == pa.int64()
    assert written.column("b").to_pylist() == ["1", "x"]
    assert written.column("source_file").to_pylist() == ["x.csv", "y.csv"]


def test_row_groups_do_not_depend_on_how_the_rows_came(tmp_path: Path) -> None:
    rows = ROW_GROUP_ROWS + 10
    write(tmp_path, make_table({"内容": ["a"] * rows}, batch_rows=999))
    metadata = pq.read_metadata(tmp_path / "out.parquet")
    groups = [metadata.row_group(number).num_rows for number in range(metadata.num_row_groups)]
    assert groups == [ROW_GROUP_ROWS, 10]

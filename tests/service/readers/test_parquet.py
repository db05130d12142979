from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from service.tables import RowKind
from tests.service.readers.support import TEXTS, bodies, fault, kinds, numbers, read, rows

SOURCE = pa.table(
    {
        "id": pa.array([1, 2, 3], pa.int32()),
        "标题": pa.array(["a", None, "c"]).dictionary_encode(),
        "内容": pa.array(TEXTS, pa.large_string()),
        "时间": pa.array([datetime(2023, 4, 5)] * 3, pa.timestamp("ms")),
        "日": pa.array([date(2023, 4, 5)] * 3),
        "tags": pa.array([["x"], None, []]),
    }
)


def test_columns_keep_their_types_and_texts_are_plain(tmp_path: Path) -> None:
    pq.write_table(SOURCE, tmp_path / "a.parquet")
    table = read(tmp_path / "a.parquet")
    assert table.schema.field("标题").type == table.schema.field("内容").type == pa.string()
    assert [table.schema.field(name).type for name in ("id", "日")] == [pa.int32(), pa.date32()]
    assert bodies(table) == list(TEXTS) and table.rows == 3
    assert table.roles["time"] == "时间"


def test_reading_starts_at_any_row_across_row_groups(tmp_path: Path) -> None:
    source = pa.table({"body": [f"内容{n}" for n in range(100)]})
    pq.write_table(source, tmp_path / "a.parquet", row_group_size=30)
    table = read(tmp_path / "a.parquet", batch_rows=7)
    for start in (0, 29, 30, 65, 99, 100):
        assert [row["body"] for row in rows(table, start)] == [f"内容{n}" for n in range(start, 100)]
    assert numbers(table) == list(range(1, 101))


def test_a_row_without_text_is_rejected_and_numbers_become_text(tmp_path: Path) -> None:
    pq.write_table(pa.table({"body": pa.array([12345, None])}), tmp_path / "a.parquet")
    table = read(tmp_path / "a.parquet")
    assert kinds(table) == [RowKind.PETITION, RowKind.REJECTED]
    assert bodies(table) == ["12345"]


def test_double_column_names_are_made_unique(tmp_path: Path) -> None:
    source = pa.Table.from_arrays([pa.array(["a"]), pa.array(["b"])], names=["body", "body"])
    pq.write_table(source, tmp_path / "a.parquet")
    assert read(tmp_path / "a.parquet").schema.names == ["body", "body_2"]


def test_damage_and_missing_text_are_told(tmp_path: Path) -> None:
    (tmp_path / "a.parquet").write_bytes(b"PAR1" + b"x" * 100 + b"PAR1")
    assert fault(tmp_path / "a.parquet").key == "input.damaged"
    pq.write_table(pa.table({"甲": [1]}), tmp_path / "b.parquet")
    assert fault(tmp_path / "b.parquet").key == "input.no_text_column"

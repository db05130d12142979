"""``huiyin demo``: the shipped sample, tagged and explained."""

from __future__ import annotations

from pathlib import Path

from tests.service.cli.support import Huiyin


def test_the_demo_writes_a_table_and_explains_three_petitions(tmp_path: Path, huiyin: Huiyin) -> None:
    told = huiyin("demo", "--folder", tmp_path / "新" / "试用")
    assert told.code == 0
    assert (tmp_path / "新" / "试用" / "petitions_已标注.xlsx").is_file()
    assert told.out.count("支持：") == 3
    assert huiyin("demo", "--folder", tmp_path / "新" / "试用").code == 0

"""The urgency columns: one row a petition, days from the table, confidential complaints named."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pyarrow as pa
import pytest

from models.domain_file import load_domain_model
from models.urgency.file import load_urgency_model
from service.combined_tagger import CombinedTagger
from service.domain_tagger import DomainTagger
from service.emergency import emergency_number
from service.errors import HuiyinError
from service.urgency_reason import reason
from service.urgency_tagger import UrgencyTagger, days

TEXT = pa.large_string()
GAS = "楼道里煤气味一天比一天重，楼下老人独自在家，刚才已经晕倒了。"
BRIBE = "举报镇土地所副所长王建收受开发商好处，违规办证，请保密。"
BENCH = "建议在公园多放几张长椅，方便大家休息。"


@cache
def tagger() -> UrgencyTagger:
    return UrgencyTagger(load_urgency_model())


def tagged(*bodies: str, times: list[str | None] | None = None) -> list[dict[str, object]]:
    titles = pa.array([""] * len(bodies), TEXT)
    given = None if times is None else pa.array(times, TEXT)
    return tagger().tag(titles, pa.array(bodies, TEXT), given).to_pylist()


def test_each_petition_gets_a_row_of_the_schema() -> None:
    rows = tagged(GAS, BENCH)
    assert [list(row) for row in rows] == [tagger().schema.names] * 2
    assert rows[1]["urgency"] == 1 and rows[1]["urgency_name"] == "一般" and rows[1]["kind"] == "建议"
    assert rows[0]["urgency_evidence"]


def test_a_complaint_about_an_official_is_confidential_and_names_whom_not_to_ask() -> None:
    row = tagged(BRIBE)[0]
    assert row["confidential"] is True
    assert row["must_not_route_to"]
    assert tagged(BENCH)[0]["confidential"] is False


@pytest.mark.parametrize("value", ["2024-08-20T10:00:00", "2024-08-20", "2024/8/20 10:00", "2024年8月20日"])
def test_days_are_read_in_the_forms_of_a_table(value: str) -> None:
    assert [str(day) for day in days(pa.array([value, None, "昨天吧"], TEXT), 3)] == [
        "2024-08-20",
        "None",
        "None",
    ]


def test_taggers_together_keep_each_column_once_and_join_the_mark_for_review() -> None:
    both = CombinedTagger([DomainTagger(load_domain_model()), tagger()])
    assert both.schema.names.count("needs_review") == 1
    titles, bodies = pa.array(["", ""], TEXT), pa.array([GAS, BENCH], TEXT)
    alone = [t.tag(titles, bodies, None)["needs_review"].to_pylist() for t in both.taggers]
    joined = both.tag(titles, bodies, None)["needs_review"].to_pylist()
    assert joined == [a or b for a, b in zip(*alone, strict=True)]


def test_only_critical_petitions_get_a_number_and_it_fits() -> None:
    tags = load_urgency_model().tag(["我不想活了，站在楼顶上，遗书写好了。", BENCH], [None, None])
    assert emergency_number(tags[1]) is None
    if tags[0].level == 4:
        number = emergency_number(tags[0])
        assert number is not None and number.number == "12356"
        assert "12356" in reason(tags[0], "zh")


def test_the_reason_quotes_the_petition() -> None:
    tag = load_urgency_model().tag([GAS], [None])[0]
    assert all(quote.text in reason(tag, "zh") for quote in tag.evidence)


def test_a_broken_file_of_numbers_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = tmp_path / "numbers.yaml"
    path.write_text("- number: 1", encoding="utf-8")
    monkeypatch.setenv("HUIYIN_EMERGENCY", str(path))
    tag = load_urgency_model().tag(["我不想活了，站在楼顶上，遗书写好了。" * 2], [None])[0]
    if tag.level == 4:
        with pytest.raises(HuiyinError):
            emergency_number(tag)

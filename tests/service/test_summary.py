from __future__ import annotations

from pathlib import Path

from service.summary import SHOWN_REJECTIONS, RejectedRow, RunSummary, TableNote
from service.tables import Note, RowKind
from service.tagging import TagJob, run
from service.writers import WriteCounts
from tests.service.support import FakeTagger, existing, make_table


def test_petitions_are_counted_by_the_taggers_first_column_the_largest_first(tmp_path: Path) -> None:
    texts = ["a", "b", "c", "dd", "ee", ""]
    summary = run(TagJob((make_table({"内容": texts}),), tmp_path / "out.csv"), FakeTagger())
    assert summary.groups == (("交通运输", 3), ("环境保护", 3))
    assert (summary.group_column, summary.for_review, summary.review_share) == ("domain", 1, 1 / 6)


def test_the_first_rejected_rows_are_named_as_a_person_counts_them(tmp_path: Path) -> None:
    source = existing(tmp_path / "台账.xlsx")
    rows = SHOWN_REJECTIONS + 5
    table = make_table(
        {"内容": [""] * rows},
        kinds=[RowKind.REJECTED] * rows,
        errors=[f"坏{row}" for row in range(rows)],
        path=source,
        sheet="四月",
        first_row=3,
        batch_rows=7,
    )
    summary = run(TagJob((table,), tmp_path / "out.csv"), FakeTagger())
    assert summary.rejected == rows
    assert len(summary.first_rejected) == SHOWN_REJECTIONS
    assert summary.first_rejected[8] == RejectedRow("台账.xlsx[四月]", 11, "坏8")


def test_a_summary_comes_back_from_json() -> None:
    summary = RunSummary(
        output=Path("结果.xlsx"),
        rows=3,
        groups=(("交通运输", 2),),
        for_review=1,
        first_rejected=(RejectedRow("t", 3, "坏"),),
        written=WriteCounts(1, 2, 3),
        notes=(TableNote("t", Note("writing.resumed", {"rows": 1}, True)),),
        seconds=1.5,
    )
    assert RunSummary.from_json(summary.to_json()) == summary
    assert RunSummary.from_json(RunSummary(output=None).to_json()) == RunSummary(output=None)


def test_rate_and_share_of_nothing_are_no_faults() -> None:
    assert RunSummary(output=None).petitions_per_second == 0
    assert RunSummary(output=None, for_review=0).review_share is None

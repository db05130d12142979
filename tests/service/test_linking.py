"""Linking an archive: relations, cases, and what is never linked."""

from __future__ import annotations

from functools import cache

import pytest

from models.domain_file import load_domain_model
from models.matter_file import load_matter_model
from service.errors import HuiyinError
from service.link_output import cases_table, relations_table
from service.link_reading import LinkArchive, read_archive
from service.linking import LinkModels, Links, link_archive
from tests.service.linked_petitions import (
    ARCHIVE,
    BUS,
    ID_NUMBER,
    LIFT,
    NAME,
    PHONE,
    WELL,
    Row,
    archive_table,
    other,
    person,
    signed,
)
from tests.service.support import make_table


@cache
def models() -> LinkModels:
    return LinkModels(load_matter_model(), load_domain_model(), threads=1)


@cache
def linked(rows: tuple[Row, ...] = ARCHIVE, repeats: bool = True) -> tuple[LinkArchive, Links]:
    archive = read_archive([archive_table(rows)], repeats)
    return archive, link_archive(archive, models())


def kinds(rows: tuple[Row, ...] = ARCHIVE, repeats: bool = True) -> set[tuple[str, str, str]]:
    return {(r.a, r.b, r.relation) for r in linked(rows, repeats)[1].relations}


def cases(rows: tuple[Row, ...] = ARCHIVE) -> dict[str, str]:
    archive, links = linked(rows)
    names = [petition.name for petition in archive.petitions]
    return {name: names[case] for name, case in zip(names, links.cases.tolist(), strict=True)}


def test_one_matter_in_own_words_is_one_case_named_after_its_oldest_petition() -> None:
    assert cases() == {"P1": "P1", "P2": "P1", "P3": "P1", "P4": "P1", "P5": "P5", "P6": "P6"}


def test_the_same_words_are_a_copy_whoever_sent_them() -> None:
    assert ("P1", "P4", "copy") in kinds()
    assert ("P1", "P4", "repeat") not in kinds()


def test_the_same_petitioner_on_the_same_matter_is_a_repeat() -> None:
    assert {("P1", "P2", "matter"), ("P1", "P2", "repeat")} <= kinds()
    assert not any(kind == "repeat" for _, _, kind in kinds(repeats=False))


def test_two_matters_of_one_person_never_meet() -> None:
    assert not any("P5" in pair[:2] for pair in kinds())


def test_the_same_name_and_number_flagged_anonymous_is_no_repeat() -> None:
    rows = (ARCHIVE[0], person("P2", "2031-04-28", signed(LIFT), anonymous="是"))
    assert {(a, b) for a, b, _ in kinds(rows)} == {("P1", "P2")}
    assert not any(kind == "repeat" for _, _, kind in kinds(rows))


def test_nothing_depends_on_the_order_of_the_rows() -> None:
    assert kinds(ARCHIVE[::-1]) == kinds()
    assert kinds((*ARCHIVE[3:], *ARCHIVE[:3])) == kinds()
    assert cases(ARCHIVE[::-1]) == cases()


def test_an_unrelated_petition_changes_no_case_and_no_relation() -> None:
    words = ("湖东小学操场", "湖东小学的塑胶操场有刺鼻气味，家长要求教育局检测并公布结果。")
    more = (*ARCHIVE, other("P9", "百里清和", "15400158811", "2031-04-01", words))
    assert cases(more) == cases() | {"P9": "P9"}
    assert kinds(more) == kinds()


def test_a_petition_is_never_related_to_itself_and_the_earlier_one_comes_first() -> None:
    archive, links = linked()
    places = {petition.name: place for place, petition in enumerate(archive.petitions)}
    assert all(places[r.a] < places[r.b] for r in links.relations)


def test_new_harm_in_a_later_petition_is_told() -> None:
    rows = written_relations()
    told = next(str(row["new"]) for row in rows if (row["a"], row["b"]) == ("P1", "P2"))
    assert "摔断了腿" in told


def test_a_copy_says_nothing_new() -> None:
    assert [row["new"] for row in written_relations() if row["b"] == "P4" and row["a"] == "P1"] == [None]


def test_a_repeat_shows_both_grounds_and_its_history() -> None:
    row = next(row for row in written_relations() if row["relation"] == "repeat")
    assert "事项分值" in str(row["evidence"]) and "来信人分值" in str(row["evidence"])
    assert "同一事项第 2 次来信" in str(row["evidence"])


def written_relations() -> list[dict[str, object]]:
    archive, links = linked()
    table = relations_table(archive, links, False, "zh")
    return [row for batch in table.batches(0) for row in batch.columns.to_pylist()]


def test_names_and_numbers_of_people_stand_in_no_output() -> None:
    archive, links = linked()
    groups = [
        row for b in cases_table(archive, links, False, "zh").batches(0) for row in b.columns.to_pylist()
    ]
    told = f"{written_relations()}{groups}{archive}{links}"
    for value in (NAME, PHONE, ID_NUMBER, "钟离若水", "公羊念慈"):
        assert value not in told


def test_quotations_still_say_what_is_shared() -> None:
    evidence = " ".join(str(row["evidence"]) for row in written_relations() if row["relation"] == "matter")
    assert "锦棠苑" in evidence or "恒瑞嘉" in evidence


def test_petitions_without_a_day_have_no_news_and_no_history() -> None:
    rows = tuple((*row[:5], "", *row[6:]) for row in ARCHIVE)
    _, links = linked(rows)
    assert links.relations and not links.new and not links.histories


def test_rows_without_an_id_are_named_by_their_place_and_an_id_used_twice_too() -> None:
    rows = (person("", "2031-03-20", LIFT), person("X", "2031-03-21", BUS), person("X", "2031-03-22", WELL))
    archive = read_archive([archive_table(rows)])
    assert [petition.name for petition in archive.petitions] == ["-:2", "X@-:3", "X@-:4"]


def test_one_petition_alone_is_its_own_case() -> None:
    assert cases(ARCHIVE[:1]) == {"P1": "P1"}


def test_a_table_without_petitions_is_a_fault() -> None:
    with pytest.raises(HuiyinError) as fault:
        read_archive([make_table({"内容": []})])
    assert fault.value.key == "link.no_petitions"


def test_tables_that_do_not_say_who_wrote_have_no_repeats() -> None:
    archive = read_archive([make_table({"内容": [LIFT[1], LIFT[1]]})])
    assert not archive.has_petitioners
    assert {r.relation for r in link_archive(archive, models()).relations} == {"copy"}


def test_a_repeat_has_the_score_of_the_matter_not_of_the_wording() -> None:
    _, links = linked()
    assert links.repeats
    for repeat in links.repeats.values():
        assert repeat.relation.score == min(repeat.matter.score, repeat.petitioner.probability)
        assert repeat.matter.score >= models().matters.matter_from

"""Hot matters: what is counted, and that no person is."""

from __future__ import annotations

import json
from datetime import date

from nlp.pseudonym import PetitionerFields, Pseudonymizer
from service.hot import HotMatter, Period, count_voices, hot_matters
from service.hot_report import hot_blocks, hot_json
from service.html_page import Chart, render_page
from service.link_reading import read_archive
from service.linking import link_archive
from tests.service.linked_petitions import ARCHIVE, LIFT_OTHER, NAME, PHONE, Row, archive_table, other
from tests.service.test_linking import models

WHOLE = Period()
VOICES = (("钟离若水", "15400136601"), ("公羊念慈", "15400136602"), ("百里清和", "15400136603"))
MORE = tuple(
    other(f"Q{n}", name, phone, f"2031-05-1{n}", LIFT_OTHER) for n, (name, phone) in enumerate(VOICES)
)


def hot(rows: tuple[Row, ...] = ARCHIVE, period: Period = WHOLE, top: int = 10) -> tuple[HotMatter, ...]:
    archive = read_archive([archive_table(rows)])
    return hot_matters(archive, link_archive(archive, models()), models(), period, top)


def test_the_matter_with_most_petitions_comes_first_and_single_ones_are_left_out() -> None:
    (matter,) = hot()
    assert (matter.case, matter.petitions) == ("P1", 4)
    assert (matter.days[0], matter.days[-1]) == (date(2031, 3, 20), date(2031, 5, 3))


def test_fewer_than_five_voices_are_not_told() -> None:
    (matter,) = hot()
    assert matter.voices is None
    assert json.loads(hot_json([matter]))[0]["voices"] == "<5"


def test_from_five_voices_up_they_are_told_each_once() -> None:
    fifth = other("Q9", "闻人望舒", "15400136609", "2031-05-20", LIFT_OTHER)
    (matter,) = hot((*ARCHIVE, *MORE, fifth))
    assert (matter.petitions, matter.voices) == (8, 5)


def test_only_petitions_of_the_period_count() -> None:
    (matter,) = hot(period=Period(date(2031, 4, 1), date(2031, 5, 2)))
    assert matter.petitions == 2
    assert hot(period=Period(date(2031, 6, 1), None)) == ()


def test_phrases_are_quoted_and_name_nobody() -> None:
    (matter,) = hot()
    assert 1 <= len(matter.phrases) <= 3
    texts = "".join(row[-2] + row[-1] for row in ARCHIVE)
    assert all(phrase in texts for phrase in matter.phrases)


def test_no_output_names_a_person() -> None:
    matters = hot((*ARCHIVE, *MORE))
    page = render_page("x", hot_blocks(matters, 9, Period(), "zh"), "zh")
    for value in (NAME, PHONE, *(name for name, _ in VOICES)):
        assert value not in page + hot_json(matters)


def test_the_page_has_a_timeline_of_all_and_of_each() -> None:
    blocks = hot_blocks(hot(), 6, Period(), "zh")
    assert sum(isinstance(block, Chart) for block in blocks) == 2


def test_who_shares_a_name_or_number_is_one_voice_and_anonymous_ones_are_none() -> None:
    read = Pseudonymizer(bytes(range(32))).read
    one = read(PetitionerFields(name="钟离若水", phone="15400136601"))
    same_phone = read(PetitionerFields(name="公羊念慈", phone="15400136601"))
    same_name = read(PetitionerFields(name="公羊念慈"))
    nobody = read(PetitionerFields(name="匿名"))
    other_one = read(PetitionerFields(name="百里清和", phone="15400136603"))
    assert count_voices([one, same_name]) == 2
    assert count_voices([one, same_name, same_phone]) == 1
    assert count_voices([one, nobody, other_one, nobody]) == 2

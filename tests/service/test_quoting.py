"""Quotations without names, contacts and homes."""

from __future__ import annotations

from nlp.sentences import Span
from service.known_places import HiddenPlace
from service.link_reading import LinkArchive, LinkedPetition
from service.quoting import Quoter

BODY = "路灯坏了，联系人电话15400127788，请修。"


def quoter(body: str = BODY, *hidden: HiddenPlace) -> Quoter:
    petition = LinkedPetition("1", "", body, None, False, None, hidden)
    return Quoter(LinkArchive((petition,), False), "zh")


def whole(body: str = BODY) -> Span:
    return Span(1, 1 + len(body))  # behind the line break of the empty title


def test_a_number_is_replaced_by_what_it_is() -> None:
    assert quoter().quote(0, whole()) == "路灯坏了，联系人电话[电话]，请修。"


def test_a_quotation_that_begins_or_ends_inside_a_number_shows_none_of_it() -> None:
    start = BODY.index("154") + 1
    assert quoter().quote(0, Span(start + 3, start + 13)) == "[电话]，请"
    assert quoter().quote(0, Span(1, start + 5)) == "路灯坏了，联系人电话[电话]"


def test_nothing_is_left_of_a_quotation_that_is_all_number() -> None:
    start = BODY.index("154") + 1
    assert quoter().quote(0, Span(start, start + 11)) == ""


def test_known_places_are_hidden_though_no_recogniser_finds_them() -> None:
    body = "小狐狸的麦田反映路灯坏了"
    assert quoter(body, HiddenPlace(1, 7, "account")).quote(0, whole(body)) == "[账号]反映路灯坏了"


def test_overlapping_places_are_hidden_once() -> None:
    body = "甲乙丙丁戊"
    found = quoter(body, HiddenPlace(1, 4, "person"), HiddenPlace(2, 5, "person")).quote(0, whole(body))
    assert found == "[人名]戊"


def test_long_quotations_are_shortened_and_stand_on_one_line() -> None:
    body = "路灯\n坏了" * 20
    told = quoter(body).quote(0, whole(body), 10)
    assert len(told) == 10 and told.endswith("…") and "\n" not in told


def test_whether_somebody_is_shown_is_told() -> None:
    start = BODY.index("154") + 1
    assert quoter().shows_somebody(0, Span(start + 2, start + 4))
    assert not quoter().shows_somebody(0, Span(1, 5))


def test_texts_that_differ_in_width_or_script_only_are_the_same() -> None:
    pair = tuple(
        LinkedPetition(str(n), "", body, None, False, None) for n, body in enumerate(("ＡB號", "AB号"))
    )
    assert Quoter(LinkArchive(pair, False), "zh").is_same_text(0, 1)

"""Whoever is complained of is found; whoever is only addressed or asked for help is not."""

import pytest

from nlp.facts.respondents import complains_of_public_staff, find_respondents, is_public


@pytest.mark.parametrize(
    ("text", "accused"),
    [
        ("实名举报村支书冒领危房改造款", "村支书"),
        ("派出所民警态度恶劣，打人还骂人", "派出所民警"),
        ("举报城管局科长吃拿卡要", "城管局科长"),
        ("村主任侵吞征地款，多年不公开", "村主任"),
        ("执行局法官收受红包，一直不办", "法官"),
    ],
)
def test_accused_staff_are_found(text: str, accused: str) -> None:
    found = complains_of_public_staff(text)
    assert found is not None
    assert accused in found.text or found.text in accused
    assert text[found.start : found.end] == found.text


@pytest.mark.parametrize(
    "text",
    [
        "希望住建局尽快处理",
        "请派出所查处打人的邻居",
        "向城管局投诉多次，油烟还是很大",
        "感谢交警帮我找回孩子",
        "咨询社保局如何补缴",
        "市住建局领导：我家楼顶漏水",
        "",
    ],
)
def test_an_office_that_is_only_addressed_is_not_accused(text: str) -> None:
    assert complains_of_public_staff(text) is None


def test_in_a_known_complaint_the_office_that_acts_is_enough() -> None:
    text = "3月9日村主任带电工把我家电表锁了，停了六天"
    assert complains_of_public_staff(text) is None
    found = complains_of_public_staff(text, complaint=True)
    assert found is not None
    assert found.text == "村主任"


def test_a_firm_complained_of_is_a_respondent_but_not_public() -> None:
    text = "投诉金罡矿业有限公司拖欠工资"
    assert [fact.text for fact in find_respondents(text)] == ["金罡矿业有限公司"]
    assert complains_of_public_staff(text) is None


@pytest.mark.parametrize(
    ("name", "public"), [("人社局", True), ("村支书", True), ("县医院", False), ("律师事务所", False)]
)
def test_offices_and_officials_are_public(name: str, public: bool) -> None:
    assert is_public(name) is public

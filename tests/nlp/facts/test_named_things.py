"""Places, organisations and addresses are found by how they end, and are cut where a name cannot go on."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.facts import addresses, organisations, places


def found(module: object, text: str) -> list[str]:
    return [fact.text for fact in module.find(text)]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("我住在石臼镇水尾村", "石臼镇水尾村"),
        ("湖南省长沙市的公交", "湖南省长沙市"),
        ("A市的出租车", "A市"),
        ("我是K8县的农民", "K8县"),
        ("B3区的小学", "B3区"),
        ("在枫丹里小区门口", "枫丹里小区"),
        ("我在蔺家洼种西瓜", "蔺家洼"),
        ("问一下梅渚镇的事", "梅渚镇"),
    ],
)
def test_a_place_is_found_whole(text: str, place: str) -> None:
    assert place in found(places, text)


@pytest.mark.parametrize("text", ["小区的道路", "农村和城市", "走路要修路", "本市的老乡", "心里难过", ""])
def test_a_common_noun_is_no_place(text: str) -> None:
    assert found(places, text) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("在石拱桥中学读书", "石拱桥中学"),
        ("去派出所报案", "派出所"),
        ("找人社局问", "人社局"),
        ("金罡矿业有限公司欠薪", "金罡矿业有限公司"),
        ("县卫健委的答复", "县卫健委"),
    ],
)
def test_an_organisation_is_found(text: str, name: str) -> None:
    assert name in found(organisations, text)


@pytest.mark.parametrize("text", ["公司的门店", "大家都在排队", "办公室里的厕所", ""])
def test_a_common_noun_is_no_organisation(text: str) -> None:
    assert found(organisations, text) == []


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("我住枫丹里小区5栋2单元301", "枫丹里小区5栋2单元301"),
        ("我家在12号楼", "12号楼"),
        ("住石臼镇水尾村41号", "石臼镇水尾村41号"),
        ("十一号楼漏水", "十一号楼"),
        ("住在3单元501", "3单元501"),
    ],
)
def test_a_home_address_is_found_with_its_place(text: str, address: str) -> None:
    assert address in found(addresses, text)


@pytest.mark.parametrize("text", ["门口有一座桥", "停了六栋楼", "9月17号停水", "坐41号线", "2号井坏了", ""])
def test_counts_days_and_lines_are_no_address(text: str) -> None:
    assert found(addresses, text) == []


@given(st.text("石臼镇水尾村A3区县局派出所公司小区5栋2单元301号室的在，。", max_size=40))
def test_facts_point_at_their_text(text: str) -> None:
    for module in (places, organisations, addresses):
        for fact in module.find(text):
            assert text[fact.start : fact.end] == fact.text != ""

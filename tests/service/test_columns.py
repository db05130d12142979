from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.columns import check_role, choose_roles, find_roles, has_column, nearest, role_label, roles
from service.errors import HuiyinError


@pytest.mark.parametrize(
    ("heading", "role"),
    [
        ("留言主题", "title"),
        ("标题", "title"),
        ("標題", "title"),
        ("Title", "title"),
        ("留言详情", "body"),
        ("诉求内容", "body"),
        ("訴求內容", "body"),
        (" 内 容：", "body"),
        ("内容（必填）", "body"),
        ("ＴＥＸＴ", "body"),
        ("市民来信诉求内容", "body"),
        ("留言编号", "id"),
        ("工单编号", "id"),
        ("ID", "id"),
        ("受理时间", "time"),
        ("Created_At", "time"),
        ("信访人", "petitioner"),
        ("留言用户", "petitioner"),
        ("手机", "phone"),
        ("联系电话", "phone"),
        ("证件号码", "id_number"),
        ("身份证号", "id_number"),
        ("家庭住址", "address"),
        ("答复意见", "reply"),
        ("回复内容", "reply"),
        ("账号", "account"),
        ("诉求_标题", "title"),
        ("信访人_联系电话", "phone"),
    ],
)
def test_a_heading_is_known_by_its_role(heading: str, role: str) -> None:
    assert find_roles([heading]) == {role: 0}


@pytest.mark.parametrize(
    "heading",
    ["内容分类", "标题字数", "答复时间", "办结时间", "是否回复", "经办人电话", "承办单位", "附件内容", ""],
)
def test_a_heading_that_only_resembles_a_role_is_left_alone(heading: str) -> None:
    assert not {"title", "body", "time", "phone"} & set(find_roles([heading]))


def test_the_whole_name_beats_its_end_and_the_list_decides_among_equals() -> None:
    assert find_roles(["处理诉求详情说明", "本次来信诉求内容", "内容"])["body"] == 2
    assert find_roles(["内容", "留言详情"])["body"] == 1


def test_a_column_serves_one_role_only() -> None:
    found = find_roles(["留言", "留言时间", "主题", "编号", "序号"])
    assert len(set(found.values())) == len(found)


def test_the_user_overrules_what_was_recognised() -> None:
    assert choose_roles(["标题", "内容", "经过"], {"body": "经过"}, "x") == {"title": 0, "body": 2}


def test_a_title_chosen_as_body_is_no_longer_the_title() -> None:
    assert choose_roles(["标题", "编号"], {"body": "标题"}, "x") == {"body": 0, "id": 1}


def test_a_chosen_column_may_be_written_in_another_width_or_case() -> None:
    assert choose_roles(["Petition  Text "], {"body": "ＰＥＴＩＴＩＯＮ text"}, "x") == {"body": 0}
    assert has_column("标题", ["诉求_标题", "编号"])


def test_an_unknown_column_is_told_with_the_nearest_name() -> None:
    with pytest.raises(HuiyinError) as caught:
        choose_roles(["编号", "诉求的内容"], {"body": "诉求内容们"}, "a.xlsx")
    assert caught.value.key == "input.no_such_column"
    assert caught.value.fields["nearest"] == "诉求的内容"


def test_an_unknown_role_is_told_with_the_nearest_name() -> None:
    with pytest.raises(HuiyinError) as caught:
        check_role("bdy")
    assert caught.value.fields["nearest"] == "body"
    assert check_role("body")


def test_nearest_of_nothing_is_empty() -> None:
    assert nearest("x", []) == ""


def test_every_role_has_a_name_in_both_languages_and_no_heading_twice() -> None:
    seen: dict[str, str] = {}
    for role in roles():
        assert role_label(role.name, "zh") and role_label(role.name, "en")
        assert all(role.exact) and all(role.ends_with) and all(role.unless)
        for heading in role.exact:
            assert seen.setdefault(heading, role.name) == role.name, heading


@given(st.lists(st.text(max_size=50), max_size=8))
def test_any_headings_can_be_compared(headings: list[str]) -> None:
    assert set(find_roles(headings).values()) <= set(range(len(headings)))

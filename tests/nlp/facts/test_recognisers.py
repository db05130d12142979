"""Each type of number in the forms people write, and what only looks like it."""

from __future__ import annotations

import pytest

from nlp.facts import find_facts

FOUND = {
    "phone": [
        "13800138000", "138 0013 8000", "138-0013-8000", "１３８００１３８０００",
        "一三八零零一三八零零零", "幺三八〇〇幺三八〇〇〇",
        "138\u200b0013\u200b8000", "+86 138 0013 8000", "0086-13800138000", "138****1234", "138XXXX1234",
        "139＊＊＊＊5678",
        "010-87654321", "（0311）86212345", "0311-86212345转801", "0311-86212345-801", "400-820-8820",
        "8008208820",
        "1️⃣3️⃣8️⃣0️⃣0️⃣1️⃣3️⃣8️⃣0️⃣0️⃣0️⃣", "138零零138零零零",
    ],
    "resident_id": [
        "11010519491231002X", "11010519491231002x", "110105 19491231 002X",
        "１１０１０５１９４９１２３１００２Ｘ", "110105491231002",
        "110105********002X",
    ],
    "credit_code": ["91110000600037341L", "９１１１００００６０００３７３４１Ｌ", "91110000 600037341 L"],
    "bank_card": ["6222021234567894", "6222 0212 3456 7894"],
    "email": ["me@qq.com", "a.b-c_1@mail.example.com.cn", "ａ＠ｑｑ．ｃｏｍ", "me @ qq.com"],
    "number_plate": [
        "京A12345", "京A·12345", "沪AD12345", "粤B12345F", "粤Z1234港", "京a12k45", "京Ａ１２３４５",
        "京A12**5",
    ],
    "amount": [
        "3,000元", "1.5万元", "三千五百块钱", "￥200", "5-8万元", "两万多元", "200块", "人民币5000元",
        "12元5角", "３０００元",
    ],
    "people_count": ["300余户", "上百名业主", "二十多人", "5口人", "1,200户居民", "三四十个农民工", "几百户"],
}  # fmt: skip

# The words before that a type needs, and after them the fact.
NAMED = {
    "phone": [("电话：", "86212345"), ("联系电话1：", "8621234"), ("tel:", "13800138000")],
    "wechat": [
        ("微信号：", "abc_12345"),
        ("加v：", "zhang-888"),
        ("VX", "wxid_12ab34"),
        ("微信", "13800138000"),
    ],
    "qq": [("QQ：", "12345678"), ("qq群", "123456789"), ("扣扣号是", "１２３４５６７８")],
    "bank_card": [("卡号", "6222021234567894123"), ("打到工行账号 ", "6222021234567890")],
    "resident_id": [("身份证号", "110105194912310021"), ("身份证", "1101**************")],
    "amount": [("欠我", "50万"), ("交了", "一块")],
}

LOOK_ALIKES = {
    "phone": [
        "订单号13800138000", "京政发〔2020〕12号", "2020-05-12 12:30", "20200512", "共13800138000元",
        "12345热线", "打110",
        "（2019）京0105民初12345号", "13800138000.50", "A13800138000", "13800138000平方米",
        "合同编号13800138000",
        "12号楼3单元1201室", "坐318路公交", "一三五七", "138001380001",
    ],
    "resident_id": ["订单编号110105194913310021", "流水号20230512000000000001", "110105194912310021"],
    "credit_code": ["91110000600037341M", "订单596455229831745649"],
    "bank_card": ["订单号6222021234567894", "6222021234567890", "20230512123456789012"],
    "email": ["@所有人", "a@b", "价格@5元"],
    "wechat": ["微信公众号", "微信群里说", "v领毛衣", "微信https://example.com", "用微信 WeChat"],
    "qq": ["QQ群里", "12345678", "QQ音乐2020"],
    "number_plate": ["京东A座", "川菜馆", "京ABCDE", "京A1234567", "粤港"],
    "amount": [
        "一块去", "3单元", "公元2020年", "两块地", "三元桥", "元旦", "50万平方米", "20万人", "多元化",
        "2020年", "第3元",
    ],
    "people_count": [
        "第3名", "3人民医院", "个人", "5户型", "2020户口", "三人行", "两个小时", "一人", "10家公司",
        "4人次",
    ],
}  # fmt: skip


def of_type(type_name: str, text: str) -> list[str]:
    return [fact.text for fact in find_facts(text) if fact.type == type_name]


@pytest.mark.parametrize(("type_name", "value"), [(t, v) for t, values in FOUND.items() for v in values])
@pytest.mark.parametrize("around", [("", ""), ("我是 ", "，谢谢"), ("（", "）")])
def test_a_number_is_found_as_a_whole(type_name: str, value: str, around: tuple[str, str]) -> None:
    assert of_type(type_name, around[0] + value + around[1]) == [value]


@pytest.mark.parametrize(
    ("type_name", "words", "value"), [(t, w, v) for t, pairs in NAMED.items() for w, v in pairs]
)
def test_words_before_tell_what_a_number_is(type_name: str, words: str, value: str) -> None:
    assert of_type(type_name, f"请看{words}{value}。") == [value]


@pytest.mark.parametrize(("type_name", "text"), [(t, v) for t, texts in LOOK_ALIKES.items() for v in texts])
def test_a_look_alike_is_not_found(type_name: str, text: str) -> None:
    assert of_type(type_name, f"我说{text}，谢谢") == []


def test_a_telephone_number_that_is_a_wechat_name_is_one_fact() -> None:
    assert [fact.type for fact in find_facts("微信号13800138000")] == ["wechat"]


def test_an_address_of_digits_is_no_telephone_number() -> None:
    assert [fact.type for fact in find_facts("13800138000@139.com")] == ["email"]

"""Texts with identifiers planted in them, and with look-alikes that are none: formats × noise × places.

All values are made up here from a seed; numbers with check digits get right ones.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from stdnum import luhn
from stdnum.cn import ric, uscc

from nlp.facts import Fact

CHINESE_DIGITS = "零一二三四五六七八九"
COUNTIES = ("110105", "310104", "440106", "510107", "330106", "420111", "610113", "370102")
OPENINGS = (
    "领导您好，我是这里的住户，",
    "2023年5月12日下午3点，楼上又漏水了，",
    "尊敬的书记：关于12号楼3单元的噪音，",
    "😀反映个事儿，",
    "物业费涨到2.8元/㎡，全楼120户都不同意。",
)
ENDINGS = ("，请尽快处理。", "，谢谢！", "，等了三个月没人管", "\n望回复", "。5号楼的人都知道", "👍")


@dataclass(frozen=True)
class Planted:
    """``text`` holds a fact of ``type`` at ``start`` to ``end``; ``form`` names how it was written."""

    text: str
    type: str
    start: int
    end: int
    form: str

    def is_found(self, facts: tuple[Fact, ...]) -> bool:
        """Whether a fact of the type covers all of the planted digits and letters."""
        return any(f.type == self.type and f.start <= self.start and self.end <= f.end for f in facts)


@dataclass(frozen=True)
class LookAlike:
    """A text in which nothing of the identifying types is stated."""

    text: str
    form: str


Form = Callable[[str], str]


def wide(value: str) -> str:
    """Full-width letters, digits and signs."""
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in value)


def chinese(value: str) -> str:
    """Chinese numerals for digits."""
    return "".join(CHINESE_DIGITS[int(c)] if c.isdigit() else c for c in value)


def _grouped(sign: str, *sizes: int) -> Form:
    def form(value: str) -> str:
        parts, place = [], 0
        for size in sizes:
            parts.append(value[place : place + size])
            place += size
        return sign.join([*parts, value[place:]] if value[place:] else parts)

    return form


PLAIN: dict[str, Form] = {
    "plain": str,
    "wide": wide,
    "invisible": lambda value: value[:3] + "\u200b" + value[3:7] + "\ufeff" + value[7:],
}
MOBILE_FORMS = PLAIN | {
    "spaced 3-4-4": _grouped(" ", 3, 4, 4),
    "dashed 3-4-4": _grouped("-", 3, 4, 4),
    "dotted 3-4-4": _grouped(".", 3, 4, 4),
    "wide dash": _grouped("－", 3, 4, 4),
    "wide space": _grouped("　", 3, 4, 4),
    "spaced 3-3-5": _grouped(" ", 3, 3, 5),
    "single digits": " ".join,
    "middle dots": "·".join,
    "chinese": chinese,
    "chinese 幺": lambda value: chinese(value).replace("一", "幺"),
    "chinese 〇": lambda value: chinese(value).replace("零", "〇"),
    "chinese grouped": lambda value: _grouped(" ", 3, 4, 4)(chinese(value)),
    "half chinese": lambda value: value[:3] + chinese(value[3:7]) + value[7:],
    "+86": lambda value: f"+86 {value}",
    "86-": lambda value: f"86-{value}",
    "0086": lambda value: f"0086{value}",
    "masked": lambda value: value[:3] + "****" + value[7:],
    "masked x": lambda value: value[:3] + "XXXX" + value[7:],
    "masked wide": lambda value: value[:3] + "＊＊＊＊" + value[7:],
    "keycaps": lambda value: "".join(f"{digit}\ufe0f\u20e3" for digit in value),
}
LANDLINE_FORMS: dict[str, Form] = {
    "dashed": str,
    "plain": lambda value: value.replace("-", ""),
    "wide": wide,
    "bracketed": lambda value: "（{}）{}".format(*value.split("-")),
    "narrow bracketed": lambda value: "({}) {}".format(*value.split("-")),
    "spaced": lambda value: value.replace("-", " "),
    "extension": lambda value: f"{value}转8012",
    "dashed extension": lambda value: f"{value}-801",
    "chinese": lambda value: chinese(value),
}
ID_FORMS = PLAIN | {
    "spaced 6-8-4": _grouped(" ", 6, 8, 4),
    "dashed 6-8-4": _grouped("-", 6, 8, 4),
    "spaced by 4": _grouped(" ", 4, 4, 4, 4),
    "small x": str.lower,
    "wide x": lambda value: value.replace("X", "Ｘ"),
    "masked": lambda value: value[:6] + "********" + value[14:],
    "chinese": chinese,
}
CARD_FORMS = PLAIN | {
    "spaced by 4": _grouped(" ", 4, 4, 4, 4),
    "dashed by 4": _grouped("-", 4, 4, 4, 4),
}
CODE_FORMS: dict[str, Form] = {"plain": str, "wide": wide, "small": str.lower}
EMAIL_FORMS: dict[str, Form] = {
    "plain": str,
    "wide sign": lambda value: value.replace("@", "＠"),
    "wide": wide,
    "spaced": lambda value: value.replace("@", " @ "),
}
PLATE_FORMS: dict[str, Form] = {
    "plain": str,
    "dotted": lambda value: f"{value[:2]}·{value[2:]}",
    "spaced": lambda value: f"{value[:2]} {value[2:]}",
    "wide": lambda value: value[0] + wide(value[1:]),
    "small": str.lower,
    "masked": lambda value: value[:-3] + "**" + value[-1],
}
NAME_FORMS: dict[str, Form] = {"plain": str, "wide": wide}

LEADS: dict[str, tuple[str, ...]] = {
    "phone": (
        "电话",
        "我的手机号是",
        "联系电话：",
        "请打",
        "张先生 ",
        "tel:",
        "微信同号 ",
        "",
        "1、",
        "电话(",
        "手机",
    ),
    "resident_id": ("身份证号", "身份证号码：", "证件号 ", "本人，", ""),
    "bank_card": ("卡号", "银行卡号：", "打到工行账号 ", "我的卡是"),
    "credit_code": ("统一社会信用代码：", "信用代码", "该公司（", ""),
    "email": ("邮箱", "邮箱：", "请发到 ", ""),
    "wechat": ("微信", "微信号：", "加我微信号是", "vx：", "WeChat: ", "VX"),
    "qq": ("QQ", "QQ号：", "qq: ", "QQ群", "扣扣号是"),
    "number_plate": ("车牌号", "一辆车牌为", "有辆", "司机（", ""),
}


def mobile(rng: random.Random) -> str:
    """A mobile number."""
    return f"1{rng.choice('3456789')}" + "".join(rng.choices("0123456789", k=9))


def landline(rng: random.Random) -> str:
    """Area code, dash, local number."""
    area = rng.choice(("010", "021", "0731", "0311", "0571", "0755", "028"))
    return f"{area}-{rng.choice('2345678')}" + "".join(rng.choices("0123456789", k=rng.choice((6, 7))))


def service_number(rng: random.Random) -> str:
    """A 400 or 800 number."""
    return f"{rng.choice('48')}00-{rng.randrange(100, 1000)}-{rng.randrange(10_000):04d}"


def resident_id(rng: random.Random) -> str:
    """18 characters with the right last one."""
    day = f"{rng.randrange(1935, 2015)}{rng.randrange(1, 13):02d}{rng.randrange(1, 29):02d}"
    head = rng.choice(COUNTIES) + day + f"{rng.randrange(1000):03d}"
    return head + ric.calc_check_digit(head + "0")


def old_resident_id(rng: random.Random) -> str:
    """15 digits."""
    day = f"{rng.randrange(35, 99)}{rng.randrange(1, 13):02d}{rng.randrange(1, 29):02d}"
    return rng.choice(COUNTIES) + day + f"{rng.randrange(1000):03d}"


def bank_card(rng: random.Random) -> str:
    """16 or 19 digits with the right last one."""
    head = rng.choice(("622202", "621700", "622848", "623058"))
    head += "".join(rng.choices("0123456789", k=rng.choice((9, 12))))
    return head + luhn.calc_check_digit(head)


def credit_code(rng: random.Random) -> str:
    """18 characters with the right last one."""
    head = rng.choice(("91", "92", "52")) + rng.choice(COUNTIES)
    head += "MA" + "".join(rng.choices("0123456789ABCDEFGHJKLMNPQRTUWXY", k=7))
    return head + uscc.calc_check_digit(head)


def email(rng: random.Random) -> str:
    """An address at a common provider."""
    name = "".join(rng.choices("abcdefghjkmnp", k=4)) + str(rng.randrange(10_000))
    return f"{name}{rng.choice(('', '.x', '_k'))}@{rng.choice(('qq.com', '163.com', 'mail.example.com.cn'))}"


def wechat(rng: random.Random) -> str:
    """A name of 6 to 20 characters, or a telephone number."""
    if rng.random() < 0.3:
        return mobile(rng)
    return "".join(rng.choices("abcdefgh", k=5)) + rng.choice(("_", "-", "")) + str(rng.randrange(100, 10**6))


def qq(rng: random.Random) -> str:
    """5 to 11 digits."""
    return str(rng.randrange(10_000, 10 ** rng.randrange(6, 11)))


def number_plate(rng: random.Random) -> str:
    """An ordinary plate or a new-energy vehicle's."""
    head = rng.choice("京沪粤湘苏浙鲁川陕") + rng.choice("ABCDEFGH")
    if rng.random() < 0.4:
        return head + rng.choice("DF") + f"{rng.randrange(10**5):05d}"
    return head + rng.choice(("{:05d}", "K{:04d}", "9A{:03d}")).format(rng.randrange(1000))


KINDS: tuple[tuple[str, str, Callable[[random.Random], str], dict[str, Form]], ...] = (
    ("phone", "mobile", mobile, MOBILE_FORMS),
    ("phone", "landline", landline, LANDLINE_FORMS),
    (
        "phone",
        "service",
        service_number,
        {"dashed": str, "plain": lambda v: v.replace("-", ""), "wide": wide},
    ),
    ("resident_id", "18", resident_id, ID_FORMS),
    (
        "resident_id",
        "15",
        old_resident_id,
        {"plain": str, "wide": wide, "spaced 6-6-3": _grouped(" ", 6, 6, 3)},
    ),
    ("bank_card", "card", bank_card, CARD_FORMS),
    ("credit_code", "code", credit_code, CODE_FORMS),
    ("email", "address", email, EMAIL_FORMS),
    ("wechat", "name", wechat, NAME_FORMS),
    ("qq", "number", qq, NAME_FORMS),
    ("number_plate", "plate", number_plate, PLATE_FORMS),
)


def planted(seed: int, rounds: int) -> Iterator[Planted]:
    """Each kind in each form ``rounds`` times: at the start, amid a text, at its end, beside a look-alike."""
    rng = random.Random(seed)
    for type_name, kind, make, forms in KINDS:
        for name, form in forms.items():
            for _ in range(rounds):
                yield _plant(rng, type_name, f"{kind}, {name}", form(make(rng)))


def _plant(rng: random.Random, type_name: str, form: str, value: str) -> Planted:
    lead = rng.choice(LEADS[type_name])
    if form.startswith("15, spaced") or type_name in ("wechat", "qq", "bank_card"):
        lead = lead or LEADS[type_name][0]
    place = rng.randrange(4)
    opening = rng.choice(OPENINGS) if place else ""
    if place == 3:
        opening += rng.choice(tuple(look_alike(rng) for _ in range(3))).text + "，"
    ending = "" if place == 2 else rng.choice(ENDINGS)
    if type_name == "phone" and "chinese" not in form and "half" not in form and rng.random() < 0.2:
        ending = rng.choice(("一直打不通", "（微信同号）", "、", " 张三", "转告")) + ending
    start = len(opening) + len(lead)
    return Planted(opening + lead + value + ending, type_name, start, start + len(value), form)


LOOK_ALIKES: dict[str, Callable[[random.Random], str]] = {
    "order number": lambda rng: f"订单号{mobile(rng)}",
    "order number, long": lambda rng: f"淘宝订单编号：{rng.randrange(10**17, 10**18)}",
    "serial": lambda rng: f"流水号2023{rng.randrange(10**10):010d}",
    "work order": lambda rng: f"工单{rng.randrange(20190101, 20240101)}{rng.randrange(10**5):05d}",
    "express": lambda rng: f"快递单号SF{rng.randrange(10**12):012d}",
    "document": lambda rng: f"京政发〔2020〕{rng.randrange(1, 99)}号",
    "document, long": lambda rng: f"建房〔2019〕{rng.randrange(10**5):05d}号文件",
    "case": lambda rng: f"（2019）京0105民初{rng.randrange(10**4, 10**5)}号",
    "amount": lambda rng: f"共计{rng.randrange(10**10, 10**11)}元",
    "amount with commas": lambda rng: (
        f"{rng.randrange(1, 999)},{rng.randrange(100, 999)},{rng.randrange(100, 999)}.50元"
    ),
    "area": lambda rng: f"{rng.randrange(10**6, 10**7)}㎡",
    "area in words": lambda rng: f"占地{rng.randrange(10**7, 10**8)}平方米",
    "bus": lambda rng: f"坐{rng.randrange(1, 999)}路公交",
    "date": lambda rng: f"{rng.randrange(2015, 2024)}-{rng.randrange(1, 13):02d}-{rng.randrange(1, 29):02d}",
    "date and time": lambda rng: (
        f"{rng.randrange(2015, 2024)}.{rng.randrange(1, 13)}.{rng.randrange(1, 29)} 12:30"
    ),
    "compact date": lambda rng: (
        f"{rng.randrange(2015, 2024)}{rng.randrange(1, 13):02d}{rng.randrange(1, 29):02d}"
    ),
    "chinese date": lambda _: "二〇二三年十一月三日",
    "house": lambda rng: (
        f"幸福路{rng.randrange(1, 9999)}号{rng.randrange(1, 40)}栋{rng.randrange(101, 3300)}室"
    ),
    "account of a meter": lambda rng: f"用电户号{rng.randrange(10**9, 10**10)}",
    "meter": lambda rng: f"水表号 {rng.randrange(10**10, 10**11)}",
    "contract": lambda rng: f"合同编号HT{rng.randrange(10**10, 10**11)}",
    "licence": lambda rng: f"京（2018）朝不动产权第{rng.randrange(10**6, 10**7)}号",
    "postcode": lambda rng: f"邮编{rng.randrange(100_000, 900_000)}",
    "hotline": lambda rng: rng.choice(("打了12345", "拨打110", "12315说", "95598热线")),
    "share": lambda rng: f"{rng.randrange(1, 99)}.{rng.randrange(10**6)}%",
    "flight": lambda rng: f"航班CA{rng.randrange(1000, 9999)}",
    "invoice": lambda rng: f"发票号码{rng.randrange(10**7, 10**8)}",
    "random 16 digits": lambda rng: f"设备编号{rng.randrange(10**15, 10**16)}",
    "coordinates": lambda rng: f"东经{rng.uniform(100, 120):.7f}",
    "v neck": lambda _: "v领毛衣、微信公众号、微信群里",
    "web address": lambda rng: f"https://example.com/{rng.randrange(10**6)}",
    "small room": lambda rng: f"京东{rng.randrange(10**5, 10**6)}",
    "counting": lambda _: "一二三四五、上山打老虎",
}
IDENTIFYING = frozenset(kind[0] for kind in KINDS)


def look_alike(rng: random.Random) -> LookAlike:
    """One look-alike by itself."""
    name = rng.choice(tuple(LOOK_ALIKES))
    return LookAlike(LOOK_ALIKES[name](rng), name)


def look_alikes(seed: int, rounds: int) -> Iterator[LookAlike]:
    """Each look-alike ``rounds`` times, amid a text."""
    rng = random.Random(seed)
    for name, make in LOOK_ALIKES.items():
        for _ in range(rounds):
            yield LookAlike(rng.choice(OPENINGS) + make(rng) + rng.choice(ENDINGS), name)

"""The words in which a text speaks of time, as patterns.

Every quantifier is bounded, so reading is linear in the length of the text. Widths of digits and traditional
forms are read as they stand.
"""

from __future__ import annotations

import re
from typing import Literal

from nlp.chinese_numbers import DIGITS, TWENTIES, UNITS

Kind = Literal[
    "date",
    "bare_day",
    "lunar",
    "lunar_day",
    "festival",
    "near_day",
    "week",
    "near_month",
    "near_year",
    "duration",
]

_N = rf"[\d{''.join([*DIGITS, *UNITS, *TWENTIES])}]"
_YEAR = (
    r"(?:(?P<year>[12１２]\d{3}|[一二][〇零○一二三四五六七八九]{3}) ?"
    r"|(?P<near_year>[今明去前后後本当當次同来翌]))年(?:度|的)? ?"
)
_PART = r"(?:月?(?P<part>底|初|末|中旬|上旬|下旬|上中旬|中下旬|中(?![心学午間间考])|半(?!年)))?"
_CLOCK = (
    rf"(?P<clock>(?:凌晨|清晨|清早|大清早|一早|早上|早晨|早|上午|中午|下午|午后|傍晚|晚上|晚间|晚|夜里|夜间|深夜|半夜|下班)?"
    rf"(?: ?(?:\d{{1,2}}[:：]\d\d|{_N}{{1,3}}[点點时時](?:半|整|钟|一刻|{_N}{{1,3}}分?)?))?)"
)
_BOUND = (
    r"(?P<bound>(?:[之以])?(?:前(?![往面任夫妻台列言来去提期后後])|[内內](?![部容地])"
    r"|[后後](?![续續面果来勤台悔期备])))?"
)
# A number that goes on like this counts something: 三月 六万.
_NO_COUNT = r"(?![\d万萬千百多来几个個元块人户月点點年])"
# 17号楼, 8号线, 3号门: no day.
_NO_OBJECT = (
    "(?![楼樓线線院栋棟门門井桥橋铺舖厂廠机機文馆店公台车車路口地柜次令案窗仓窑坑棚床房家矿洞墩塔桩杆站"
    "码弄巷街大单元])"
)
SOLAR_FESTIVALS = {
    "元旦": (1, 1), "妇女节": (3, 8), "植树节": (3, 12), "清明": (4, 5), "五一": (5, 1), "劳动节": (5, 1),
    "六一": (6, 1), "儿童节": (6, 1), "高考": (6, 7), "中考": (6, 14), "七一": (7, 1), "八一": (8, 1),
    "开学": (9, 1), "開學": (9, 1), "教师节": (9, 10), "国庆": (10, 1), "國慶": (10, 1),
    "十一黄金周": (10, 1),    "双十一": (11, 11), "冬至": (12, 22), "圣诞": (12, 25),
}  # fmt: skip
LUNAR_FESTIVALS = {
    "春节": (1, 1), "春節": (1, 1), "过年": (1, 1), "過年": (1, 1), "大年初一": (1, 1), "元宵": (1, 15),
    "端午": (5, 5), "七夕": (7, 7), "中元": (7, 15), "中秋": (8, 15), "重阳": (9, 9), "重陽": (9, 9),
    "腊八": (12, 8), "小年": (12, 23), "除夕": (12, 30), "大年三十": (12, 30), "年三十": (12, 30),
}  # fmt: skip
_FESTIVALS = "|".join(sorted([*SOLAR_FESTIVALS, *LUNAR_FESTIVALS], key=len, reverse=True))
NEAR_DAYS = {
    "大前": -3, "前": -2, "昨": -1, "今": 0, "当": 0, "明": 1, "次": 1, "翌": 1, "后": 2, "後": 2,
    "大后": 3, "大後": 3,
}  # fmt: skip
NEAR_YEARS = {"前": -2, "去": -1, "今": 0, "本": 0, "明": 1, "来": 1, "后": 2, "後": 2, "次": 1, "翌": 1}
WEEKDAYS = {
    name: day
    for day, names in enumerate(("一1", "二2", "三3", "四4", "五5", "六6末", "日天7"))
    for name in names
}
SHIFTS = {
    "上上": -2,
    "上": -1,
    "": 0,
    "本": 0,
    "这": 0,
    "這": 0,
    "当": 0,
    "同": 0,
    "下": 1,
    "次": 1,
    "下下": 2,
}

PATTERNS: dict[Kind, re.Pattern[str]] = {
    "lunar": re.compile(
        rf"(?:{_YEAR})?(?P<name>农历|農曆|阴历|陰曆|旧历)?(?P<month>正|腊|臘|冬|{_N}{{1,2}})月"
        rf"(?:(?P<first>初)?(?P<day>{_N}{{1,3}})(?![\d万萬多来几个個元块人户月])[日号號]?|{_PART}){_CLOCK}{_BOUND}"
    ),
    "date": re.compile(
        rf"(?:(?:{_YEAR})?(?P<month>{_N}{{1,2}}) ?月(?:份)? ?"
        rf"(?:(?P<day>{_N}{{1,3}}) ?[日号號]"
        rf"|(?P<bare_day>[一二三四五六七八九十廿卅]{{1,3}}){_NO_COUNT}|{_PART})"
        rf"|(?P<full_year>[12１２]\d{{3}})[-/.．](?P<full_month>\d{{1,2}})[-/.．](?P<full_day>\d{{1,2}})(?![\d.])日?"
        rf"|(?P<short_month>1[0-2]|0?[1-9])[./．·](?P<short_day>3[01]|[12]\d|0?[1-9])日?"
        rf"(?=前|之前|以前|截止|到期|开|起|止|日)){_CLOCK}{_BOUND}"
    ),
    "near_year": re.compile(
        rf"(?:{_YEAR}|(?P<bare>年))(?P<part>年?底|年?末|年?初|上半年|下半年|内|內|[一二三四]季度|前(?!往)|后|後)?{_BOUND}"
    ),
    "near_month": re.compile(
        rf"(?P<name>上上|上|本|这|這|当|當|下下|下|次|同)?[个個]?月(?:份)?"
        rf"(?:(?P<day>{_N}{{1,3}}) ?[日号號]|{_PART}){_CLOCK}{_BOUND}"
    ),
    "week": re.compile(
        rf"(?P<name>上上|上|本|这|這|下下|下)?[个個]?(?:周|週|星期|礼拜|禮拜)(?P<day>[一二三四五六日天末1-7])?"
        rf"(?![\d年期边围]){_CLOCK}{_BOUND}"
    ),
    "near_day": re.compile(
        rf"(?P<name>大前|大后|大後|[前昨今明次翌后後当])(?:天|日|晚|早(?!年)|夜){_CLOCK}{_BOUND}"
    ),
    "festival": re.compile(rf"(?:{_YEAR})?(?P<name>{_FESTIVALS})(?:节|節|假期?|期间|當天|当天)?{_BOUND}"),
    "duration": re.compile(
        rf"(?P<count>{_N}{{1,5}}|半|几|幾|数)(?P<more>[多来余几]|至{_N}{{1,3}}|[-~—–到]{_N}{{1,3}})?"
        r"(?P<extra>[个個])?(?P<half>半)?(?:个|個)?"
        r"(?P<unit>工作日|小时|小時|钟头|分钟|天|日|周(?!岁|年)|週|星期|礼拜|月|年)(?P<tail>半)?"
        rf"(?:的?时间|期限?|时限)?{_BOUND}"
    ),
    "lunar_day": re.compile(rf"初(?P<day>[一二三四五六七八九十]){_CLOCK}{_BOUND}"),
    "bare_day": re.compile(rf"(?P<day>{_N}{{1,3}}) ?[日号號]{_NO_OBJECT}(?:早|晚)?{_CLOCK}{_BOUND}"),
}
# Kinds to try at a place, by what was seen there.
NUMBER_ORDER: tuple[Kind, ...] = ("date", "lunar", "near_year", "duration", "bare_day", "festival")
WORD_ORDER: tuple[Kind, ...] = (
    "festival", "date", "lunar", "near_day", "near_year", "near_month", "week", "duration", "lunar_day"
)  # fmt: skip
TRIGGER = re.compile(
    rf"(?P<number>{_N}{{1,5}}(?=[多来余几个個半 ]{{0,2}}"
    r"(?:[年月日号號天周週]|星|礼|禮|工|小|[-/.．·至~—–到]|钟|分))|半[个個]?[天月年]|[几幾数][个個]?[天日月年周小])"
    r"|[今明去前后後本当當次同来翌]年|[前昨今明次翌隔后後当][天日晚早夜]|大[前后後][天日]"
    r"|(?:[上下本这這当當次同][个個]?)月(?![光饼])|月[底末初]|月中旬?|年[底末初内內前](?!往)|年后(?=[^的])"
    r"|[上下本这這]{0,2}[个個]?(?:[周週](?=[一二三四五六日天末\d])|星期|礼拜|禮拜)|下下?周|下下?週|本周"
    rf"|(?:农历|農曆|阴历|陰曆|旧历)|[正腊臘冬]月|初[一二三四五六七八九十]|{_FESTIVALS}"
)
# One of these is in every mention; what may stand left of it is looked at only where one is seen.
KEY = re.compile("[年月日号號天周週拜节節宵庆慶旦初夕阳陽腊臘晚早夜期时時学學考头钟一午秋诞明至./．·-]")
# What must stand before those that are everyday characters besides.
BEFORE_KEY = {
    **dict.fromkeys("时時", frozenset("小 0123456789０１２３４５６７８９")),
    **dict.fromkeys("./．·-", frozenset("0123456789０１２３４５６７８９")),
    **dict.fromkeys("学學", frozenset("开開")), "期": frozenset("星"), "考": frozenset("高中"),
    "头": frozenset("钟"), "钟": frozenset("分"), "午": frozenset("端"), "一": frozenset("五六七八"),
    "秋": frozenset("中"), "诞": frozenset("圣"), "明": frozenset("清"),
    "至": frozenset("冬"), "夕": frozenset("七除"),
}  # fmt: skip
LEFT_OF_KEY = frozenset(
    "0123456789０１２３４５６７８９ "
    + "".join([*DIGITS, *UNITS, *TWENTIES])
    + "今明去前后後本当當次同来翌昨大上下这這个個多余几幾数半正冬农農历曆阴陰旧星礼禮小工作"
    + "端中国國重元除教妇植童动劳儿开開高圣清春过過七五六八年月"
)
FURTHEST_LEFT = 12
NUMERALS = frozenset(["半", *DIGITS, *UNITS, *TWENTIES])
RANGE_SIGNS = frozenset({"至", "到", "-", "－", "—", "——", "~", "～", "、", "和", "或", "或者"})
LEFT_WORDS = (
    "还有", "还剩", "還有", "還剩", "只剩", "仅剩", "剩下", "只有", "最后", "最後", "再过", "再有", "不到",
    "最多",    "最迟", "最晚", "顶多", "限期", "限", "延期", "过", "还能撑", "只够",
)  # fmt: skip
# 「过三天就拆」 looks ahead, 「当过三天」 does not.
BEFORE_PASSING = frozenset({"", "，", ",", "。", "再", "只", "\n", "“", "说", "；", " "})
LUNAR_MONTHS = {"正": 1, "冬": 11, "腊": 12, "臘": 12}

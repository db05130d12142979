"""How many people or households: 300余户、上百名业主、一家五口、二十多人."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from nlp.facts.fact import Fact
from nlp.facts.numerals import QUANTITIES, DigitText, read_digits

TYPES: tuple[str, ...] = ("people_count",)

_N = QUANTITIES
_NUMBER = rf"[{_N}]{{1,12}}+(?:[.．点][{_N}]{{1,4}}+|(?<=[0-9０-９])[,，][0-9０-９]{{3}}){{0,3}}+"
_WHO = (
    "业主|居民|住户|住家|农户|村民|群众|学生|家长|员工|工人|农民工|民工|工友|家庭|商户|商家|租户|老人|老年人|孩子|小孩|"
    "儿童|职工|患者|退休|教师|老师|司机|市民|乘客|消费者|顾客|客户|购房者|购房户|买房人|受害者|受害人|人员|病人|女工|"
    "党员|残疾人|同学|同事|邻居|社员|移民|股东|投资人|投资者|会员|学员|考生|毕业生|店主|摊主|养殖户|贫困户|拆迁户|低保户|"
    "伤者|死者|保安|城管|医生|护士|干部|工作人员|施工人员|男子|女子|妇女|青年|大学生|师生|住宅"
)
_COUNT = re.compile(
    rf"(?<![第初A-Za-z]){_NUMBER}(?:\s?[-－—~～至到]\s?{_NUMBER})?[多余来]?[十百千]{{0,2}}[多余来]?\s?"
    rf"(?:[名位个家口群](?:的)?(?:{_WHO})"
    rf"|户(?!口|型|籍|外|主|号|名|内|均|数|门|头)(?:人家|(?:{_WHO}))?"
    r"|口(?:之家|人)|个人(?![民信才])"
    r"|人(?!民|大|工|家|次|行|均|才|员|生|类|间|性|物|事|为|造|数|份|体|格|命|品|心|力|选|社|寿|称|道|流)"
    r"|名(?!字|称|义|单|誉|牌|额|次|校|列|下|叫|为|词|片))"
)
_HOUSEHOLD = re.compile(rf"一家[{_N}]{{1,2}}+口")
_BEHIND = frozenset("名位个家口群户人多余来十百千-－—~～至到 　")
_AHEAD = frozenset("上近数")
_NOT_COUNTED = re.compile(r"[一几半]\s?(?:[名人户]|个人)")


def find(text: str) -> Iterable[Fact]:
    """The numbers of people and households of a text."""
    return find_in(read_digits(text))


def find_in(digits: DigitText) -> Iterator[Fact]:
    """The numbers of people and households of a text whose digits are read."""
    text = digits.text
    done = 0
    for start, end in digits.quantities:
        if start < done or text[end : end + 1] not in _BEHIND:
            continue
        match = _COUNT.match(text, start)
        if match is None or _NOT_COUNTED.fullmatch(match[0]):
            continue
        # 上百人, 近千户, 数十名: a word of size before a word of number
        start -= start > 0 and text[start - 1] in _AHEAD and text[start] in "十百千万几"
        yield Fact("people_count", start, match.end(), text[start : match.end()])
        done = match.end()
    if "口" in text:
        for match in _HOUSEHOLD.finditer(text):
            yield Fact("people_count", match.start(), match.end(), match[0])

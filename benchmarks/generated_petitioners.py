"""Invented petitioners for training and measuring: frequent and rare names, families, slips, moves, gaps.

Surnames follow rounded national shares, given names are drawn from characters by a falling frequency. Nobody
here exists: identity numbers carry region codes that are not given out (99…), places are made of syllables.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace

from nlp.name_sounds import syllables
from nlp.pseudonym import PetitionerFields

# Per mille of the population, rounded; the rest is spread over the rarer ones.
_SURNAMES = (
    "王72李72张68刘54陈45杨31黄22赵22吴20周20徐17孙15马13朱13胡13郭12何12林11罗11高11郑10梁10谢9宋8唐8许7韩7邓7冯7曹7彭6"
    "曾6肖6田6董6潘5袁5蔡5蒋5余5于5杜5叶5程5魏5苏5吕5丁4任4卢4姚4沈4钟4姜4崔4谭4陆4范4汪4廖4石4金4韦4贾4夏4付4方4邹3熊3"
    "白3孟3秦3邱3侯3江3尹3薛3闫3段3雷3龙3黎3史3陶3贺3毛3郝3顾3龚3邵3万3覃3武3钱3戴2严2莫2孔2向2常2汤2"
)
_RARE_SURNAMES = (
    "冼苗蒲佟仝邢卞裴宫祁晏芮尚甄褚桑阮蔺岑闵屈花祝项樊凌霍虞柯祖麦司庄柴牟蒙盛葛涂欧阎车时辛管焦"
)
_GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华文玉兰建国志红梅海波鹏飞宇浩辉斌林鑫燕玲萍丹莉琴云凤洁雪琳慧婷倩颖"
    "春生东亮晓龙健永成康光天达安岩中茂进有坚和彪博诚先敬震振壮会思群豪心邦承乐绍功松善厚庆民友裕河哲江亮政谦亨奇固之轮翰"
    "朗伯宏言若鸣朋斌梁栋维启克伦翔旭鹏泽晨辰士以建家致树炎德行时泰盛雄琛钧冠策腾楠榕风航弘玮炜珍贞莉桂娣叶璧璐娅琦晶妍茜"
    "秋珊莎锦黛青倩婷姣婉娴瑾颖露瑶怡婵雁蓓纨仪荷丹蓉眉君琴蕊薇菁梦岚苑筠柔竹霭凝晓欢霄枫芸菲寒伊亚宜可姬舒影荔枝思丽"
)
_PLACE_FIRST = "锦翠云金绿银紫青碧和瑞兴龙凤盛华福鼎御滨"
_PLACE_SECOND = "棠湖水岭桥竹枫荷榆槐峰泉岸庭溪澜景苑源汀"
_PLACE_LAST = ("苑", "花园", "家园", "城", "府", "公馆", "小区", "里", "新村", "雅居")
_MOBILE_STARTS = (
    "133",
    "135",
    "136",
    "137",
    "138",
    "139",
    "150",
    "151",
    "158",
    "159",
    "177",
    "186",
    "187",
    "189",
)
_TITLES = ("先生", "女士")
_FILLERS = ("", "", "无", "市民", "-")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


@dataclass(frozen=True)
class Rates:
    """Shares of records (or persons) with each trouble."""

    family: float = 0.35
    family_phone: float = 0.3
    no_name: float = 0.03
    title_only: float = 0.03
    homophone: float = 0.04
    wrong_character: float = 0.02
    no_phone: float = 0.10
    wrong_digit: float = 0.03
    other_phone: float = 0.06
    no_id_number: float = 0.45
    id_slip: float = 0.02
    no_address: float = 0.20
    moved: float = 0.06
    only_place: float = 0.08
    only_building: float = 0.05
    door_slip: float = 0.02
    no_account: float = 0.55
    no_email: float = 0.85


@dataclass(frozen=True)
class Generated:
    """``fields[i]`` were written by person ``person[i]``, a number."""

    fields: tuple[PetitionerFields, ...]
    person: tuple[int, ...]


@dataclass(frozen=True)
class _Home:
    place: str
    building: int
    unit: int
    room: int


@dataclass(frozen=True)
class _Person:
    name: str
    phone: str
    id_number: str
    home: _Home
    account: str
    email: str


class PetitionerGenerator:
    """Draws people and what they write; the same seed gives the same records."""

    def __init__(self, seed: int, rates: Rates | None = None) -> None:
        self._random = random.Random(seed)
        self._rates = rates or Rates()
        self._surnames, self._surname_weights = _surname_table()
        given = list(dict.fromkeys(_GIVEN))
        self._given, self._given_weights = given, [1 / (place + 8) for place in range(len(given))]
        self._homophones = _homophones([*given, *self._surnames])
        self._next_account = 1000

    def records(self, number: int) -> Generated:
        """About half as many people as records, most with one to three records, a few with more; shuffled."""
        written: list[tuple[PetitionerFields, int]] = []
        person = 0
        places = [self._place() for _ in range(max(4, number // 120))]
        while len(written) < number:
            for member in self._household(places):
                for _ in range(self._times()):
                    written.append((self._writes(member, places), person))
                person += 1
        self._random.shuffle(written)
        written = written[:number]
        return Generated(tuple(fields for fields, _ in written), tuple(who for _, who in written))

    def _times(self) -> int:
        return self._random.choices((1, 2, 3, 4, 6, 10), (50, 24, 13, 7, 4, 2))[0]

    def _household(self, places: Sequence[str]) -> list[_Person]:
        draw = self._random
        first = self._person(self._name(self._surname()), self._home(places))
        if draw.random() >= self._rates.family:
            return [first]
        members = [first]
        for _ in range(draw.choice((1, 1, 2))):
            kin = draw.random() < 0.6
            name = self._name(first.name[0] if kin else self._surname())
            if kin and len(first.name) == 3 and draw.random() < 0.3:  # a generation's shared character
                name = first.name[:2] + self._character()
            other = self._person(name, first.home)
            shares_phone = draw.random() < self._rates.family_phone
            members.append(replace(other, phone=first.phone) if shares_phone else other)
        return members

    def _person(self, name: str, home: _Home) -> _Person:
        draw = self._random
        self._next_account += draw.randrange(1, 9)
        birth = f"{draw.randrange(1940, 2005)}{draw.randrange(1, 13):02}{draw.randrange(1, 29):02}"
        number = f"99{draw.randrange(1, 9):02}{draw.randrange(1, 20):02}{birth}{draw.randrange(1, 400):03}"
        total = sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=True))
        sound = "".join(syllables(name))
        email = f"{sound}{draw.randrange(10, 9999)}@{draw.choice(('qq.com', '163.com', '126.com'))}"
        account = f"A{self._next_account:08}"
        return _Person(name, self._phone(), number + "10X98765432"[total % 11], home, account, email)

    def _surname(self) -> str:
        return self._random.choices(self._surnames, self._surname_weights)[0]

    def _character(self) -> str:
        return self._random.choices(self._given, self._given_weights)[0]

    def _name(self, surname: str) -> str:
        given = self._character() + (self._character() if self._random.random() < 0.82 else "")
        return surname + given

    def _phone(self) -> str:
        return self._random.choice(_MOBILE_STARTS) + f"{self._random.randrange(10**8):08}"

    def _place(self) -> str:
        draw = self._random
        return draw.choice(_PLACE_FIRST) + draw.choice(_PLACE_SECOND) + draw.choice(_PLACE_LAST)

    def _home(self, places: Sequence[str]) -> _Home:
        draw = self._random
        room = draw.randrange(1, 19) * 100 + draw.randrange(1, 5)
        return _Home(draw.choice(places), draw.randrange(1, 25), draw.randrange(1, 4), room)

    def _writes(self, person: _Person, places: Sequence[str]) -> PetitionerFields:
        chance, rates = self._random.random, self._rates
        phone = self._phone() if chance() < rates.other_phone else person.phone
        home = self._home(places) if chance() < rates.moved else person.home
        return PetitionerFields(
            name=self._written_name(person.name),
            phone=self._blank() if chance() < rates.no_phone else self._written_phone(phone),
            id_number=self._blank()
            if chance() < rates.no_id_number
            else self._slip(person.id_number, rates.id_slip),
            address=self._blank() if chance() < rates.no_address else self._written_address(home),
            account=None if chance() < rates.no_account else person.account,
            email=None if chance() < rates.no_email else self._slip(person.email, 0.02),
        )

    def _blank(self) -> str:
        return self._random.choice(_FILLERS)

    def _written_name(self, name: str) -> str:
        draw, rates = self._random, self._rates
        if draw.random() < rates.no_name:
            return self._blank()
        if draw.random() < rates.title_only:
            return name[0] + draw.choice(_TITLES)
        at = draw.randrange(len(name))
        if draw.random() < rates.homophone:
            same = [c for c in self._homophones["".join(syllables(name[at]))] if c != name[at]]
            name = name[:at] + draw.choice(same or [name[at]]) + name[at + 1 :]
        if draw.random() < rates.wrong_character:
            name = name[:at] + self._character() + name[at + 1 :]
        return name + (draw.choice(_TITLES) if draw.random() < 0.05 else "")

    def _written_phone(self, phone: str) -> str:
        phone = self._slip(phone, self._rates.wrong_digit)
        return self._random.choice(
            (phone, phone, phone, f"+86 {phone}", f"{phone[:3]}-{phone[3:7]}-{phone[7:]}")
        )

    def _slip(self, value: str, rate: float) -> str:
        """The value with one character changed, left out, doubled or swapped, or as it is."""
        draw = self._random
        if draw.random() >= rate:
            return value
        at = draw.randrange(1, len(value) - 1)
        kind = draw.random()
        if kind < 0.6:
            return value[:at] + str(draw.randrange(10)) + value[at + 1 :]
        if kind < 0.75:
            return value[:at] + value[at + 1 :]
        if kind < 0.85:
            return value[:at] + value[at] + value[at:]
        return value[:at] + value[at + 1] + value[at] + value[at + 2 :]

    def _written_address(self, home: _Home) -> str:
        draw = self._random
        if draw.random() < self._rates.only_place:
            return home.place
        if draw.random() < self._rates.only_building:
            return f"{home.place}{home.building}栋"
        if draw.random() < self._rates.door_slip:
            home = replace(home, room=home.room + draw.choice((-1, 1, 100)))
        return draw.choice(
            (
                f"{home.place}{home.building}栋{home.room}",
                f"{home.place}{home.building}栋{home.unit}单元{home.room}室",
                f"南岭区{home.place}{home.building}号楼{home.room}室",
                f"东湖市南岭区枫林路18号{home.place}{home.building}栋{home.unit}单元{home.room}",
                f"{home.place}{home.building}-{home.unit}-{home.room}",
            )
        )


def _surname_table() -> tuple[list[str], list[float]]:
    surnames: list[str] = []
    weights: list[float] = []
    for character in _SURNAMES:
        if character.isdigit():
            weights[-1] = weights[-1] * 10 + int(character)
        else:
            surnames.append(character)
            weights.append(0)
    rest = max(1000 - sum(weights), 60) / len(_RARE_SURNAMES)
    return [*surnames, *_RARE_SURNAMES], [*weights, *[rest] * len(_RARE_SURNAMES)]


def _homophones(characters: Sequence[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for character in dict.fromkeys(characters):
        found.setdefault("".join(syllables(character)), []).append(character)
    return found

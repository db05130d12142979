"""Training texts that stand among the measured ones are found, in whatever shape."""

import pytest

from models.leaks import close_to_measured
from nlp.text_column import TextColumn

MEASURED = (
    "锦棠苑二期地下车库每逢下雨就倒灌，排水泵坏了三个月，业主的车泡了两回，物业推给开发商，开发商推给物业。"
)
OTHERS = [
    "青石坳村的小学并走以后，孩子每天五点起床赶车，来回四十里山路，冬天路上结冰，家长轮流护送。",
    "望湖路夜市占道经营到凌晨两点，油烟和音响吵得临街住户没法睡，城管来了就收，走了又摆。",
    "厂里欠了我们二十六个人四个月工资，老板电话停机，宿舍断水断电，孩子学费还没有着落。",
    "社区卫生院的疫苗说是没货，隔壁镇却有，跑了三趟，孩子的针已经晚了一个月。",
]


@pytest.mark.parametrize(
    "version",
    [
        MEASURED,
        MEASURED.replace("锦棠苑", "錦棠苑").replace("，", " "),
        MEASURED[: len(MEASURED) * 3 // 5],
        "锦棠苑 二期 地下车库 下雨 倒灌 排水泵 坏 三个月 业主 车 泡 物业 推给 开发商",
        "领导你好。" + MEASURED + "盼回复。",
    ],
)
def test_a_version_of_a_measured_text_is_found(version: str) -> None:
    training = TextColumn.from_texts([*OTHERS, version])
    assert close_to_measured(training, TextColumn.from_texts([MEASURED])).tolist() == [False] * 4 + [True]


def test_another_matter_in_the_same_estate_is_kept() -> None:
    other = "锦棠苑二期的快递柜占了消防通道，保安说租金归物业，消防来看过一次没下文，楼里还有人烧煤炉。"
    found = close_to_measured(TextColumn.from_texts([*OTHERS, other]), TextColumn.from_texts([MEASURED]))
    assert not found.any()

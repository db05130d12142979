"""Small made-up archives with copies, matters and repeats, and a person whose name must show nowhere."""

from __future__ import annotations

from service.tables import Table
from tests.service.support import make_table

NAME, PHONE, ID_NUMBER = "慕容守拙", "15400127788", "990101199003070018"
COLUMNS = ("编号", "姓名", "联系电话", "身份证号", "是否匿名", "受理时间", "标题", "内容")
ROLES = {
    "id": "编号",
    "petitioner": "姓名",
    "phone": "联系电话",
    "id_number": "身份证号",
    "anonymous": "是否匿名",
    "time": "受理时间",
    "title": "标题",
    "body": "内容",
}
Row = tuple[str, ...]
LIFT = (
    "锦棠苑7号楼电梯停运",
    "锦棠苑小区7号楼的电梯从三月起停运，物业恒瑞嘉说没有维修资金，住在十六层的老人每天爬楼，请督促恒瑞嘉物业尽快修好。",
)
LIFT_AGAIN = (
    "锦棠苑7号楼电梯至今没修",
    "锦棠苑小区7号楼电梯停运的事我上月反映过，恒瑞嘉物业答应两周修好，到现在没有动静。上周十六层的老人在楼梯间摔断了腿。",
)
LIFT_OTHER = (
    "恒瑞嘉物业不修电梯",
    "我也住锦棠苑小区7号楼，电梯停运快两个月，恒瑞嘉物业一直拖着不动用维修资金，孩子老人天天爬十几层楼。",
)
BUS = (
    "207路末班车太早",
    "207路公交车晚上八点半就收车，云栖大道软件园的职工下班没有车坐，希望公交公司把207路末班车延到十点。",
)
WELL = (
    "柳河湾村机井坏了",
    "柳河湾村三组的机井水泵烧坏半个月，二百亩玉米等着浇水，村委会说等镇里拨款，请水利部门帮忙修机井。",
)


def person(number: str, day: str, words: tuple[str, str], anonymous: str = "否") -> Row:
    """A petition of the planted person."""
    return (number, NAME, PHONE, ID_NUMBER, anonymous, day, *words)


def other(number: str, name: str, phone: str, day: str, words: tuple[str, str]) -> Row:
    """A petition of somebody else."""
    return (number, name, phone, "", "否", day, *words)


def signed(words: tuple[str, str]) -> tuple[str, str]:
    """The same words with the planted person's name and number in them."""
    return (words[0], f"{words[1]}业主{NAME}，电话{PHONE}。")


def opened(words: tuple[str, str]) -> tuple[str, str]:
    """The same words behind the planted person's name, with the number in brackets."""
    return (words[0], f"我叫{NAME}（{PHONE}）。{words[1]}")


ARCHIVE: tuple[Row, ...] = (
    person("P1", "2031-03-20", signed(LIFT)),
    person("P2", "2031-04-28", opened(LIFT_AGAIN)),
    other("P3", "钟离若水", "15400136699", "2031-05-02", LIFT_OTHER),
    other("P4", "公羊念慈", "15400147700", "2031-05-03", LIFT),
    person("P5", "2031-05-04", signed(BUS)),
    other("P6", "", "", "2031-05-05", WELL),
)


def archive_table(rows: tuple[Row, ...] = ARCHIVE) -> Table:
    """The rows as a table."""
    columns = zip(*rows, strict=True)
    return make_table(
        {name: list(values) for name, values in zip(COLUMNS, columns, strict=True)}, roles=ROLES
    )


def archive_csv(rows: tuple[Row, ...] = ARCHIVE) -> str:
    """The rows as a CSV file's content."""
    return "".join(",".join(row) + "\n" for row in (COLUMNS, *rows))

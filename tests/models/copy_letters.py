"""Letters that the tests of copies share."""

LETTER = (
    "锦棠苑三栋楼上漏水半年，天花板发霉脱落，物业来看过两回都说等等。孩子夜里咳嗽，卧室已经住不得人。"
    "开发商说过了保修期，楼上住户电话不接，维修队又要先交押金。我们两家都愿意分摊材料钱，只求有人上门查清漏点在哪里。"
    "厨房的吊柜泡烂了半边，墙皮一碰就掉，插座冒过一回火花，吓得老人不敢做饭。"
)
OTHER = (
    "汇景花园门前的井盖丢了三个星期，晚上没有路灯，上周有个骑车的中学生摔断了锁骨。"
    "城管说归水务，水务说归小区，小区保安拿一把扫帚插在洞里算是提醒。附近幼儿园每天几百个孩子经过，家长轮流站在旁边看着。"
    "恳求今天先盖一块钢板，再谈谁来出钱换新的。"
)
QUOTE = "《条例》第九条规定共用部位由管理人负责养护，紧急情况应当在二十四小时内到场。"


def edited(text: str, every: int) -> str:
    """The text with every n-th character changed."""
    return "".join("某" if place % every == every - 1 else character for place, character in enumerate(text))


def letters(count: int) -> list[str]:
    """So many letters of one form, no two the same."""
    return [
        f"{chr(0x4E00 + i * 7)}{chr(0x5E00 + i * 3)}家住{i}号：{LETTER}电话154{i:08d}" for i in range(count)
    ]

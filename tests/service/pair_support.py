"""Files of pairs that the tests of comparing and of the links' training share."""

from __future__ import annotations

import json
from pathlib import Path

from tests.models.matter_support import GARBAGE, GARBAGE_AGAIN, OTHER_ESTATE, WAGES

PLACES = ("锦棠", "云溪", "望湖", "翠华", "松鹤", "梅岭", "兰亭", "海棠", "荷塘", "柳岸", "银杉", "金沙")
PROBLEMS = (
    "垃圾站臭得开不了窗",
    "路灯坏了半个月没人修",
    "电梯一周停了三回",
    "楼上漏水天花板发霉",
    "停车费涨了一倍",
)
TAILS = ("请管一管", "打了很多次电话没有人来", "家里有老人孩子，实在受不了", "希望尽快处理")


def side(petition: tuple[str, str], time: str | None = None) -> dict[str, str | None]:
    """A petition as a line holds it."""
    return {"title": petition[0], "body": petition[1], "time": time}


def pair_line(name: object, a: tuple[str, str], b: tuple[str, str], **more: object) -> str:
    """One line of a file of pairs."""
    row = {"id": name, "a": side(a, "2024-03-01"), "b": side(b, "2024-05-02")} | more
    return json.dumps(row, ensure_ascii=False)


def write_pairs(path: Path) -> Path:
    """A repeat, a form letter about another place, two things that have nothing in common, one text twice."""
    lines = [
        pair_line("again", GARBAGE, GARBAGE_AGAIN),
        pair_line("elsewhere", GARBAGE, OTHER_ESTATE),
        pair_line("apart", GARBAGE, WAGES),
        pair_line("same", GARBAGE, GARBAGE),
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def labelled_lines(count: int = 120, part: int = 0) -> list[str]:
    """Labelled pairs of invented petitions, half of them of one matter; ``part`` gives other ones."""
    lines = []
    for k in range(count):
        place = PLACES[(k + part) % len(PLACES)] + PLACES[(k * 7 + 3 + part) % len(PLACES)]
        other = PLACES[(k + 5 + part) % len(PLACES)] + PLACES[(k * 5 + 1) % len(PLACES)]
        problem, second = PROBLEMS[k % 5], PROBLEMS[(k + 1 + k % 3) % 5]
        a = (f"{place}小区{problem}", f"我住{place}小区{k % 9 + 1}栋，{problem}，{TAILS[k % 4]}。")
        same = (
            f"再次反映{place}小区{problem[:4]}",
            f"{place}小区{k % 9 + 1}栋：{problem}，{TAILS[(k + 1) % 4]}。",
        )
        apart = (f"{other}小区{second}", f"{other}小区{second}，{TAILS[(k + 2) % 4]}。")
        label = ("M", "R", "D", "N")[k % 4]
        b = {"M": same, "D": a, "R": (f"{place}小区{second}", f"{place}小区{second}。"), "N": apart}[label]
        kind = "cross_user" if k % 3 else "same_user"
        lines.append(pair_line(f"{part}-{k}", a, b, label=label, kind=kind))
    return lines


def write_labelled(path: Path, count: int = 120, part: int = 0) -> Path:
    """A file of labelled pairs."""
    path.write_text("\n".join(labelled_lines(count, part)) + "\n", encoding="utf-8")
    return path

"""Makes ``petitions.xlsx``: a register as an office would keep it, filled from the written corpus.

    python data/samples/make_samples.py

The sheet has what real ones have: a title row, dates written in several ways, phones as numbers, pasted
line breaks, full-width digits, a hidden column, an empty row, a 合计 row; some petitions are copies of
others or ask again.
"""

from __future__ import annotations

import json
import random
from collections import defaultdict
from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter

CORPUS = Path(__file__).parent.parent / "corpus" / "petitions.jsonl"
OUTPUT = Path(__file__).parent / "petitions.xlsx"
HEADINGS = ("编号", "受理时间", "渠道", "姓名", "联系电话", "地址", "诉求标题", "诉求内容", "内部备注")
WIDTHS = (9, 17, 10, 9, 14, 24, 30, 60, 12)
HIDDEN = HEADINGS.index("内部备注")
A_DOMAIN, URGENT, MATTERS, COPIES = 8, 30, 12, 20
SEED = 7

Petition = dict[str, Any]


def choose(petitions: list[Petition]) -> list[Petition]:
    """About 230 petitions: all domains, some urgent, some matters whole, some copies with their originals."""
    generator = random.Random(SEED)
    groups: dict[str, list[Petition]] = defaultdict(list)
    matters: dict[str, list[Petition]] = defaultdict(list)
    for petition in petitions:
        kind = petition["id"].split("-")[0]
        groups[f"leaf {petition['domain']}" if kind == "leaf" else kind].append(petition)
        if petition["matter_id"] and kind == "matter":
            matters[petition["matter_id"]].append(petition)
    chosen = [
        p
        for name in sorted(groups)
        if name.startswith("leaf")
        for p in generator.sample(groups[name], A_DOMAIN)
    ]
    chosen += generator.sample(groups["urgent"], URGENT)
    for name in generator.sample(sorted(matters), MATTERS):
        chosen += matters[name]
    originals = {p["id"]: p for p in petitions}
    for copy in generator.sample(groups["copy"], COPIES):
        chosen += [originals[copy["copy_of"]], copy]
    distinct = list({p["id"]: p for p in chosen}.values())
    return sorted(distinct, key=lambda p: (p["time"], p["id"]))


def written_time(petition: Petition, number: int) -> object:
    """The time as different hands write it: a date cell, text, digits, with 年月日."""
    time = datetime.fromisoformat(petition["time"])
    forms = ("", "", "", "%Y-%m-%d %H:%M", "%Y年{}月{}日", "%Y%m%d", "%Y/%m/%d")
    form = forms[number % len(forms)]
    if not form:
        return time
    return time.strftime(form).format(time.month, time.day)


def written_body(body: str, number: int) -> str:
    """Some texts were pasted: tabs and blank lines around them, digits in full width."""
    if number % 9 == 4:
        return f"\n\t\t\t{body}\n\t\t"
    if number % 11 == 6:
        return body.translate({ord("0") + k: chr(0xFF10 + k) for k in range(10)})
    return body


def main() -> None:
    """Write the workbook."""
    petitions = [json.loads(line) for line in CORPUS.read_text(encoding="utf-8").splitlines()]
    chosen = choose(petitions)
    book = xlsxwriter.Workbook(str(OUTPUT), {"strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": "示例诉求登记表", "created": datetime(2026, 1, 1)})
    sheet = book.add_worksheet("诉求登记")
    bold = book.add_format({"bold": True, "font_name": "宋体"})
    date = book.add_format({"num_format": "yyyy-mm-dd hh:mm", "font_name": "宋体"})
    sheet.merge_range(0, 0, 0, len(HEADINGS) - 1, "群众诉求登记表（示例，人物地点均为虚构）", bold)
    sheet.write_row(1, 0, HEADINGS, bold)
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width, None, {"hidden": column == HIDDEN})
    row = 2
    for number, petition in enumerate(chosen):
        if number == len(chosen) // 2:
            row += 1  # an empty row in the middle
        person = petition["petitioner"] or {}
        phone = person.get("phone") or None
        time = written_time(petition, number)
        sheet.write_string(row, 0, f"{number + 1:05d}")
        if isinstance(time, datetime):
            sheet.write_datetime(row, 1, time, date)
        else:
            sheet.write_string(row, 1, str(time))
        sheet.write(row, 2, petition["channel"])
        sheet.write(row, 3, person.get("name") or None)
        if phone and phone.isdigit() and number % 2:
            sheet.write_number(row, 4, int(phone))
        elif phone:
            sheet.write_string(row, 4, phone)
        sheet.write(row, 5, person.get("address") or None)
        sheet.write_string(row, 6, petition["title"])
        sheet.write_string(row, 7, written_body(petition["body"], number))
        row += 1
    sheet.write(row, 0, "合计", bold)
    sheet.write_number(row, 1, len(chosen))
    book.close()
    print(f"{len(chosen)} petitions in {OUTPUT.name}")


if __name__ == "__main__":
    main()

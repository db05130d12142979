"""Small files under the names that the documentation and the help texts use."""

from __future__ import annotations

import csv
import gzip
import json
import shutil
from pathlib import Path

import xlsxwriter

from models.taxonomy import load_taxonomy
from nlp.resources import data_path
from tests.labelled import TEXTS, labelled_csv, make_labelled

SHEET = "诉求登记"
HEADINGS = ("编号", "诉求标题", "诉求内容")
BOARD_DOMAINS = ("城乡建设", "环境保护", "劳动和社会保障")


def make_samples(folder: Path) -> None:
    """Fill ``folder`` with every file that an example reads."""
    for name in ("台账.xlsx", "archive.xlsx", "一月.xlsx"):
        make_workbook(folder / name)
    for name in ("大台账.csv", "一月.csv", "二月.csv", "january.csv", "february.csv"):
        make_csv(folder / name)
    letters = folder / "来信"
    letters.mkdir()
    make_csv(letters / "第一周.csv")
    make_workbook(letters / "第二周.xlsx")
    lines = [json.dumps({"标题": "", "内容": text}, ensure_ascii=False) for text in TEXTS]
    (folder / "来信.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    domains = load_taxonomy().domains
    for name in ("messages_train.jsonl", "guide.jsonl"):
        make_labelled(folder / name, domains)
    for name in ("messages_dev.jsonl", "dev.jsonl"):
        make_labelled(folder / name, domains, measured=True)
    make_labelled(folder / "labelled_raw.jsonl", BOARD_DOMAINS, measured=True)
    (folder / "filed.csv.gz").write_bytes(gzip.compress(labelled_csv(BOARD_DOMAINS).encode()))
    corpus = folder / "data" / "corpus"
    corpus.mkdir(parents=True)
    make_labelled(corpus / "petitions.jsonl", domains, measured=True, split="dev")


def make_workbook(path: Path) -> None:
    """The sample register that comes with the program, or a small one of the same shape."""
    sample = data_path("samples") / "petitions.xlsx"
    if sample.is_file():
        shutil.copyfile(sample, path)
        return
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet(SHEET)
        rows = [("来信登记表",), HEADINGS, *((str(n), f"反映{n}", text) for n, text in enumerate(TEXTS, 1))]
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)


def make_csv(path: Path) -> None:
    """A few petitions as a spreadsheet program saves them."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(HEADINGS)
        rows.writerows((number, f"反映{number}", text) for number, text in enumerate(TEXTS, 1))

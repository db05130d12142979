"""Small files under the names that the documentation and the help texts use."""

from __future__ import annotations

import csv
import gzip
import json
import shutil
from functools import cache
from pathlib import Path
from typing import Any

import xlsxwriter

from models.taxonomy import load_taxonomy
from nlp.resources import data_path
from service.store import open_store
from service.store.backup import back_up
from tests.labelled import TEXTS, labelled_csv, make_labelled
from tests.service.store.support import quick_folder, settings_for, sqlite_url

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
    for name in ("样例.huiyin", "sample.huiyin"):
        (folder / name).write_bytes(backup_bytes())
    make_filed(folder / "已归口.xlsx")
    for name in ("成对.jsonl", "pairs.jsonl", "pairs_train.jsonl"):
        make_pairs(folder / name, "train")
    make_pairs(folder / "pairs_dev.jsonl", "dev")
    make_archive(folder / "unlabelled.jsonl.gz")
    corpus = folder / "data" / "corpus"
    corpus.mkdir(parents=True)
    make_labelled(corpus / "petitions.jsonl", domains, measured=True, split="dev")


@cache
def backup_bytes() -> bytes:
    """A backup of an empty store."""
    with quick_folder() as folder:
        store = open_store(settings_for(sqlite_url(folder)))
        back_up(store, folder / "empty.huiyin")
        store.close()
        return (folder / "empty.huiyin").read_bytes()


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


@cache
def written_petitions() -> tuple[dict[str, Any], ...]:
    """The written corpus."""
    lines = data_path("corpus/petitions.jsonl").read_text(encoding="utf-8").splitlines()
    return tuple(json.loads(line) for line in lines)


def petition(row: dict[str, Any]) -> dict[str, Any]:
    """One side of a pair."""
    return {key: row[key] for key in ("id", "title", "body", "time")} | {"user": row["id"]}


def make_pairs(path: Path, split: str) -> None:
    """Labelled pairs of the written corpus: of one matter, and of none."""
    rows = [row for row in written_petitions() if row["matter_id"] and row["split"] == split]
    rows.sort(key=lambda row: (row["matter_id"], row["id"]))
    families: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        families.setdefault(row["matter_id"], []).append(row)
    same = [pair for family in families.values() for pair in zip(family, family[1:], strict=False)]
    # Couples of matters, so that what is held out in turn shares no petition with the rest.
    couples = zip(list(families.values())[::2], list(families.values())[1::2], strict=False)
    other = [(left, right) for first, second in couples for left in first for right in second]
    pairs = [
        {"id": f"{label}{n}", "label": label, "a": petition(left), "b": petition(right)}
        for label, found in (("M", same), ("N", other))
        for n, (left, right) in enumerate(found[::2][:60])
    ]
    lines = [json.dumps(pair, ensure_ascii=False) for pair in pairs]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def make_archive(path: Path) -> None:
    """Some of the corpus as an unlabelled archive."""
    lines = [json.dumps(petition(row), ensure_ascii=False) for row in written_petitions()[:400]]
    path.write_bytes(gzip.compress(("\n".join(lines) + "\n").encode()))


def make_filed(path: Path) -> None:
    """Rows as an office filed them: two domains, enough to learn from."""
    rows = [(*HEADINGS, "归口")]
    for number in range(30):
        text, domain = (("路灯坏了没人修", "城乡建设"), ("河水发臭冒泡", "环境保护"))[number % 2]
        rows.append((str(number), text, f"{text}，第{number}天了", domain))
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet(SHEET)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)


def make_csv(path: Path) -> None:
    """A few petitions as a spreadsheet program saves them."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(HEADINGS)
        rows.writerows((number, f"反映{number}", text) for number, text in enumerate(TEXTS, 1))

"""Labelled petitions, made up, for tests that train and measure."""

from __future__ import annotations

import csv
import io
import json
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from models.domain import DomainModel
from models.domain_file import load_domain_model
from models.domain_training import TrainingOptions, save_domain
from models.taxonomy import load_taxonomy
from models.urgency import KINDS
from service.training import train_from_files

DOMAINS = ("城乡建设", "环境保护", "教育文体", "劳动和社会保障")

TEXTS = (
    "小区门口的路灯坏了半个月没人修",
    "工地夜间施工，噪音很大，睡不好",
    "公司拖欠三个月工资",
    "学校食堂的饭菜不干净",
)
QUESTIONS = ("窗口周末是否照常上班", "材料可以邮寄吗", "热线为何总占线")


def make_labelled(path: Path, domains: tuple[str, ...], measured: bool = False, split: str = "") -> None:
    """Four labelled petitions of each domain; measured ones share no words with the others."""
    rows = [
        {**row, **({"split": split} if split else {}), "urgency": 1 + number % 3, "kind": KINDS[number % 4]}
        for number, row in enumerate(labelled_rows(domains, measured))
    ]
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")


def labelled_rows(domains: tuple[str, ...], measured: bool = False) -> list[dict[str, str]]:
    """Rows with title, body and domain; those for measuring are made of other words."""
    if measured:
        return [
            {"title": "咨询", "body": f"{domain[0]}：{question}", "domain": domain}
            for domain in domains
            for question in QUESTIONS
        ]
    definitions = {c.name: c.definition for c in load_taxonomy().level(1)}
    return [
        {"title": f"反映{domain}", "body": f"{definitions[domain]}，{number}，{text}", "domain": domain}
        for domain in domains
        for number, text in enumerate(TEXTS)
    ]


def labelled_csv(domains: tuple[str, ...]) -> str:
    """The same as CSV with ``tokens``."""
    content = io.StringIO(newline="")
    rows = csv.writer(content)
    rows.writerow(("tokens", "domain"))
    rows.writerows(
        (" ".join(f"{row['title']}{row['body']}"), row["domain"]) for row in labelled_rows(domains)
    )
    return content.getvalue()


@cache
def small_model() -> DomainModel:
    """A model of four domains with two conventions, trained on made-up texts; ``board`` knows two domains."""
    with TemporaryDirectory() as folder:
        guide, board = Path(folder) / "guide.jsonl", Path(folder) / "board.jsonl"
        make_labelled(guide, DOMAINS)
        make_labelled(board, DOMAINS[:2])
        options = TrainingOptions(bits=12, folds=2)
        files = [("guide", guide), ("board", board)]
        trained = train_from_files(files, [], options, True, lambda _: None)
        save_domain(trained, Path(folder) / "model")
        return load_domain_model(Path(folder) / "model")

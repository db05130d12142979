"""What the program never does (README, "What it never does"): each rule that this version can touch."""

from __future__ import annotations

import csv
import inspect
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from models.domain_file import load_domain_model
from models.urgency.file import load_urgency_model
from service.cli.app import make_app
from service.combined_tagger import CombinedTagger
from service.domain_tagger import DomainTagger
from service.urgency_tagger import UrgencyTagger

ROOT = Path(__file__).parent.parent
PETITION = "楼上漏水半年，天花板发霉，物业来看过两回，说等等，孩子咳嗽一直不好。"
PERSON = {"姓名": "慕容守拙", "电话": "15400127788", "证件号码": "990101199003070018", "地址": "锦棠苑3栋207"}


def tag(folder: Path, rows: list[dict[str, str]], *options: str) -> tuple[list[dict[str, object]], str]:
    """Rows tagged through the front door, and all that was printed."""
    with (folder / "in.csv").open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    done = subprocess.run(
        [sys.executable, "-m", "service.cli", "tag", "in.csv", "-o", "out.jsonl", "--overwrite", *options],
        cwd=folder,
        env=os.environ
        | {"HUIYIN_HOME": str(folder / "home"), "PYTHONPATH": str(Path(__file__).parent.parent)},
        capture_output=True,
        text=True,
        check=True,
    )
    tagged = [json.loads(line) for line in (folder / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    return tagged, done.stdout + done.stderr


def added(row: dict[str, object]) -> dict[str, object]:
    """The columns that the program added."""
    return {name: row[name] for name in all_taggers().schema.names}


def all_taggers() -> CombinedTagger:
    """Everything that tags when nothing is switched off."""
    return CombinedTagger([DomainTagger(load_domain_model()), UrgencyTagger(load_urgency_model())])


def test_who_writes_changes_nothing(tmp_path: Path) -> None:
    row = {"标题": "楼上漏水", "内容": PETITION}
    others = {"姓名": "王芳", "电话": "", "证件号码": "", "地址": ""}
    tagged, _ = tag(tmp_path, [PERSON | row, others | row])
    assert added(tagged[0]) == added(tagged[1])


def test_what_tags_sees_texts_and_times_only() -> None:
    for kind in (DomainTagger, UrgencyTagger, CombinedTagger):
        names = list(inspect.signature(kind.tag).parameters)
        assert [name.strip("_") for name in names] == ["self", "titles", "bodies", "times"]


@pytest.mark.parametrize(
    "threat", ["再不解决我就去北京。", "我已经上访七次了！！！", "我们三百户联名。", "明天我就找媒体曝光。"]
)
def test_persistence_and_threats_to_go_higher_move_no_urgency(threat: str) -> None:
    model = load_urgency_model()
    plain, angry = model.tag([f"楼上漏水\n{PETITION}", f"楼上漏水\n{PETITION}{threat}"], [None, None])
    assert (angry.level, angry.probability) == (plain.level, plain.probability)


@pytest.mark.parametrize(
    "threat", ["再不解决我就去北京。", "我已经上访七次了！！！", "我们三百户联名。", "明天我就找媒体曝光。"]
)
def test_persistence_and_threats_to_go_higher_move_no_domain(threat: str) -> None:
    model = load_domain_model()
    plain, angry = model.tag([f"楼上漏水\n{PETITION}", f"楼上漏水\n{PETITION}{threat}"])
    assert angry.domain == plain.domain


def test_no_identifier_is_printed_or_kept_anywhere_but_in_the_output(tmp_path: Path) -> None:
    rows = [PERSON | {"标题": "楼上漏水", "内容": PETITION}, PERSON | {"标题": "", "内容": ""}]
    _, printed = _tag_with_rejected(tmp_path, rows)
    kept = b"".join(file.read_bytes() for file in (tmp_path / "home").rglob("*") if file.is_file())
    for value in (*PERSON.values(), PETITION[:12]):
        assert value not in printed
        assert value.encode() not in kept
    assert sorted(file.name for file in tmp_path.iterdir()) == ["home", "in.csv", "out.jsonl"]


def _tag_with_rejected(folder: Path, rows: list[dict[str, str]]) -> tuple[list[dict[str, object]], str]:
    try:
        return tag(folder, rows)
    except subprocess.CalledProcessError as done:
        assert done.returncode == 1
        return [], done.stdout + done.stderr


def test_no_verb_and_no_column_lists_ranks_or_judges_petitioners() -> None:
    """A new verb or column fails here until somebody has held it against the rules."""
    app = make_app()
    verbs = {command.name for command in (*app.registered_commands, *app.registered_groups)}
    assert verbs == {
        "tag",
        "check",
        "explain",
        "train",
        "evaluate",
        "train-urgency",
        "evaluate-urgency",
        "demo",
        "doctor",
        "help",
        "facts",
        "redact",
        "link",
        "hot",
        "config",
        "keys",
        "audit",
        "retain",
        "backup",
        "restore",
        "rekey",
        "serve",
        "compare",
        "train-links",
        "evaluate-links",
    }
    assert set(all_taggers().schema.names) == {
        "urgency",
        "urgency_name",
        "urgency_confidence",
        "urgency_evidence",
        "due",
        "kind",
        "confidential",
        "must_not_route_to",
        "domain",
        "level2",
        "level3",
        "domain_confidence",
        "alternatives",
        "second_domain",
        "needs_review",
        "explanation",
    }


def test_every_tag_says_how_sure_it_is_why_and_when_it_abstains(tmp_path: Path) -> None:
    tagged, _ = tag(tmp_path, [{"标题": "楼上漏水", "内容": PETITION}, {"标题": "", "内容": "。。。！"}])
    sure, empty = tagged
    assert sure["domain"] and 0 < float(str(sure["domain_confidence"])) <= 1 and sure["explanation"]
    assert empty["domain"] is None and empty["needs_review"] is True

from __future__ import annotations

import gzip
import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from statistics import median
from typing import Any

import pytest

from models.taxonomy import load_taxonomy
from tests.data.corpus import (
    FOLDER,
    ROOT,
    Petition,
    beside_the_corpus,
    counts,
    everything_written,
    gram_matrix,
    groups,
    packed,
    petitions,
    shared_runs,
    text_of,
)

FIELDS = [
    "id", "title", "body", "time", "channel", "domain", "level2", "level3", "second_domain", "urgency",
    "kind", "respondent", "evidence", "facts", "petitioner", "matter_id", "copy_of", "pair", "look_alike",
    "ambiguous", "split",
]  # fmt: skip
CHANNELS = {"信件", "热线记录", "留言板", "来访记录", "电子邮件", "微信小程序"}
KINDS = {"求决", "投诉举报", "咨询", "建议"}
FACTS = {
    "phone", "id_number", "credit_code", "bank_card", "email", "wechat", "qq", "plate", "date", "deadline",
    "amount", "count", "place", "organisation", "person", "address",
}  # fmt: skip
MARKED_EVERYWHERE = {"person", "phone", "id_number", "plate", "email"}
LOOK_ALIKES = {
    "past-mended", "denied", "long-ago", "figurative", "hypothetical", "drill", "fury-trifle",
    "threat-trifle", "quoted-news", "others-old", "form-name", "calm-question", "planned-work",
    "far-deadline", "fiction", "contrast-partner",
}  # fmt: skip
SPLIT_SEED = 11
SHARES = {"train": 0.70, "dev": 0.15, "test": 0.15}
UNASSIGNED_MOBILE = ("154", "160", "161", "163", "164", "168", "169")
PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
REAL = ROOT.parent / "shared" / "data"
REAL_FILES = ["messages_*.jsonl", "labelled_raw.jsonl", "unlabelled.jsonl.gz", "pairs_*.jsonl"]
RUN = 12
SET_PHRASES = re.compile(
    r"工程有限公司，法定代表人|有限公司，统一社会信用代码|[，。]?(\d{4}年)?\d{1,2}月(\d{1,2}日)?(至\d*)?[，。]?"
)


def originals() -> list[Petition]:
    return [row for row in petitions() if not row["copy_of"]]


def group_of(row: Petition) -> str:
    return str(row["id"]).split("-")[0]


def short_texts(urgency: int) -> list[Petition]:
    return [row for row in originals() if group_of(row) == "urgent" and row["urgency"] == urgency]


def test_every_line_has_the_fields_in_their_order_and_values_of_the_closed_sets() -> None:
    for row in petitions():
        assert list(row) == FIELDS, row["id"]
        assert re.fullmatch(r"(leaf|trap|urgent|matter)-\d{4}|copy-[a-z]+-\d{3}", row["id"]), row["id"]
        assert row["title"].strip() == row["title"] != "" and "\n" not in row["title"], row["id"]
        assert row["body"].strip() == row["body"] != "", row["id"]
        assert datetime.fromisoformat(row["time"]).isoformat(timespec="minutes") == row["time"], row["id"]
        assert row["channel"] in CHANNELS and row["kind"] in KINDS and row["split"] in SHARES, row["id"]
        assert row["urgency"] in (1, 2, 3, 4) and isinstance(row["ambiguous"], bool), row["id"]
        assert row["look_alike"] is None or row["look_alike"] in LOOK_ALIKES, row["id"]
        assert row["look_alike"] is None or row["urgency"] == 1, row["id"]
        if row["petitioner"] is not None:
            assert list(row["petitioner"]) == ["name", "phone", "address"], row["id"]
            assert any(row["petitioner"].values()), row["id"]


def test_ids_are_unique_and_a_copy_names_an_original() -> None:
    ids = Counter(row["id"] for row in petitions())
    assert [name for name, times in ids.items() if times > 1] == []
    by_id = {row["id"]: row for row in petitions()}
    for row in petitions():
        assert (row["copy_of"] is not None) == (group_of(row) == "copy"), row["id"]
        if row["copy_of"]:
            first = by_id[row["copy_of"]]
            assert first["copy_of"] is None and row["time"] > first["time"], row["id"]
            labels = ("domain", "level2", "level3", "urgency", "kind", "matter_id")
            assert [row[key] for key in labels] == [first[key] for key in labels], row["id"]


def test_classes_stand_in_the_taxonomy_and_every_leaf_class_has_two_petitions() -> None:
    taxonomy = load_taxonomy()
    filed = Counter(tuple(row[key] for key in ("domain", "level2", "level3")) for row in originals())
    leaves = {one.path for one in taxonomy.level(3)}
    assert len(leaves) == 517
    assert set(filed) - leaves == set()
    assert ["/".join(leaf) for leaf in sorted(leaves) if filed[leaf] < 2] == []
    for row in petitions():
        second = row["second_domain"]
        assert second is None or (second in taxonomy.domains and second != row["domain"]), row["id"]


def spans(row: Petition) -> Iterator[dict[str, Any]]:
    yield from row["facts"]
    yield from (row[key] for key in ("respondent", "evidence") if row[key])


def test_offsets_point_at_their_text() -> None:
    for row in petitions():
        text = text_of(row)
        for span in spans(row):
            assert text[span["start"] : span["end"]] == span["text"] != "", (row["id"], span)
        for key in ("respondent", "evidence"):
            if row[key]:
                inside_title = row[key]["end"] <= len(row["title"])
                assert row[key]["field"] == ("title" if inside_title else "body"), (row["id"], key)
                assert inside_title or row[key]["start"] > len(row["title"]), (row["id"], key)
        assert {fact["type"] for fact in row["facts"]} <= FACTS, row["id"]


def test_urgent_originals_quote_their_evidence_and_others_have_none() -> None:
    for row in originals():
        assert (row["evidence"] is not None) == (row["urgency"] > 1), row["id"]
        if row["evidence"]:
            assert 3 <= len(row["evidence"]["text"]) <= 40 and "\n" not in row["evidence"]["text"], row["id"]


def test_persons_and_numbers_are_marked_at_every_place_they_stand() -> None:
    for row in originals():
        marked = [(fact["start"], fact["end"]) for fact in row["facts"] if fact["type"] in MARKED_EVERYWHERE]
        for value in {fact["text"] for fact in row["facts"] if fact["type"] in MARKED_EVERYWHERE}:
            for found in re.finditer(re.escape(value), text_of(row)):
                assert any(s <= found.start() and found.end() <= e for s, e in marked), (row["id"], value)


def test_texts_share_at_most_a_fifth_of_their_four_character_runs_unless_one_is_a_copy() -> None:
    rows = petitions()
    matrix = gram_matrix([row["title"] + row["body"] for row in rows], 4)
    sizes = matrix.getnnz(axis=1)
    shared = (matrix @ matrix.T).tocoo()
    above = shared.row > shared.col
    first, second, number = shared.row[above], shared.col[above], shared.data[above]
    smaller = sizes[first].clip(max=sizes[second])
    source = [row["copy_of"] or row["id"] for row in rows]
    close = [
        (rows[a]["id"], rows[b]["id"])
        for a, b in zip(first[number > 0.2 * smaller], second[number > 0.2 * smaller], strict=True)
        if source[a] != source[b]
    ]
    assert close == []


def test_splits_have_their_shares_and_follow_from_the_first_id_of_the_group() -> None:
    rows = petitions()
    for split, share in SHARES.items():
        assert abs(sum(row["split"] == split for row in rows) / len(rows) - share) < 0.03, split
    for group in groups(rows):
        key = min(row["id"] for row in group if not row["copy_of"])
        place = int(hashlib.sha256(f"{SPLIT_SEED} {key}".encode()).hexdigest()[:8], 16) / 2**32
        expected = "train" if place < 0.70 else "dev" if place < 0.85 else "test"
        assert {row["split"] for row in group} == {expected}, key


def test_numbers_are_of_ranges_that_are_given_to_nobody() -> None:
    for row in petitions():
        text = everything_written(row)
        for number in re.findall(r"(?<!\d)1[3-9]\d{9}(?!\d)", text):
            assert number.startswith(UNASSIGNED_MOBILE), (row["id"], number)
        for number in re.findall(r"(?<![\d-])0\d{2,3}-\d{7,8}(?!\d)", text):
            assert re.match(r"030\d-", number), (row["id"], number)
        for number in re.findall(r"(?<![\dA-Z])\d{17}[\dXx](?![\dA-Z])", text):
            assert number.startswith("99"), (row["id"], number)
        assert not re.search(rf"[{PROVINCES}][A-Z][·\s-]?[A-Z0-9]{{5,6}}(?![A-Za-z0-9])", text), row["id"]
        for host in re.findall(r"[\w.+-]+@([\w-]+(?:\.[\w-]+)+)", text):
            assert host in ("example.com", "example.cn"), (row["id"], host)


def test_there_are_enough_short_texts_of_each_urgency() -> None:
    assert len(short_texts(4)) >= 400
    assert len(short_texts(3)) >= 500
    assert len(short_texts(1)) >= 600
    assert [row["id"] for row in short_texts(1) if not row["look_alike"]] == []


def test_there_are_enough_matters_copies_traps_and_contrast_pairs() -> None:
    families = list(counts().matters(petitions()).values())
    sized = [family for family in families if 2 <= len(family) <= 6]
    assert len(sized) >= 150
    assert 3 * sum(len(counts().names(family)) > 1 for family in sized) >= len(sized)
    assert sum(row["copy_of"] is not None for row in petitions()) >= 100
    assert len(counts().pair_sets(petitions(), "trap-")) >= 40
    assert len(counts().pair_sets(petitions(), "contrast-")) >= 150


def test_a_contrast_pair_is_one_urgent_and_one_harmless_text() -> None:
    for name, pair in counts().pair_sets(petitions(), "contrast-").items():
        levels = sorted(row["urgency"] for row in pair)
        assert len(pair) == 2 and levels[0] < levels[1], name


def test_lengths_stay_within_their_limits() -> None:
    lengths = [len(row["body"]) for row in originals()]
    assert min(lengths) >= 30 and max(lengths) <= 1700
    assert max(len(row["title"]) for row in petitions()) <= 45
    assert 80 <= median(lengths) <= 200


def test_the_readme_shows_the_figures_that_the_module_prints() -> None:
    assert counts().tables(petitions()) in (FOLDER / "README.md").read_text(encoding="utf-8")


def second_reading() -> list[dict[str, Any]]:
    lines = (FOLDER / "second_reading.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def test_the_readme_shows_the_agreement_of_the_two_readings() -> None:
    table = beside_the_corpus("agreement").table(second_reading())
    assert table in (FOLDER / "README.md").read_text(encoding="utf-8")


def test_kappa_is_scikit_learns() -> None:
    from sklearn.metrics import cohen_kappa_score

    first = [row["first"]["urgency"] for row in second_reading()]
    second = [row["second"]["urgency"] for row in second_reading()]
    expected = cohen_kappa_score(first, second, weights="quadratic")
    assert beside_the_corpus("agreement").quadratic_kappa(first, second) == pytest.approx(expected)


def test_where_the_readings_differ_the_petition_says_so() -> None:
    by_id = {row["id"]: row for row in petitions()}
    rows = second_reading()
    assert len({row["id"] for row in rows}) == len(rows) == 300
    for row in rows:
        petition, first, second = by_id[row["id"]], row["first"], row["second"]
        assert (petition["domain"], petition["urgency"], petition["kind"]) == (
            first["domain"],
            first["urgency"],
            first["kind"],
        )
        if (first["urgency"], first["kind"]) != (second["urgency"], second["kind"]):
            assert petition["ambiguous"], row["id"]
        if second["domain"] not in (first["domain"], petition["second_domain"]):
            assert petition["ambiguous"], row["id"]


def real_texts(folder: Path) -> set[str]:
    found: set[str] = set()
    for pattern in REAL_FILES:
        for path in folder.glob(pattern):
            content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
            rows = [json.loads(line) for line in content.splitlines()]
            keys = ("title", "body", "reply", "a_title", "a_body", "b_title", "b_body")
            found.update(packed(str(row[key])) for row in rows for key in keys if row.get(key))
    return found


@pytest.mark.skipif(not REAL.is_dir(), reason="no real petitions beside the checkout")
def test_no_run_of_a_real_petition_stands_in_the_corpus() -> None:
    corpus = "\0".join(packed(text_of(row)) for row in petitions())
    found = set(shared_runs(real_texts(REAL), corpus, RUN))
    assert sorted(run for run in found if not SET_PHRASES.fullmatch(run)) == []

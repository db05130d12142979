"""Keys, settings, audit, retention, backup and rotation from the command line, in both languages."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import delete

from service.settings import load_settings
from service.store import open_store, petitions
from service.store.tables import audit
from tests.service.cli.support import Huiyin
from tests.service.store.support import put, quick_folder

ACTIONS = (
    *("keys", "keys create", "keys list", "keys revoke", "config", "audit", "audit verify"),
    *("retain", "backup", "restore", "rekey"),
)


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch) -> Any:
    """An empty home."""
    with quick_folder() as folder:
        monkeypatch.setenv("HUIYIN_HOME", str(folder))
        yield folder


def filled(count: int, age_days: int = 0) -> None:
    store = open_store(load_settings())
    received = datetime.now(UTC) - timedelta(days=age_days)
    for number in range(count):
        put(store, number, received_at=received)
    store.close()


def counted() -> int:
    store = open_store(load_settings())
    with store.read() as reading:
        found = petitions.count(reading)
    store.close()
    return found


def as_json(huiyin: Huiyin, *words: str | Path) -> dict[str, Any]:
    told = huiyin(*words, "--json")
    assert told.code == 0, told.err
    found: dict[str, Any] = json.loads(told.out)
    return found


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize(("language", "heading"), [("zh", "例："), ("en", "Examples:")])
def test_every_help_page_begins_with_two_examples(
    huiyin: Huiyin, action: str, language: str, heading: str
) -> None:
    told = huiyin("--lang", language, *action.split(), "--help")
    assert told.code == 0
    examples = told.out.partition(heading)[2].partition("Options:")[0]
    assert len(re.findall(r"^\s+huiyin ", examples, re.MULTILINE)) >= 2


def test_a_key_is_made_shown_once_listed_and_revoked(huiyin: Huiyin) -> None:
    made = huiyin("keys", "create", "--role", "clerk", "--name", "城建窗口", "--domain", "城乡建设")
    assert made.code == 0
    token = re.search(r"^hy_\w+$", made.out, re.MULTILINE)
    assert token is not None
    listed = huiyin("keys", "list")
    assert "城建窗口" in listed.out and "有效" in listed.out
    assert token[0] not in listed.out
    assert huiyin("keys", "revoke", "城建窗口").code == 0
    assert "已失效" in huiyin("keys", "list").out
    assert "ended" in huiyin("--lang", "en", "keys", "list").out


def test_keys_can_be_read_by_a_program(huiyin: Huiyin) -> None:
    made = as_json(huiyin, "keys", "create", "--role", "analyst", "--name", "月报", "--days", "90")
    assert made["token"].startswith(f"hy_{made['id']}_")
    (listed,) = as_json(huiyin, "keys", "list")["keys"]
    assert (listed["name"], listed["role"], listed["works"]) == ("月报", "analyst", True)
    assert "token" not in listed and "hash" not in listed
    assert as_json(huiyin, "keys", "revoke", made["id"])["revoked_at"]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("keys create --role boss --name x", "HY-0844"),
        ("keys create --role clerk --name x", "HY-0841"),
        ("keys create --role clerk --name x --domain 城建", "HY-0843"),
        ("keys create --role intake --name x --domain 城乡建设", "HY-0842"),
        ("keys create --role intake --name x --days 0", "HY-0847"),
        ("keys revoke x", "HY-0846"),
        ("audit verify --head x", "HY-0851"),
        ("retain --older-than soon", "HY-0854"),
    ],
)
def test_what_makes_no_sense_is_refused_with_its_code(huiyin: Huiyin, words: str, code: str) -> None:
    told = huiyin(*words.split())
    assert (told.code, told.out) == (2, "")
    assert code in told.err


def test_settings_are_listed_with_their_source_and_no_secret(
    huiyin: Huiyin, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = Fernet.generate_key().decode()
    monkeypatch.setenv("HUIYIN_TEXT_KEYS", key)
    (home / "huiyin.toml").write_text("busy_seconds = 3\n")
    told = huiyin("config")
    assert key not in told.out
    assert "busy_seconds = 3.0" in told.out and "来自设置文件" in told.out
    listed = as_json(huiyin, "config")
    assert {view["name"]: view["source"] for view in listed["settings"]}["text_keys"] == "environment"
    assert key not in json.dumps(listed)


def test_a_sound_audit_prints_its_head_and_a_cut_one_is_found_by_it(huiyin: Huiyin) -> None:
    filled(5)
    head = as_json(huiyin, "audit", "verify")["head"]
    assert huiyin("audit", "verify", "--head", head).code == 0
    store = open_store(load_settings())
    with store.write("nobody") as writing:
        writing.connection.exec_driver_sql("DROP TRIGGER audit_no_delete")
        writing.connection.execute(delete(audit).where(audit.c.number == 5))
    store.close()
    assert huiyin("audit", "verify").code == 0
    told = huiyin("audit", "verify", "--head", head, "--json")
    assert told.code == 5
    assert json.loads(told.out)["head_found"] is False
    assert "HY-0853" in told.err


def test_tampering_ends_with_the_code_of_a_guard(huiyin: Huiyin) -> None:
    filled(3)
    store = open_store(load_settings())
    with store.write("nobody") as writing:
        writing.connection.exec_driver_sql("DROP TRIGGER audit_no_update")
        writing.connection.exec_driver_sql("UPDATE audit SET actor = 'x' WHERE number = 2")
    store.close()
    told = huiyin("audit", "verify")
    assert told.code == 5
    assert "HY-0852" in told.err and "2" in told.err


def test_a_dry_run_erases_nothing_and_a_run_leaves_a_receipt(huiyin: Huiyin) -> None:
    filled(3, age_days=800)
    planned = as_json(huiyin, "retain", "--older-than", "2y", "--dry-run")
    assert (planned["petitions"], planned["receipt_id"], planned["dry_run"]) == (3, None, True)
    assert "3" in huiyin("retain", "--older-than", "2y", "--dry-run").out
    assert counted() == 3
    assert "凭据" in huiyin("retain", "--older-than", "2y").out
    assert counted() == 0
    assert huiyin("retain", "--older-than", "2y").code == 0


def test_a_backup_is_checked_and_restored_into_an_empty_home(
    huiyin: Huiyin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(3)
    file = tmp_path / "备份.huiyin"
    assert as_json(huiyin, "backup", file)["petitions"] == 3
    refused = huiyin("restore", file)
    assert refused.code == 5
    assert "HY-0865" in refused.err
    assert as_json(huiyin, "restore", file, "--check")["restored"] is False
    with quick_folder() as elsewhere:
        monkeypatch.setenv("HUIYIN_HOME", str(elsewhere))
        assert huiyin("restore", file).code == 0
        assert counted() == 3


def test_texts_are_encrypted_with_a_new_key_on_demand(
    huiyin: Huiyin, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(2)
    monkeypatch.setenv("HUIYIN_TEXT_KEYS", Fernet.generate_key().decode())
    assert as_json(huiyin, "rekey") == {"changed": 2, "encrypted": True}
    assert "0" in huiyin("rekey").out


def test_who_ran_a_command_stands_in_the_audit(huiyin: Huiyin) -> None:
    from service.store import audit as entries_of

    huiyin("keys", "create", "--role", "intake", "--name", "x")
    store = open_store(load_settings())
    with store.read() as reading:
        (entry,) = entries_of.entries(reading)
    store.close()
    assert entry.actor.startswith("command:")

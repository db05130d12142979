"""The audit: only added to, and every kind of tampering shows."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy.exc import DBAPIError

from service.errors import HuiyinError
from service.settings import Settings
from service.store import Store, audit, open_store
from service.store.audit import Head, parse_head
from service.store.erasure import give_receipt
from tests.service.store.support import ACTOR, output_of, put


def note(store: Store, count: int) -> Head:
    """Entries that say little; the head after them."""
    with store.write(ACTOR) as writing:
        for number in range(count):
            audit.append(writing, "test.note", f"subject-{number}", number=number)
    with store.read() as reading:
        return audit.last_head(reading)


def tamper(store: Store, *commands: str) -> None:
    """What somebody with the database's password can do: take the guards off, then anything."""
    with store.write("nobody") as writing:
        run = writing.connection.exec_driver_sql
        if store.embedded:
            run("DROP TRIGGER IF EXISTS audit_no_update")
            run("DROP TRIGGER IF EXISTS audit_no_delete")
        else:
            run("ALTER TABLE audit DISABLE TRIGGER USER")
        for command in commands:
            run(command)


def verdict(store: Store, noted: Head | None = None) -> audit.Verdict:
    with store.read() as reading:
        return audit.verify(reading, noted)


def test_entries_say_who_did_what_and_hold_no_word_of_a_petition(store: Store) -> None:
    petition_id = put(store, 1)
    with store.read() as reading:
        (entry,) = audit.entries(reading)
    assert (entry.actor, entry.action, entry.subject) == (ACTOR, "petition.store", petition_id)
    assert "路灯" not in str(entry)


@pytest.mark.parametrize(
    "command", ["UPDATE audit SET actor = 'x'", "DELETE FROM audit", "UPDATE receipts SET actor = 'x'"]
)
def test_the_database_itself_refuses_to_change_or_delete_entries(store: Store, command: str) -> None:
    note(store, 3)
    with store.write(ACTOR) as writing:
        give_receipt(writing, "test", None, {})
    with pytest.raises(DBAPIError, match="append-only"), store.write(ACTOR) as writing:
        writing.connection.exec_driver_sql(command)
    assert verdict(store).sound


def test_an_untouched_audit_is_sound_and_contains_each_head_noted(store: Store) -> None:
    heads = [note(store, count) for count in (1, 4, 7)]
    assert verdict(store).entries == 12
    assert all(verdict(store, head).sound for head in [Head(0, audit.BEGINNING), *heads])


REST = "at, actor, action, subject, details, hash"
TAMPERINGS = {
    "edited actor": ("UPDATE audit SET actor = 'x' WHERE number = {n}",),
    "edited action": ("UPDATE audit SET action = 'x' WHERE number = {n}",),
    "edited subject": ("UPDATE audit SET subject = 'x' WHERE number = {n}",),
    "edited details": ("UPDATE audit SET details = '{{}}' WHERE number = {n}",),
    "edited time": ("UPDATE audit SET at = at + 1 WHERE number = {n}",),
    "deleted": ("DELETE FROM audit WHERE number = {n}",),
    "deleted and closed up": (
        "DELETE FROM audit WHERE number = {n}",
        "UPDATE audit SET number = -number WHERE number > {n}",
        "UPDATE audit SET number = -number - 1 WHERE number < 0",
    ),
    "exchanged": (
        "UPDATE audit SET number = -1 WHERE number = {n}",
        "UPDATE audit SET number = {n} WHERE number = {n} + 1",
        "UPDATE audit SET number = {n} + 1 WHERE number = -1",
    ),
    "put in front": (f"INSERT INTO audit SELECT 0, {REST} FROM audit WHERE number = {{n}}",),
    "put at the end": (f"INSERT INTO audit SELECT 31, {REST} FROM audit WHERE number = {{n}}",),
}


@pytest.mark.parametrize("name", TAMPERINGS)
def test_every_tampering_inside_the_chain_shows_without_any_secret(store: Store, name: str) -> None:
    note(store, 30)
    number = random.Random(name).randint(2, 28)
    tamper(store, *(command.format(n=number) for command in TAMPERINGS[name]))
    assert verdict(store).broken_at is not None


def test_a_cut_tail_a_rebuilt_chain_and_another_file_show_against_a_noted_head(store: Store) -> None:
    head = note(store, 10)
    tamper(store, "DELETE FROM audit WHERE number > 7")
    assert verdict(store).sound  # the chain alone cannot know
    assert not verdict(store, head).sound
    tamper(store, "DELETE FROM audit WHERE number > 5")
    note(store, 8)
    assert verdict(store).sound
    assert not verdict(store, head).sound
    tamper(store, "DELETE FROM audit")
    note(store, 10)
    assert verdict(store).entries == 10
    assert not verdict(store, head).sound


def test_processes_and_threads_that_write_at_once_do_not_fork_the_chain(settings: Settings) -> None:
    store = open_store(settings)
    with ThreadPoolExecutor(6) as pool:
        others = [pool.submit(output_of, "note", settings.database_url, "15") for _ in range(2)]
        own = [pool.submit(note, store, 5) for _ in range(4)]
        for one in (*others, *own):
            one.result()
    assert verdict(store).entries == 50
    assert verdict(store).sound
    store.close()


def test_a_head_is_written_and_read_alike(store: Store) -> None:
    head = note(store, 3)
    assert parse_head(f" {head}\n") == head


@pytest.mark.parametrize("value", ["", "3", "3:zz", "x:00", "-1:" + "0" * 64, "3:" + "0" * 62])
def test_what_is_no_head_is_refused(value: str) -> None:
    with pytest.raises(HuiyinError) as refused:
        parse_head(value)
    assert refused.value.key == "audit.bad_head"


def test_a_failed_piece_of_work_leaves_no_gap(store: Store) -> None:
    note(store, 2)
    with pytest.raises(ZeroDivisionError), store.write(ACTOR) as writing:
        audit.append(writing, "test.note", "undone")
        raise ZeroDivisionError
    note(store, 2)
    assert verdict(store).entries == 4

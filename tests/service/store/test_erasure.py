"""Erasing leaves a receipt and a tombstone, and not one byte of what was said."""

from __future__ import annotations

import base64
import json
import random
from pathlib import Path

import pytest
from sqlalchemy import select

from service.errors import HuiyinError
from service.permissions import EVERYTHING
from service.store import Store, audit, listing, petitions, relations, reviews
from service.store.changes import changes_since
from service.store.erasure import erase, receipt_of
from service.store.records import (
    Change,
    Correction,
    Decision,
    NewRelation,
    RelationKind,
    Wanted,
)
from service.store.tables import petition_keys
from service.store.tables import petitions as petitions_table
from tests.service.store.support import ACTOR, petition, put, tags


def test_erasing_takes_all_that_was_derived_and_leaves_a_receipt_without_content(store: Store) -> None:
    gone, kept = put(store, 1), put(store, 2)
    with store.write(ACTOR) as writing:
        made = relations.link(writing, NewRelation(gone, kept, RelationKind.COPY, 0.9, {"词": "路灯"}, "m"))
        reviews.decide_relation(writing, made.id, Decision.SPLIT, "不是")
        reviews.take_back(writing, reviews.of_relation(writing, made.id)[0].id)
        reviews.decide(writing, gone, Decision.CORRECT, "改", Correction(domain=("环境保护",)))
    receipt, scrubbed = erase(store, gone, "key:admin", "request")
    assert scrubbed
    assert receipt.details == {"reason": "request", "relations": 1, "reviews": 3}
    assert "路灯" not in json.dumps(receipt.details)
    with store.read() as reading:
        assert petitions.get(reading, gone) is None
        assert petitions.erased(reading, gone) is not None
        assert petitions.erased(reading, kept) is None
        assert receipt_of(reading, gone) == receipt
        assert [p.id for p in petitions.walk(reading)] == [kept]
        assert [p.id for p in listing.page(reading, Wanted(), EVERYTHING).petitions] == [kept]
        assert relations.of_petition(reading, kept, active_only=False) == ()
        assert changes_since(reading, 0).changes[-1].what is Change.ERASED
        assert audit.verify(reading).sound
        row = reading.connection.execute(select(petitions_table).where(petitions_table.c.id == gone)).one()
    left = {name for name, value in row._mapping.items() if value is not None}
    assert left == {
        *("number", "id", "external_digest", "erased_at"),
        *("needs_review", "decided", "queue_place", "confidential", "training_use"),
    }


def test_an_import_that_is_run_again_does_not_bring_it_back(store: Store) -> None:
    petition_id = put(store, 1)
    erase(store, petition_id, ACTOR, "request")
    for again in (lambda: put(store, 1), lambda: put(store, 1, body="改过")):
        with pytest.raises(HuiyinError) as refused:
            again()
        assert refused.value.key == "store.erased"
    with pytest.raises(HuiyinError):
        erase(store, petition_id, ACTOR, "request")


def test_not_one_byte_of_what_was_erased_is_left_in_the_files(sqlite_store: Store, home: Path) -> None:
    """Also after rows have moved about: petitions retagged, linked, reviewed, erased in random order."""
    store, chance = sqlite_store, random.Random(7)
    ids = [put(store, number) for number in range(150)]
    with store.write(ACTOR) as writing:
        for number, petition_id in enumerate(ids):
            petitions.retag(writing, petition_id, tags("环境保护", details={"证": f"灯{number:06d}" * 9}))
        for one, other in zip(ids, ids[1:], strict=False):
            new = NewRelation(one, other, RelationKind.MATTER, 0.5, {"词": "台阶" * 20}, "m")
            reviews.decide_relation(writing, relations.link(writing, new).id, Decision.CONFIRM, "台阶")
    gone = chance.sample(range(150), 75)
    keys = {number: key_of(store, ids[number]) for number in range(150)}
    for number in gone:
        erase(store, ids[number], ACTOR, "request")
    assert store.scrub()
    store.close()
    content = b"".join(file.read_bytes() for file in (home / "store").iterdir())
    for number in gone:
        said = petition(number)
        token = said.tokens["phone"][0]
        for piece in (keys[number], said.title.encode(), token, base64.b64encode(token)):
            assert piece not in content
        assert str(said.external_id).encode() not in content
    assert all(keys[number] in content for number in range(150) if number not in gone)


def key_of(store: Store, petition_id: str) -> bytes:
    """A petition's own key: whoever has it can read what was sealed."""
    query = (
        select(petition_keys.c.wrapped)
        .join(petitions_table, petitions_table.c.number == petition_keys.c.number)
        .where(petitions_table.c.id == petition_id)
    )
    with store.read() as reading:
        return reading.keys.unwrap(reading.connection.execute(query).scalar_one())


def test_words_are_never_in_the_files_as_they_are_written(sqlite_store: Store, home: Path) -> None:
    put(sqlite_store, 1)
    sqlite_store.close()
    content = b"".join(file.read_bytes() for file in (home / "store").iterdir())
    said = petition(1)
    for piece in (said.title, said.body[:12], said.masked["phone"]):
        assert piece.encode() not in content


def test_logs_are_emptied_later_if_somebody_reads_just_now(sqlite_store: Store, home: Path) -> None:
    petition_id = put(sqlite_store, 1)
    log = home / "store" / "huiyin.db-wal"
    with sqlite_store.read() as reading:
        assert petitions.count(reading) == 1
        _, scrubbed = erase(sqlite_store, petition_id, ACTOR, "request")
    assert not scrubbed
    assert log.stat().st_size > 0
    assert sqlite_store.scrub()
    assert log.stat().st_size == 0

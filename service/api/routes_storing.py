"""``POST /petitions`` and ``/petitions:batch``: tags and stores; sent twice is stored once."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import fields
from datetime import date, datetime
from functools import partial
from typing import Annotated, Any

from fastapi import FastAPI, Header, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from nlp.aliases import Aliases
from nlp.pseudonym import PetitionerFields
from nlp.redact import mask_whole
from service.api.batch import BatchAnswer, Rows
from service.api.describing import LINES, answer, described
from service.api.guard import caller_of
from service.api.services import Services
from service.api.shapes import EXAMPLE_BODY, EXAMPLE_TITLE, PetitionerGiven, PetitionGiven, StoredPetition
from service.api.shown import CHINA, said_of, tags_for_store
from service.errors import HuiyinError
from service.masking import WHOLE_ROLES
from service.permissions import Caller, Operation
from service.store import Writing, petitions
from service.store.records import NewPetition, RepeatKey, Tags

_EXAMPLE = {
    "title": EXAMPLE_TITLE,
    "body": EXAMPLE_BODY,
    "source": "12345",
    "external_id": "GD-2026-000123",
    "occurred_at": "2026-03-02T09:30:00+08:00",
    "petitioner": {"name": "王小明", "phone": "13800000000"},
}
_EXAMPLE_LINES = "".join(
    json.dumps(_EXAMPLE | {"external_id": name}, ensure_ascii=False) + "\n" for name in ("GD-1", "GD-2")
)
_ANSWERS = {
    200: {
        "description": "A line for each, in their order: `{index, stored}` or `{index, problem}`.",
        "content": {LINES: {"schema": {"type": "string"}}},
    }
}


def add(app: FastAPI, services: Services) -> None:
    """Add the operations."""

    @app.post(
        "/v1/petitions",
        status_code=201,
        response_model=StoredPetition,
        tags=["petitions"],
        **described(
            Operation.STORE,
            409,
            410,
            body=_EXAMPLE,
            also={200: {"model": StoredPetition, "description": "It had been stored before."}},
        ),
    )
    async def store(
        given: PetitionGiven,
        request: Request,
        idempotency_key: Annotated[str | None, Header(max_length=200)] = None,
    ) -> Response:
        """Tag and store one petition. Sent twice (same Idempotency-Key or external_id) is stored once."""
        caller = caller_of(request)
        found = await asyncio.wrap_future(services.tagging.submit(given.joined, _day(given)))
        tags = tags_for_store(found, services.tagger.versions)
        new = await run_in_threadpool(_new, services, given)
        repeat = None if idempotency_key is None else RepeatKey(caller.key_id, idempotency_key)
        work = partial(_store, new=new, tags=tags, repeat=repeat)
        content = await asyncio.wrap_future(services.writer.submit(_actor(caller), work))
        return answer(content, 201 if content.created else 200, {"Location": f"/v1/petitions/{content.id}"})

    batch: dict[str, Any] = described(Operation.STORE, body=_EXAMPLE_LINES, also=_ANSWERS)

    @app.post("/v1/petitions:batch", response_class=Response, tags=["petitions"], **batch)
    async def store_batch(request: Request) -> Response:
        """Tag and store many: JSON lines in and out, each row by itself, each on the disk when answered."""
        return BatchAnswer(
            request, Rows(PetitionGiven, "stored", partial(_store_all, services, caller_of(request)))
        )


def _store(writing: Writing, new: NewPetition, tags: Tags, repeat: RepeatKey | None) -> StoredPetition:
    stored = petitions.add(writing, new, tags, repeat)
    known = None if stored.created else petitions.get(writing, stored.id)
    told = tags if known is None else known.tags  # what was said when it was stored
    return StoredPetition(
        id=stored.id,
        created=stored.created,
        said=said_of(told, with_evidence=False),
        confidential=told.confidential,
        must_not_route_to=list(told.must_not_route_to),
        needs_review=told.needs_review,
    )


def _store_all(
    services: Services, caller: Caller, given: Sequence[PetitionGiven]
) -> Sequence[StoredPetition | HuiyinError]:
    found = services.tagger.tag([one.joined for one in given], [_day(one) for one in given])
    work: list[Callable[[Writing], StoredPetition]] = [
        partial(
            _store,
            new=_new(services, one),
            tags=tags_for_store(tagged, services.tagger.versions),
            repeat=None,
        )
        for one, tagged in zip(given, found, strict=True)
    ]
    return [_outcome(future) for future in [_submitted(services, caller, one) for one in work]]


def _submitted(
    services: Services, caller: Caller, work: Callable[[Writing], StoredPetition]
) -> Future[StoredPetition]:
    try:
        return services.writer.submit(_actor(caller), work)
    except HuiyinError as fault:
        refused: Future[StoredPetition] = Future()
        refused.set_exception(fault)
        return refused


def _outcome(future: Future[StoredPetition]) -> StoredPetition | HuiyinError:
    try:
        return future.result()
    except HuiyinError as fault:
        return fault


def _actor(caller: Caller) -> str:
    return f"key:{caller.key_id}"


def _day(given: PetitionGiven) -> date:
    """When it was written, or today: it has just arrived."""
    return (given.occurred_at or datetime.now(CHINA)).astimezone(CHINA).date()


def _new(services: Services, given: PetitionGiven) -> NewPetition:
    tokens, masked = ({}, {}) if given.petitioner is None else _pseudonyms(services, given.petitioner)
    return NewPetition(
        title=given.title,
        body=given.body,
        source=given.source,
        external_id=given.external_id,
        occurred_at=given.occurred_at,
        tokens=tokens,
        masked=masked,
        training_use=given.training_use,
    )


def _pseudonyms(
    services: Services, given: PetitionerGiven
) -> tuple[dict[str, tuple[bytes, ...]], dict[str, str]]:
    """Keyed hashes and masked display forms; what was given itself goes no further. None if anonymous."""
    values = given.model_dump(exclude={"anonymous"}, exclude_none=True)
    read_in = services.pseudonymizer.read(PetitionerFields(**values), given.anonymous)
    if read_in.anonymous:
        return {}, {}
    named = {field.name: getattr(read_in, field.name) for field in fields(read_in)}
    tokens: dict[str, tuple[bytes, ...]] = {
        name: (value,) for name, value in named.items() if isinstance(value, bytes) and value
    }
    types = {"name": WHOLE_ROLES["petitioner"], "email": "email", **WHOLE_ROLES}
    aliases = Aliases()
    masked = {
        name: mask_whole(value, types[name], aliases, "stars")
        for name, value in values.items()
        if value.strip()
    }
    return tokens, masked

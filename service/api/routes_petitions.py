"""``/petitions``: read, list, erase. Permission comes before any look; every look is in the audit."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
from collections.abc import Callable
from typing import Annotated, Any, TypeVar

from fastapi import FastAPI, Header, Path, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from service.api.describing import answer, described
from service.api.guard import caller_of
from service.api.problems import problem
from service.api.services import Services
from service.api.shapes import (
    ListQuery,
    PetitionPage,
    PetitionShown,
    ReceiptShown,
)
from service.api.shown import (
    petition_shown,
    receipt_shown,
    subject_of,
)
from service.errors import HuiyinError
from service.permissions import Caller, Operation, Shown, Subject, shown_fields, visibility
from service.store import Reading, Writing, audit, erasure, listing, petitions, relations, reviews
from service.store.identifiers import digest
from service.store.records import Petition, Receipt, ReviewState, Wanted

T = TypeVar("T")
PetitionId = Annotated[str, Path(max_length=64, description="The petition's id.")]
_NO_BODY: dict[str, Any] = {"description": "Not changed since the ETag that was sent."}
_ERASED = Subject(None, None, erased=True)
_SCRUB_AGAIN = 30  # times, a second apart


def add(app: FastAPI, services: Services) -> None:
    """Add the operations."""

    @app.get(
        "/v1/petitions/{id}",
        response_model=PetitionShown,
        tags=["petitions"],
        **described(Operation.READ, 404, 410, 422, also={304: _NO_BODY}),
    )
    async def read(
        id: PetitionId,  # noqa: A002 (the name in the address)
        request: Request,
        if_none_match: Annotated[str | None, Header(max_length=1_000)] = None,
    ) -> Response:
        """One petition, with the fields that the caller may see."""
        caller = caller_of(request)
        found = await run_in_threadpool(_look, services, caller, id)
        if isinstance(found, Receipt):
            shown_receipt = receipt_shown(found, True).model_dump(mode="json")
            return problem(request, HuiyinError("store.erased"), receipt=shown_receipt)
        await write(services, caller, lambda writing: audit.append(writing, "petition.read", id))
        written = found.model_dump_json(exclude_unset=True)
        tag = f'"{hashlib.blake2b(written.encode(), digest_size=16).hexdigest()}"'
        if if_none_match is not None and tag in [one.strip() for one in if_none_match.split(",")]:
            return Response(status_code=304, headers={"ETag": tag})
        return answer(found, headers={"ETag": tag})

    @app.get(
        "/v1/petitions",
        response_model=PetitionPage,
        tags=["petitions"],
        **described(Operation.LIST, 422),
    )
    async def list_petitions(query: Annotated[ListQuery, Query()], request: Request) -> Response:
        """Petitions, newest stored first, those the caller may see; the next page by its cursor."""
        caller = caller_of(request)
        page, ids = await run_in_threadpool(_page, services, caller, query)
        await write(services, caller, lambda writing: audit.append(writing, "petition.list", "list", ids=ids))
        return answer(page)

    @app.delete(
        "/v1/petitions/{id}",
        response_model=ReceiptShown,
        tags=["petitions"],
        **described(Operation.ERASE, 404, 410, 422),
    )
    async def erase(id: PetitionId, request: Request) -> Response:  # noqa: A002
        """Erase a petition and all that was derived from it; the receipt holds no content."""
        caller = caller_of(request)
        erased = await run_in_threadpool(_receipt, services, caller, id)
        if erased is not None:
            shown_receipt = receipt_shown(erased, True).model_dump(mode="json")
            return problem(request, HuiyinError("store.erased"), receipt=shown_receipt)
        receipt = await write(services, caller, lambda writing: erasure.erase_in(writing, id, "request"))
        cleared = await run_in_threadpool(services.store.scrub)
        if not cleared:
            _keep(app, asyncio.create_task(_scrub_later(services)))
        return answer(receipt_shown(receipt, cleared))


def shown_in(reading: Reading, caller: Caller, operation: Operation, petition: Petition) -> PetitionShown:
    """A petition with what may be shown of it, its links and reviews included."""
    allowed = shown_fields(caller, operation, subject_of(petition))
    links = (
        relations.of_petition(reading, petition.id, visibility(caller)) if Shown.RELATIONS in allowed else ()
    )
    decided = reviews.of_petition(reading, petition.id) if Shown.REVIEWS in allowed else ()
    return petition_shown(petition, allowed, links, decided)


async def write(services: Services, caller: Caller, work: Callable[[Writing], T]) -> T:
    """Done and on the disk, on behalf of the caller, together with what others write."""
    return await asyncio.wrap_future(services.writer.submit(f"key:{caller.key_id}", work))


def _look(services: Services, caller: Caller, petition_id: str) -> PetitionShown | Receipt:
    """Raises HuiyinError ``store.no_such_petition``, also for one that is hidden."""
    with services.store.read() as reading:
        petition = petitions.get(reading, petition_id, visibility(caller))
        if petition is not None:
            return shown_in(reading, caller, Operation.READ, petition)
    receipt = _receipt(services, caller, petition_id)
    if receipt is None:
        raise HuiyinError("store.no_such_petition", id=petition_id)
    return receipt


def _receipt(services: Services, caller: Caller, petition_id: str) -> Receipt | None:
    """The receipt of an erased petition, for those who may know of it."""
    if Shown.RECEIPT not in shown_fields(caller, Operation.READ, _ERASED):
        return None
    with services.store.read() as reading:
        return erasure.receipt_of(reading, petition_id)


def _page(services: Services, caller: Caller, query: ListQuery) -> tuple[PetitionPage, list[str]]:
    seen = visibility(caller)
    wanted = Wanted(
        domain=query.domain,
        urgency=query.urgency,
        since=query.since,
        review=None if query.review is None else ReviewState(query.review),
    )
    with services.store.read() as reading:
        after = None if query.cursor is None else _opened(reading, caller, query.cursor)
        page = listing.page(reading, wanted, seen, after, query.size)
        shown = [shown_in(reading, caller, Operation.LIST, petition) for petition in page.petitions]
        following = None if page.next is None else _sealed(reading, caller, page.next)
    return PetitionPage(petitions=shown, next=following), [petition.id for petition in page.petitions]


def _sealed(reading: Reading, caller: Caller, petition_id: str) -> str:
    """A cursor that only this caller can use: so that an id alone does not tell whether it exists."""
    return f"{petition_id}.{digest(reading.salt, 'cursor', caller.key_id, petition_id).hex()[:32]}"


def _opened(reading: Reading, caller: Caller, cursor: str) -> str:
    petition_id = cursor.partition(".")[0]
    if not hmac.compare_digest(_sealed(reading, caller, petition_id).encode(), cursor.encode()):
        raise HuiyinError("store.bad_cursor")
    return petition_id


async def _scrub_later(services: Services) -> None:
    for _ in range(_SCRUB_AGAIN):
        await asyncio.sleep(1)
        if await run_in_threadpool(services.store.scrub):
            return


def _keep(app: FastAPI, task: asyncio.Task[None]) -> None:
    """An event loop alone would let a task be collected before its end."""
    app.state.tasks.add(task)
    task.add_done_callback(app.state.tasks.discard)

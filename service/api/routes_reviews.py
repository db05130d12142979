"""What people decide: on a petition's tags, on a link; and what waits for them."""

from __future__ import annotations

from typing import Annotated

from fastapi import FastAPI, Path, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from models.taxonomy import load_taxonomy
from service.api.describing import answer, described
from service.api.guard import caller_of
from service.api.routes_petitions import PetitionId, shown_in, write
from service.api.services import Services
from service.api.shapes import (
    CorrectionGiven,
    Queue,
    QueueQuery,
    RelationReviewGiven,
    ReviewGiven,
    ReviewShown,
)
from service.api.shown import review_shown
from service.errors import HuiyinError
from service.permissions import Caller, Operation, visibility
from service.store import Writing, audit, listing, petitions, relations, reviews
from service.store.records import Correction, Decision, Review


def add(app: FastAPI, services: Services) -> None:
    """Add the operations."""

    @app.post(
        "/v1/petitions/{id}/review",
        status_code=201,
        response_model=ReviewShown,
        tags=["review"],
        **described(
            Operation.REVIEW,
            404,
            409,
            body={"decision": "correct", "reason": "漏水属房屋质量", "correction": {"urgency": 3}},
        ),
    )
    async def review(id: PetitionId, given: ReviewGiven, request: Request) -> Response:  # noqa: A002
        """Keep a person's decision on a petition; the newest counts, none is overwritten."""
        caller = caller_of(request)
        correction = _correction(given.correction)
        done = await write(services, caller, lambda writing: _decide(writing, caller, id, given, correction))
        return answer(review_shown(done), 201)

    @app.post(
        "/v1/relations/{id}/review",
        status_code=201,
        response_model=ReviewShown,
        tags=["review"],
        **described(Operation.REVIEW, 404, body={"decision": "split", "reason": "不是同一小区"}),
    )
    async def review_relation(
        id: Annotated[str, Path(max_length=64, description="The relation's id.")],  # noqa: A002
        given: RelationReviewGiven,
        request: Request,
    ) -> Response:
        """Keep a person's decision on a link: confirm or join makes it count, split makes it not count."""
        caller = caller_of(request)

        def work(writing: Writing) -> Review:
            if relations.get(writing, id, visibility(caller)) is None:
                raise HuiyinError("store.no_such_relation", id=id)
            return reviews.decide_relation(writing, id, Decision(given.decision), given.reason)

        return answer(review_shown(await write(services, caller, work)), 201)

    @app.get(
        "/v1/review-queue", response_model=Queue, tags=["review"], **described(Operation.REVIEW_QUEUE, 422)
    )
    async def review_queue(query: Annotated[QueueQuery, Query()], request: Request) -> Response:
        """What a person should decide next: the most urgent first, then the least sure."""
        caller = caller_of(request)
        queue = await run_in_threadpool(_queue, services, caller, query.size)
        ids = [petition.id for petition in queue.petitions]
        await write(
            services, caller, lambda writing: audit.append(writing, "petition.list", "queue", ids=ids)
        )
        return answer(queue)


def _decide(
    writing: Writing, caller: Caller, petition_id: str, given: ReviewGiven, correction: Correction
) -> Review:
    if petitions.get(writing, petition_id, visibility(caller)) is None:
        raise HuiyinError("store.no_such_petition", id=petition_id)
    decision = Decision(given.decision)
    if decision is not Decision.TAKE_BACK:
        return reviews.decide(writing, petition_id, decision, given.reason, correction)
    wanted = given.review or ""
    if all(review.id != wanted for review in reviews.of_petition(writing, petition_id)):
        raise HuiyinError("review.none_such", id=wanted)
    reviews.take_back(writing, wanted)
    return next(review for review in reviews.of_petition(writing, petition_id) if review.id == wanted)


def _correction(given: CorrectionGiven | None) -> Correction:
    """Raises HuiyinError ``api.unknown_domain`` for a path that the taxonomy lacks."""
    if given is None:
        return reviews.NO_CORRECTION
    if given.domain is not None:
        taxonomy = load_taxonomy()
        if taxonomy.find(*given.domain) is None:
            raise HuiyinError("api.unknown_domain", nearest=taxonomy.nearest(*given.domain))
    domain = None if given.domain is None else tuple(given.domain)
    return Correction(domain, given.urgency, given.confidential)


def _queue(services: Services, caller: Caller, size: int) -> Queue:
    with services.store.read() as reading:
        found = listing.review_queue(reading, visibility(caller), size)
        return Queue(petitions=[shown_in(reading, caller, Operation.REVIEW_QUEUE, one) for one in found])

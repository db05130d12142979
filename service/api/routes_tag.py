"""``/tag`` and ``/tag:batch``: tags, nothing stored."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from typing import Any

from fastapi import FastAPI, Request
from starlette.responses import Response

from service.api.batch import BatchAnswer, Rows
from service.api.describing import LINES, answer, described
from service.api.services import Services
from service.api.shapes import EXAMPLE_BODY, EXAMPLE_TITLE, Tagged, Text
from service.api.shown import CHINA, tagged_of
from service.permissions import Operation

_EXAMPLE = {"title": EXAMPLE_TITLE, "body": EXAMPLE_BODY}
_EXAMPLE_LINES = "".join(
    json.dumps(_EXAMPLE | {"occurred_at": moment}, ensure_ascii=False) + "\n"
    for moment in ("2026-03-02T09:30:00+08:00", "2026-03-03T10:00:00+08:00")
)


def add(app: FastAPI, services: Services) -> None:
    """Add the operations."""

    @app.post("/v1/tag", response_model=Tagged, tags=["tag"], **described(Operation.TAG, body=_EXAMPLE))
    async def tag(given: Text) -> Response:
        """Tag one petition. Nothing is stored."""
        day = None if given.occurred_at is None else given.occurred_at.astimezone(CHINA).date()
        found = await asyncio.wrap_future(services.tagging.submit(given.joined, day))
        return answer(tagged_of(found, services.tagger.versions))

    def tagged(given: Sequence[Text]) -> Sequence[Tagged]:
        days = [
            None if one.occurred_at is None else one.occurred_at.astimezone(CHINA).date() for one in given
        ]
        found = services.tagger.tag([one.joined for one in given], days)
        return [tagged_of(one, services.tagger.versions) for one in found]

    batch: dict[str, Any] = described(
        Operation.TAG,
        body=_EXAMPLE_LINES,
        also={
            200: {
                "description": "A line for each, in their order: `{index, tagged}` or `{index, problem}`.",
                "content": {LINES: {"schema": {"type": "string"}}},
            }
        },
    )

    @app.post("/v1/tag:batch", response_class=Response, tags=["tag"], **batch)
    async def tag_batch(request: Request) -> Response:
        """Tag many: JSON lines in, JSON lines out as they are done, each row by itself. Nothing is stored."""
        return BatchAnswer(request, Rows(Text, "tagged", tagged))

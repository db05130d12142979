"""Lets a request in: first the key, its role and its rate, then a body of bounded size and slowness."""

from __future__ import annotations

import asyncio
import json
import math
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from datetime import UTC, datetime
from typing import Any

from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from service.api.front import SCOPE, Notes
from service.api.services import Services
from service.errors import HuiyinError
from service.permissions import Caller, Operation, may

MARK = "x-huiyin-operation"  # in the OpenAPI of each operation: what permission it needs
PUBLIC = "public"
MOST_BYTES = 2_000_000
BODY_SECONDS = 15.0


class GuardedRoute(APIRoute):
    """A route that cannot be made without saying what permission it needs."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler, behind the guard."""
        handler = super().get_route_handler()
        named = (self.openapi_extra or {})[MARK]
        operation = None if named == PUBLIC else Operation(named)
        name, has_body = self.name, self.body_field is not None

        async def guarded(request: Request) -> Response:
            notes: Notes = request.scope[SCOPE]
            notes.operation = name
            if operation is not None:
                request.state.caller = await _admit(request, operation, notes)
            bounded = BoundedRequest(request.scope, request.receive)
            if has_body:
                await bounded.body()  # here: FastAPI would make any fault of it a plain 400
            return await handler(bounded)

        return guarded


class BoundedRequest(Request):
    """A request whose body has a limit in size and in time, and whose JSON is what it seems."""

    async def body(self) -> bytes:
        """The whole body. Raises HuiyinError ``api.body_too_large``, ``api.body_too_slow``."""
        if not hasattr(self, "_body"):
            _check_length(self)
            parts: list[bytes] = []
            size = 0
            async for part in timely_parts(self, whole=True):
                size += len(part)
                if size > MOST_BYTES:
                    raise HuiyinError("api.body_too_large", most=MOST_BYTES)
                parts.append(part)
            self._body = b"".join(parts)
        return self._body

    async def json(self) -> Any:
        """The body as JSON. Raises json.JSONDecodeError, which says nothing of the content."""
        return strict_json(await self.body())


async def timely_parts(request: Request, whole: bool) -> AsyncIterator[bytes]:
    """The body as it comes. ``whole``: all of it within the time allowed, else each part.

    Raises HuiyinError ``api.body_too_slow``, ClientDisconnect.
    """
    until = time.monotonic() + BODY_SECONDS
    while True:
        left = until - time.monotonic() if whole else BODY_SECONDS
        try:
            message = await asyncio.wait_for(request.receive(), max(left, 0.001))
        except TimeoutError:
            raise HuiyinError("api.body_too_slow", seconds=round(BODY_SECONDS)) from None
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        if message.get("body"):
            yield message["body"]
        if not message.get("more_body", False):
            return


def strict_json(written: bytes) -> Any:
    """JSON in UTF-8, no name twice in an object, no NaN, no depths. Raises json.JSONDecodeError."""
    try:
        return json.loads(written.decode("utf-8"), object_pairs_hook=_once, parse_constant=_refuse)
    except (ValueError, RecursionError):  # what the decoder says may quote the text
        raise json.JSONDecodeError("", "", 0) from None


def caller_of(request: Request) -> Caller:
    """Who asks, as the guard found."""
    caller: Caller = request.state.caller
    return caller


async def _admit(request: Request, operation: Operation, notes: Notes) -> Caller:
    services: Services = request.app.state.services
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    caller = None
    if scheme.lower() == "bearer" and token:
        caller = await run_in_threadpool(services.keys.identify, token.strip(), datetime.now(UTC))
    if caller is None:
        raise HuiyinError("api.unauthorized")
    notes.caller = caller.key_id
    if wait := services.rates.wait_of(caller.key_id):
        raise HuiyinError("api.too_many", seconds=math.ceil(wait))
    if not may(caller, operation):
        raise HuiyinError("api.forbidden", role=caller.role.value)
    return caller


def _check_length(request: Request) -> None:
    length = request.headers.get("content-length", "0")
    if length.isascii() and length.isdigit() and int(length[:20]) > MOST_BYTES:
        raise HuiyinError("api.body_too_large", most=MOST_BYTES)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError
    return found


def _refuse(_name: str) -> Any:
    raise ValueError

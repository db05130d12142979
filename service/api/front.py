"""Wraps every request: id, headers of every answer, one log line, figures, and faults nobody caught."""

from __future__ import annotations

import secrets
import time
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.api.services import Services

SCOPE = "huiyin"  # where the request's notes lie in the ASGI scope
_HEADERS = (
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
)


@dataclass
class Notes:
    """What is known of a request; filled in on its way."""

    request_id: str
    operation: str = "none"
    caller: str = ""
    status: int = 0


class Front:
    """The outermost application. What goes to the log: id, operation, status, duration, key id; no words."""

    def __init__(self, app: ASGIApp, services: Services, log: Any) -> None:
        self._app, self._services, self._log = app, services, log
        self._model = services.tagger.version.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; other scopes (lifespan) pass through."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        notes = Notes(secrets.token_hex(8))
        scope[SCOPE] = notes
        started = time.perf_counter()
        fault: Exception | None = None
        self._services.figures.running.inc()
        try:
            await self._app(scope, receive, self._sender(notes, send))
        except Exception as raised:  # its words may quote a petition: only kind and place are told
            fault = raised
        finally:
            self._services.figures.running.dec()
            self._tell(notes, scope["method"], time.perf_counter() - started, fault)

    def _sender(self, notes: Notes, send: Send) -> Send:
        mine = [*_HEADERS, (b"x-huiyin-model", self._model), (b"x-request-id", notes.request_id.encode())]

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                notes.status = message["status"]
                message = {**message, "headers": [*message.get("headers", ()), *mine]}
            await send(message)

        return sending

    def _tell(self, notes: Notes, method: str, seconds: float, fault: Exception | None) -> None:
        self._services.figures.note(notes.operation, notes.status, seconds)
        said: dict[str, Any] = {
            "request_id": notes.request_id,
            "method": method if method.isalpha() and len(method) < 10 else "?",
            "operation": notes.operation,
            "status": notes.status,
            "milliseconds": round(seconds * 1000, 1),
            "key": notes.caller,
        }
        if fault is None:
            self._log.info("request", **said)
            return
        frames = traceback.extract_tb(fault.__traceback__)
        place = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "?"
        self._log.error("fault", kind=type(fault).__name__, place=place, **said)

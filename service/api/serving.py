"""Runs the service: the address, the first key, a line to try; or one call without a server."""

from __future__ import annotations

import asyncio
import ipaddress
import json
import socket
from dataclasses import dataclass
from typing import Any

import uvicorn
from starlette.types import ASGIApp, Message
from uvicorn.supervisors import Multiprocess

from service.api.app import make_application
from service.api.patient_protocol import PatientProtocol
from service.api.services import open_services
from service.api.shapes import EXAMPLE_BODY, EXAMPLE_TITLE
from service.errors import HuiyinError
from service.messages import text
from service.permissions import Role
from service.settings import Settings
from service.store import Store, keys, open_store

FIRST_KEY = "first-admin"
_FACTORY = "service.api.app:application_from_settings"
_KEEP_ALIVE_SECONDS = 15
_DRAIN_SECONDS = 30
_START_SECONDS = 60  # a worker that loads its models on a busy machine is not a dead one
_MOST_HEAD_BYTES = 32_768


@dataclass(frozen=True)
class Place:
    """Where to listen, and with how many processes."""

    host: str
    port: int
    workers: int
    beyond_loopback: bool


def serve(settings: Settings, place: Place) -> None:
    """Serve until told to stop; what was begun is finished first.

    Raises HuiyinError ``api.beyond_loopback``, ``api.cannot_listen``, and as ``open_services``.
    """
    if not place.beyond_loopback and not is_loopback(place.host):
        raise HuiyinError("api.beyond_loopback", host=place.host)
    listener = _listen(place)
    address = _address(place.host, listener.getsockname()[1])
    if place.workers == 1:
        services = open_services(settings)
        _greet(services.store, address)
        uvicorn.Server(_config(make_application(services), 1)).run(sockets=[listener])
        return
    store = open_store(settings)
    _greet(store, address)
    store.close()  # each worker opens its own
    Multiprocess(_config(_FACTORY, place.workers), sockets=[listener]).run()


def call_once(settings: Settings, path: str) -> tuple[int, str]:
    """GET one address without a server and without a key; status and body."""
    if not path.startswith("/"):
        raise HuiyinError("api.bad_get", path=path)
    services = open_services(settings)
    try:
        return asyncio.run(_call(make_application(services, _Silent()), path))
    finally:
        services.close()


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach it."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def ensure_first_key(store: Store) -> str | None:
    """The token of a new administrator's key, if no administrator's key works; else None."""
    with store.write("command:serve") as writing:
        known = keys.list_keys(writing)
        if any(key.role is Role.ADMIN and key.works_at(writing.clock()) for key in known):
            return None
        taken = {key.name for key in known if key.works_at(writing.clock())}
        name = next(n for n in (FIRST_KEY, *(f"{FIRST_KEY}-{i}" for i in range(2, 999))) if n not in taken)
        return keys.create(writing, name, Role.ADMIN)[1]


class _Silent:
    """A log that keeps nothing."""

    def info(self, _event: str, **_said: Any) -> None:
        """Nothing."""

    error = info


def _listen(place: Place) -> socket.socket:
    family = socket.AF_INET6 if ":" in place.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((place.host.strip("[]"), place.port))
        listener.listen(1024)
    except OSError as fault:
        listener.close()
        reason = fault.strerror or type(fault).__name__
        raise HuiyinError("api.cannot_listen", host=place.host, port=place.port, reason=reason) from None
    listener.set_inheritable(True)
    return listener


def _address(host: str, port: int) -> str:
    bare = host.strip("[]")
    return f"http://[{bare}]:{port}" if ":" in bare else f"http://{bare}:{port}"


def _greet(store: Store, address: str) -> None:
    token = ensure_first_key(store)
    print(text("serve.address", address=address))
    if token is not None:
        print(text("serve.first_key"))
        print(token)
    example = json.dumps({"title": EXAMPLE_TITLE, "body": EXAMPLE_BODY}, ensure_ascii=False)
    print(text("serve.try"))
    print(
        f"curl -s {address}/v1/tag -H 'Authorization: Bearer {token or 'KEY'}' "
        f"-H 'Content-Type: application/json' -d '{example}'",
        flush=True,
    )


def _config(app: ASGIApp | str, workers: int) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        factory=isinstance(app, str),
        workers=workers,
        http=PatientProtocol,
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=_KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=_DRAIN_SECONDS,
        timeout_worker_healthcheck=_START_SECONDS,
        h11_max_incomplete_event_size=_MOST_HEAD_BYTES,
    )


async def _call(app: ASGIApp, path: str) -> tuple[int, str]:
    bare, _, query = path.partition("?")
    scope: dict[str, Any] = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": bare,
        "raw_path": bare.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(b"host", b"localhost")],
        "client": None,
        "server": ("localhost", 80),
    }
    status, parts = 0, []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        nonlocal status
        status = message.get("status", status)
        parts.append(message.get("body", b""))

    await app(scope, receive, send)
    return status, b"".join(parts).decode()

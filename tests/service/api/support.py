"""An API over an empty store, keys of every role, and petitions to post."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from starlette.testclient import TestClient

from service.api.app import make_application
from service.api.petition_tagger import PetitionTagger
from service.api.services import Services, open_services
from service.permissions import Role
from service.settings import Settings
from service.store import keys

OPEN = {"title": "楼上漏水", "body": "楼上漏水半年，天花板发霉，物业来看过两回，说等等，孩子咳嗽一直不好。"}
CONFIDENTIAL = {
    "title": "举报镇政府工作人员",
    "body": "我要举报河湾镇政府办公室主任收受红包、克扣低保款，请为我保密，怕打击报复。",
}
DESK, OTHER_DESK = "城乡建设", "交通运输"
NOBODY, REVOKED = "nobody", "revoked"


@dataclass
class Log:
    """A log that can be read."""

    lines: list[dict[str, Any]] = field(default_factory=list)

    def info(self, event: str, **said: Any) -> None:
        self.lines.append({"event": event, **said})

    def error(self, event: str, **said: Any) -> None:
        self.lines.append({"event": event, "level": "error", **said})


@dataclass(frozen=True)
class Api:
    """A running API: its services, its OpenAPI document, its log, and a token for each role."""

    services: Services
    client: TestClient
    log: Log
    tokens: dict[str, str]

    @cached_property
    def openapi(self) -> dict[str, Any]:
        """The OpenAPI document."""
        return dict(self.client.get("/v1/openapi.json").json())

    def headers(self, who: str = "admin", **more: str) -> dict[str, str]:
        """Headers of a request by a role; ``nobody`` sends no key."""
        token = self.tokens.get(who)
        return ({} if token is None else {"Authorization": f"Bearer {token}"}) | more

    def post(self, path: str, content: Any, who: str = "admin", **more: str) -> Any:
        return self.client.post(path, json=content, headers=self.headers(who, **more))

    def get(self, path: str, who: str = "admin", **more: str) -> Any:
        return self.client.get(path, headers=self.headers(who, **more))

    def stored(self, content: dict[str, Any], **more: Any) -> str:
        """Store a petition as the case system would; its id."""
        answer = self.post("/v1/petitions", content | more, "intake")
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])


@contextmanager
def running(settings: Settings) -> Iterator[Api]:
    """An API over the store that the settings name."""
    services = open_services(settings)
    log = Log()
    with services.store.write("test") as writing:
        tokens = {
            role.value: keys.create(writing, role.value, role, (DESK,) if role is Role.CLERK else ())[1]
            for role in Role
        }
        tokens["other_clerk"] = keys.create(writing, "other", Role.CLERK, (OTHER_DESK,))[1]
        tokens[REVOKED] = keys.create(writing, REVOKED, Role.ADMIN)[1]
        keys.revoke(writing, REVOKED)
    client = TestClient(make_application(services, log), raise_server_exceptions=False)
    try:
        yield Api(services, client, log, tokens)
    finally:
        services.close()


def operations(openapi: dict[str, Any]) -> dict[str, tuple[str, str, dict[str, Any]]]:
    """Every operation by its name: method, path, description."""
    return {
        what["operationId"]: (method, path, what)
        for path, methods in openapi["paths"].items()
        for method, what in methods.items()
    }


def same_tagger(tagger: PetitionTagger) -> Any:
    """A loader that gives models that were loaded before: tests need them once."""
    return lambda: tagger

"""Who may call what: every operation of the OpenAPI document, by every role, by nobody and a revoked key."""

from __future__ import annotations

import json
from typing import Any

import pytest

from service.permissions import Role
from tests.service.api.support import CONFIDENTIAL, NOBODY, OPEN, OTHER_DESK, REVOKED, Api, operations

EVERY_ROLE = {role.value for role in Role}
READERS = {"clerk", "analyst", "admin", "confidential"}
REVIEWERS = {"clerk", "admin", "confidential"}
# Written by hand against the issue, not derived from ``service.permissions``: a row for each operation.
MAY: dict[str, set[str]] = {
    "tag": EVERY_ROLE,
    "tag_batch": EVERY_ROLE,
    "store": {"intake", "admin", "confidential"},
    "store_batch": {"intake", "admin", "confidential"},
    "read": READERS,
    "list_petitions": READERS,
    "erase": {"admin"},
    "review": REVIEWERS,
    "review_relation": REVIEWERS,
    "review_queue": REVIEWERS,
    "taxonomy_read": EVERY_ROLE,
    "model_read": EVERY_ROLE,
    "metrics": EVERY_ROLE,
    "healthz": {*EVERY_ROLE, NOBODY, REVOKED},
    "readyz": {*EVERY_ROLE, NOBODY, REVOKED},
}
# Which roles see the words of an own desk's, another desk's and a confidential petition.
WORDS = {
    "open": {"clerk", "admin", "confidential"},
    "other_desk": {"admin", "confidential"},
    "confidential": {"confidential"},
    "erased": set(),
}


def call(api: Api, name: str, who: str, petition_id: str = "a" * 26) -> Any:
    """One operation as its OpenAPI example says."""
    method, path, what = operations(api.openapi)[name]
    content = what.get("requestBody", {}).get("content", {})
    sent: dict[str, Any] = {}
    for kind, described in content.items():
        example = described["example"]
        sent["content"] = example if isinstance(example, str) else json.dumps(example)
        sent["headers"] = {"Content-Type": kind}
    headers = api.headers(who) | sent.pop("headers", {})
    return api.client.request(method, path.replace("{id}", petition_id), headers=headers, **sent)


def test_every_operation_has_a_row(api: Api) -> None:
    assert set(operations(api.openapi)) == set(MAY)


@pytest.mark.parametrize("who", [*sorted(EVERY_ROLE), NOBODY, REVOKED])
def test_a_role_is_let_in_where_its_row_says_so_and_nowhere_else(api: Api, who: str) -> None:
    for name, roles in MAY.items():
        status = call(api, name, who).status_code
        refused = 401 if who in (NOBODY, REVOKED) else 403
        assert (status not in (401, 403)) if who in roles else (status == refused), (name, who, status)


@pytest.mark.parametrize("who", sorted(EVERY_ROLE))
def test_words_are_shown_to_the_roles_of_their_row(api: Api, who: str) -> None:
    ids = {
        "open": api.stored(OPEN),
        "other_desk": api.stored(OPEN | {"title": "给另一个窗口的一件"}),
        "confidential": api.stored(CONFIDENTIAL),
        "erased": api.stored(OPEN | {"title": "将要删除的一件"}),
    }
    moved = {"decision": "correct", "correction": {"domain": [OTHER_DESK]}}
    assert api.post(f"/v1/petitions/{ids['other_desk']}/review", moved).status_code == 201
    api.client.delete(f"/v1/petitions/{ids['erased']}", headers=api.headers())
    for kind, petition_id in ids.items():
        answer = call(api, "read", who, petition_id)
        listed = api.get("/v1/petitions", who).text + api.get("/v1/review-queue", who).text
        shown = "body" in answer.json()
        assert shown == (who in WORDS[kind]), (kind, who)
        if not shown and kind == "confidential":
            assert CONFIDENTIAL["body"] not in listed and CONFIDENTIAL["title"] not in listed


def test_permission_comes_before_the_body_is_looked_at(api: Api) -> None:
    for who, status in ((NOBODY, 401), ("analyst", 403)):
        answer = api.client.post("/v1/petitions", content=b"{", headers=api.headers(who))
        assert answer.status_code == status


@pytest.mark.parametrize("token", ["", "x", "hy__", "hy_abcdefgh_" + "a" * 52, "hy_密_钥", "a" * 5000])
def test_a_token_that_is_none_opens_nothing(api: Api, token: str) -> None:
    answer = api.client.get("/v1/model", headers={"Authorization": f"Bearer {token}".encode()})
    assert answer.status_code == 401 and answer.headers["www-authenticate"] == "Bearer"


def test_no_operation_lists_ranks_or_searches_people(api: Api) -> None:
    paths = " ".join(api.openapi["paths"])
    assert not any(word in paths for word in ("petitioner", "people", "person", "search"))
    names = {p["name"] for _, _, what in operations(api.openapi).values() for p in what.get("parameters", [])}
    assert names <= {
        "id", "Idempotency-Key", "If-None-Match", "idempotency-key", "if-none-match",
        "domain", "urgency", "since", "review", "cursor", "size",
    }  # fmt: skip

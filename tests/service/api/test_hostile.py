"""What hostile and broken clients send: refused in both languages, never repeated, never logged."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from service.api import batch, guard
from service.api.rates import RateLimit
from service.errors import HuiyinError
from service.store import petitions
from tests.service.api.support import OPEN, Api

SECRET = "慕容守拙一三八零零零零"
PATHS = ("/v1/tag", "/v1/petitions")


def send(api: Api, path: str, body: bytes, **more: str) -> Any:
    headers = api.headers(**{"Content-Type": "application/json", **more})
    return api.client.post(path, content=body, headers=headers)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "body",
    [
        {"title": SECRET * 400, "body": "x"},
        {"title": SECRET},
        {"body": [SECRET]},
        {"body": "x", SECRET: SECRET},
        {"body": "x", "occurred_at": SECRET},
        {"body": "x", "occurred_at": 5},
        {"body": "x", "occurred_at": "2026-03-02T09:30:00"},
        {"body": "x", "occurred_at": "9999-12-31T23:59:59-12:00"},
        [SECRET],
        SECRET,
    ],
)
def test_what_is_rejected_is_not_repeated(api: Api, path: str, body: Any) -> None:
    answer = send(api, path, json.dumps(body, ensure_ascii=False).encode())
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert SECRET[:4] not in answer.text and answer.json()["faults"]
    assert SECRET[:4] not in str(api.log.lines)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("field", ["title", "body"])
def test_half_a_character_is_refused_and_no_fault_of_ours(api: Api, path: str, field: str) -> None:
    for half in ("\\ud800", "楼上\\udfff漏水"):
        other = "body" if field == "title" else "title"
        answer = send(api, path, f'{{"{field}": "{half}", "{other}": "x"}}'.encode())
        assert answer.status_code == 422
        assert answer.json()["faults"][0]["field"] == f"body.{field}"


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"\xff\xfe",
        b'{"body":"x","body":"y"}',
        b'{"body":NaN}',
        b"[" * 100_000,
        "慕容".encode("gb18030"),
    ],
)
def test_what_is_no_sound_json_is_told_so(api: Api, body: bytes) -> None:
    for path in PATHS:
        assert send(api, path, body).status_code == 400


def test_other_content_types_and_forms_are_not_read(api: Api) -> None:
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
        assert send(api, "/v1/tag", json.dumps(OPEN).encode(), **{"Content-Type": kind}).status_code == 422
    with pytest.raises(ModuleNotFoundError):
        __import__("python_multipart")


def test_faults_come_in_the_language_that_is_asked_for(api: Api) -> None:
    told = {
        language: send(api, "/v1/tag", b"{}", **{"Accept-Language": language})
        for language in ("zh-CN,zh;q=0.9,en;q=0.8", "en-GB,zh;q=0.5", "fr", "q=;;,")
    }
    assert [answer.headers["content-language"] for answer in told.values()] == ["zh", "en", "zh", "zh"]
    chinese, english, *_ = (answer.json() for answer in told.values())
    assert (
        "必须填写" in chinese["faults"][0]["detail"] and "has to be given" in english["faults"][0]["detail"]
    )
    assert chinese["code"] == english["code"] and chinese["title"] == english["title"]


def test_a_body_that_is_too_large_is_not_read_to_its_end(api: Api) -> None:
    taken = 0

    def parts() -> Iterator[bytes]:
        nonlocal taken
        for _ in range(100):
            taken += 1
            yield b" " * 1_000_000

    told = send(api, "/v1/tag", b" " * (guard.MOST_BYTES + 1))
    assert told.status_code == 413 and told.headers["connection"] == "close"
    headers = api.headers(**{"Content-Type": "application/json"})
    assert api.client.post("/v1/tag", content=parts(), headers=headers).status_code == 413


def test_a_line_or_batch_that_is_too_large_is_told_so(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    long = json.dumps({"body": "x" * (batch.LONGEST_LINE + 5)})
    answer = api.client.post("/v1/tag:batch", content=f"{json.dumps(OPEN)}\n{long}", headers=api.headers())
    lines = [json.loads(line) for line in answer.text.splitlines()]
    assert "tagged" in lines[0] and lines[1]["problem"]["code"] == HuiyinError("api.line_too_long").code
    monkeypatch.setattr(batch, "MOST_ROWS", 2)
    answer = api.client.post("/v1/tag:batch", content="{}\n" * 5, headers=api.headers())
    assert json.loads(answer.text.splitlines()[-1])["stopped"] is True
    monkeypatch.setattr(batch, "MOST_BYTES", 10)
    answer = api.client.post("/v1/tag:batch", content="{}\n" * 50, headers=api.headers())
    assert json.loads(answer.text.splitlines()[-1])["problem"]["status"] == 413


def test_unknown_addresses_and_methods_are_problems_too(api: Api) -> None:
    assert api.get("/v2/tag").status_code == 404
    wrong = api.get("/v1/tag")
    assert (wrong.status_code, wrong.headers["allow"]) == (405, "POST")
    assert {wrong.headers["content-type"], api.get("/v2").headers["content-type"]} == {
        "application/problem+json"
    }


def test_a_fault_of_the_program_tells_its_place_and_no_words(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_words: Any) -> Any:
        raise RuntimeError(SECRET)

    monkeypatch.setattr(petitions, "add", broken)
    answer = api.post("/v1/petitions", OPEN)
    assert answer.status_code == 500 and SECRET not in answer.text
    assert answer.json()["code"] == HuiyinError("api.internal").code
    assert SECRET not in str(api.log.lines) and api.log.lines[-1]["kind"] == "RuntimeError"


def test_a_store_that_is_away_is_told_with_a_time_to_come_back(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_words: Any) -> Any:
        raise HuiyinError("store.unavailable")

    with monkeypatch.context() as patch:
        patch.setattr(petitions, "add", away)
        patch.setattr(type(api.services.store), "check", away)
        for answer in (api.post("/v1/petitions", OPEN), api.get("/v1/readyz")):
            assert answer.status_code == 503 and int(answer.headers["retry-after"]) > 0
        assert api.get("/v1/healthz").status_code == 200
    assert api.post("/v1/petitions", OPEN).status_code == 201


def test_the_log_holds_no_words_no_tokens_and_no_ids_of_petitioners(api: Api) -> None:
    petition_id = api.stored(OPEN, petitioner={"name": "慕容守拙", "phone": "15400127788"})
    api.get(f"/v1/petitions/{petition_id}?慕容守拙=15400127788")
    told = str(api.log.lines)
    for word in (OPEN["title"], "慕容守拙", "15400127788", *api.tokens.values()):
        assert word not in told
    assert api.log.lines[-1]["operation"] == "read" and api.log.lines[-1]["request_id"]


def test_a_key_that_asks_too_often_has_to_wait() -> None:
    now = 0.0
    limit = RateLimit(10, lambda: now)
    assert [limit.wait_of("a") for _ in range(20)] == [0.0] * 20
    assert limit.wait_of("a") == pytest.approx(0.1) and limit.wait_of("b") == 0.0
    now = 0.1
    assert limit.wait_of("a") == 0.0 and limit.wait_of("a") > 0
    assert RateLimit(0, lambda: now).wait_of("a") == 0.0


def test_too_many_requests_are_told_when_to_come_back(api: Api) -> None:
    api.services.rates = RateLimit(0.5, lambda: 0.0)
    assert api.get("/v1/model").status_code == 200
    answer = api.get("/v1/model")
    assert answer.status_code == 429 and int(answer.headers["retry-after"]) == 2


def test_an_id_that_is_none_is_not_repeated(api: Api) -> None:
    for method, tail, body in (
        ("GET", "", None),
        ("DELETE", "", None),
        ("POST", "/review", {"decision": "confirm"}),
    ):
        place = f"/v1/petitions/{SECRET}{tail}"
        answer = api.client.request(method, place, json=body, headers=api.headers())
        assert answer.status_code == 404 and SECRET[:4] not in answer.text

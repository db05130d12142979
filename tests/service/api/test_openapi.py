"""The OpenAPI document: every example runs, and what comes back is as it says."""

from __future__ import annotations

from typing import Any

import jsonschema_rs
import pytest

from tests.service.api.support import OPEN, Api, operations
from tests.service.api.test_matrix import MAY, call


def check(api: Api, name: str, answer: Any) -> None:
    """The answer is one that the document describes."""
    described = operations(api.openapi)[name][2]["responses"][str(answer.status_code)]
    kind = answer.headers.get("content-type", "").partition(";")[0]
    if not described.get("content"):
        assert answer.content == b""
        return
    schema = described["content"][kind].get("schema", {})
    if "json" in kind and kind != "application/x-ndjson":
        whole = {"components": api.openapi["components"], **schema}
        jsonschema_rs.validate(whole, answer.json())


@pytest.mark.parametrize("name", sorted(MAY))
def test_the_example_of_every_operation_runs(api: Api, name: str) -> None:
    petition_id = api.stored(OPEN)
    if name == "review_relation":
        from service.store.records import NewRelation, RelationKind
        from service.store.relations import link

        other = api.stored(OPEN | {"title": "另一件"})
        with api.services.store.write("test") as writing:
            petition_id = link(writing, NewRelation(petition_id, other, RelationKind.COPY, 0.9)).id
    answer = call(api, name, "admin", petition_id)
    assert answer.status_code in (200, 201), answer.text
    check(api, name, answer)


@pytest.mark.parametrize("name", ["list_petitions", "review_queue"])
def test_the_examples_of_parameters_run(api: Api, name: str) -> None:
    _, path, what = operations(api.openapi)[name]
    for parameter in what["parameters"]:
        for example in parameter["schema"].get("examples", parameter.get("examples", [])):
            answer = api.client.get(path, params={parameter["name"]: example}, headers=api.headers())
            assert answer.status_code == 200, parameter["name"]
            check(api, name, answer)


def test_every_body_has_an_example_and_every_fault_is_described(api: Api) -> None:
    assert api.openapi["openapi"].startswith("3.1")
    for method, path, what in operations(api.openapi).values():
        for content in what.get("requestBody", {}).get("content", {}).values():
            assert content["example"], (method, path)
        assert "405" in what["responses"] and what["summary"] and what["description"]


def test_the_document_and_its_page_need_no_internet(api: Api) -> None:
    page = api.client.get("/docs")
    assert page.status_code == 200 and "https://" not in page.text.replace("https://localhost", "")
    for name in ("swagger-ui-bundle.js", "swagger-ui.css", "favicon.png"):
        assert f"/docs/{name}" in page.text
        assert len(api.client.get(f"/docs/{name}").content) > 500
    assert api.client.get("/docs/secrets").status_code == 404
    assert api.openapi["components"]["securitySchemes"]


def test_every_answer_names_the_model_and_its_request(api: Api) -> None:
    for path in ("/v1/healthz", "/healthz", "/v1/model", "/nowhere", "/docs", "/v1/tag"):
        answer = api.get(path)
        assert answer.headers["x-huiyin-model"] == api.services.tagger.version
        assert answer.headers["x-request-id"] and answer.headers["x-content-type-options"] == "nosniff"


def test_figures_count_requests_by_operation(api: Api) -> None:
    api.post("/v1/tag", OPEN)
    told = api.get("/v1/metrics").text
    assert 'huiyin_requests_total{operation="tag",status="200"} 1.0' in told
    assert OPEN["title"] not in told


@pytest.mark.filterwarnings("ignore")
def test_whatever_is_sent_is_answered_as_described(api: Api) -> None:
    """Schemathesis, a few examples an operation: no 500, no undocumented status, no answer out of schema."""
    schemathesis = pytest.importorskip("schemathesis")
    from hypothesis import HealthCheck, Phase, given, seed, settings

    schemathesis.serializer("application/x-ndjson")(_as_it_is)
    schema = schemathesis.openapi.from_asgi("/v1/openapi.json", api.client.app)
    for result in schema.get_all_operations():
        operation = result.ok()

        @seed(20260101)
        @settings(
            max_examples=12,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(headers=api.headers()))
        def run(case: Any) -> None:
            answer = case.call(headers=api.headers())
            assert answer.status_code < 500, answer.text
            case.validate_response(answer, excluded_checks=_excluded())

        run()


def _as_it_is(_context: Any, value: Any) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "replace")


def _excluded() -> list[Any]:
    from schemathesis.specs.openapi import checks

    # Texts that databases refuse cannot be told by a schema; keys are tested by the matrix.
    return [checks.positive_data_acceptance, checks.ignored_auth, checks.negative_data_rejection]

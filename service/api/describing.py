"""What each operation tells the OpenAPI document: permission, faults, and an example that works."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from pydantic import BaseModel
from starlette.responses import Response

from service.api.guard import MARK, PUBLIC
from service.api.problems import MEDIA_TYPE
from service.api.shapes import Problem
from service.permissions import Operation

JSON = "application/json"
LINES = "application/x-ndjson"
_ALWAYS = (405, 500)
_GUARDED = (401, 403, 429, 503)
_WITH_BODY = (400, 408, 413, 422)


def described(
    operation: Operation | None,
    *statuses: int,
    body: Mapping[str, Any] | str | None = None,
    **more: Any,
) -> dict[str, Any]:
    """Arguments of a route: ``statuses`` are its own faults, ``body`` an example of what is sent."""
    faults = {*_ALWAYS, *statuses}
    extra: dict[str, Any] = {MARK: PUBLIC if operation is None else operation.value}
    if operation is not None:
        faults |= {*_GUARDED}
        extra["security"] = [{"bearer": []}]
    if body is not None:
        faults |= {*_WITH_BODY}
        kind = LINES if isinstance(body, str) else JSON
        content: dict[str, Any] = {"example": body}
        if isinstance(body, str):
            content["schema"] = {"type": "string"}
        extra["requestBody"] = {"required": True, "content": {kind: content}}
    responses: dict[int, Any] = {
        status: {"description": HTTPStatus(status).phrase, "content": {MEDIA_TYPE: {"schema": _REFERENCE}}}
        for status in sorted(faults)
    }
    return {"openapi_extra": extra, "responses": responses | more.pop("also", {}), **more}


def answer(content: BaseModel, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """A record as JSON; what was not set is not written."""
    return Response(content.model_dump_json(exclude_unset=True), status, dict(headers or {}), JSON)


_REFERENCE = {"$ref": f"#/components/schemas/{Problem.__name__}"}

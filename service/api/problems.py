"""Faults as ``application/problem+json`` (RFC 9457): the field, the remedy, never the rejected text."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from service.api.front import SCOPE
from service.errors import HuiyinError
from service.messages import Language, current_language, text

MEDIA_TYPE = "application/problem+json"
_CLIENT_GONE = 499
_STATUS: Mapping[str, int] = {
    "api.bad_json": 400,
    "api.unauthorized": 401,
    "api.forbidden": 403,
    "api.no_such_address": 404,
    "store.no_such_petition": 404,
    "store.no_such_relation": 404,
    "review.none_such": 404,
    "api.method": 405,
    "api.body_too_slow": 408,
    "store.number_reused": 409,
    "review.already_taken_back": 409,
    "store.erased": 410,
    "api.body_too_large": 413,
    "api.too_many": 429,
    "api.busy": 503,
    "store.busy": 503,
    "store.unavailable": 503,
    "store.disk_full": 503,
    "store.disk_failed": 503,
    "store.read_only": 503,
}
_UNPROCESSABLE = ("api.", "store.bad_", "store.key_reused", "store.same_petition", "review.")
_RETRY_SECONDS: Mapping[str, int] = {"store.disk_full": 60, "store.disk_failed": 60, "store.read_only": 60}
_FAULT_OF: Mapping[str, str] = {
    "missing": "api.fault_missing",
    "extra_forbidden": "api.fault_extra",
    "string_too_long": "api.fault_long",
    "too_long": "api.fault_long",
    "string_too_short": "api.fault_short",
    "too_short": "api.fault_short",
    "string_unicode": "api.fault_half",
    "string_type": "api.fault_text",
    "enum": "api.fault_choice",
    "literal_error": "api.fault_choice",
    "less_than_equal": "api.fault_most",
    "greater_than_equal": "api.fault_least",
    "int_type": "api.fault_whole",
    "int_parsing": "api.fault_whole",
    "bool_type": "api.fault_bool",
    "list_type": "api.fault_list",
    "model_attributes_type": "api.fault_object",
    "model_type": "api.fault_object",
    "timezone_aware": "api.fault_time",
    "value_error": "api.fault_time",
}


def add_problems(app: FastAPI) -> None:
    """Have every fault of an application answered in one form."""

    @app.exception_handler(HuiyinError)
    async def _told(request: Request, fault: HuiyinError) -> Response:
        return problem(request, fault)

    @app.exception_handler(RequestValidationError)
    async def _invalid(request: Request, fault: RequestValidationError) -> Response:
        errors = fault.errors()
        if any(error["type"] == "json_invalid" for error in errors):
            return problem(request, HuiyinError("api.bad_json"))
        language = language_of(request.headers.get("accept-language", ""))
        return problem(request, HuiyinError("api.invalid"), faults=faults_of(errors, language))

    @app.exception_handler(HTTPException)
    async def _plain(request: Request, fault: HTTPException) -> Response:
        if fault.status_code == HTTPStatus.NOT_FOUND:
            return problem(request, HuiyinError("api.no_such_address"))
        if fault.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            allowed = (fault.headers or {}).get("Allow", "")
            return problem(request, HuiyinError("api.method", allowed=allowed), headers={"Allow": allowed})
        return problem(request, HuiyinError("api.bad_json"))

    @app.exception_handler(ClientDisconnect)
    async def _gone(_request: Request, _fault: ClientDisconnect) -> Response:
        return Response(status_code=_CLIENT_GONE)  # for the log: nobody reads it

    @app.exception_handler(Exception)
    async def _unforeseen(request: Request, _fault: Exception) -> Response:
        return problem(request, HuiyinError("api.internal"))


def problem(
    request: Request, fault: HuiyinError, headers: Mapping[str, str] | None = None, **more: Any
) -> Response:
    """The answer to a request that failed. ``more``: further members."""
    status = status_of(fault)
    language = language_of(request.headers.get("accept-language", ""))
    content = problem_json(fault, language) | {"request_id": request.scope[SCOPE].request_id} | more
    sent = {"Content-Language": language, "Vary": "Accept-Language", **(headers or {})}
    if status == HTTPStatus.UNAUTHORIZED:
        sent["WWW-Authenticate"] = "Bearer"
    if status in (HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.REQUEST_ENTITY_TOO_LARGE):
        sent["Connection"] = "close"  # the rest of the body is not read
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        sent["Retry-After"] = str(fault.fields["seconds"])
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        sent["Retry-After"] = str(_RETRY_SECONDS.get(fault.key, 2))
    return Response(json.dumps(content, ensure_ascii=False), status, sent, MEDIA_TYPE)


def problem_json(fault: HuiyinError, language: Language) -> dict[str, Any]:
    """The members that say what is wrong and what to do."""
    status = status_of(fault)
    if "id" in fault.fields:
        fault = HuiyinError(fault.key, **fault.fields | {"id": _plain_id(str(fault.fields["id"]))})
    return {
        "type": f"urn:huiyin:error:{fault.code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": fault.sentence(language),
        "code": fault.code,
    }


def status_of(fault: HuiyinError) -> int:
    """The HTTP status of a fault; 500 for one that no caller can mend."""
    if fault.key == "api.internal":
        return 500
    return _STATUS.get(fault.key, 422 if fault.key.startswith(_UNPROCESSABLE) else 500)


def faults_of(errors: Sequence[Mapping[str, Any]], language: Language) -> list[dict[str, str]]:
    """One entry a wrong field: its name, and what it should be; names that a caller made up are left out."""
    return [{"field": _field(error), "detail": _detail(error, language)} for error in errors]


def language_of(accepted: str) -> Language:
    """The better of Chinese and English by ``Accept-Language``; the program's own where it says neither."""
    best: dict[Language, float] = {"zh": 0.0, "en": 0.0}
    for part in accepted[:500].split(","):
        name, _, weight = part.strip().lower().partition(";")
        try:
            quality = float(weight.strip().removeprefix("q=")) if weight else 1.0
        except ValueError:
            continue
        for language in best:
            if name == language or name.startswith(f"{language}-"):
                best[language] = max(best[language], quality)
    if best["zh"] == best["en"]:
        return current_language()
    return "zh" if best["zh"] > best["en"] else "en"


def _plain_id(given: str) -> str:
    """An id as it may be repeated in an answer: only if it looks like one of ours."""
    return given if given.isascii() and given.isalnum() and len(given) == 26 else "?"


def _field(error: Mapping[str, Any]) -> str:
    place = list(error["loc"])
    if error["type"] == "extra_forbidden":
        place.pop()
    return ".".join(str(part) for part in place)


def _detail(error: Mapping[str, Any], language: Language) -> str:
    context = error.get("ctx", {})
    limits = {
        "most": context.get("max_length", context.get("le", "")),
        "least": context.get("min_length", context.get("ge", "")),
        "known": context.get("expected", ""),
    }
    return text(_FAULT_OF.get(str(error["type"]), "api.fault_other"), language, **limits)

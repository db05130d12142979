"""Puts the application together."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from starlette.types import ASGIApp

from service.api import (
    routes_docs,
    routes_health,
    routes_knowledge,
    routes_petitions,
    routes_reviews,
    routes_storing,
    routes_tag,
)
from service.api.front import Front
from service.api.guard import GuardedRoute
from service.api.logs import make_log
from service.api.problems import add_problems
from service.api.services import Services, open_services
from service.api.shapes import Problem
from service.settings import load_settings

DESCRIPTION = (
    "回音：为诉求标注领域和紧急程度，存储、复核。Tags, stores and reviews Chinese petitions. "
    "Send a key as `Authorization: Bearer …`; faults come in Chinese or English by `Accept-Language`."
)


def make_api(services: Services) -> FastAPI:
    """The application without its front: for the OpenAPI document."""

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        yield
        services.close()

    app = FastAPI(
        title="Huiyin 回音",
        version=version("huiyin"),
        description=DESCRIPTION,
        lifespan=lifespan,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        generate_unique_id_function=lambda route: route.name,
    )
    app.router.route_class = GuardedRoute
    app.state.services = services
    app.state.tasks = set()
    add_problems(app)
    routes_tag.add(app, services)
    routes_storing.add(app, services)
    routes_petitions.add(app, services)
    routes_reviews.add(app, services)
    routes_knowledge.add(app, services)
    routes_health.add(app, services)
    routes_docs.add(app)
    app.openapi = lambda: _openapi(app)  # type: ignore[method-assign]
    return app


def make_application(services: Services, log: Any = None) -> ASGIApp:
    """The whole application."""
    return Front(make_api(services), services, log or make_log())


def application_from_settings() -> ASGIApp:
    """What each of several workers runs."""
    return make_application(open_services(load_settings()))


def _openapi(app: FastAPI) -> dict[str, Any]:
    if app.openapi_schema is None:
        made = get_openapi(
            title=app.title,
            version=app.version,
            openapi_version="3.1.0",
            description=app.description,
            routes=app.routes,
        )
        parts = made.setdefault("components", {})
        parts["securitySchemes"] = {"bearer": {"type": "http", "scheme": "bearer"}}
        schemas = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
        parts["schemas"] |= schemas.pop("$defs", {}) | {Problem.__name__: schemas}
        for name in ("HTTPValidationError", "ValidationError"):  # never sent: they would repeat the text
            parts["schemas"].pop(name, None)
        app.openapi_schema = made
    return app.openapi_schema

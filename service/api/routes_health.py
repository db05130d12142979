"""``/healthz``, ``/readyz``, ``/metrics``: for what watches the service; also without ``/v1``."""

from __future__ import annotations

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from service.api.describing import answer, described
from service.api.figures import CONTENT_TYPE
from service.api.services import Services
from service.api.shapes import Health
from service.permissions import Operation

_OK = Health(status="ok")


def add(app: FastAPI, services: Services) -> None:
    """Add the operations, each under two addresses."""

    async def healthz() -> Response:
        """Whether the process lives."""
        return answer(_OK)

    async def readyz() -> Response:
        """Whether requests can be answered: models are loaded, the store answers."""
        await run_in_threadpool(services.store.check)
        return answer(_OK)

    async def metrics() -> Response:
        """Figures in Prometheus's format, of this process. Any key that works may read them."""
        return Response(services.figures.text(), media_type=CONTENT_TYPE)

    figures = {200: {"content": {"text/plain": {"schema": {"type": "string"}}}}}
    routes = (
        ("healthz", healthz, {"response_model": Health, **described(None)}),
        ("readyz", readyz, {"response_model": Health, **described(None, 503)}),
        ("metrics", metrics, {"response_class": Response, **described(Operation.MODEL, also=figures)}),
    )
    for place, inside in (("/v1", True), ("", False)):
        for name, route, shape in routes:
            app.get(f"{place}/{name}", tags=["health"], include_in_schema=inside, **shape)(route)

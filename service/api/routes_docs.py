"""``/docs``: the interactive documentation; script and style come from a package, not from the internet."""

from __future__ import annotations

import json
from importlib.resources import files

from fastapi import FastAPI
from fastapi.openapi.docs import get_swagger_ui_html
from starlette.responses import Response

from service.api.describing import described
from service.errors import HuiyinError

OPENAPI = "/v1/openapi.json"
_ASSETS = {
    "swagger-ui-bundle.js": "text/javascript",
    "swagger-ui.css": "text/css",
    "favicon.png": "image/png",
}
_POLICY = (
    "default-src 'none'; connect-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline';"
    " script-src 'self' 'unsafe-inline'; frame-ancestors 'none'"
)


def add(app: FastAPI) -> None:
    """Add the page, its files and the OpenAPI document."""
    folder = files("fastapi_offline") / "static"
    contents = {name: (folder / name).read_bytes() for name in _ASSETS}
    page = get_swagger_ui_html(
        openapi_url=OPENAPI,
        title=app.title,
        swagger_js_url="/docs/swagger-ui-bundle.js",
        swagger_css_url="/docs/swagger-ui.css",
        swagger_favicon_url="/docs/favicon.png",
    ).body
    public = described(None)

    @app.get(OPENAPI, include_in_schema=False, **public)
    async def openapi() -> Response:
        return Response(_document(app), media_type="application/json")

    @app.get("/docs", include_in_schema=False, **public)
    async def docs() -> Response:
        return Response(page, media_type="text/html", headers={"Content-Security-Policy": _POLICY})

    @app.get("/docs/{name}", include_in_schema=False, **described(None))
    async def asset(name: str) -> Response:
        if name not in contents:
            raise HuiyinError("api.no_such_address")
        return Response(contents[name], media_type=_ASSETS[name], headers={"Cache-Control": "max-age=86400"})


def _document(app: FastAPI) -> bytes:
    return json.dumps(app.openapi(), ensure_ascii=False).encode()

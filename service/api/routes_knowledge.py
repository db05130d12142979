"""``/taxonomy`` and ``/model``: what petitions are filed under, and what files them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI
from starlette.responses import Response

from models.taxonomy import load_taxonomy
from service.api.describing import answer, described
from service.api.services import Services
from service.api.shapes import ClassShown, ModelShown, ModelsShown, TaxonomyShown
from service.permissions import Operation


def add(app: FastAPI, services: Services) -> None:
    """Add the operations."""
    taxonomy = load_taxonomy()
    classes = [ClassShown(**vars(one) | {"path": list(one.path)}) for one in taxonomy.classes]
    all_classes = TaxonomyShown(version=taxonomy.version, classes=classes)
    tagger = services.tagger
    models = ModelsShown(
        domain=_shown(tagger.domain.version, tagger.domain.card),
        urgency=_shown(tagger.urgency.version, tagger.urgency.card),
    )

    @app.get("/v1/taxonomy", response_model=TaxonomyShown, tags=["knowledge"], **described(Operation.MODEL))
    async def taxonomy_read() -> Response:
        """All classes that a petition can be filed under."""
        return answer(all_classes)

    @app.get("/v1/model", response_model=ModelsShown, tags=["knowledge"], **described(Operation.MODEL))
    async def model_read() -> Response:
        """The models in use: versions and cards."""
        return answer(models)


def _shown(version: str, card: Mapping[str, Any]) -> ModelShown:
    return ModelShown(version=version, card=dict(card))

"""Records to JSON that is sealed, and back."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from service.store.records import Correction, Json, NewPetition, Tags
from service.store.tables import START, to_microseconds


def moment_json(value: datetime | None) -> int | None:
    """A time as a number of microseconds."""
    return None if value is None else to_microseconds(value)


def moment_of(value: int | None) -> datetime | None:
    """The time again, in UTC."""
    return None if value is None else START + timedelta(microseconds=value)


def tokens_json(tokens: Mapping[str, tuple[bytes, ...]]) -> dict[str, list[str]]:
    """Pseudonyms as text, fields in one order so that equal tokens give equal JSON."""
    return {name: [base64.b64encode(token).decode() for token in tokens[name]] for name in sorted(tokens)}


def content_json(new: NewPetition) -> dict[str, Any]:
    """What the caller sent of a petition's content."""
    return {
        "title": new.title,
        "body": new.body,
        "tokens": tokens_json(new.tokens),
        "masked": dict(sorted(new.masked.items())),
    }


def tokens_of(content: Json) -> dict[str, tuple[bytes, ...]]:
    """The pseudonyms in a petition's content."""
    return {name: tuple(map(base64.b64decode, tokens)) for name, tokens in content["tokens"].items()}


def tags_json(tags: Tags) -> dict[str, Any]:
    """Tags as JSON."""
    return {
        "domain": list(tags.domain),
        "domain_probability": tags.domain_probability,
        "needs_review": tags.needs_review,
        "urgency": tags.urgency,
        "urgency_probability": tags.urgency_probability,
        "due_at": moment_json(tags.due_at),
        "kind": tags.kind,
        "confidential": tags.confidential,
        "must_not_route_to": list(tags.must_not_route_to),
        "models": dict(tags.models),
        "details": dict(tags.details),
    }


def tags_of(content: Json) -> Tags:
    """Tags from their JSON."""
    return Tags(
        **{
            **content,
            "domain": tuple(content["domain"]),
            "must_not_route_to": tuple(content["must_not_route_to"]),
            "due_at": moment_of(content["due_at"]),
        }
    )


def review_json(reason: str | None, correction: Correction) -> dict[str, Any]:
    """The words and values of a person's decision."""
    return {
        "reason": reason,
        "domain": None if correction.domain is None else list(correction.domain),
        "urgency": correction.urgency,
        "confidential": correction.confidential,
    }


def correction_of(content: Json) -> Correction:
    """The values of a decision again."""
    domain = content["domain"]
    return Correction(None if domain is None else tuple(domain), content["urgency"], content["confidential"])

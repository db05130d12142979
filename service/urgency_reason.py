"""The sentence a clerk can quote: the level, the petition's own words, and what follows from it."""

from __future__ import annotations

from models.urgency import UrgencyTag
from service.emergency import emergency_number
from service.messages import Language, text


def reason(tag: UrgencyTag, language: Language | None = None) -> str:
    """One or two sentences; empty where no level is claimed and nothing was found."""
    if tag.level is None:
        return text("urgency.no_level", language) if tag.evidence else ""
    if tag.level == 1:
        return text("urgency.reason_1", language)
    quotes = "；".join(f"“{quote.text}”" for quote in tag.evidence)
    parts = [
        text("urgency.reason", language, name=text(f"urgency.name_{tag.level}", language), quotes=quotes)
    ]
    if tag.harm is not None and tag.harm.kind is not None:
        parts.append(text(f"urgency.harm_{tag.harm.kind}", language))
    if tag.vulnerable:
        kinds = dict.fromkeys(kind for kind, _ in tag.vulnerable)
        parts.append(
            text(
                "urgency.vulnerable",
                language,
                who="、".join(text(f"urgency.vulnerable_{kind}", language) for kind in kinds),
            )
        )
    if tag.due is not None:
        parts.append(text("urgency.due", language, due=tag.due.isoformat()))
    number = emergency_number(tag)
    if number is not None:
        parts.append(text("urgency.ring", language, number=number.number, name=number.name(language)))
    return "".join(parts)

"""One petition explained for a person: its text with the deciding words marked, and what they weighed."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date

import numpy as np
from rich.console import Console
from rich.text import Text

from models.domain import DomainModel, DomainTag
from models.explanation import Evidence, explain
from models.urgency import UrgencyModel, UrgencyTag
from nlp.facts import Fact, find_facts
from service.domain_tagger import alternatives_text
from service.emergency import emergency_number
from service.messages import text
from service.urgency_reason import reason
from service.urgency_tagger import Confidentiality, confidentiality


@dataclass(frozen=True)
class ExplainedPetition:
    """A petition's text, its domain and urgency, the words that decided, and the facts it states."""

    text: str
    tag: DomainTag
    evidence: tuple[Evidence, ...]
    urgency: UrgencyTag
    facts: tuple[Fact, ...]
    routing: Confidentiality


@dataclass(frozen=True)
class Mark:
    """A stretch of the text to be marked: ``kind`` for, against, urgency or fact, and what to call it."""

    start: int
    end: int
    kind: str
    label: str


def explain_text(
    model: DomainModel, urgency: UrgencyModel, petition: str, convention: str, day: date | None = None
) -> ExplainedPetition:
    """Tag one text and find its evidence."""
    tag = model.tag([petition], convention)[0]
    best = model.classes.index(tag.domain) if tag.domain else -1
    evidence = explain([petition], np.array([best]), model.conventions[convention])[0]
    how_urgent = urgency.tag([petition], [day])[0]
    return ExplainedPetition(
        petition, tag, evidence, how_urgent, find_facts(petition), confidentiality(petition, how_urgent)
    )


def marks(found: ExplainedPetition) -> tuple[Mark, ...]:
    """What to mark in the text: domain words, then facts, then quotes of urgency, which may overlap."""
    words = [
        Mark(e.start, e.end, "for" if e.weight > 0 else "against", found.tag.domain or "")
        for e in found.evidence
    ]
    facts = [Mark(f.start, f.end, "fact", text(f"fact.{f.type}")) for f in found.facts]
    level = found.urgency.level
    label = text(f"urgency.name_{level}") if level else ""
    quotes = [Mark(q.start, q.end, "urgency", label) for q in found.urgency.evidence]
    return tuple(sorted([*words, *facts, *quotes], key=lambda m: (m.start, -m.end, m.kind)))


def explanation_json(found: ExplainedPetition) -> str:
    """The explanation as one JSON line; offsets count characters of the text as given."""
    number = emergency_number(found.urgency)
    content = asdict(found) | {
        "reason": reason(found.urgency),
        "emergency_number": number.number if number else None,
    }
    return json.dumps(content, ensure_ascii=False, default=str)


_STYLES = {"for": "bold green", "against": "red", "urgency": "on dark_orange3", "fact": "underline"}


def print_explained(found: ExplainedPetition, console: Console | None = None) -> None:
    """Print the text marked as a person would mark a letter, then what was decided and why.

    Words for the domain are bold green, those against it red, quotes of urgency on orange, facts underlined.
    """
    console = console or Console(emoji=False, highlight=False)
    marked = Text(found.text.strip("\n"))
    shift = len(found.text) - len(found.text.lstrip("\n"))
    for mark in marks(found):
        marked.stylize(_STYLES[mark.kind], mark.start - shift, mark.end - shift)
    console.print(marked)
    for line in explanation_lines(found):
        console.print(f"  {line}", markup=False)


def explanation_lines(found: ExplainedPetition) -> list[str]:
    """Domain, alternatives, words and weights, urgency, kind, confidentiality and facts, a line each."""
    path = [name for name in (found.tag.domain, found.tag.level2, found.tag.level3) if name]
    domain = " / ".join(path) or text("explain.no_domain")
    review = text("explain.review") if found.tag.needs_review else ""
    lines = [f"{text('explain.domain')}{domain} {found.tag.probability:.2f} {review}".rstrip()]
    if found.tag.second_domain:
        lines.append(f"{text('explain.second')}{found.tag.second_domain}")
    if found.tag.alternatives:
        lines.append(f"{text('explain.alternatives')}{alternatives_text(found.tag)}")
    for key, sign in (("explain.for", 1), ("explain.against", -1)):
        words = "、".join(f"{e.text} {e.weight:+.2f}" for e in found.evidence if sign * e.weight > 0)
        if words:
            lines.append(f"{text(key)}{words}")
    return lines + _urgency_lines(found) + _fact_lines(found)


def _urgency_lines(found: ExplainedPetition) -> list[str]:
    urgency = found.urgency
    name = text(f"urgency.name_{urgency.level}") if urgency.level else text("explain.no_domain")
    review = text("explain.review") if urgency.needs_review else ""
    lines = [f"{text('explain.urgency')}{name} {urgency.probability:.2f} {review}".rstrip()]
    if said := reason(urgency):
        lines.append(f"{text('explain.reason')}{said}")
    if urgency.kind:
        lines.append(f"{text('explain.kind')}{urgency.kind} {urgency.kind_probability:.2f}")
    if found.routing.confidential:
        offices = "、".join(found.routing.must_not_route_to) or text("explain.unknown_office")
        lines.append(f"{text('explain.confidential')}{offices}")
    return lines


def _fact_lines(found: ExplainedPetition) -> list[str]:
    by_type: dict[str, list[str]] = {}
    for fact in found.facts:
        by_type.setdefault(text(f"fact.{fact.type}"), []).append(fact.text)
    if not by_type:
        return []
    shown = "；".join(f"{label} {'、'.join(dict.fromkeys(words))}" for label, words in by_type.items())
    return [f"{text('explain.facts')}{shown}"]

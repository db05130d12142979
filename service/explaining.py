"""One petition explained for a person: its text with the deciding words marked, and what they weighed."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

import numpy as np
from rich.console import Console
from rich.text import Text

from models.domain import DomainModel, DomainTag
from models.explanation import Evidence, explain
from service.domain_tagger import alternatives_text
from service.messages import text


@dataclass(frozen=True)
class ExplainedPetition:
    """A petition's text, its domain, and the words that decided."""

    text: str
    tag: DomainTag
    evidence: tuple[Evidence, ...]


def explain_text(model: DomainModel, petition: str, convention: str) -> ExplainedPetition:
    """Tag one text and find its evidence."""
    tag = model.tag([petition], convention)[0]
    best = model.classes.index(tag.domain) if tag.domain else -1
    evidence = explain([petition], np.array([best]), model.conventions[convention])[0]
    return ExplainedPetition(petition, tag, evidence)


def explanation_json(found: ExplainedPetition) -> str:
    """The explanation as one JSON line; offsets count characters of the text as given."""
    return json.dumps(asdict(found), ensure_ascii=False)


def print_explained(found: ExplainedPetition, console: Console | None = None) -> None:
    """Print the text with the words for the domain in bold green, those against in red, and the figures."""
    console = console or Console(emoji=False, highlight=False)
    marked = Text(found.text.strip("\n"))
    shift = len(found.text) - len(found.text.lstrip("\n"))
    for evidence in found.evidence:
        style = "bold green" if evidence.weight > 0 else "red"
        marked.stylize(style, evidence.start - shift, evidence.end - shift)
    console.print(marked)
    path = [name for name in (found.tag.domain, found.tag.level2, found.tag.level3) if name]
    domain = " / ".join(path) or text("explain.no_domain")
    review = text("explain.review") if found.tag.needs_review else ""
    console.print(f"  {text('explain.domain')}{domain} {found.tag.probability:.2f} {review}", markup=False)
    if found.tag.second_domain:
        console.print(f"  {text('explain.second')}{found.tag.second_domain}", markup=False)
    if found.tag.alternatives:
        console.print(f"  {text('explain.alternatives')}{alternatives_text(found.tag)}", markup=False)
    for key, sign in (("explain.for", 1), ("explain.against", -1)):
        words = "、".join(f"{e.text} {e.weight:+.2f}" for e in found.evidence if sign * e.weight > 0)
        if words:
            console.print(f"  {text(key)}{words}", markup=False)

"""A marked petition as an HTML page (spaCy's displacy draws the marks)."""

from __future__ import annotations

from html import escape
from pathlib import Path

from service.durable import faults_of, write_durably
from service.explaining import ExplainedPetition, Mark, explanation_lines, marks
from service.html_page import framed
from service.messages import Language, text

_COLOURS = {"for": "#bfe5c9", "against": "#f6c9c4", "urgency": "#ffd08a", "fact": "#cfe0f5"}


def explanation_html(found: ExplainedPetition, language: Language) -> str:
    """The page as HTML text; nothing in it is executed, no outside address is asked."""
    from spacy import displacy

    spans = [
        {
            "start": mark.start,
            "end": mark.end,
            "label": f"{mark.label} {text(f'explain.mark_{mark.kind}')}".strip(),
        }
        for mark in _apart(found)
    ]
    colours = {
        f"{mark.label} {text(f'explain.mark_{mark.kind}')}".strip(): _COLOURS[mark.kind]
        for mark in marks(found)
    }
    drawn = displacy.render(
        {"text": found.text, "ents": spans, "title": None},
        style="ent",
        manual=True,
        page=False,
        options={"colors": colours},
        jupyter=False,
    )
    lines = "".join(f"<p>{escape(line)}</p>" for line in explanation_lines(found))
    return framed(text("explain.page_title", language), f"{drawn}{lines}", language)


def write_explanation(path: Path, found: ExplainedPetition, language: Language) -> None:
    """Write the page for its owner's eyes, whole or not at all. Raises HuiyinError."""
    with faults_of(path):
        write_durably(path, explanation_html(found, language).encode("utf-8", "replace"))


def _apart(found: ExplainedPetition) -> list[Mark]:
    """Marks that do not overlap: displacy draws a row. Quotes of urgency go first, then words, then facts."""
    order = {"urgency": 0, "for": 1, "against": 2, "fact": 3}
    chosen: list[Mark] = []
    for mark in sorted(marks(found), key=lambda m: (order[m.kind], m.start)):
        if all(mark.end <= other.start or other.end <= mark.start for other in chosen):
            chosen.append(mark)
    return sorted(chosen, key=lambda m: m.start)

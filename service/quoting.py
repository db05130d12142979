"""Quotes petitions without saying who anybody is: names, contacts and homes are replaced by what they are."""

from __future__ import annotations

from collections.abc import Iterable

from nlp.facts import Fact
from nlp.normalize import normalize
from nlp.redact import DEFAULT_TYPES, SHORTEST_KNOWN
from nlp.sentences import Span
from service.fact_pool import FactFinder
from service.known_places import HiddenPlace
from service.link_reading import LinkArchive
from service.messages import Language, text

LONGEST_QUOTE = 40  # characters


class Quoter:
    """Quotes the petitions of an archive by row."""

    def __init__(self, archive: LinkArchive, language: Language) -> None:
        self._archive, self._language = archive, language
        self._hidden: dict[int, tuple[HiddenPlace, ...]] = {}

    def prepare(self, rows: Iterable[int]) -> None:
        """Look through the texts that are going to be quoted, on all cores where they are many."""
        wanted = sorted({row for row in rows if row not in self._hidden})
        finder = FactFinder(DEFAULT_TYPES)
        texts = [self._archive.petitions[row].text for row in wanted]
        try:
            for row, body, facts in zip(wanted, texts, finder.find(texts), strict=True):
                self._hidden[row] = _places(body, facts, self._archive.petitions[row].hidden)
        finally:
            finder.close()

    def shows_somebody(self, row: int, span: Span) -> bool:
        """Whether a stretch of a petition holds any part of a name, contact or home."""
        return any(place.start < span.end and span.start < place.end for place in self._of(row))

    def is_same_text(self, one: int, two: int) -> bool:
        """Whether two petitions have the same normalised text."""
        first, second = self._archive.petitions[one].text, self._archive.petitions[two].text
        return first == second or normalize(first).text == normalize(second).text

    def quote(self, row: int, span: Span, longest: int = LONGEST_QUOTE) -> str:
        """The stretch on one line, shortened, with masks; empty when nothing else is in it."""
        body = self._archive.petitions[row].text
        parts, done, masked = [], span.start, 0
        for place in self._of(row):
            start, end = max(place.start, span.start), min(place.end, span.end)
            if start < end:
                parts += [body[done:start], f"[{text(f'fact.{place.type}', self._language)}]"]
                masked += end - start
                done = end
        parts.append(body[done : span.end])
        if masked == len(span):
            return ""
        plain = " ".join("".join(parts).split())
        return plain if len(plain) <= longest else plain[: longest - 1] + "…"

    def _of(self, row: int) -> tuple[HiddenPlace, ...]:
        if row not in self._hidden:
            self.prepare([row])
        return self._hidden[row]


def _places(body: str, facts: Iterable[Fact], known: Iterable[HiddenPlace]) -> tuple[HiddenPlace, ...]:
    """All hidden places, sorted and apart: known and found ones, and where a found value stands again."""
    found = [HiddenPlace(fact.start, fact.end, fact.type) for fact in facts]
    values = {body[place.start : place.end]: place.type for place in found}
    for value, type_name in values.items():
        start = body.find(value) if len(value) >= SHORTEST_KNOWN else -1
        while start >= 0:
            found.append(HiddenPlace(start, start + len(value), type_name))
            start = body.find(value, start + 1)
    kept: list[HiddenPlace] = []
    for place in sorted({*found, *known}, key=lambda p: (p.start, -p.end)):
        if kept and place.start < kept[-1].end:
            kept[-1] = kept[-1]._replace(end=max(kept[-1].end, place.end))
        else:
            kept.append(place)
    return tuple(kept)

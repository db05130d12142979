"""The matters that most petitions of a period are about: counts, days, place, domain and quoted phrases.

Matters are ranked, never people. Voices are counted inside one matter and told from five up only.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from models.matter_explanation import explain_pair
from nlp.facts import find_facts
from nlp.normalize import normalize
from nlp.pseudonym import Petitioner
from nlp.redact import redact
from nlp.sentences import Span
from service.link_reading import LinkArchive
from service.linking import LinkModels, Links
from service.messages import current_language
from service.quoting import Quoter

FEWEST_VOICES = 5
FEWEST_PETITIONS = 2
MOST_PHRASES = 3
_MOST_READ = 40  # petitions of a matter that are read for its place, domain and phrases
_MOST_COMPARED = 8
_FIRST_DAY = date(1970, 1, 1)
_ENDS = re.compile(r"[\s，。！？；：、,.!?;:“”\"'‘’（）()《》〈〉【】\[\]…—~～·]+")
_SHORTEST, _LONGEST = 4, 24  # characters of a phrase
_USUAL = 3.5  # natural logarithm of how rare, a little below what counts as shared at all


@dataclass(frozen=True)
class Period:
    """From the first to the last day, both included; open where None."""

    since: date | None = None
    until: date | None = None

    @property
    def is_open(self) -> bool:
        """Whether petitions without a day count too."""
        return self.since is None and self.until is None

    def holds(self, day: date | None) -> bool:
        """Whether a petition of that day counts."""
        if day is None:
            return self.is_open
        return (self.since is None or day >= self.since) and (self.until is None or day <= self.until)


@dataclass(frozen=True)
class HotMatter:
    """One matter in a period. ``case``: the id of its oldest petition. ``voices``: at least so many
    petitioners, None below five or where the tables don't say who wrote (``voices_known``). ``days``: the day
    of each petition that has one, ascending. ``phrases``: what several of its petitions say.
    """

    case: str
    petitions: int
    voices: int | None
    voices_known: bool
    days: tuple[date, ...]
    place: str | None
    domain: str | None
    phrases: tuple[str, ...]


def hot_matters(
    archive: LinkArchive, links: Links, models: LinkModels, period: Period, top: int = 10
) -> tuple[HotMatter, ...]:
    """The matters of at least two petitions in the period, those with most petitions first."""
    members: dict[int, list[int]] = {}
    for row, case in enumerate(links.cases.tolist()):
        if period.holds(day_of(archive, row)):
            members.setdefault(case, []).append(row)
    several = [(case, rows) for case, rows in members.items() if len(rows) >= FEWEST_PETITIONS]
    several.sort(key=lambda entry: (-len(entry[1]), entry[0]))
    chosen = several[:top]
    quoter = Quoter(archive, current_language())
    quoter.prepare(row for _, rows in chosen for row in rows[:_MOST_READ])
    return tuple(_matter(archive, models, quoter, case, rows) for case, rows in chosen)


def day_of(archive: LinkArchive, row: int) -> date | None:
    """The day of a petition."""
    day = archive.petitions[row].day
    return None if day is None else _FIRST_DAY + timedelta(days=int(day // 1))


def _matter(
    archive: LinkArchive, models: LinkModels, quoter: Quoter, case: int, rows: Sequence[int]
) -> HotMatter:
    read = rows[:_MOST_READ]
    voices = count_voices([p for row in rows if (p := archive.petitions[row].petitioner) is not None])
    days = sorted(day for row in rows if (day := day_of(archive, row)) is not None)
    tags = models.domains.tag([archive.petitions[row].text for row in read])
    domains = Counter(tag.domain for tag in tags if tag.domain is not None)
    return HotMatter(
        case=archive.petitions[case].name,
        petitions=len(rows),
        voices=voices if voices >= FEWEST_VOICES else None,
        voices_known=archive.has_petitioners,
        days=tuple(days),
        place=_place(archive, quoter, read),
        domain=_most_common(domains),
        phrases=_phrases(archive, models, quoter, read),
    )


def count_voices(petitioners: Sequence[Petitioner]) -> int:
    """At least how many people speak: whoever shares any identifier or the name counts as one.

    Anonymous petitions add none, for nobody can say that they are others.
    """
    groups: list[set[tuple[str, bytes]]] = []
    for petitioner in petitioners:
        tokens = {
            (field, token)
            for field in ("name", "phone", "id_number", "account", "email", "door")
            if (token := getattr(petitioner, field)) is not None
        }
        if petitioner.anonymous or not tokens:
            continue
        met = [group for group in groups if group & tokens]
        groups = [group for group in groups if not group & tokens] + [tokens.union(*met)]
    return len(groups)


def _place(archive: LinkArchive, quoter: Quoter, rows: Sequence[int]) -> str | None:
    """The place that most of the petitions name, the longest of equals; no home."""
    counts: Counter[str] = Counter()
    for row in rows:
        facts = find_facts(archive.petitions[row].text, ("place",))
        counts.update(
            {fact.text for fact in facts if not quoter.shows_somebody(row, Span(fact.start, fact.end))}
        )
    return max(counts, key=lambda place: (counts[place], len(place), place), default=None)


def _phrases(
    archive: LinkArchive, models: LinkModels, quoter: Quoter, rows: Sequence[int]
) -> tuple[str, ...]:
    """The most telling words that several petitions say alike, without anybody's name or contact."""
    texts = {row: normalize(archive.petitions[row].text).text for row in rows}
    weights: dict[str, float] = {}
    compared = rows[: _MOST_COMPARED + 1]
    for one, two in [*zip(compared, compared[1:], strict=False), *((rows[0], row) for row in compared[2:])]:
        first, second = archive.petitions[one].text, archive.petitions[two].text
        for passage in explain_pair(first, second, models.matters.rarity, 6, 0).shared:
            if quoter.shows_somebody(one, passage.a) or quoter.shows_somebody(two, passage.b):
                continue
            phrase = max(_ENDS.split(passage.text), key=len)[:_LONGEST]
            if len(phrase) >= _SHORTEST:
                weights[phrase] = max(weights.get(phrase, 0.0), passage.weight)
    # How telling above the usual, times how many say so: else what everybody says comes first.
    scored = {
        phrase: (weight - _USUAL) * _speakers(phrase, texts.values()) for phrase, weight in weights.items()
    }
    found: list[str] = []
    for phrase in sorted(scored, key=lambda phrase: (-scored[phrase], phrase)):
        inside = any(phrase in other or other in phrase for other in found)
        if not inside and not redact(phrase).spans:
            found.append(phrase)
        if len(found) == MOST_PHRASES:
            break
    return tuple(found)


def _speakers(phrase: str, texts: Iterable[str]) -> int:
    plain = normalize(phrase).text
    return sum(plain in text for text in texts)


def _most_common(counts: Counter[str]) -> str | None:
    return max(counts, key=lambda name: (counts[name], name), default=None)

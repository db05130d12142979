"""Finds the patterns of the cue files in sentences: substrings first, a Doc only where one can match."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, pairwise
from typing import TYPE_CHECKING, Any

from nlp.cue_rules import QUANTITY, Element, Pattern
from nlp.cue_tokens import QUANTITIES, Tokenizer, Word, automaton, language, make_doc

if TYPE_CHECKING:
    import ahocorasick
    from spacy.matcher import Matcher

AMOUNT_FORMS = dict(QUANTITIES)


@dataclass(frozen=True)
class Match:
    """Pattern number ``pattern`` at characters ``start`` to ``end`` of the sentence."""

    pattern: int
    start: int
    end: int


class PatternFinder:
    """Many patterns over one lexicon. Sentences are given folded (``nlp.cue_text.fold``)."""

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        self.patterns = tuple(patterns)
        self._matchers: dict[int, Matcher] = {}
        self._expanded: dict[int, tuple[tuple[Element, ...], ...]] = {}

    @cached_property
    def tokenizer(self) -> Tokenizer:
        """The tokenizer of all words of all patterns."""
        return Tokenizer(
            word for pattern in self.patterns for element in pattern.elements for word in element.words
        )

    @cached_property
    def anchors(self) -> ahocorasick.Automaton:
        """Anchor words; the value of each is the tuple of patterns that it can belong to."""
        owners: dict[str, list[int]] = {}
        for number, pattern in enumerate(self.patterns):
            for word in pattern.anchor:
                owners.setdefault(word, []).append(number)
        return automaton({word: tuple(numbers) for word, numbers in owners.items()})

    def find(self, sentence: str, candidates: set[int]) -> tuple[Match, ...]:
        """The matches of some patterns in one sentence, none of a pattern holding another of the same."""
        possible = [number for number in sorted(candidates) if self._may_match(sentence, number)]
        if not possible:
            return ()
        words = self.tokenizer.words(sentence)
        labels = {word.label for word in words}
        worthy = [number for number in possible if self._has_labels(labels, number)]
        if not worthy:
            return ()
        doc = make_doc(words)
        found: list[Match] = []
        for number in worthy:
            variants = self._variants_of(number)
            spans = [
                (words[start].start, words[end - 1].end)
                for _, start, end in self._matcher(number)(doc)
                if any(_keeps_gaps(words[start:end], elements) for elements in variants)
            ]
            found.extend(Match(number, *span) for span in _innermost(spans))
        return tuple(found)

    def _may_match(self, sentence: str, number: int) -> bool:
        return all(_stands_in(element, sentence) for element in self.patterns[number].elements)

    def _has_labels(self, labels: set[str], number: int) -> bool:
        return any(
            all(not labels.isdisjoint(element.words) for element in elements)
            for elements in self._variants_of(number)
        )

    def _matcher(self, number: int) -> Matcher:
        if number not in self._matchers:
            from spacy.matcher import Matcher

            matcher = Matcher(language().vocab)
            matcher.add(str(number), [_token_pattern(elements) for elements in self._variants_of(number)])
            self._matchers[number] = matcher
        return self._matchers[number]

    def _variants_of(self, number: int) -> tuple[tuple[Element, ...], ...]:
        if number not in self._expanded:
            self._expanded[number] = tuple(self._variants(self.patterns[number].elements))
        return self._expanded[number]

    def _variants(self, elements: tuple[Element, ...]) -> Iterator[tuple[Element, ...]]:
        """The elements themselves, and any two neighbours as one where a longer lexicon word holds both."""
        widened = tuple(self._widened(element) for element in elements)
        yield widened
        for place, (first, second) in enumerate(pairwise(elements)):
            both = frozenset(self._holding_both(first, second))
            if both:
                merged = Element(both, first.gap, first.crosses)
                yield (*widened[:place], merged, *widened[place + 2 :])

    def _widened(self, element: Element) -> Element:
        """With the longer words of the lexicon that hold one of the element's: they hide it as a token."""
        longer = (self._holders.get(word, ()) for word in element.words if len(word) > 1)
        return Element(element.words.union(*longer), element.gap, element.crosses)

    def _holding_both(self, first: Element, second: Element) -> Iterator[str]:
        for part in first.words:
            for word in self._holders.get(part, ()):
                rest = word[len(part) :]
                if word.startswith(part) and any(other in rest for other in second.words):
                    yield word

    @cached_property
    def _holders(self) -> dict[str, set[str]]:
        """For each run of characters, the words of the lexicon that it is a true part of."""
        found: dict[str, set[str]] = {}
        for word in self.tokenizer.lexicon:
            for start, end in combinations(range(len(word) + 1), 2):
                if end - start < len(word) and not word.startswith(QUANTITY):
                    found.setdefault(word[start:end], set()).add(word)
        return found


def _stands_in(element: Element, sentence: str) -> bool:
    return any(
        AMOUNT_FORMS[word].search(sentence) is not None if word.startswith(QUANTITY) else word in sentence
        for word in element.words
    )


def _token_pattern(elements: Sequence[Element]) -> list[dict[str, Any]]:
    pattern: list[dict[str, Any]] = []
    for element in elements:
        if element.gap:
            # A gap of at most n words as n optional tokens would be tried in every combination.
            anything: dict[str, Any] = {"OP": "*"}
            pattern.append(anything if element.crosses else anything | {"IS_PUNCT": False})
        pattern.append({"ORTH": {"IN": sorted(element.words)}})
    return pattern


def _keeps_gaps(words: Sequence[Word], elements: Sequence[Element]) -> bool:
    """Whether the elements can be laid along these words, first to last, with no gap longer than allowed."""
    if words[0].label not in elements[0].words:
        return False
    reached = {0}
    for element in elements[1:]:
        reached = {
            place
            for before in reached
            for place in range(before + 1, min(before + element.gap + 2, len(words)))
            if words[place].label in element.words
        }
    return len(words) - 1 in reached


def _innermost(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans that hold no other of them, in order."""
    kept: list[tuple[int, int]] = []
    for start, end in sorted(set(spans), key=lambda span: (span[1], -span[0])):
        if not kept or start > kept[-1][0]:
            kept.append((start, end))
    return kept

"""Tags single petitions: texts that wait at the same time are tagged together on one thread."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import date

import numpy as np

from models.domain import DEFAULT_CONVENTION, DomainModel, DomainTag
from models.domain_file import load_domain_model
from models.explanation import Evidence, explain
from models.model_folder import ModelFileError
from models.urgency import UrgencyModel, UrgencyTag
from models.urgency.file import load_urgency_model
from nlp.text_column import TextColumn
from service.errors import HuiyinError
from service.gathering import Gathering
from service.urgency_tagger import Confidentiality, confidentiality

_WARM_UP = "楼上漏水\n楼上漏水半年，天花板发霉，孩子咳嗽一直不好。"


@dataclass(frozen=True)
class TaggedText:
    """All that the models say of one text."""

    domain: DomainTag
    domain_evidence: tuple[Evidence, ...]
    urgency: UrgencyTag
    confidentiality: Confidentiality


@dataclass(frozen=True)
class PetitionTagger:
    """The models in use. They see texts and days, nothing else."""

    domain: DomainModel
    urgency: UrgencyModel

    @property
    def versions(self) -> dict[str, str]:
        """What tags, and in which version."""
        return {"domain": self.domain.version, "urgency": self.urgency.version}

    @property
    def version(self) -> str:
        """All versions as one word, for a header."""
        return ";".join(f"{name}={version}" for name, version in self.versions.items())

    def tag(self, texts: Sequence[str], days: Sequence[date | None]) -> list[TaggedText]:
        """Tag texts (title, line break, body), each with the day it was written (None: unknown)."""
        scores = self.domain.scores(TextColumn.from_texts(texts))
        domains = self.domain.tags(scores)
        best = np.where([tag.domain is not None for tag in domains], scores.probabilities.argmax(axis=1), -1)
        evidence = explain(texts, best, self.domain.conventions[DEFAULT_CONVENTION])
        urgencies = self.urgency.tag(texts, list(days))
        return [
            TaggedText(domain, words, urgency, confidentiality(text, urgency))
            for text, domain, words, urgency in zip(texts, domains, evidence, urgencies, strict=True)
        ]


def load_tagger() -> PetitionTagger:
    """The shipped models, ready to use. Raises HuiyinError ``model.unusable``."""
    try:
        tagger = PetitionTagger(load_domain_model(), load_urgency_model())
    except ModelFileError as fault:
        raise HuiyinError("model.unusable", reason=fault) from fault
    tagger.tag([_WARM_UP], [None])  # compiles what has to be compiled before anybody waits for it
    return tagger


@dataclass(frozen=True)
class _Waiting:
    text: str
    day: date | None
    future: Future[TaggedText]


class TaggingQueue:
    """A thread that tags for others; ``asyncio.wrap_future`` lets an event loop wait for it."""

    def __init__(self, tagger: PetitionTagger) -> None:
        self._tagger = tagger
        self._gathering: Gathering[_Waiting] = Gathering("tagger", self._tag, "api.busy", "api.busy")

    def submit(self, text: str, day: date | None) -> Future[TaggedText]:
        """Have a text tagged. Raises HuiyinError ``api.busy`` when too much waits."""
        future: Future[TaggedText] = Future()
        self._gathering.put(_Waiting(text, day, future))
        return future

    def close(self) -> None:
        """Tag what still waits, then stop."""
        self._gathering.close()

    def _tag(self, together: Sequence[_Waiting]) -> None:
        try:
            tagged = self._tagger.tag([one.text for one in together], [one.day for one in together])
        except Exception as fault:
            if len(together) == 1:
                together[0].future.set_exception(fault)
            for one in together if len(together) > 1 else ():
                self._tag([one])  # one text's fault is not the others'
            return
        for one, found in zip(together, tagged, strict=True):
            one.future.set_result(found)

"""What all requests of a process share, opened once and closed at the end."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from functools import cached_property

from nlp.pseudonym import Pseudonymizer
from service.api.figures import Figures
from service.api.petition_tagger import PetitionTagger, TaggingQueue, load_tagger
from service.api.rates import RateLimit
from service.secret_key import secret_key
from service.settings import Settings
from service.store import Store, open_store
from service.store.group_commit import GroupCommit
from service.store.keys import KeyRing


@dataclass
class Services:
    """Store, its writer, models, keys, limits and figures of one process."""

    settings: Settings
    store: Store
    writer: GroupCommit
    keys: KeyRing
    tagger: PetitionTagger
    tagging: TaggingQueue
    rates: RateLimit
    figures: Figures = field(default_factory=Figures)

    @cached_property
    def pseudonymizer(self) -> Pseudonymizer:
        """Made when the first petitioner is named: it needs the secret key."""
        return Pseudonymizer(secret_key())

    def close(self) -> None:
        """Finish what waits, then close the store."""
        self.tagging.close()
        self.writer.close()
        self.store.close()


def open_services(settings: Settings) -> Services:
    """Open all of it. Raises HuiyinError as ``open_store`` and ``load_tagger`` do."""
    tagger = load_tagger()
    store = open_store(settings)
    return Services(
        settings=settings,
        store=store,
        writer=GroupCommit(store),
        keys=KeyRing(store),
        tagger=tagger,
        tagging=TaggingQueue(tagger),
        rates=RateLimit(settings.requests_per_second, time.monotonic),
    )

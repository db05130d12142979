"""Models are loaded once; each test gets an empty store behind the API."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from service.api import services
from service.api.petition_tagger import PetitionTagger, load_tagger
from service.settings import Settings
from tests.service.api.support import Api, running, same_tagger
from tests.service.store.support import quick_folder, settings_for, sqlite_url


@pytest.fixture(scope="session")
def tagger() -> PetitionTagger:
    """The shipped models."""
    return load_tagger()


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty folder for all state, and a secret key of the test's own."""
    monkeypatch.setenv("HUIYIN_LANG", "zh")
    monkeypatch.setenv("HUIYIN_KEY", bytes(range(32)).hex())
    with quick_folder() as folder:
        monkeypatch.setenv("HUIYIN_HOME", str(folder))
        yield folder


@pytest.fixture
def settings(home: Path) -> Settings:
    """Settings of an empty store."""
    return settings_for(sqlite_url(home))


@pytest.fixture
def api(settings: Settings, tagger: PetitionTagger, monkeypatch: pytest.MonkeyPatch) -> Iterator[Api]:
    """An API over an empty store."""
    monkeypatch.setattr(services, "load_tagger", same_tagger(tagger))
    with running(settings) as opened:
        yield opened

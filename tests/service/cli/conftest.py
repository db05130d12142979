"""Fixtures of the command line's tests."""

from __future__ import annotations

import pytest

from tests.service.cli.support import Huiyin


@pytest.fixture
def huiyin(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Huiyin:
    """The program, speaking Chinese unless told otherwise."""
    monkeypatch.setenv("HUIYIN_LANG", "zh")
    return Huiyin(capfd)

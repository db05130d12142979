"""The command ``huiyin``: one module a verb; the heavy parts are imported when a verb needs them."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and leave with an ``ExitCode``; faults are told in one sentence."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    _take_language(words)
    from service.cli.app import run_app

    raise SystemExit(run_app(words))


def _take_language(words: list[str]) -> None:
    """Honour ``--lang zh|en`` wherever it stands, before any sentence is made."""
    for place, word in enumerate(words):
        if word == "--lang" and place + 1 < len(words):
            os.environ["HUIYIN_LANG"] = words[place + 1]
            del words[place : place + 2]
            return
        if word.startswith("--lang="):
            os.environ["HUIYIN_LANG"] = word.removeprefix("--lang=")
            del words[place]
            return

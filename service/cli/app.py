"""Puts the verbs together and turns faults into sentences and exit codes."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Sequence
from importlib.metadata import version as installed_version
from pathlib import Path

import typer
from typer.exceptions import Abort, Exit, TyperException

from service.cli import (
    audit,
    backup,
    check,
    compare,
    config,
    demo,
    doctor,
    evaluate,
    evaluate_links,
    evaluate_urgency,
    explain,
    facts,
    help_page,
    hot,
    keys,
    link,
    redact,
    rekey,
    restore,
    retain,
    serve,
    tag,
    train,
    train_links,
    train_urgency,
)
from service.cli.usage_faults import usage_sentence
from service.errors import ExitCode, HuiyinError
from service.messages import help_text, text

INTERRUPTED = 130


def make_app() -> typer.Typer:
    """The command line in the reader's language."""
    app = typer.Typer(
        name="huiyin",
        help=help_text("help.huiyin"),
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"]},
    )

    @app.callback(invoke_without_command=True)
    def first(
        show_version: bool = typer.Option(False, "--version", help=text("help.version"), is_eager=True),
        language: str = typer.Option(
            "", "--lang", metavar="zh|en", help=text("help.lang"), show_default=False
        ),
    ) -> None:
        del language  # taken before any sentence is made: see ``service.cli``
        if show_version:
            print(f"huiyin {installed_version('huiyin')}")
            raise typer.Exit

    for verb in (
        tag,
        check,
        facts,
        redact,
        explain,
        train,
        evaluate,
        demo,
        doctor,
        help_page,
        config,
        keys,
        audit,
        retain,
        backup,
        restore,
        rekey,
        serve,
        compare,
        link,
        hot,
        train_links,
        evaluate_links,
        train_urgency,
        evaluate_urgency,
    ):
        verb.register(app)
    return app


def run_app(words: Sequence[str]) -> int:
    """Run one command line; returns the exit code."""
    try:
        code = _run(words)
        sys.stdout.flush()
        return code
    except BrokenPipeError:
        # Python would complain again when it flushes stdout on the way out.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return int(ExitCode.ALL_DONE)


def _run(words: Sequence[str]) -> int:
    try:
        result = make_app()(args=list(words), standalone_mode=False)
        code = int(result) if isinstance(result, int) else int(ExitCode.ALL_DONE)
    except HuiyinError as fault:
        print(fault.sentence(), file=sys.stderr)
        return int(fault.exit_code)
    except TyperException as fault:
        print(usage_sentence(fault), file=sys.stderr)
        return int(ExitCode.USAGE)
    except Exit as leave:
        code = leave.exit_code
    except (Abort, KeyboardInterrupt):
        code = INTERRUPTED
    except SystemExit:
        # Typer and rich leave in this way when the reader of standard output is gone.
        raise BrokenPipeError from None
    except BrokenPipeError:
        raise
    except Exception as fault:
        if os.environ.get("HUIYIN_DEBUG"):
            raise
        print(_internal(fault).sentence(), file=sys.stderr)
        return int(ExitCode.INTERNAL_FAULT)
    if code == INTERRUPTED:
        print(text("cli.interrupted"), file=sys.stderr)
    return code


def _internal(fault: Exception) -> HuiyinError:
    """A fault of the program itself: its kind and place only, for its words may quote a petition."""
    frames = traceback.extract_tb(fault.__traceback__)
    place = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "?"
    return HuiyinError("cli.internal", kind=type(fault).__name__, place=place)

"""What was typed wrongly, as one sentence in the reader's language with the nearest right spelling."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from typing import Any

from typer.exceptions import TyperException

from service.errors import HuiyinError
from service.messages import text

_UNKNOWN_VERB = re.compile(r"No such command '(.*?)'")


def usage_sentence(fault: TyperException) -> str:
    """The sentence of a fault that the command line parser found; the help page for an empty command."""
    if type(fault).__name__ == "NoArgsIsHelpError":
        return fault.format_message()
    return usage_fault(fault).sentence()


def usage_fault(fault: TyperException) -> HuiyinError:
    """The parser's fault as one of ours; with the parser's own words where it is of no kind known here.

    The kinds are told by name: Typer does not publish their classes.
    """
    context: Any = getattr(fault, "ctx", None)
    command = context.command_path if context else "huiyin"
    parameter: Any = getattr(fault, "param", None)
    kind = type(fault).__name__
    unknown = _UNKNOWN_VERB.search(fault.message)
    if unknown:
        near = _near(unknown[1], getattr(context.command, "commands", ()))
        return HuiyinError("cli.no_such_verb", verb=unknown[1], near=near, command=command)
    if kind == "NoSuchOption":
        option: str = getattr(fault, "option_name", "")
        near = _near(option, (name for p in context.command.params for name in p.opts if name[0] == "-"))
        return HuiyinError("cli.no_such_option", option=option, near=near, command=command)
    if kind == "MissingParameter" and parameter is not None:
        return HuiyinError("cli.missing", parameter=_name(parameter), command=command)
    if kind == "BadParameter" and parameter is not None:
        return HuiyinError("cli.bad_value", parameter=_name(parameter), reason=fault.message, command=command)
    return HuiyinError("cli.usage", reason=fault.format_message(), command=command)


def _near(typed: str, known: Iterable[str]) -> str:
    found = difflib.get_close_matches(typed, list(known), n=1)
    return text("cli.did_you_mean", nearest=found[0]) if found else ""


def _name(parameter: Any) -> str:
    """``-o / --output`` for an option, ``FILE…`` for an argument."""
    if parameter.param_type_name == "argument":
        return str(parameter.metavar or parameter.name)
    return " / ".join(parameter.opts)

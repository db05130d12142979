"""The one exception family: every message says what, where and what to do, and has a code to read out.

The sentences live in ``data/messages/errors/`` in Chinese and English; code names a fault by its key.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum

from service.messages import Language, error_entry


class ExitCode(IntEnum):
    """What the process tells its caller."""

    ALL_DONE = 0
    SOME_ROWS_REJECTED = 1
    USAGE = 2
    INPUT_UNREADABLE = 3
    OUTPUT_IMPOSSIBLE = 4
    GUARD_REFUSED = 5
    INTERNAL_FAULT = 70  # EX_SOFTWARE of sysexits.h


class HuiyinError(Exception):
    """A fault that a person can mend; ``key`` names its entry in ``data/messages/errors/``.

    Fields fill the sentence's placeholders; they hold file names, row and column names and numbers,
    never a petition's text.
    """

    def __init__(self, key: str, **fields: object) -> None:
        self.key = key
        self.fields = fields
        super().__init__(key)

    @property
    def code(self) -> str:
        """The short code (``HY-0301``) that ``huiyin help`` explains."""
        return error_entry(self.key).code

    @property
    def exit_code(self) -> ExitCode:
        """The exit code of a process that stops for this fault."""
        return ExitCode(error_entry(self.key).exit)

    def sentence(self, language: Language | None = None) -> str:
        """The message in the reader's language, with its code in front."""
        return error_entry(self.key).sentence(language, self.fields)

    def __str__(self) -> str:
        return self.sentence()


class SeveralFaults(HuiyinError):  # noqa: N818 (not one error)
    """The faults of several inputs, shown together; the exit code is the first one's."""

    def __init__(self, faults: Sequence[HuiyinError]) -> None:
        super().__init__("input.several", count=len(faults))
        self.faults = tuple(faults)

    @property
    def exit_code(self) -> ExitCode:
        """The exit code of the first fault."""
        return self.faults[0].exit_code

    def sentence(self, language: Language | None = None) -> str:
        """All messages, one a line."""
        return "\n".join([super().sentence(language), *(fault.sentence(language) for fault in self.faults)])

"""Lines of a text file in bounded memory, whatever the length of a line."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from service.readers.encoding import KEEP_BYTES

CHUNK_BYTES = 1 << 18
LONGEST_LINE = 16 << 20  # characters
LONGEST_LINE_MB = LONGEST_LINE >> 20


class Readable(Protocol):
    """Anything that gives bytes."""

    def read(self, size: int = -1, /) -> bytes:
        """Up to ``size`` bytes; none at the end."""


@dataclass
class Position:
    """How many bytes of a file have been read so far: shared by a reader and a progress bar."""

    bytes_read: int = 0

    def __call__(self) -> int:
        """The bytes read."""
        return self.bytes_read


def read_lines(
    file: Readable, encoding: str, position: Position, longest: int = LONGEST_LINE
) -> Iterator[str | None]:
    """Each line with its line end (LF; a file of bare CR is read by those); None for a line over ``longest``.

    Bytes that the encoding does not know come as lone surrogates (``encoding.has_bad_bytes`` finds them).
    """
    decoder = codecs.getincrementaldecoder(encoding)(KEEP_BYTES)
    held: list[str] = []  # the beginning of a line whose end is still to come
    held_length = 0
    too_long = False
    end: str | None = None
    while True:
        chunk = file.read(CHUNK_BYTES)
        position.bytes_read += len(chunk)
        text = decoder.decode(chunk, final=not chunk)
        if end is None and text:
            end = "\r" if "\r" in text[:-1] and "\n" not in text else "\n"
        *complete, rest = text.split(end or "\n")
        for line in complete:
            if too_long or held_length + len(line) > longest:
                yield None
            else:
                yield "".join([*held, line, end or "\n"]) if held else line + (end or "\n")
            held, held_length, too_long = [], 0, False
        if rest:
            held_length += len(rest)
            too_long = too_long or held_length > longest
            held = [] if too_long else [*held, rest]
        if not chunk:
            break
    if too_long:
        yield None
    elif held:
        yield "".join(held)

"""Tells a lack of memory from damage: libraries report both as faults of the file."""

from __future__ import annotations

import errno


def memory_was_short(error: BaseException) -> bool:
    """Whether a fault of the operating system, zlib or a reader only says that memory ran out."""
    if isinstance(error, OSError) and error.errno == errno.ENOMEM:
        return True
    return "memory" in str(error).lower()  # zlib: "Error -4 … out of memory"; Rust: "memory allocation of …"

"""Files that survive a crash: written aside, flushed to the disk, then renamed into place."""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from service.errors import HuiyinError

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}
# Some network file systems cannot flush a folder; they order their own renames.
_NO_FOLDER_FLUSH = {errno.EINVAL, errno.ENOTSUP, errno.EACCES}


@contextlib.contextmanager
def faults_of(output: Path | str) -> Iterator[None]:
    """Turn each OSError of writing ``output`` into the HuiyinError that says what to do."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise HuiyinError("output.disk_full", path=output) from error
        if error.errno in _FORBIDDEN:
            raise HuiyinError("output.no_permission", path=output) from error
        reason = error.strerror or type(error).__name__
        raise HuiyinError("output.cannot_write", path=output, reason=reason) from error


def create_file(path: Path, mode: int = 0o666) -> IO[bytes]:
    """Open a new file for writing in place of an unfinished one; never follows a link. Raises OSError."""
    path.unlink(missing_ok=True)
    flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
    return os.fdopen(os.open(path, flags, mode), "wb")


def flush_file(file: IO[bytes]) -> None:
    """Have the disk hold what was written. Raises OSError."""
    file.flush()
    os.fsync(file.fileno())


def flush_folder(folder: Path) -> None:
    """Have the disk hold the folder's entries, so that a rename survives a power cut. Raises OSError."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in _NO_FOLDER_FLUSH:
            raise
    finally:
        os.close(descriptor)


def write_durably(path: Path, content: bytes | memoryview) -> None:
    """Put a private file in place as a whole or not at all. Raises OSError."""
    aside = path.with_name(f"{path.name}.new")
    with create_file(aside, 0o600) as file:
        file.write(content)
        flush_file(file)
    aside.replace(path)
    flush_folder(path.parent)

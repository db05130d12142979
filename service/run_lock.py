"""One run on one output at a time: a lock that the system drops when its process ends, however it ends."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from service.errors import HuiyinError

if sys.platform == "win32":
    import msvcrt

    def _try_lock(descriptor: int) -> bool:
        try:
            # A byte far behind the content, so that others can still read the process number.
            os.lseek(descriptor, 1 << 20, os.SEEK_SET)
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
else:
    import errno
    import fcntl

    def _try_lock(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError as error:
            # A file system without locks (some network folders): go on without one.
            return error.errno in (errno.ENOLCK, errno.ENOTSUP, errno.ENOSYS)
        return True


@contextlib.contextmanager
def run_lock(folder: Path, output: Path) -> Iterator[None]:
    """Hold the lock of ``folder``, which is made if need be (0700) and removed if it is empty at the end.

    Raises HuiyinError ``output.busy`` while another process holds it, ``output.folder_not_ours`` when the
    folder is a link or another user's; OSError when it cannot be made.
    """
    path = folder / "lock"
    descriptor = _acquire(folder, path, output)
    try:
        yield
    finally:
        if os.name == "nt":  # an open file cannot be removed there
            os.close(descriptor)
        with contextlib.suppress(OSError):
            if {entry.name for entry in folder.iterdir()} == {path.name}:
                path.unlink()
                folder.rmdir()
        if os.name != "nt":
            os.close(descriptor)


def _acquire(folder: Path, path: Path, output: Path) -> int:
    flags = os.O_CREAT | os.O_RDWR | getattr(os, "O_NOFOLLOW", 0)
    while True:
        _make_private(folder)
        try:
            descriptor = os.open(path, flags, 0o600)
        except FileNotFoundError:  # the run before us has just removed the folder
            continue
        if not _try_lock(descriptor):
            process = os.pread(descriptor, 20, 0).decode("ascii", "replace") if os.name != "nt" else ""
            os.close(descriptor)
            raise HuiyinError("output.busy", path=output, process=process.strip() or "?")
        if _is_still_there(descriptor, path):
            os.ftruncate(descriptor, 0)
            os.lseek(descriptor, 0, os.SEEK_SET)
            os.write(descriptor, str(os.getpid()).encode("ascii"))
            return descriptor
        os.close(descriptor)


def _is_still_there(descriptor: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), path.lstat())
    except FileNotFoundError:
        return False


def _make_private(folder: Path) -> None:
    with contextlib.suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    try:
        status = folder.lstat()
    except FileNotFoundError:
        return
    ours = os.name == "nt" or (status.st_uid == os.geteuid() and status.st_mode & 0o077 == 0)
    if folder.is_symlink() or not folder.is_dir() or not ours:
        raise HuiyinError("output.folder_not_ours", folder=folder)

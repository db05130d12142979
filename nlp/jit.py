"""numba's ``njit`` with a private cache, or plain Python where numba cannot be had.

numba's cache is pickle: whoever may write it runs code in our process. So it is kept in a folder of the
user's own with mode 0700, checked before use, and switched off when that cannot be had.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import platformdirs

Function = TypeVar("Function", bound=Callable[..., Any])


def private_folder(path: Path) -> Path | None:
    """``path`` made with mode 0700, or None if others own it, can write it, or it cannot be made."""
    try:
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
        status = path.lstat()
    except OSError:
        return None
    if os.name == "posix":
        foreign = status.st_uid != os.getuid() or stat.S_ISLNK(status.st_mode)
        if foreign or status.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
            return None
    return path


def cache_folder(name: str) -> Path | None:
    """A private cache folder under ``HUIYIN_HOME`` or the platform's cache folder."""
    home = os.environ.get("HUIYIN_HOME")
    root = Path(home) / "cache" if home else Path(platformdirs.user_cache_dir("huiyin"))
    return private_folder(root / name) if private_folder(root) else None


def _load() -> tuple[Callable[[Function], Function], bool]:
    if os.environ.get("HUIYIN_WITHOUT_NUMBA"):
        return (lambda function: function), False
    try:
        import numba
    except ImportError:
        return (lambda function: function), False
    folder = cache_folder("numba")
    if folder is not None:
        numba.config.CACHE_DIR = str(folder)  # type: ignore[attr-defined]
    wrapper: Any = numba.njit(cache=folder is not None, nogil=True, boundscheck=False, error_model="numpy")
    return wrapper, True


njit, COMPILED = _load()

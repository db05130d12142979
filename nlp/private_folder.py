"""Folders that only their owner can write: what is kept there is trusted when it is read again."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import platformdirs


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

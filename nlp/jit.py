"""numba's ``njit`` with a private cache, or plain Python where numba cannot be had.

numba's cache is pickle: whoever may write it runs code in our process. So it is kept in a folder of the
user's own with mode 0700, checked before use, and switched off when that cannot be had.

numba looks only at a kernel's own file when it asks whether a compiled one is stale, not at the kernels it
calls nor at the modules of its argument types. So every state of the sources has a cache of its own.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from nlp.private_folder import cache_folder, private_folder

PACKAGES = ("nlp", "models")  # where kernels are
Function = TypeVar("Function", bound=Callable[..., Any])


def _load() -> tuple[Callable[[Function], Function], bool]:
    if os.environ.get("HUIYIN_WITHOUT_NUMBA"):
        return (lambda function: function), False
    try:
        import numba
    except ImportError:
        return (lambda function: function), False
    folder = kernel_folder(Path(__file__).resolve().parent.parent)
    if folder is not None:
        numba.config.CACHE_DIR = str(folder)  # type: ignore[attr-defined]
    wrapper: Any = numba.njit(cache=folder is not None, nogil=True, boundscheck=False, error_model="numpy")
    return wrapper, True


def kernel_folder(root: Path) -> Path | None:
    """The cache for the sources under ``root`` as they are now; those of earlier states are removed."""
    caches = cache_folder("numba")
    if caches is None:
        return None
    place = _short_hash(str(root))
    wanted = caches / f"{place}-{_state_of(root)}"
    for older in caches.glob(f"{place}-*"):
        if older != wanted:
            shutil.rmtree(older, ignore_errors=True)
    return private_folder(wanted)


def _state_of(root: Path) -> str:
    """Changes when a source file is added, removed or written anew."""
    files = sorted(path for package in PACKAGES for path in (root / package).rglob("*.py"))
    stamps = ((path, path.stat()) for path in files)
    lines = (f"{path.relative_to(root)} {stamp.st_size} {stamp.st_mtime_ns}" for path, stamp in stamps)
    return _short_hash("\n".join(lines))


def _short_hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:12]


njit, COMPILED = _load()

"""numba's ``njit`` with a private cache, or plain Python where numba cannot be had.

numba's cache is pickle: whoever may write it runs code in our process. So it is kept in a folder of the
user's own with mode 0700, checked before use, and switched off when that cannot be had.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any, TypeVar

from nlp.private_folder import cache_folder

Function = TypeVar("Function", bound=Callable[..., Any])


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

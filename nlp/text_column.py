"""A column of texts as the kernels see it: UTF-8 bytes and where each text starts, without copying."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa


@dataclass(frozen=True)
class TextColumn:
    """``data``: uint8, UTF-8; ``starts``: int64, length n + 1; text i is ``data[starts[i]:starts[i+1]]``."""

    data: npt.NDArray[np.uint8]
    starts: npt.NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.starts) - 1

    @classmethod
    def from_arrow(cls, array: pa.Array[Any] | pa.ChunkedArray[Any]) -> TextColumn:
        """View an Arrow string column; nulls read as empty texts. Raises TypeError for other types."""
        if isinstance(array, pa.ChunkedArray):
            array = array.combine_chunks()
        if not (pa.types.is_string(array.type) or pa.types.is_large_string(array.type)):
            raise TypeError(f"a string column is needed, not {array.type}")
        if array.null_count:
            array = array.fill_null("")
        _, offsets, data = array.buffers()
        if len(array) == 0 or offsets is None:
            return cls(np.zeros(0, np.uint8), np.zeros(1, np.int64))
        width = np.dtype(np.int64 if pa.types.is_large_string(array.type) else np.int32)
        starts = np.frombuffer(memoryview(offsets), dtype=width)[array.offset : array.offset + len(array) + 1]
        content = np.frombuffer(memoryview(data) if data is not None else b"", dtype=np.uint8)
        return cls(content, starts.astype(np.int64))

    @classmethod
    def from_texts(cls, texts: Iterable[str]) -> TextColumn:
        """Encode Python strings; lone surrogates are replaced by U+FFFD, which normalising drops."""
        encoded = [encode(text) for text in texts]
        starts = np.zeros(len(encoded) + 1, np.int64)
        np.cumsum([len(part) for part in encoded], out=starts[1:])
        return cls(np.frombuffer(b"".join(encoded), dtype=np.uint8), starts)


def encode(text: str) -> bytes:
    """UTF-8 bytes of any ``str``, each surrogate as U+FFFD."""
    try:
        return text.encode()
    except UnicodeEncodeError:
        return without_surrogates(text).encode()


def without_surrogates(text: str) -> str:
    """The text with each surrogate replaced by U+FFFD; as many characters as before."""
    return re.sub("[\ud800-\udfff]", "\ufffd", text)

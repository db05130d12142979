"""Kernels are compiled where numba can be had, and run as plain Python where it cannot."""

import sys

import pytest

from nlp import jit


def test_kernels_run_as_plain_python_where_numba_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "numba", None)
    wrapper, compiled = jit._load()

    def double(number: int) -> int:
        return 2 * number

    assert not compiled
    assert wrapper(double) is double

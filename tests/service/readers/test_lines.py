from __future__ import annotations

import io
import tracemalloc

from hypothesis import given
from hypothesis import strategies as st

from service.readers import lines
from service.readers.lines import Position, read_lines


@given(st.lists(st.text(alphabet=st.characters(exclude_characters="\r\n", codec="utf-8"), max_size=30)))
def test_lines_joined_are_the_file(texts: list[str]) -> None:
    whole = "\n".join(texts)
    found = list(read_lines(io.BytesIO(whole.encode()), "utf-8", Position()))
    assert "".join(line or "" for line in found) == whole


def test_a_character_cut_by_a_chunk_is_read_whole(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(lines, "CHUNK_BYTES", 5)
    found = list(read_lines(io.BytesIO("路灯坏了\n夜里看不见\n".encode()), "utf-8", Position()))
    assert found == ["路灯坏了\n", "夜里看不见\n"]


def test_a_long_line_is_left_out_and_its_neighbours_stay() -> None:
    data = b"a\n" + b"x" * 50 + b"\nb\n" + b"y" * 50
    assert list(read_lines(io.BytesIO(data), "utf-8", Position(), longest=20)) == ["a\n", None, "b\n", None]


def test_an_endless_line_takes_no_memory() -> None:
    class Endless(io.RawIOBase):
        left = 200 << 20

        def read(self, size: int = -1, /) -> bytes:
            self.left -= size
            return b"x" * size if self.left > 0 else b""

    tracemalloc.start()
    found = list(read_lines(Endless(), "utf-8", Position()))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found == [None]
    assert peak < 3 * lines.LONGEST_LINE


def test_the_position_counts_the_bytes() -> None:
    position = Position()
    list(read_lines(io.BytesIO("路灯\n".encode("gb18030")), "gb18030", position))
    assert position() == 5


def test_bare_carriage_returns_end_lines_where_there_is_nothing_else() -> None:
    assert list(read_lines(io.BytesIO(b"a\rb\rc"), "utf-8", Position())) == ["a\r", "b\r", "c"]

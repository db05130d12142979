"""Small SVG charts for the HTML reports: reliability, curves, bars over time, and matrices of counts.

Plain strings, no library: they print, zoom, and are read by a screen reader through their titles.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

_FONT = 'font-family="Noto Sans CJK SC, Microsoft YaHei, PingFang SC, sans-serif"'
_INK, _QUIET, _GRID = "#1c2733", "#5b6875", "#d9e0e6"
COLOURS = ("#1f6fb2", "#c4521a", "#2f8f57", "#8456a8")


@dataclass(frozen=True)
class Curve:
    """Points (x, y), both 0 to 1, with a name; ``dashed`` for a line to compare with."""

    name: str
    points: Sequence[tuple[float, float]]
    dashed: bool = False


def share_chart(
    title: str, curves: Sequence[Curve], x_label: str, y_label: str, lowest: float = 0.0, dots: bool = False
) -> str:
    """Curves over shares; the y axis runs from ``lowest`` to 1, the x axis from 0 to 1."""
    left, top, width, height = 64, 16, 420, 300

    def place(x: float, y: float) -> tuple[float, float]:
        share = (min(max(y, lowest), 1.0) - lowest) / (1 - lowest)
        return left + x * width, top + (1 - share) * height

    parts = []
    for step in range(6):
        share = step / 5
        x, y = place(share, lowest)[0], place(0, lowest + share * (1 - lowest))[1]
        parts.append(f'<line x1="{left}" y1="{y:.1f}" x2="{left + width}" y2="{y:.1f}" stroke="{_GRID}"/>')
        parts.append(_text(left - 8, y + 4, f"{lowest + share * (1 - lowest):.0%}", "end"))
        parts.append(_text(x, top + height + 18, f"{share:.0%}", "middle"))
    for number, curve in enumerate(curves):
        colour = _QUIET if curve.dashed else COLOURS[number % len(COLOURS)]
        points = [place(x, y) for x, y in curve.points]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        dash = ' stroke-dasharray="5 4"' if curve.dashed else ""
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"{dash}/>')
        if dots and not curve.dashed:
            parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{colour}"/>' for x, y in points]
        parts.append(_text(left + width + 12, top + 16 + 20 * number, curve.name, "start", colour))
    parts.append(_text(left + width / 2, top + height + 40, x_label, "middle", _QUIET))
    parts.append(_text(left, top - 4, y_label, "start", _QUIET))
    return _svg(title, left + width + 190, top + height + 52, parts)


def matrix_chart(
    title: str, names: Sequence[str], counts: Sequence[Sequence[int]], row_label: str, column_label: str
) -> str:
    """Counts by row (truth) and column (answer), shaded by the share of their row; the diagonal is green."""
    cell, left, top = 34, 150, 120
    parts = []
    for i, name in enumerate(names):
        parts.append(_text(left - 8, top + i * cell + 22, name, "end"))
        x, y = left + i * cell + 20, top - 8
        parts.append(f'<g transform="rotate(-55 {x} {y})">{_text(x, y, name, "start")}</g>')
        total = sum(counts[i])
        for j, count in enumerate(counts[i]):
            share = count / total if total else 0.0
            colour = COLOURS[2] if i == j else COLOURS[1]
            x, y = left + j * cell, top + i * cell
            parts.append(
                f'<rect x="{x}" y="{y}" width="{cell - 2}" height="{cell - 2}" fill="{colour}" '
                f'fill-opacity="{share:.3f}" stroke="{_GRID}">'
                f"<title>{escape(names[i])} → {escape(names[j])}: {count}</title></rect>"
            )
            if count:
                ink = "#fff" if share > 0.6 else _INK
                parts.append(_text(x + cell / 2 - 1, y + 21, str(count), "middle", ink, 12))
    size = cell * len(names)
    parts.append(_text(left - 8, top - 8, row_label, "end", _QUIET))
    parts.append(_text(left + size + 6, top - 8, column_label, "start", _QUIET))
    return _svg(title, left + size + 110, top + size + 10, parts)


def bar_chart(title: str, bars: Sequence[tuple[str, float]], unit: str = "") -> str:
    """Upright bars with their labels below, in the order given; every n-th label where they are many."""
    left, top, height = 48, 20, 160
    width = max(10.0, min(46.0, 640 / max(len(bars), 1)))
    most = max((value for _, value in bars), default=0.0) or 1.0
    every = max(1, -(-len(bars) // 12))
    parts = [_text(left - 8, top + 4, f"{most:,.0f}", "end"), _text(left - 8, top + height + 4, "0", "end")]
    right, bottom = left + width * len(bars), top + height
    parts.append(f'<line x1="{left}" y1="{bottom}" x2="{right:.0f}" y2="{bottom}" stroke="{_QUIET}"/>')
    for number, (label, value) in enumerate(bars):
        tall = value / most * height
        x = left + number * width
        parts.append(
            f'<rect x="{x + 1:.1f}" y="{bottom - tall:.1f}" width="{max(width - 2, 1):.1f}" '
            f'height="{tall:.1f}" fill="{COLOURS[0]}">'
            f"<title>{escape(label)}: {value:,.0f}{escape(unit)}</title></rect>"
        )
        if number % every == 0:
            parts.append(_text(x + width / 2, top + height + 18, label, "middle", _QUIET, 11))
    return _svg(title, int(left + width * len(bars) + 60), top + height + 30, parts)


def _text(x: float, y: float, words: str, anchor: str, colour: str = _INK, size: int = 13) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}" font-size="{size}" {_FONT}>'
        f"{escape(words)}</text>"
    )


def _svg(title: str, width: int, height: int, parts: Sequence[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
        f'role="img" aria-label="{escape(title)}"><title>{escape(title)}</title>{"".join(parts)}</svg>'
    )

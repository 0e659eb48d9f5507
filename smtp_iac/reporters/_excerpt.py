"""A line of a source, with carets under a span: cropped, aligned, and safe for a terminal."""

from __future__ import annotations

from ..printing import visible
from ._place import CONTINUATION

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..source import Span
    from ._place import Places

WIDTH = 100
"""The most columns of a line that are shown."""

LEAST_CONTEXT = 12
"""Columns kept before and after a span that is too long to be shown whole."""

REACH = 4 * WIDTH
"""Bytes that are looked at before a span begins, and half of what is looked at after it."""

TAB = "    "


def excerpt(span: Span, places: Places) -> tuple[int, str, str]:
    """The line's number, its text, and the carets under the part of the span that lies on its first line."""
    lines = places.lines(span.source)
    line = lines.position(span.start)[0]
    first, last = lines.bounds(line)
    start = min(span.start, last)
    end = max(start, min(span.end, last))
    low, high = max(first, start - REACH), min(last, start + 2 * REACH)
    data = span.source.data
    before = data[low:start].lstrip(CONTINUATION).decode("utf-8", "ignore")
    inside = data[start : min(end, high)].decode("utf-8", "ignore")
    after = data[min(end, high) : high].decode("utf-8", "ignore")
    cut_before = low > first or len(before) > WIDTH
    cut_after = high < last or len(after) > WIDTH
    cells = (_cells(before[-WIDTH:]), _cells(inside[: WIDTH + 1]), _cells(after[:WIDTH]))
    return (line, *_crop(*cells, cut_before, cut_after))


def _cells(text: str) -> list[tuple[str, int]]:
    """Each character as it is shown, with the columns that it takes."""
    return [(shown, _columns(shown)) for shown in (TAB if c == "\t" else visible(c) for c in text)]


def _columns(shown: str) -> int:
    if shown.isascii():
        return len(shown)
    from unicodedata import combining, east_asian_width

    return sum(0 if combining(c) else 2 if east_asian_width(c) in "WF" else 1 for c in shown)


def _crop(
    before: list[tuple[str, int]],
    inside: list[tuple[str, int]],
    after: list[tuple[str, int]],
    cut_before: bool,
    cut_after: bool,
) -> tuple[str, str]:
    """The line and its carets within WIDTH: the span first, then what stands before it, then what follows."""
    kept = _take(inside, WIDTH - 2 * LEAST_CONTEXT)
    rest = WIDTH - _width(kept)
    if len(kept) < len(inside):
        after, cut_after = [], True
    lead = _take(before[::-1], rest - min(LEAST_CONTEXT, _width(after)))[::-1]
    if len(lead) < len(before):
        lead, cut_before = _take(lead[::-1], rest - min(rest // 2, _width(after)))[::-1], True
    tail = _take(after, rest - _width(lead))
    left = "…" if cut_before else ""
    right = "…" if cut_after or len(tail) < len(after) else ""
    line = left + "".join(shown for shown, _ in (*lead, *kept, *tail)) + right
    return line.rstrip(), " " * (len(left) + _width(lead)) + "^" * max(1, _width(kept))


def _take(cells: list[tuple[str, int]], columns: int) -> list[tuple[str, int]]:
    """As many of the first cells as fit."""
    for count, (_, width) in enumerate(cells):
        columns -= width
        if columns < 0:
            return cells[:count]
    return cells


def _width(cells: list[tuple[str, int]]) -> int:
    return sum(width for _, width in cells)

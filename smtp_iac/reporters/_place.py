"""Lines and columns of spans, each source being read once however many findings it has, and safe text."""

from __future__ import annotations

from bisect import bisect_right

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..finding import Paths
    from ..source import Source, Span

BLOCK = 1 << 12
CONTINUATION = bytes(range(0x80, 0xC0))
"""The bytes of UTF-8 that begin no character."""


class Place:
    """Where a span is, 1-based, columns in code points, the end exclusive."""

    __slots__ = ("column", "end_column", "end_line", "line", "path")

    def __init__(self, path: str, start: tuple[int, int], end: tuple[int, int]) -> None:
        self.path = path
        self.line, self.column = start
        self.end_line, self.end_column = end


class Places:
    """Finds the places of one report."""

    def __init__(self, paths: Paths) -> None:
        self.paths = paths
        self._lines: dict[int, _Lines] = {}

    def of(self, span: Span) -> Place:
        """The place with the path as the operating system has it."""
        lines = self.lines(span.source)
        return Place(span.source.path, lines.position(span.start), lines.position(span.end))

    def lines(self, source: Source) -> _Lines:
        key = id(source)
        if key not in self._lines:
            self._lines[key] = _Lines(source)
        return self._lines[key]

    def text(self, span: Span) -> str:
        """FILE:LINE:COLUMN as people read it."""
        place = self.of(span)
        return f"{self.display(place.path)}:{place.line}:{place.column}"

    def display(self, path: str) -> str:
        return readable(self.paths.display(path))

    def entry(self, path: str, line: int | None) -> str:
        """FILE:LINE, or FILE where no line is to blame."""
        return self.display(path) if line is None else f"{self.display(path)}:{line}"


class _Lines:
    """The lines of one source. A plan is one line of many megabytes, so characters are counted by blocks."""

    __slots__ = ("_blocks", "data", "starts")

    def __init__(self, source: Source) -> None:
        self.data = data = source.data
        self.starts = [0]
        end = data.find(b"\n")
        while end >= 0:
            self.starts.append(end + 1)
            end = data.find(b"\n", end + 1)
        self._blocks: list[int] | None = None if data.isascii() else _characters_before_blocks(data)

    def position(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self.starts, offset)
        return line, self._characters(offset) - self._characters(self.starts[line - 1]) + 1

    def _characters(self, offset: int) -> int:
        """How many characters there are before a byte offset."""
        if self._blocks is None:
            return offset
        block = offset // BLOCK
        return self._blocks[block] + len(self.data[block * BLOCK : offset].translate(None, CONTINUATION))

    def bounds(self, line: int) -> tuple[int, int]:
        """The byte range of a line without its end (LF or CRLF)."""
        start = self.starts[line - 1]
        end = self.starts[line] - 1 if line < len(self.starts) else len(self.data)
        if end > start and self.data[end - 1 : end] == b"\r":
            end -= 1
        return start, end


def _characters_before_blocks(data: bytes) -> list[int]:
    counts = [0]
    for start in range(0, len(data), BLOCK):
        counts.append(counts[-1] + len(data[start : start + BLOCK].translate(None, CONTINUATION)))
    return counts


def readable(text: str) -> str:
    """Text that UTF-8 can hold: bytes of a file name that are none are written `\\xNN`, and the halves of a
    surrogate pair, which JSON lets through, `\\uNNNN`."""
    if text.isascii():
        return text
    try:
        return text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    except UnicodeEncodeError:
        return text.encode("utf-8", "backslashreplace").decode()


def clean(value: Any) -> Any:
    """A JSON document whose every text is readable: a lone surrogate is refused by strict readers."""
    if isinstance(value, str):
        return readable(value)
    if isinstance(value, list):
        return [clean(item) for item in value]
    if isinstance(value, dict):
        return {readable(key): clean(item) for key, item in value.items()}
    return value

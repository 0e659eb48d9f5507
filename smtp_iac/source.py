"""Files as the rest of the program sees them: `Source` (one file's bytes) and `Span` (a place in it).

Offsets are byte offsets into `Source.data`, which is UTF-8 whatever the file was. Lines and columns are
computed only when something is reported: a line ends at LF, columns are 1-based code points.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


class Source:
    """One file: `path` as given to the operating system, `data` its content as UTF-8 without a BOM."""

    __slots__ = ("_wide", "data", "path")

    def __init__(self, path: str, data: bytes) -> None:
        self.path = path
        self.data = data
        self._wide: list[int] | None = None

    @property
    def text(self) -> str:
        return self.data.decode("utf-8", "replace")

    def position(self, offset: int) -> tuple[int, int]:
        """The 1-based line and column of a byte offset."""
        start = self.data.rfind(b"\n", 0, offset) + 1
        line = self.data.count(b"\n", 0, start) + 1
        return line, len(self.data[start:offset].decode("utf-8", "replace")) + 1

    def offset(self, index: int) -> int:
        """The byte offset of a character index into `text`."""
        if self._wide is None:
            self._wide = [] if self.data.isascii() else wide_characters(self.text)
        if not self._wide:
            return index
        return index + extra_bytes(self._wide, index)


def wide_characters(text: str) -> list[int]:
    """The index of each character beyond ASCII, once for every byte that it takes more than one."""
    wide: list[int] = []
    for index, character in enumerate(text):
        if character > "\x7f":
            wide.extend([index] * (len(character.encode("utf-8", "replace")) - 1))
    return wide


def extra_bytes(wide: list[int], index: int) -> int:
    from bisect import bisect_left

    return bisect_left(wide, index)


class Span:
    """A half-open range of bytes in a source, or a place that is searched for when it is first reported."""

    __slots__ = ("_find", "_range", "source")

    def __init__(
        self, source: Source, start: int, end: int, find: Callable[[], tuple[int, int]] | None = None
    ) -> None:
        self.source = source
        self._range = (start, end)
        self._find = find

    @classmethod
    def searched(cls, source: Source, find: Callable[[], tuple[int, int]]) -> Span:
        """A place whose search costs something: `find` gives its byte range, and is called at most once."""
        return cls(source, 0, 0, find)

    def _resolve(self) -> tuple[int, int]:
        if self._find is not None:
            self._range = self._find()
            self._find = None
        return self._range

    @property
    def start(self) -> int:
        return self._resolve()[0]

    @property
    def end(self) -> int:
        return self._resolve()[1]

    @property
    def line(self) -> int:
        return self.source.position(self.start)[0]

    def encloses(self, other: Span) -> bool:
        return self.source is other.source and self.start <= other.start and other.end <= self.end

    @property
    def sort_key(self) -> tuple[str, int, int]:
        return (self.source.path, self.start, self.end)

    def __repr__(self) -> str:
        return f"{self.source.path}:{self.line}"

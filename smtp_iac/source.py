"""Files as the rest of the program sees them: `Tree` (all access to them, its boundary and limits),
`Source` (one file's bytes) and `Span` (a place in it).

Offsets are byte offsets into `Source.data`, which is UTF-8 whatever the file was. Lines and columns are
computed only when something is reported: a line ends at LF, columns are 1-based code points.
"""

from __future__ import annotations

import os

from .content import (
    FILE_LIMIT,
    GZIP_MAGIC,
    JSON_LIMIT,
    Unreadable,
    decoded,
    read_bytes,
    read_regular,
    reason_of,
)
from .paths import (
    STANDARD_INPUT,
    STANDARD_INPUT_NAME,
    find_boundary,
    printable,
    relative_to,
    resolved,
    within,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import Literal

    Foreign = Literal["", "installed", "shipped"]

__all__ = ("Source", "Span", "Tree", "Unreadable")

PACKED_TIMES = 100
"""How many times as large as the file a packed one may be, beyond FILE_LIMIT; plans are 10 to 40 times."""
INSTALLED = os.path.join(os.sep, ".terraform", "")
"""In the path of a file below the boundary: a tool has put it there."""


BLOCK = 1 << 16
"""Bytes of a text whose lines are counted once."""


class Source:
    """One file: `path` as given to the operating system, `data` its content as UTF-8 without a BOM.

    foreign: empty for the user's own files; "installed" for what a tool has put into the tree, "shipped" for
    a file of this program, which no report names.
    """

    __slots__ = ("_lines", "_wide", "data", "foreign", "path")

    def __init__(self, path: str, data: bytes, foreign: Foreign = "") -> None:
        self.path = path
        self.data = data
        self.foreign = foreign
        self._wide: list[int] | None = None
        self._lines: list[int] | None = None  # on which each block of the text begins

    @property
    def text(self) -> str:
        return self.data.decode("utf-8", "replace")

    def position(self, offset: int) -> tuple[int, int]:
        """The 1-based line and column of a byte offset."""
        start = self.data.rfind(b"\n", 0, offset) + 1
        return self.line(offset), len(self.data[start:offset].decode("utf-8", "replace")) + 1

    def line(self, offset: int) -> int:
        """The 1-based line of a byte offset."""
        if self._lines is None:
            self._lines = [1]
        block, lines = offset // BLOCK, self._lines
        for at in range(BLOCK * (len(lines) - 1), BLOCK * block, BLOCK):
            lines.append(lines[-1] + self.data.count(b"\n", at, at + BLOCK))
        return lines[block] + self.data.count(b"\n", BLOCK * block, offset)

    def offset(self, index: int) -> int:
        """The byte offset of a character index into `text`."""
        if self._wide is None:
            self._wide = [] if self.data.isascii() else wide_characters(self.text)
        if not self._wide:
            return index
        from bisect import bisect_left

        return index + bisect_left(self._wide, index)


def wide_characters(text: str) -> list[int]:
    """The index of each character beyond ASCII, once for every byte that it takes more than one."""
    wide: list[int] = []
    for index, character in enumerate(text):
        if character > "\x7f":
            wide.extend([index] * (len(character.encode("utf-8", "replace")) - 1))
    return wide


class Span:
    """A half-open range of bytes in a source."""

    __slots__ = ("end", "source", "start")

    def __init__(self, source: Source, start: int, end: int) -> None:
        self.source = source
        self.start = start
        self.end = end

    @classmethod
    def searched(cls, source: Source, find: Callable[[], tuple[int, int]]) -> Span:
        """A place whose search costs something: `find` gives its byte range, and is called at most once."""
        return SearchedSpan(source, find)

    @property
    def line(self) -> int:
        return self.source.line(self.start)

    def encloses(self, other: Span) -> bool:
        return self.source is other.source and self.start <= other.start and other.end <= self.end

    @property
    def sort_key(self) -> tuple[str, int, int]:
        return (self.source.path, self.start, self.end)

    def __repr__(self) -> str:
        return f"{self.source.path}:{self.line}"


class SearchedSpan(Span):
    """A place that is searched for when it is first reported."""

    __slots__ = ("_find", "_range")

    def __init__(self, source: Source, find: Callable[[], tuple[int, int]]) -> None:
        self.source = source
        self._find = find
        self._range: tuple[int, int] | None = None

    def _resolve(self) -> tuple[int, int]:
        if self._range is None:
            self._range = self._find()
        return self._range

    @property
    def start(self) -> int:  # type: ignore[override]
        return self._resolve()[0]

    @property
    def end(self) -> int:  # type: ignore[override]
        return self._resolve()[1]


class Tree:
    """All access to files. Nothing is opened but regular files inside the boundary, and what was named.

    Paths may be relative to the working directory; those of Sources are absolute and without links, so one
    file is one Source, however it was reached. `boundary` and `working_directory` are such paths too, and
    `standard_input`, which stands for it: nothing is there on the disk.
    """

    __slots__ = (
        "_directories",
        "_installed",
        "_listed",
        "_named",
        "_sources",
        "boundary",
        "regular",
        "standard_input",
        "working_directory",
    )

    def __init__(self, boundary: str, working_directory: str) -> None:
        self.boundary = os.path.realpath(boundary)
        self.working_directory = os.path.realpath(working_directory)
        self.standard_input = os.path.join(self.working_directory, STANDARD_INPUT_NAME)
        self._installed: list[str] = []
        self._directories: dict[str, str] = {}
        self.regular: set[str] = set()  # files inside the boundary that a search saw
        self._listed: dict[str, set[str]] = {}
        self._named: set[str] = set()
        self._sources: dict[str, Source] = {}

    @classmethod
    def for_paths(cls, paths: Sequence[str], working_directory: str) -> Tree:
        files = [path for path in paths if path != STANDARD_INPUT]
        return cls(find_boundary(files, working_directory), working_directory)

    def note_searched(self, directory: str, names: set[str], files: Iterable[str]) -> None:
        """Note what a search saw, so that the disk is not asked again; paths are real, `files` regular."""
        if within(directory, self.boundary):
            self.regular.update(files)
        self._listed[directory] = names

    def lacks(self, directory: str, name: str) -> bool:
        """Whether a directory was searched and has nothing of this name."""
        names = self._listed.get(directory)
        if names is None or name in names:
            return False
        return os.sep not in name and name == name.strip() != ".."

    def place(self, path: str) -> str:
        """The absolute path of a file in its directory's real place; the file itself may be a link."""
        directory, _, name = path.rpartition(os.sep)
        if directory in self._directories and name not in ("", ".", ".."):
            return os.path.join(self._directories[directory], name)
        directory, name = os.path.split(os.path.join(self.working_directory, path))
        if name in ("", ".", ".."):
            return resolved(os.path.join(directory, name))
        real = self._directories.get(directory)
        if real is None:
            real = self._directories[directory] = resolved(directory)
        return os.path.join(real, name)

    def real(self, path: str) -> str:
        """The absolute path without links."""
        if path in self._listed or path in self.regular:
            return path
        place = self.place(path)
        return resolved(place) if os.path.islink(place) else place

    def inside(self, path: str) -> bool:
        """Whether the path, its links followed, lies in the boundary."""
        return within(self.real(path), self.boundary)

    def name(self, path: str) -> None:
        """Allow a file to be read that the command line names, wherever it is."""
        self._named.add(self.real(path))

    def read(self, path: str) -> Source:
        """The file as UTF-8. Raises Unreadable, also for what lies outside the boundary and was not named."""
        if path in self.regular:
            return self.read_found(path)
        real = self.real(path)
        source = self._sources.get(real)
        if source is None:
            if not (within(real, self.boundary) or real in self._named):
                raise Unreadable(self.place(path), None, "outside the boundary of the scan")
            source = self._add(real, read_bytes(real, self.place(path)))
        return source

    def read_found(self, real: str) -> Source:
        """The same for a regular file's absolute path without links, inside the boundary."""
        return self._sources.get(real) or self._add(real, read_regular(real, real))

    def unpack(self, path: str, packed: bytes) -> Source:
        """The file with the content that is packed in it with gzip. Raises Unreadable."""
        from .gzipped import GzipFault, unpacked

        most = min(JSON_LIMIT, max(FILE_LIMIT, PACKED_TIMES * len(packed)))
        try:
            return self._add(self.real(path), unpacked(packed, most))
        except GzipFault as fault:
            raise Unreadable(path, None, fault.reason, fault.sample) from None

    def read_standard_input(self) -> Source:
        """Raises Unreadable."""
        from .standard_input import NoInput, read_all

        path = self.standard_input
        try:
            data = read_all(JSON_LIMIT)
        except NoInput as reason:
            raise Unreadable(path, None, f"standard input is {reason}") from None
        return self.unpack(path, data) if data.startswith(GZIP_MAGIC) else self._add(path, data)

    def _add(self, real: str, content: bytes) -> Source:
        is_installed = (self._installed or INSTALLED in real) and self.is_installed(real)
        source = Source(real, decoded(real, content), "installed" if is_installed else "")
        self._sources[real] = source
        return source

    def note_installed(self, directory: str) -> None:
        """A tool has put there what lies below."""
        real = self.real(directory)
        self._installed.append(real)
        for path, source in self._sources.items():
            if within(path, real):
                source.foreign = "installed"

    def is_installed(self, real: str) -> bool:
        """Whether a tool has put the file there: in a directory of that name, or in one of those given."""
        if INSTALLED in real and INSTALLED in real[len(self.boundary) :]:
            return True
        return bool(self._installed) and any(within(real, one) for one in self._installed)

    def read_shipped(self, path: str) -> Source:
        """A file of this program's own package."""
        return Source(path, read_bytes(path, path), "shipped")

    def read_named(self, path: str) -> Source:
        """The same for a file that the command line names, as `--var-file` does."""
        self.name(path)
        return self.read(path)

    def forget(self, source: Source) -> None:
        """Drop a file that turned out to be nothing of ours."""
        self._sources.pop(source.path, None)

    def list_directory(self, path: str) -> list[str]:
        """The names in a directory, sorted. Raises Unreadable."""
        if path in self._listed:
            return sorted(self._listed[path])
        if not self.inside(path):
            raise Unreadable(self.place(path), None, "outside the boundary of the scan")
        try:
            return sorted(os.listdir(self.real(path)))
        except (OSError, ValueError) as error:
            raise Unreadable(self.place(path), None, reason_of(error)) from None

    def exists_file(self, path: str) -> bool:
        """Whether there is a file or a link to one, inside the boundary."""
        return self.inside(path) and os.path.isfile(self.real(path))

    def display(self, path: str) -> str:
        """The path as text and JSON show it: relative to the working directory, absolute if far from it."""
        if path == self.standard_input:
            return STANDARD_INPUT_NAME
        near = within(path, self.working_directory) or within(path, self.boundary)
        return printable(relative_to(self.working_directory, path) if near else path)

    def relative(self, path: str) -> str:
        """The path as fingerprints and SARIF show it: relative to the boundary, absolute outside of it."""
        if path == self.standard_input:
            return STANDARD_INPUT_NAME
        return printable(relative_to(self.boundary, path) if within(path, self.boundary) else path)

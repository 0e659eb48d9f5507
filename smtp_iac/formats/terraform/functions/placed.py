"""Where the parts of a decoded document stand in its file."""

from __future__ import annotations

from ....source import Span
from ..values.interpolation import normal_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ....source import Source
    from ....value import Known

    Path = tuple[str | int, ...]


class Placed:
    """A decoded scalar and the place where it is written."""

    __slots__ = ("data", "span")

    def __init__(self, data: Any, span: Span) -> None:
        self.data = data
        self.span = span


def bare(data: Any) -> Any:
    return data.data if isinstance(data, Placed) else data


def file_of(text: Known) -> Source | None:
    """The file whose unchanged text this is; None for any other text."""
    span = text.origin.literal.span
    if span is None or span.start != 0 or span.end != len(span.source.data):
        return None
    return span.source if span.source.text == text.data else None


def place_in(source: Source, start: int, end: int) -> Span:
    """A place given in characters of the text."""
    return Span(source, source.offset(start), source.offset(end))


class JsonPlaces:
    """The places of the scalars of a JSON file, which is read again when the first one is asked for."""

    __slots__ = ("_found", "source")

    def __init__(self, source: Source) -> None:
        self.source = source
        self._found: dict[Path, tuple[int, int]] | None = None

    def placed(self, data: Any) -> Any:
        """The data with all of its scalars placed."""
        return self._placed(data, ())

    def _placed(self, data: Any, path: Path) -> Any:
        if isinstance(data, dict):
            return {key: self._placed(each, (*path, key)) for key, each in data.items()}
        if isinstance(data, list):
            return [self._placed(each, (*path, at)) for at, each in enumerate(data)]
        return Placed(data, Span.searched(self.source, lambda: self._at(path)))

    def _at(self, path: Path) -> tuple[int, int]:
        if self._found is None:
            self._found = _places(self.source.data)
        return self._found.get(path, (0, len(self.source.data)))


def _places(data: bytes) -> dict[Path, tuple[int, int]]:
    from ..syntax import SyntaxProblem
    from ..syntax.json_values import parse_json

    found: dict[Path, tuple[int, int]] = {}
    try:
        stack: list[tuple[Path, Any]] = [((), parse_json(data))]
    except SyntaxProblem:
        return found
    while stack:
        path, node = stack.pop()
        if node.kind == "object":
            stack += [((*path, normal_text(key.value)), value) for key, value in reversed(node.value)]
        elif node.kind == "array":
            stack += [((*path, at), value) for at, value in enumerate(node.value)]
        else:
            found[path] = (node.start, node.end)
    return found

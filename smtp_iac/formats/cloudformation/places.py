"""Where the nodes of a template stand, when some are of files that it includes."""

from __future__ import annotations

from bisect import bisect_right

from ...source import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ...source import Source
    from .syntax.nodes import Node


class Places:
    """The texts of a template's files, as if one followed the other: a node's position tells its file.

    sources: of the template and of all that it includes. why: by the position of the argument of
    Fn::Transform, why what it includes is not at hand.
    """

    def __init__(self, source: Source) -> None:
        self._starts = [0]
        self.sources = [source]
        self.why: dict[int, str] = {}

    def add(self, source: Source) -> int:
        """Where the positions of one more file begin."""
        start = self._starts[-1] + len(self.sources[-1].text) + 1
        self._starts.append(start)
        self.sources.append(source)
        return start

    @property
    def paths(self) -> set[str]:
        return {source.path for source in self.sources}

    def start(self, node: Node) -> int:
        """Where the positions of the node's file begin."""
        return self._starts[bisect_right(self._starts, node.start) - 1]

    def span(self, node: Node) -> Span:
        number = bisect_right(self._starts, node.start) - 1 if len(self._starts) > 1 else 0
        source, start = self.sources[number], self._starts[number]
        return Span(source, source.offset(node.start - start), source.offset(node.end - start))

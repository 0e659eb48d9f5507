"""Splits a block's body into attributes and nested blocks; no expression is parsed."""

from __future__ import annotations

from ....patterns import pattern
from . import SyntaxProblem
from .attributes import EASY_ATTRIBUTE, Attribute, SetTwice, easy_attribute, read_attribute
from .blocks import ATTRIBUTE, BETWEEN, HEADER, LINE_REST, Block, make_block
from .skipping import IDENTIFIER, close, in_a_row, without_pairs

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, KeysView
    from re import Match

_NEXT_ITEM = rb"(?m)^([ \t]*+)" + IDENTIFIER + rb"[^\n=]*+(?:=(?![=>])|\{)"
_MOST_PROBLEMS = 20  # then splitting stops, so that a hostile body costs no quadratic time
_DEEPEST = 150


class Body:
    """What stands between a block's braces.

    `attributes` by name (what is set twice cannot be parsed; `duplicates` are all but the first of a name),
    nested `blocks` in order, and `problems`: what could not be split, offsets into the file. A problem costs
    one attribute or block. An attribute that was read with one match is made when somebody asks for it.
    """

    __slots__ = ("_found", "blocks", "data", "depth", "duplicates", "end", "problems", "start")

    def __init__(self, data: bytes, start: int, end: int, depth: int = 1) -> None:
        self.data = data
        self.start = start
        self.end = end
        self.depth = depth
        self._found: dict[str, Attribute | Match[bytes]] = {}
        self.duplicates: list[Attribute] = []
        self.blocks: list[Block] = []
        self.problems: list[SyntaxProblem] = []

    @property
    def attributes(self) -> dict[str, Attribute]:
        return {name: found for name in self._found if (found := self.attribute(name)) is not None}

    def attribute(self, name: str) -> Attribute | None:
        found = self._found.get(name)
        if found is None or isinstance(found, Attribute):
            return found
        made = self._found[name] = easy_attribute(self.data, name, found)
        return made

    def attribute_names(self) -> KeysView[str]:
        return self._found.keys()

    def blocks_of(self, name: str) -> list[Block]:
        """The nested blocks of a type, in order."""
        return [block for block in self.blocks if block.type == name] if self.blocks else []

    def names(self) -> Iterable[str]:
        """The names of attributes and the types of nested blocks, each once."""
        return dict.fromkeys([*self._found, *(block.type for block in self.blocks)])

    def add(self, attribute: Attribute) -> None:
        if self._found.setdefault(attribute.name, attribute) is not attribute:
            self.duplicates.append(attribute)
            self._found[attribute.name] = SetTwice(attribute)

    def add_easy(self, data: bytes, pos: int, end: int) -> int:
        """Add the attributes from `pos` on that match as a whole; the offset after them."""
        matches = in_a_row(EASY_ATTRIBUTE, data, pos, end)
        if not matches:
            return pos
        for match in matches:
            name = match[1].decode()
            if self._found.setdefault(name, match) is not match:
                self.add(easy_attribute(data, name, match))
        return matches[-1].end()

    def add_block(self, block: Block) -> None:
        """Add a nested block. In a top-level block, what stands in a block `_` stands beside it: so arguments
        can be written that have the name of a meta-argument."""
        if block.type != "_" or block.labels or self.depth > 1:
            self.blocks.append(block)
            return
        inner = block.body()
        for attribute in (*inner.attributes.values(), *inner.duplicates):
            self.add(attribute)
        self.blocks += inner.blocks
        self.problems += inner.problems


def body(data: bytes, start: int, end: int, depth: int = 1, paired: bool = False) -> Body:
    """Split data[start:end], the text between a block's braces. Raises nothing: see `Body.problems`.

    `depth` says how many blocks the body lies in; bodies deeper than 150 are not split. `paired`: all
    brackets in the text are known to be.
    """
    result = Body(data, start, end, depth)
    if depth > _DEEPEST:
        result.problems.append(SyntaxProblem(start, f"nested deeper than {_DEEPEST} levels"))
        return result
    pos = last = start
    paired = paired or not without_pairs(data[start:end])
    while True:
        if paired:
            pos = last = result.add_easy(data, pos, end)
        item = pos = BETWEEN(data, pos, end).end()  # type: ignore[union-attr]
        if pos >= end:
            break
        try:
            pos = last = _item(data, pos, end, result)
        except SyntaxProblem as problem:
            result.problems.append(problem)
            pos = _resume(data, item, end)
            if len(result.problems) >= _MOST_PROBLEMS:
                break
    if last > start and not result.problems:
        _check_lines(result, last)
    return result


def _item(data: bytes, pos: int, end: int, result: Body) -> int:
    """Read the attribute or block at `pos`; the offset after it."""
    match = ATTRIBUTE(data, pos, end)
    if match:
        attribute = read_attribute(data, match, end)
        result.add(attribute)
        after = attribute.end
    else:
        header = HEADER(data, pos, end)
        if not header:
            raise SyntaxProblem(pos, "neither an attribute nor a block")
        after = close(data, header.end() - 1, end)
        block = make_block(data, header, after, result.depth)
        result.add_block(block)
    if not LINE_REST(data, after, end):
        result.problems.append(SyntaxProblem(after, "a new line is missing here"))
    return after


def _resume(data: bytes, item: int, end: int) -> int:
    """The next line that looks like an attribute or block, indented no deeper than the failed item."""
    line = data.rfind(b"\n", 0, item) + 1
    indent = item - line
    pos = data.find(b"\n", item, end) + 1
    while pos:
        match = pattern(_NEXT_ITEM).search(data, pos, end)
        if match is None:
            break
        if len(match[1]) <= indent:
            return match.end(1)
        pos = data.find(b"\n", match.end(), end) + 1
    return end


def _check_lines(result: Body, last: int) -> None:
    """A body that begins on the line of its brace is one attribute and ends there; any other ends every item
    with a new line. `last` is where the last item ends.
    """
    lines_after = result.data.find(b"\n", last, result.end) >= 0
    if lines_after and result.data.startswith(b"\n", result.start):
        return
    first = BETWEEN(result.data, result.start, result.end).end()  # type: ignore[union-attr]
    if b"\n" in result.data[result.start : first]:
        if not lines_after:
            result.problems.append(SyntaxProblem(last, "a new line is missing here"))
    elif lines_after or result.blocks or len(result.attributes) + len(result.duplicates) > 1:
        result.problems.append(SyntaxProblem(result.start, "a block on one line holds one attribute only"))

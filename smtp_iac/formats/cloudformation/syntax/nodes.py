"""The nodes of a template, from YAML or JSON, and the one builder that both readers feed.

Positions are character indexes into the text; ends are exclusive.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

MAX_DEPTH = 100
"""Collections inside collections; templates in use stay below 30."""
TOO_DEEP = f"nested deeper than {MAX_DEPTH} levels"
MAX_NODES = 1_000_000
"""More than a template of 1 MB has, the most that CloudFormation takes (its quotas, template body size)."""
MAX_EXPANDED = 100_000
"""Nodes that the aliases of a file may stand for, all together."""
MERGE = "<<"


class SyntaxFault(Exception):  # noqa: N818 - becomes an Unreadable
    """The text is not what its syntax allows, or reaches a limit, at `index`."""

    def __init__(self, index: int, reason: str, final: bool = False) -> None:
        super().__init__(reason)
        self.index = index
        self.reason = reason
        self.final = final
        """No other syntax would accept it either."""


class Node:
    """tag: the short form of a function without its `!` (`Ref`, `GetAtt`), or empty."""

    __slots__ = ("end", "start", "tag")

    def __init__(self, start: int, end: int, tag: str = "") -> None:
        self.start = start
        self.end = end
        self.tag = tag


class Scalar(Node):
    """plain: not quoted, so that its type follows from its text."""

    __slots__ = ("plain", "text")

    def __init__(self, start: int, end: int, text: str, plain: bool, tag: str = "") -> None:
        self.start = start
        self.end = end
        self.tag = tag
        self.text = text
        self.plain = plain


class Items(Node):
    __slots__ = ("items",)

    def __init__(self, start: int, tag: str = "") -> None:
        self.start = self.end = start
        self.tag = tag
        self.items: list[Node] = []


class Merges(Items):
    """The values of several merge keys of one mapping, in the order in which they are written."""

    __slots__ = ()


class Entries(Node):
    """keys: where each name begins and ends, and whether it is plain."""

    __slots__ = ("keys", "values")

    def __init__(self, start: int, tag: str = "") -> None:
        self.start = self.end = start
        self.tag = tag
        self.keys: dict[str, tuple[int, int, bool]] = {}
        self.values: dict[str, Node] = {}

    def key(self, name: str) -> Scalar:
        start, end, plain = self.keys[name]
        return Scalar(start, end, name, plain)


class Later(Entries):
    """A mapping that was checked, and whose entries are read when somebody asks for one.

    type: the text of its `Type`, if that is one. refers: the functions in it that may refer to resources, and
    the texts that they begin with; its DependsOn likewise.
    """

    __slots__ = ("_read", "refers", "type")

    def __init__(
        self,
        start: int,
        end: int,
        type_: str | None,
        refers: list[tuple[str, str]],
        read: Callable[[], Entries],
    ) -> None:
        self.start = start
        self.end = end
        self.tag = ""
        self.type = type_
        self.refers = refers
        self._read = read

    def __getattr__(self, name: str) -> Any:
        """Called for `keys` and `values` while they are not there."""
        if name not in Entries.__slots__:
            raise AttributeError(name)
        entries = self._read()
        self.keys, self.values = entries.keys, entries.values
        return getattr(self, name)


class Alias(Node):
    """`*name`, standing for the node that `&name` marks; also an entry that a merge key brings.

    CloudFormation itself takes neither (its user guide, "template formats"); `aws cloudformation package` and
    other tools expand them before they upload a template.
    """

    __slots__ = ("name", "target")

    def __init__(self, start: int, end: int, name: str, target: Node) -> None:
        super().__init__(start, end)
        self.name = name
        self.target = target


def written(node: Node) -> Node:
    """The node itself, behind any aliases."""
    while type(node) is Alias:
        node = node.target
    return node


def literal(node: Node | None) -> Scalar | None:
    """A scalar that is written there, not computed by a function in its short form."""
    target = None if node is None else written(node)
    return target if isinstance(target, Scalar) and not target.tag else None


def listed(node: Node | None) -> list[Node]:
    """The elements of a list that is written there; none of anything else."""
    target = None if node is None else written(node)
    return target.items if isinstance(target, Items) and not target.tag else []


def children(node: Node) -> Iterator[Node]:
    if isinstance(node, Items):
        yield from node.items
    elif isinstance(node, Entries):
        yield from node.values.values()
    elif isinstance(node, Alias):
        yield node.target


def descendants(node: Node) -> Iterator[Node]:
    """The node and everything inside it, each once."""
    seen: set[int] = set()
    stack = [node]
    while stack:
        each = stack.pop()
        if id(each) not in seen:
            seen.add(id(each))
            yield each
            stack.extend(reversed(list(children(each))))


class Builder:
    """Puts scalars and collections together; refuses duplicate keys and what goes beyond a limit."""

    def __init__(self) -> None:
        self.root: Node | None = None
        self._open: list[tuple[Items | Entries, str | None, int]] = []
        self._key: list[Scalar | None] = []
        self._anchors: dict[str, tuple[Node, int]] = {}
        self._nodes = 0
        self._expanded = 0

    @property
    def depth(self) -> int:
        return len(self._open)

    @property
    def wants_key(self) -> bool:
        return bool(self._open) and isinstance(self._open[-1][0], Entries) and self._key[-1] is None

    def scalar(self, node: Scalar, anchor: str | None = None) -> None:
        self._nodes += 1
        if anchor:
            self._anchors[anchor] = (node, 1)
        self._put(node)

    def open(self, node: Items | Entries, anchor: str | None = None) -> None:
        if self.wants_key:
            raise SyntaxFault(node.start, "a key must be a string")
        if len(self._open) >= MAX_DEPTH:
            raise SyntaxFault(node.start, TOO_DEEP, final=True)
        self._open.append((node, anchor, self._nodes))
        self._key.append(None)
        self._nodes += 1

    def close(self, end: int | None) -> None:
        """End the innermost collection, at `end` or with the last node in it."""
        node, anchor, before = self._open.pop()
        self._key.pop()
        node.end = end or max([each.end for each in children(node)], default=node.start)
        if isinstance(node, Entries) and MERGE in node.keys and is_merge(node.key(MERGE)):
            _merge(node)
        if anchor:
            self._anchors[anchor] = (node, self._nodes - before)
        self._put(node)

    def alias(self, start: int, end: int, name: str) -> None:
        if name not in self._anchors:
            raise SyntaxFault(start, f"*{name} stands for nothing: there is no finished &{name} before it")
        target, size = self._anchors[name]
        self._nodes += size
        self._expanded += size
        if self._expanded > MAX_EXPANDED:
            raise SyntaxFault(start, f"its aliases stand for more than {MAX_EXPANDED:,} nodes", final=True)
        self._put(Alias(start, end, name, target))

    def _put(self, node: Node) -> None:
        if self._nodes > MAX_NODES:
            raise SyntaxFault(node.start, f"a text of more than {MAX_NODES:,} nodes", final=True)
        if not self._open:
            self.root = node
            return
        parent = self._open[-1][0]
        if isinstance(parent, Items):
            parent.items.append(node)
        elif isinstance(parent, Entries):
            self._put_entry(parent, node)

    def _put_entry(self, parent: Entries, node: Node) -> None:
        key = self._key[-1]
        if key is not None:
            if is_merge(key) and MERGE in parent.values:
                node = _one_more(parent.values[MERGE], node)
            parent.values[key.text] = node
            self._key[-1] = None
            return
        target = written(node)
        if not isinstance(target, Scalar) or target.tag:
            raise SyntaxFault(node.start, "a key must be a string")
        if target.text in parent.keys and not (is_merge(target) and is_merge(parent.key(MERGE))):
            reason = f'duplicate key "{target.text}": only one of its values would count'
            raise SyntaxFault(node.start, reason, final=True)
        parent.keys[target.text] = node.start, node.end, target.plain
        self._key[-1] = parent.key(target.text)


def is_merge(key: Scalar) -> bool:
    return key.text == MERGE and key.plain


def _one_more(earlier: Node, later: Node) -> Merges:
    if not isinstance(earlier, Merges):
        first, earlier = earlier, Merges(later.start)
        earlier.items.append(first)
    earlier.items.append(later)
    earlier.start = earlier.end = later.start
    return earlier


def _brought(value: Node) -> Iterator[Node]:
    """What merge keys name, in the order in which it counts: of what several bring, the last one's does, as
    PyYAML had it before 6.0.4 (YAML itself says nothing of it)."""
    for one in reversed(value.items) if isinstance(value, Merges) else (value,):
        target = written(one)
        yield from target.items if isinstance(target, Items) else (one,)


def _merge(node: Entries) -> None:
    """Replace `<<` by the entries that it brings; what is written beside it wins, then the first brought."""
    node.keys.pop(MERGE)
    for each in _brought(node.values.pop(MERGE)):
        brought = written(each)
        if not isinstance(brought, Entries):
            raise SyntaxFault(each.start, "<< merges mappings only")
        for text, key in brought.keys.items():
            if text not in node.keys:
                node.keys[text] = key
                node.values[text] = Alias(each.start, each.end, MERGE, brought.values[text])

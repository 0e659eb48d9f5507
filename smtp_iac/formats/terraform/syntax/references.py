"""The static references of an expression: which names of the configuration it reads."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .expressions import Node

    References = tuple[tuple[str, ...], ...]

# Where the nodes below a node are that has a certain number of them, and where a list of them is.
_OPERANDS = {
    "attr": slice(3, 4), "index": slice(3, 5), "splat": slice(3, 5), "unary": slice(4, 5),
    "binary": slice(4, 6), "cond": slice(3, 6), "tif": slice(3, 6), "wrap": slice(3, 4),
}  # fmt: skip
_ACCESSES = frozenset(("attr", "index"))
_LISTS = {"call": 4, "template": 3, "tuple": 3}
_MOST_REMEMBERED = 20_000
_remembered: dict[
    int, tuple[Node, References]
] = {}  # by identity; the node is kept so that its id stays its own


def references(node: Node) -> References:
    """Each traversal from a root name once, in order of first appearance.

    A traversal is the root's name with the attribute names and constant string keys that directly follow it:
    ("local", "x"), ("data", "aws_vpc", "v", "id"), ("each", "value"). Names that an enclosing `for` binds are
    left out. Keys, arguments and collections are looked into.
    """
    known = _remembered.get(id(node))
    if known is not None:
        return known[1]
    found = tuple(_found(node))
    if len(_remembered) >= _MOST_REMEMBERED:
        _remembered.clear()
    _remembered[id(node)] = (node, found)
    return found


def _found(root: Node) -> dict[tuple[str, ...], None]:
    found: dict[tuple[str, ...], None] = {}
    stack: list[tuple[Any, frozenset[str]]] = [(root, frozenset())]
    while stack:
        node, bound = stack.pop()
        kind = node[0]
        if kind == "lit":
            continue
        if kind in {"var", "attr", "index"}:
            name, children = _traversal(node)
            if name and name[0] not in bound:
                found[name] = None
            if children:
                stack.extend([(child, bound) for child in reversed(children)])
        elif kind in {"for_tuple", "for_object", "tfor"}:
            inner = bound.union(name for name in node[3:5] if name)
            stack.extend((child, inner) for child in reversed(node[6:]) if isinstance(child, tuple))
            stack.append((node[5], bound))
        else:
            stack.extend([(child, bound) for child in reversed(operands(node))])
    return found


def _traversal(node: Any) -> tuple[tuple[str, ...], list[Any]]:
    """The static name of a chain of accesses (empty if its root is no name), and the nodes in it to visit."""
    steps: list[str | None] = []
    children: list[Any] = []
    while node[0] in _ACCESSES:
        if node[0] == "attr":
            steps.append(node[4])
        elif node[4][0] == "lit":
            steps.append(node[4][3] if isinstance(node[4][3], str) else None)
        else:
            steps.append(None)
            children.append(node[4])
        node = node[3]
    children.reverse()
    if node[0] != "var":
        return (), [node, *children]
    steps.append(node[3])
    steps.reverse()
    if None in steps:
        del steps[steps.index(None) :]
    return tuple(steps), children  # type: ignore[arg-type]


def operands(node: Node) -> list[Node]:
    """The nodes directly below one."""
    kind = node[0]
    if kind in _OPERANDS:
        return list(node[_OPERANDS[kind]])
    if kind in _LISTS:
        return list(node[_LISTS[kind]])
    if kind == "object":
        return [each for pair in node[3] for each in pair]
    return [item for item in node[3:] if isinstance(item, tuple)]

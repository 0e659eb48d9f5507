"""Moves the offsets of a node, for expressions that were parsed out of their place. No recursion."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .expressions import Node


def placed(node: Node, by: int, span: tuple[int, int] | None = None) -> Node:
    """The node with every offset moved by `by` bytes; or with `span` in the place of every span."""
    done: list[Any] = []
    todo: list[tuple[Any, bool]] = [(node, False)]
    while todo:
        item, below_done = todo.pop()
        if not isinstance(item, tuple) or not item:
            done.append(item)
            continue
        is_node = isinstance(item[0], str)
        below = item[3:] if is_node else item
        if not below_done:
            todo.append((item, True))
            todo.extend((child, False) for child in reversed(below))
            continue
        first = len(done) - len(below)
        children = done[first:]
        del done[first:]
        head = (item[0], *(span or (item[1] + by, item[2] + by))) if is_node else ()
        done.append((*head, *children))
    return done[0]  # type: ignore[no-any-return]


def depth_of(node: Node) -> int:
    """How deep the node is; a leaf is 0."""
    from .references import operands

    deepest = 0
    stack = [(node, 0)]
    while stack:
        item, depth = stack.pop()
        deepest = max(deepest, depth)
        stack.extend((child, depth + 1) for child in operands(item))
    return deepest

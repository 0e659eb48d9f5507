"""Evaluation on demand: named values are nodes, computed when somebody needs them.

A node that needs another one has it computed on the spot, while few wait for one another. Below those, it
raises `Needs`: the loop computes the other one first and then starts the node again. So a chain of 10,000
locals takes hardly more of Python's stack than a single one, and a list of 10,000 references is gone through
once.
"""

from __future__ import annotations

from ....value import Missing, Origin, Refused, Unknown
from .effort import STEPS, Effort

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ....source import Span


NESTED = 16
"""The most nodes that wait for one another on Python's stack."""


class Needs(Exception):  # noqa: N818 - a request, not an error
    """Raised by a node's `compute` for the nodes that have to be computed before it; for none, where it is
    only to be started again."""

    def __init__(self, nodes: list[Node]) -> None:
        super().__init__(nodes)
        self.nodes = nodes


class Node:
    """Something with a name and a result that is computed once: a local, a variable, an attribute…"""

    __slots__ = ("done", "result")

    waivable = False
    """Whether a cycle through it is none to terraform: it is passed over then."""

    def __init__(self) -> None:
        self.done = False
        self.result: Any = None

    def compute(self, graph: Graph) -> Any:
        """The result; may raise Needs, and is started again then."""
        raise NotImplementedError

    def name(self) -> str:
        """What it is called in a message: `local.cidrs`."""
        raise NotImplementedError

    def span(self) -> Span | None:
        return None

    def waived(self) -> Any:
        """The result of a waivable node that is passed over."""
        raise NotImplementedError

    def instead(self, outcome: Unknown | Refused) -> Any:
        """The result where it cannot be computed: a limit, or a cycle."""
        return outcome


class Graph:
    """Computes nodes. `cycles` are the cycles that were met: the names along them, and a place."""

    __slots__ = ("_depth", "_path", "_stack", "cycles", "effort")

    def __init__(self) -> None:
        self._depth = 0
        self._stack: list[Node] = []
        self._path: dict[Node, None] = {}  # the nodes that were started and wait for another, in order
        self.effort = Effort()
        self.cycles: list[tuple[str, Span | None]] = []

    def get(self, node: Node) -> Any:
        if not node.done:
            self._run(node)
        return node.result

    def need(self, nodes: list[Node]) -> None:
        """Have all of these computed before going on."""
        for node in nodes:
            if not node.done:
                if self._depth == NESTED:
                    raise Needs([one for one in nodes if not one.done])
                self._run(node)

    def _run(self, node: Node) -> None:
        """Compute a node; raises Needs where the one that asks for it has to be started again."""
        if self._depth == NESTED:
            raise Needs([node])
        if self._depth:
            self._path[self._stack[-1]] = None
            if node in self._path:
                raise Needs([node])
        below, kept = len(self._stack), self.effort.set_aside()
        self._depth += 1
        try:
            self._stack.append(node)
            self._loop(below)
        except RecursionError:  # there is more of Python's stack further out
            raise Needs([node]) from None
        finally:
            self._depth -= 1
            self.effort.take_up(kept)
            if len(self._stack) > below:
                for left in self._stack[below:]:
                    self._path.pop(left, None)
                del self._stack[below:]
        if not node.done or len(self._stack) < below:
            raise Needs([])

    def _loop(self, below: int) -> None:
        """Compute what lies on the stack, down to a height."""
        stack, path = self._stack, self._path
        while len(stack) > below:
            node = stack[-1]
            if not node.done:
                try:
                    result = self._compute(node)
                except Needs as needs:
                    if not needs.nodes:  # the stack was cut back
                        continue
                    path[node] = None
                    ring = next((needed for needed in needs.nodes if needed in path), None)
                    if ring is None:
                        stack.extend(reversed(needs.nodes))
                    elif not waive(ring, path, stack):
                        self._break(ring, list(path))
                    continue
                if not node.done:  # it may have been found to lie on a cycle
                    node.result = result
                    node.done = True
            path.pop(node, None)
            stack.pop()

    def _compute(self, node: Node) -> Any:
        if not self.effort.step():
            return node.instead(limit(node, f"takes more than {STEPS:,} steps of evaluation"))
        try:
            return node.compute(self)
        except RecursionError:
            if self._depth > 1:
                raise
            return node.instead(limit(node, "is nested too deeply"))

    def _break(self, ring: Node, path: list[Node]) -> None:
        """Terraform refuses a cycle: so is one node of it, and through it whatever it reaches."""
        names = [node.name() for node in path[path.index(ring) :]]
        names = [
            name
            for name, following in zip(names, [*names[1:], ring.name()], strict=True)
            if name != following
        ]
        text = "cycle: " + " -> ".join([*(names or [ring.name()]), (names or [ring.name()])[0]])
        self.cycles.append((text, ring.span()))
        ring.result = ring.instead(Refused(text, Origin("", ring.span())))
        ring.done = True


def waive(ring: Node, path: dict[Node, None], stack: list[Node]) -> bool:
    """Pass over the waivable nodes of a cycle and go back to the first of them; False where there is none."""
    nodes = list(path)
    found = [node for node in nodes[nodes.index(ring) :] if node.waivable]
    for node in found:
        node.result = node.waived()
        node.done = True
    while found and stack[-1] is not found[0]:
        path.pop(stack.pop(), None)
    return bool(found)


def limit(node: Node, reason: str) -> Unknown:
    missing = Missing(node.name(), reason, "not supported yet", node.span())
    return Unknown(f"limit {node.name()}", missing, Origin("", node.span()))

"""Evaluation on demand, without recursion: named values are nodes, computed when somebody needs them.

A node that needs another one which is not computed yet raises `Needs`; the loop computes that one first and
then starts the node again. So a chain of 10,000 locals takes no more stack than a single one.
"""

from __future__ import annotations

from ....value import Missing, Origin, Refused, Unknown
from .effort import STEPS, Effort

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ....source import Span


class Needs(Exception):  # noqa: N818 - a request, not an error
    """Raised by a node's `compute` for the nodes that have to be computed before it."""

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

    __slots__ = ("_running", "cycles", "effort")

    def __init__(self) -> None:
        self._running = False
        self.effort = Effort()
        self.cycles: list[tuple[str, Span | None]] = []

    def get(self, node: Node) -> Any:
        if not node.done:
            if self._running:
                raise Needs([node])
            self._run(node)
        return node.result

    def need(self, nodes: list[Node]) -> None:
        """Have all of these computed before going on."""
        missing = [node for node in nodes if not node.done]
        if missing and self._running:
            raise Needs(missing)
        for node in missing:
            self._run(node)

    def _run(self, first: Node) -> None:
        self._running = True
        try:
            self._loop(first)
        finally:
            self._running = False

    def _loop(self, first: Node) -> None:
        stack = [first]
        path: dict[Node, None] = {}  # the nodes that were started and wait for another, in order
        while stack:
            node = stack[-1]
            if not node.done:
                try:
                    node.result = self._compute(node)
                    node.done = True
                except Needs as needs:
                    path[node] = None
                    ring = next((needed for needed in needs.nodes if needed in path), None)
                    if ring is None:
                        stack.extend(reversed(needs.nodes))
                    elif not waive(ring, path, stack):
                        self._break(ring, list(path))
                    continue
            path.pop(node, None)
            stack.pop()

    def _compute(self, node: Node) -> Any:
        if not self.effort.step():
            return node.instead(limit(node, f"takes more than {STEPS:,} steps of evaluation"))
        try:
            return node.compute(self)
        except RecursionError:
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

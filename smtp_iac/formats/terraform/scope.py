"""Where an expression is evaluated: a module, the names bound around it, and the file it stands in."""

from __future__ import annotations

from ...source import Span
from ...value import Origin

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ...source import Source
    from ...value import Element, Outcome
    from .module import Module
    from .syntax.attributes import Attribute
    from .syntax.expressions import Node


class Scope:
    """`names` are bound by for, each, count, dynamic iterators; `base` is the offset of the parsed text."""

    __slots__ = ("base", "module", "names", "source")

    def __init__(
        self, module: Module, source: Source, names: dict[str, Element] | None = None, base: int = 0
    ) -> None:
        self.module = module
        self.source = source
        self.names = names or {}
        self.base = base

    def binding(self, names: dict[str, Element]) -> Scope:
        return Scope(self.module, self.source, {**self.names, **names}, self.base)

    def at(self, base: int) -> Scope:
        return Scope(self.module, self.source, self.names, base)

    def span(self, node: Node) -> Span:
        return Span(self.source, self.base + node[1], self.base + node[2])

    def origin(self, node: Node, *operands: Outcome) -> Origin:
        """The origin of what is computed here from operands."""
        from ...value import origin_of

        return Origin("", self.span(node), tuple([origin_of(operand) for operand in operands]))

    def attribute_span(self, attribute: Attribute) -> Span:
        return Span(self.source, attribute.start, attribute.end)

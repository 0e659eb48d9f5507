"""Where an expression is evaluated: a module, the names bound around it, and the file it stands in."""

from __future__ import annotations

from ....source import Span
from ....value import Origin
from ..declarations.declared import file_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ....source import Source
    from ....value import Element, Outcome
    from ..functions.signatures import Context
    from ..syntax.attributes import Attribute
    from ..syntax.blocks import Block
    from ..syntax.expressions import Node
    from .module import Module


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

    def in_file_of(self, part: Attribute | Block) -> Scope:
        """This scope in the file of an attribute or block: parts of one block may stand in override files."""
        if part.data is self.source.data:
            return self
        found = file_of(part, self.module.configuration.sources)
        return self if found is None else Scope(self.module, found, self.names)

    @property
    def files(self) -> Context:
        """Where the functions that are called here find files and templates."""
        return self.module.files_context

    def span(self, node: Node) -> Span:
        return Span(self.source, self.base + node[1], self.base + node[2])

    def origin(self, node: Node, *operands: Outcome) -> Origin:
        """The origin of what is computed here from operands."""
        return Origin("", self.span(node), tuple([operand.origin for operand in operands]))

    def attribute_span(self, attribute: Attribute) -> Span:
        return Span(self.in_file_of(attribute).source, attribute.start, attribute.end)

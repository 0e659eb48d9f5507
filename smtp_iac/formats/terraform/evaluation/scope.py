"""Where an expression is evaluated: a module, the names bound around it, and the file it stands in; and what
a reference such as `var.x`, `local.y`, `module.m` or `aws_security_group.a` stands for there: of resources
and modules, objects whose attributes are evaluated when they are asked for."""

from __future__ import annotations

from ....choice import lift
from ....source import Span
from ....value import Known, Origin, Refused, origin_of, passed_on
from ..declarations.declared import file_of
from ..variables import workspace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ....source import Source
    from ....value import Element, Outcome, Value
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
        return Origin("", self.span(node), tuple([origin_of(operand) for operand in operands]))

    def attribute_span(self, attribute: Attribute) -> Span:
        return Span(self.in_file_of(attribute).source, attribute.start, attribute.end)


LONGER = frozenset(("data", "ephemeral"))
"""The roots that a type and a name follow."""
OTHER_ROOTS = LONGER | {"count", "each", "local", "module", "path", "self", "terraform", "var"}
"""The roots of references that are to no managed resource."""


def lookup(node: Node, scope: Scope, span: Span) -> Outcome | None:
    """The value of a node that is exactly a reference to something named; None for any other attribute. span:
    where the node stands."""
    target, name = node[3], node[4]
    if target[0] == "var":
        root = target[3]
        return None if root in scope.names or root in LONGER else _of_root(root, name, scope, span)
    if target[0] == "attr" and target[4] == "id" and _is_resource(target[3], scope):
        return Undeclared(f"an id is a string: it has no .{name}", Origin("", span))
    if target[0] == "attr" and target[3][0] == "var" and target[3][3] not in scope.names:
        if target[3][3] == "data":
            return scope.module.lookup(("data", target[4], name), span)
        if target[3][3] == "ephemeral":
            return workspace.ephemeral(target[4], name, scope, span)
    return None


def _is_resource(node: Node, scope: Scope) -> bool:
    """Whether a node names a managed resource or an instance of one."""
    while node[0] == "index":
        node = node[3]
    if node[0] != "attr" or node[3][0] != "var":
        return False
    return node[3][3] not in scope.names and node[3][3] not in OTHER_ROOTS


def _of_root(root: str, name: str, scope: Scope, span: Span) -> Outcome:
    module = scope.module
    if root in ("var", "local", "module"):
        return module.lookup((root, name), span)
    if root == "path":
        return module.path(name, Origin("", span))
    if root == "terraform":
        return workspace.attribute(name, scope, span)
    if root in ("each", "count", "self"):
        return Refused(f"{root}.{name} has no meaning here", Origin("", span))
    return module.lookup(("resource", root, name), span)


class Undeclared(Refused):
    """A reference to what is not declared, which terraform refuses even inside try() and can()."""

    __slots__ = ()


class LazyObject(dict[str, "Value"]):
    """What stands for a whole resource or module: `attribute` gives each of its attributes, also those that
    only the provider knows. As a dict it holds no more than what tells it from others."""

    __slots__ = ("attribute",)

    def __init__(self, identity: Value, attribute: Callable[[str], Outcome]) -> None:
        super().__init__(id=identity)
        self.attribute = attribute


def attribute_of(
    value: Outcome, name: str, origin: Origin, otherwise: Callable[[Outcome], Outcome]
) -> Outcome:
    """An attribute, by `otherwise` where the value is no lazy object."""
    return lift(lambda one: _attribute(one, name, origin, otherwise), value)


def _attribute(value: Outcome, name: str, origin: Origin, otherwise: Callable[[Outcome], Outcome]) -> Outcome:
    if isinstance(value, Known) and isinstance(value.data, LazyObject):
        return passed_on(value.data.attribute(name), origin.what, origin.span)
    return otherwise(value)


def lazy(identity: Value, attribute: Callable[[str], Outcome], origin: Origin) -> Known:
    return Known(LazyObject(identity, attribute), origin)

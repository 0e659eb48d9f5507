"""Node -> Outcome: literals, collections and calls of one template, evaluated when they are asked for."""

from __future__ import annotations

from ...value import ABSENT, Absent, Known, Origin, Refused
from .functions.conditions import Conditions
from .functions.declared import Resources
from .functions.intrinsics import FUNCTIONS
from .functions.macros import transformed
from .functions.mapping import Mapping
from .functions.pieces import as_written, has_identifiers, with_identifiers
from .outcomes import UNSUPPORTED, missing, seen_at
from .parameters.values import Parameters
from .syntax.calls import TRANSFORM, call_of, is_loop
from .syntax.nodes import MERGE, Alias, Entries, Items, Node, Scalar
from .syntax.scalars import data_of, is_null

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ...source import Span
    from ...value import Outcome, Unknown
    from .stacks.stack import Stack
    from .template import Template


class Evaluation:
    """The values of one template, or of what a loop in it repeats.

    names: the identifiers of the loops around, and their items. `attributes` guards against resources whose
    attributes need each other; `rounds` are those of all loops so far.
    """

    def __init__(self, template: Template, stack: Stack) -> None:
        self.template = template
        self.stack = stack
        self.names: dict[str, Outcome] = {}
        self.attributes: list[str] = []
        self.rounds: list[str] = []
        self.parameters = Parameters(self)
        self.resources = Resources(self)
        self.conditions = Conditions(self)

    def inside(self, names: dict[str, Outcome]) -> Evaluation:
        """The evaluation of what a loop repeats, where its identifier has this item."""
        inner = object.__new__(Evaluation)
        inner.__dict__.update(self.__dict__, names={**self.names, **names})
        return inner

    def span(self, node: Node) -> Span:
        return self.template.span(node)

    def value(self, node: Node, what: str = "") -> Outcome:
        """The value of a node; `what` names the place of what is literal there."""
        if type(node) is Alias:
            named = "merged by <<" if node.name == MERGE else f"anchor &{node.name}"
            return seen_at(self.value(node.target, what or named), self.span(node))
        call = call_of(node)
        if call is not None:
            return self.call(*call, node)
        if isinstance(node, Scalar):
            return self._scalar(node, what)
        if isinstance(node, Items):
            values = [self.value(each, what) for each in node.items]
            here = Origin(what, self.span(node))
            return Known(tuple([each for each in values if not isinstance(each, Absent)]), here)
        assert isinstance(node, Entries)
        return self._entries(node, what)

    def call(self, name: str, argument: Node, node: Node) -> Outcome:
        """The result of a function, at `node`."""
        function = FUNCTIONS.get(name)
        if function is None:
            return self.not_supported(name, node)
        return function(self, argument, node)

    def refused(self, reason: str, node: Node) -> Refused:
        return Refused(reason, Origin("", self.span(node)))

    def misused(self, name: str, takes: str, node: Node) -> Refused | Unknown:
        """A function with other arguments than it takes, unless the template's extensions allow more."""
        if self.template.is_extended:
            return self.not_supported(name, node)
        return self.refused(f"{name} takes {takes}", node)

    def not_supported(self, name: str, node: Node) -> Unknown:
        span = self.span(node)
        id_ = f"{self.template.root}:{name}@{node.start}"
        return missing(id_, name, "is not supported yet", span, camp=UNSUPPORTED)

    def _scalar(self, node: Scalar, what: str) -> Outcome:
        if is_null(node):
            return self.refused("null values are not allowed in templates", node)
        if self.names and has_identifiers(self, node.text):
            return with_identifiers(self, node.text, node)
        return as_written(self.template, data_of(node), Origin(what, self.span(node)))

    def _entries(self, node: Entries, what: str) -> Outcome:
        if TRANSFORM in node.values:
            return transformed(self, node.values[TRANSFORM], node)
        if self.names or any(is_loop(key) for key in node.values):
            return Mapping(self, node).whole(Origin(what, self.span(node)), what)
        values = {key: self.value(each, what) for key, each in node.values.items()}
        stray = next((key for key in values if key.startswith("Fn::")), None)
        if stray is not None:
            return self.refused(f"{stray} must stand alone in its mapping", node)
        present = {key: each for key, each in values.items() if each is not ABSENT}
        return Known(present, Origin(what, self.span(node)))

"""The `validation` blocks of variables: terraform refuses a value for which a condition is false.

So a known value may be refused, and one that nobody knows is narrowed. Conditions see the values of other
variables as they are before their own validation, so that two may refer to each other.
"""

from __future__ import annotations

from ....choice import choice
from ....source import Span
from ....value import Choice, Facts, Known, Origin, Refused, Unknown
from ..evaluation.evaluate import evaluate
from ..evaluation.graph import Node
from ..evaluation.scope import Scope
from ..syntax import SyntaxProblem
from ..syntax.references import references
from ..values.conversion import convert
from ..values.types import PRIMITIVES, type_of
from .narrowing import Bounds, Reading, both

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ....value import Option, Outcome
    from ..evaluation.graph import Graph
    from ..evaluation.named import Variable
    from ..syntax.blocks import Block

FEW = 16
"""The most allowed values that a variable is split into at once; of more, only comparisons are followed."""
MOST = 256


class Unvalidated(Node):
    """A variable's value before its validation."""

    __slots__ = ("variable",)

    def __init__(self, variable: Variable) -> None:
        super().__init__()
        self.variable = variable

    def name(self) -> str:
        return self.variable.name()

    def span(self) -> Span | None:
        return self.variable.span()

    def compute(self, graph: Graph) -> Outcome:
        from .given import value_of

        return value_of(self.variable)


class Validation(Unvalidated):
    """A variable's value after its validation. What a condition needs may need the variable in its turn,
    which terraform allows: the validation is passed over then."""

    __slots__ = ()
    waivable = True

    def waived(self) -> Any:
        return self.variable.unvalidated.result

    def compute(self, graph: Graph) -> Outcome:
        value: Outcome = graph.get(self.variable.unvalidated)
        conditions = []
        for block in self.variable.declared.block.body().blocks_of("validation"):
            condition = Condition.of(block, self.variable)
            if condition is not None:
                conditions.append(condition)
        return checked(value, conditions, self.variable)


class Condition:
    """One parsed condition, and the scope that it is evaluated in but for the variable itself."""

    __slots__ = ("block", "names", "node", "scope")

    def __init__(self, block: Block, node: Any, scope: Scope, names: dict[str, Any]) -> None:
        self.block = block
        self.node = node
        self.scope = scope
        self.names = names

    @classmethod
    def of(cls, block: Block, variable: Variable) -> Condition | None:
        """None where it cannot be parsed or there is none. May raise `graph.Needs`."""
        module, attribute = variable.module, block.body().attribute("condition")
        if attribute is None:
            return None
        scope = module.scope(variable.declared.source_of(attribute))
        try:
            node, base = attribute.node()
        except SyntaxProblem as problem:
            module.syntax_problem(scope.source, problem)
            return None
        found = references(node)
        module.need(tuple([name for name in found if name[0] != "var"]), scope)
        others: dict[str, Any] = {}
        for name in found:
            if name[0] == "var" and len(name) > 1 and name[1] in module.configuration.variables:
                other = module.node_of(name[:2])
                others[name[1]] = module.graph.get(other.unvalidated)  # type: ignore[union-attr]
        return cls(block, node, scope.at(base), others)

    def given(self, name: str, value: Outcome) -> Scope:
        """The scope in which the variable has this value."""
        return self.scope.binding({"var": Known({**self.names, name: value})})

    def holds(self, name: str, value: Outcome) -> bool | None:
        """Whether terraform would accept the value; None where that is not known."""
        outcome = convert(evaluate(self.node, self.given(name, value)), "bool")
        if isinstance(outcome, Refused):
            return False
        return outcome.data is True if isinstance(outcome, Known) else None

    @property
    def message(self) -> str:
        attribute = self.block.body().attribute("error_message")
        if attribute is None:
            return "a condition is not met"
        text = attribute.text.decode("utf-8", "replace").strip().strip('"')
        return text if len(text) < 200 else text[:197] + "..."


def checked(value: Outcome, conditions: list[Condition], variable: Variable) -> Outcome:
    """The value as far as the conditions allow it."""
    if isinstance(value, Choice):
        options = {each: checked(outcome, conditions, variable) for each, outcome in value.options.items()}
        return choice(value.unknown, options, value.origin)
    name = variable.declared.block.labels[0]
    if isinstance(value, Unknown):
        return narrowed(value, conditions, name)
    if isinstance(value, Known):
        for condition in conditions:
            if condition.holds(name, value) is False:
                return Refused(f"validation of {variable.name()}: {condition.message}", value.origin)
    return value


def narrowed(value: Unknown, conditions: list[Condition], name: str) -> Outcome:
    """An Unknown, of which every condition holds."""
    bounds = Bounds()
    for condition in conditions:
        scope = condition.given(name, value)
        bounds = both(bounds, Reading(("var", name), scope).bounds(condition.node))
    values = bounds.values
    domain = value.facts.domain
    if values is None and domain is not None:
        values = {each: Known(each[1]) for each in domain}
    allowed = None if values is None else accepted(value, values, conditions, name)
    if not allowed or (domain is not None and len(allowed) == len(domain)):
        return with_facts(value, bounds)
    old = value.facts
    facts = Facts(
        domain=tuple(allowed), type=old.type, prefix=old.prefix, not_null=("NoneType", None) not in allowed
    )
    split = Unknown(value.id, value.why, value.origin, facts, value.causes)
    if len(allowed) > FEW:
        return split
    return choice(split, dict(allowed), value.origin)


def accepted(
    value: Unknown, values: dict[Option, Known], conditions: list[Condition], name: str
) -> dict[Option, Known]:
    """Those of the values that terraform would accept; none where there are too many."""
    type_ = type_of(value)
    if len(values) > MOST:
        return {}
    origin = Origin("", value.origin.span, (value.origin,))
    found: dict[Option, Known] = {}
    for each, one in sorted(values.items(), key=lambda item: (item[0][0], str(item[0][1]))):
        if type_ in PRIMITIVES and one.data is not None and type_of(one) != type_:
            continue
        if all(condition.holds(name, one) is not False for condition in conditions):
            found[each] = Known(one.data, origin)
    return found


def with_facts(value: Unknown, bounds: Bounds) -> Unknown:
    elements = bounds.elements.block if bounds.elements is not None else None
    if bounds.block is None and elements is None and bounds.ports is None:
        return value
    old = value.facts
    facts = old.but(block=bounds.block or old.block, elements=elements, range=bounds.ports)
    return Unknown(value.id, value.why, value.origin, facts, value.causes)

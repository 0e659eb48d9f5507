"""Conditions: named ones, each evaluated once, and the functions that they are made of."""

from __future__ import annotations

from ....choice import conditional, equal, leaves, lift, too_many
from ....identity import derived
from ....value import (
    BOOLEAN,
    Absent,
    Choice,
    Known,
    Origin,
    Refuse,
    Refused,
    Unknown,
    passed_on,
    with_origin,
)
from ..outcomes import UNSUPPORTED, missing
from ..syntax.calls import CONDITION, TRANSFORM, condition_call_of
from ..syntax.nodes import Entries, Node, listed, written
from ..syntax.scalars import text_of
from .condition_names import names_in, ordered
from .loops import entries_made
from .macros import transformed
from .references import name_at

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ....source import Span
    from ....value import Outcome
    from ..evaluation import Evaluation
    from .loops import Made

MAX_WORK = 100_000
"""Options that are looked at, over all the conditions of a template."""
AND, OR, NOT, EQUALS = "Fn::And", "Fn::Or", "Fn::Not", "Fn::Equals"
FUNCTIONS = (AND, OR, NOT, EQUALS, CONDITION)


def if_(evaluation: Evaluation, argument: Node, node: Node) -> Outcome:
    """One of two values; both while the condition is open."""
    parts = listed(argument)
    if len(parts) != 3:
        return evaluation.misused("Fn::If", "a condition and two values", node)
    function, _ = condition_call_of(written(parts[0])) or ("", parts[0])
    conditions = evaluation.conditions
    ask = conditions.expression if function in FUNCTIONS else conditions.at
    condition = ask(evaluation, parts[0])
    if isinstance(condition, Known):
        chosen = parts[1 if condition.data else 2]
        return _through(condition, evaluation.value(chosen), evaluation.span(chosen))
    result = conditional(condition, evaluation.value(parts[1]), evaluation.value(parts[2]))
    if isinstance(result, (Choice, Unknown, Refused)):
        return with_origin(result, Origin("", evaluation.span(node), (condition.origin,)))
    return result


def _through(condition: Known, value: Outcome, place: Span) -> Outcome:
    """The value at its place; a value from elsewhere came by way of the condition."""
    if not condition.origin.what or isinstance(value, Absent):
        return value
    return passed_on(passed_on(value, condition.origin.what, condition.origin.span), "", place)


def only_in_conditions(evaluation: Evaluation, argument: Node, node: Node) -> Outcome:
    return evaluation.refused("a condition function stands in conditions and in Fn::If only", node)


class Conditions:
    """The conditions of one template. A chain of them is evaluated from its end: its length is no limit."""

    def __init__(self, evaluation: Evaluation) -> None:
        self._evaluation = evaluation
        self._declared: dict[str, Made] | None = None
        self._is_open = False
        self._cyclic: list[str] = []
        self._order: Iterator[str] = iter(())
        self._values: dict[str, Outcome] = {}
        self._work = 0

    def at(self, evaluation: Evaluation, node: Node, without: Outcome | None = None) -> Outcome:
        """The condition that is named at a node; `without` is what holds where AWS::NoValue stands there."""
        name = name_at(evaluation, node)
        if name is None:
            return evaluation.refused("a condition is named by a text", node)

        def named(one: Outcome) -> Outcome:
            if isinstance(one, Unknown):
                return derived(CONDITION, one, facts=BOOLEAN, origin=Origin("", evaluation.span(node)))
            if isinstance(one, Known) and isinstance(one.data, str):
                return self._value(one.data, evaluation, node)
            if isinstance(one, Absent) and without is not None:
                return without
            raise Refuse("a condition is named by a text", Origin("", evaluation.span(node)))

        return lift(named, name)

    def cycles(self) -> list[tuple[str, Span]]:
        """One condition of each cycle, and its place; it is refused, and so is what depends on it."""
        made = self._made()
        return [(name, made[name].header) for name in self._cyclic]

    def _value(self, name: str, evaluation: Evaluation, node: Node) -> Outcome:
        made = self._made()
        if name not in made:
            return self._undeclared(name, evaluation, node)
        while name not in self._values:
            each = next(self._order, None)
            if each is None:
                return evaluation.refused(f"condition {name} depends on itself", node)
            if each not in self._values:
                self._values[each] = self._evaluated(each, made[each])
        return self._values[name]

    def _undeclared(self, name: str, evaluation: Evaluation, node: Node) -> Outcome:
        if not self._is_open:
            return evaluation.refused(f"condition {name} is not declared", node)
        why = "may be declared by a transform or loop that cannot be followed"
        id_ = f"{evaluation.template.root}:condition {name}"
        span = evaluation.span(node)
        return missing(id_, f"condition {name}", why, span, camp=UNSUPPORTED, facts=BOOLEAN)

    def _made(self) -> dict[str, Made]:
        if self._declared is None:
            self._declared = {}  # a loop that asks for a condition here finds none
            section = written(self._evaluation.template.node.values.get("Conditions", Entries(0)))
            entries = section if isinstance(section, Entries) else Entries(0)
            made = list(entries_made(self._evaluation, entries))
            self._is_open = TRANSFORM in entries.values or any(each.is_open for each in made)
            self._declared = {each.name: each for each in reversed(made) if not each.is_open}
            order, self._cyclic = ordered({name: names_in(each) for name, each in self._declared.items()})
            self._order = iter(order)
            for name in self._cyclic:
                each = self._declared[name]
                here = Origin(f"condition {name}", each.evaluation.span(each.node))
                self._values[name] = Refused(f"condition {name} depends on itself", here)
        return self._declared

    def _evaluated(self, name: str, made: Made) -> Outcome:
        span = made.evaluation.span(made.node)
        value = self.expression(made.evaluation, made.node)
        unless = Refused(f"condition {name} is not declared", Origin("", span))
        value = conditional(made.exists, value, unless)
        return with_origin(value, Origin(f"condition {name}", span, (value.origin,)))

    def expression(self, evaluation: Evaluation, node: Node) -> Outcome:
        """The value of a condition function: a bool, or what it depends on."""
        target = written(node)
        name, argument = condition_call_of(target) or ("", target)
        operands = listed(argument)
        if name == CONDITION:
            return self.at(evaluation, argument)
        if name == EQUALS and len(operands) == 2:
            values = [evaluation.value(each) for each in operands]
            here = Origin("", evaluation.span(node))
            return lift(lambda first, second: _equal(first, second, here), *values)
        if name == NOT and len(operands) == 1:
            return conditional(self.expression(evaluation, operands[0]), Known(False), Known(True))
        if name in (AND, OR) and operands:
            result = self.expression(evaluation, operands[0])
            for operand in operands[1:]:
                result = self._combined(name, result, self.expression(evaluation, operand))
            return result
        if name == TRANSFORM:
            return transformed(evaluation, argument, node)
        return evaluation.refused("a condition is made of Equals, And, Or, Not and Condition", node)

    def _combined(self, name: str, first: Outcome, second: Outcome) -> Outcome:
        """`first` and, or or, `second`. The smaller is asked first: that costs least where one is large."""
        small, large = sorted((first, second), key=leaves)
        self._work += leaves(small) * leaves(large)
        if self._work > MAX_WORK and isinstance(small, (Choice, Unknown)):
            return too_many(Known((first, second)), "a condition of many conditions", name)
        return (
            conditional(small, large, Known(False)) if name == AND else conditional(small, Known(True), large)
        )


def _equal(first: Outcome, second: Outcome, here: Origin) -> Outcome:
    """Texts are compared; `true` is a text here."""
    sides: list[Outcome] = []
    for side in (first, second):
        if isinstance(side, Known) and isinstance(side.data, (str, bool)):
            sides.append(Known(text_of(side.data), side.origin))
        elif isinstance(side, Unknown):
            sides.append(side)
        else:
            raise Refuse("Fn::Equals compares two texts", here)
    return equal(*sides)

"""Conditions: named ones, each evaluated once, and the functions that they are made of."""

from __future__ import annotations

from ...choice import conditional, equal, leaves, lift, too_many
from ...value import Choice, Known, Origin, Refuse, Refused, Unknown, origin_of, with_origin
from .calls import CONDITION, condition_call_of
from .scalars import text_of
from .syntax import Node, descendants, listed, literal, written

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...value import Outcome
    from .evaluation import Evaluation

MAX_WORK = 100_000
"""Options that are looked at, over all the conditions of a template."""
AND, OR, NOT, EQUALS = "Fn::And", "Fn::Or", "Fn::Not", "Fn::Equals"


def if_(evaluation: Evaluation, argument: Node, node: Node) -> Outcome:
    """One of two values; both while the condition is open."""
    parts = listed(argument)
    if len(parts) != 3:
        return evaluation.misused("Fn::If", "a condition and two values", node)
    name = literal(parts[0])
    conditions = evaluation.conditions
    condition = conditions.value(name.text, parts[0]) if name else conditions.expression(parts[0])
    if isinstance(condition, Known):
        return evaluation.value(parts[1 if condition.data else 2])
    result = conditional(condition, evaluation.value(parts[1]), evaluation.value(parts[2]))
    if isinstance(result, (Choice, Unknown, Refused)):
        return with_origin(result, Origin("", evaluation.span(node), (origin_of(condition),)))
    return result


class Conditions:
    """The conditions of one template. A chain of them is evaluated from its end: its length is no limit."""

    def __init__(self, evaluation: Evaluation) -> None:
        self._evaluation = evaluation
        self._nodes = evaluation.template.conditions
        self._values: dict[str, Outcome] = {}
        self._order: Iterator[str] | None = None
        self._work = 0

    def value(self, name: str, node: Node) -> Outcome:
        """The condition of a name that stands at `node`."""
        if name not in self._nodes:
            return self._evaluation.refused(f"condition {name} is not declared", node)
        if self._order is None:
            self.cycles()
            assert self._order is not None
        while name not in self._values:
            self._evaluate(next(self._order))
        return self._values[name]

    def cycles(self) -> list[str]:
        """One condition of each cycle; it is refused, and so is what depends on it."""
        order, cyclic = _ordered({name: _names_in(node) for name, node in self._nodes.items()})
        self._order = iter(order)
        for name in cyclic:
            here = Origin(f"condition {name}", self._evaluation.span(self._nodes[name]))
            self._values[name] = Refused(f"condition {name} depends on itself", here)
        return cyclic

    def _evaluate(self, name: str) -> None:
        if name in self._values:
            return
        node = self._nodes[name]
        value = self.expression(node)
        here = Origin(f"condition {name}", self._evaluation.span(node), (origin_of(value),))
        self._values[name] = with_origin(value, here)

    def expression(self, node: Node) -> Outcome:
        """The value of a condition function: a bool, or what it depends on."""
        target = written(node)
        name, argument = condition_call_of(target) or ("", target)
        operands = listed(argument)
        named = literal(argument)
        if name == CONDITION and named is not None:
            return self.value(named.text, node)
        if name == EQUALS and len(operands) == 2:
            values = [self._evaluation.value(each) for each in operands]
            here = Origin("", self._evaluation.span(node))
            return lift(lambda first, second: _equal(first, second, here), *values)
        if name == NOT and len(operands) == 1:
            return conditional(self.expression(operands[0]), Known(False), Known(True))
        if name in (AND, OR) and operands:
            result = self.expression(operands[0])
            for operand in operands[1:]:
                result = self._combined(name, result, self.expression(operand))
            return result
        if name == "Fn::Transform" or name.startswith("Fn::ForEach"):
            return self._evaluation.not_supported(name, node)
        return self._evaluation.refused("a condition is made of Equals, And, Or, Not and Condition", node)

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


def _names_in(node: Node) -> list[str]:
    """The conditions that an expression names."""
    found: dict[str, None] = {}
    for each in descendants(node):
        name, argument = condition_call_of(each) or ("", each)
        if name == "Fn::If" and listed(argument):
            argument = listed(argument)[0]
        elif name != CONDITION:
            continue
        target = literal(argument)
        if target is not None:
            found[target.text] = None
    return list(found)


def _ordered(needs: dict[str, list[str]]) -> tuple[list[str], list[str]]:
    """The names, each after those that it needs; and one name of each cycle."""
    done: dict[str, None] = {}
    cyclic: dict[str, None] = {}
    for start, needed_first in needs.items():
        way = {} if start in done else {start: list(needed_first)}
        while way:
            name = next(reversed(way))
            if not way[name]:
                way.pop(name)
                done[name] = None
                continue
            needed = way[name].pop()
            if needed in way:
                cyclic[needed] = None
            elif needed in needs and needed not in done:
                way[needed] = list(needs[needed])
    return list(done), sorted(cyclic)

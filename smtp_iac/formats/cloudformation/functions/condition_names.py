"""Which conditions a condition needs, and in which order they can be evaluated."""

from __future__ import annotations

from ....value import Known
from ..syntax.calls import CONDITION, condition_call_of
from ..syntax.nodes import Node, descendants, listed, literal
from .references import name_at

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..evaluation import Evaluation
    from .loops import Made

IF = "Fn::If"


def names_in(made: Made) -> list[str]:
    """The conditions that an expression names."""
    found: dict[str, None] = {}
    for each in descendants(made.node):
        name, argument = condition_call_of(each) or ("", each)
        if name == IF and listed(argument):
            argument = listed(argument)[0]
        elif name != CONDITION:
            continue
        named = _name(made.evaluation, argument)
        if named:
            found[named] = None
    return list(found)


def _name(evaluation: Evaluation, node: Node) -> str:
    """The name of a condition, also where a loop's identifier or a function is part of it."""
    if literal(node) is None and any(_asks(each) for each in descendants(node)):
        return ""
    name = name_at(evaluation, node)
    return name.data if isinstance(name, Known) and isinstance(name.data, str) else ""


def _asks(node: Node) -> bool:
    """Whether evaluating a function asks for conditions itself."""
    call = condition_call_of(node)
    return call is not None and call[0] in (IF, CONDITION)


def ordered(needs: dict[str, list[str]]) -> tuple[list[str], list[str]]:
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

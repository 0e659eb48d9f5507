"""Texts put together from pieces: `Fn::Sub`, `Fn::Join`."""

from __future__ import annotations

from ....choice import lift
from ....identity import derived
from ....patterns import pattern
from ....value import Known, Origin, Refuse, Unknown
from ..syntax.nodes import Entries, Node, listed, literal, written
from .pieces import assembled, identifier, pieces
from .references import attribute, named

TYPE_CHECKING = False
if TYPE_CHECKING:
    from re import Match

    from ....value import Outcome
    from ..evaluation import Evaluation

NAME = pattern(r"[A-Za-z0-9_.:]+\Z")


def sub(evaluation: Evaluation, argument: Node, node: Node) -> Outcome:
    """`${Name}` and `${Resource.Attribute}` are put in; `${!x}` is the text `${x}`."""
    parts = listed(argument) or [argument]
    text = literal(parts[0])
    given = written(parts[1]) if len(parts) == 2 else Entries(0)
    if len(parts) > 2 or text is None or not isinstance(given, Entries):
        return evaluation.misused("Fn::Sub", "a text, or a list of a text and a mapping", node)

    def piece(variable: Match[str]) -> Outcome:
        item = identifier(evaluation, variable)
        if item is not None:
            return item
        if variable.group(1) == "&":
            return Known(variable.group())
        return _variable(evaluation, variable.group(2).strip(), given, node)

    return assembled(evaluation, pieces(text.text, piece), node)


def _variable(evaluation: Evaluation, name: str, given: Entries, node: Node) -> Outcome:
    if name.startswith("!"):
        return Known("${" + name[1:] + "}")
    if name in given.values:
        return evaluation.value(given.values[name])
    if not NAME.match(name):
        return evaluation.refused(f"${{{name}}} in Fn::Sub is no name", node)
    resource, dot, rest = name.partition(".")
    return attribute(evaluation, resource, rest, node) if dot else named(evaluation, name, node)


def join(evaluation: Evaluation, argument: Node, node: Node) -> Outcome:
    """The elements of a list with a delimiter between them."""
    parts = listed(argument)
    delimiter = literal(parts[0]) if len(parts) == 2 else None
    if delimiter is None:
        return evaluation.misused("Fn::Join", "a delimiter and a list", node)

    def joined(values: Outcome) -> Outcome:
        if isinstance(values, Unknown):
            return derived(
                "Fn::Join", Known(delimiter.text), values, origin=Origin("", evaluation.span(node))
            )
        if not isinstance(values, Known) or not isinstance(values.data, tuple):
            raise Refuse("Fn::Join takes a delimiter and a list", Origin("", evaluation.span(node)))
        return assembled(evaluation, list(values.data), node, delimiter.text)

    return lift(joined, evaluation.value(parts[1]))

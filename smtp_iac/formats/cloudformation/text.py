"""Texts put together from pieces: `Fn::Sub`, `Fn::Join`, and dynamic references in any string."""

from __future__ import annotations

from re import compile as pattern

from ...choice import lift
from ...identity import derived
from ...value import (
    NO_FACTS,
    Absent,
    Choice,
    Facts,
    Known,
    Missing,
    Origin,
    Refuse,
    Refused,
    Unknown,
    origin_of,
    with_origin,
)
from .outcomes import NOBODY_KNOWS, seen_at
from .references import attribute, named
from .scalars import text_of
from .syntax import Entries, Node, listed, literal, written

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ...value import Element, Outcome
    from .evaluation import Evaluation
    from .template import Template

VARIABLE = pattern(r"\$\{([^{}]*)\}")
NAME = pattern(r"[A-Za-z0-9_.:]+\Z")
DYNAMIC = pattern(r"\{\{resolve:[^{}]*\}\}")
BLOCK = pattern(r"[^,\s/]*/([0-9]{1,3})\Z")


def as_written(template: Template, data: bool | str, origin: Origin) -> Outcome:
    """A literal; unknown where CloudFormation would put another value in its place."""
    dynamic = DYNAMIC.search(data) if isinstance(data, str) and "{{resolve:" in data else None
    if dynamic is None or not isinstance(data, str):
        return Known(data, origin)
    why = Missing(dynamic.group(), "is resolved at deployment", NOBODY_KNOWS, origin.span)
    return Unknown(
        f"{template.root}:{data}", why, origin, _facts([data[: dynamic.start()], "", data[dynamic.end() :]])
    )


def sub(evaluation: Evaluation, argument: Node, node: Node) -> Outcome:
    """`${Name}` and `${Resource.Attribute}` are put in; `${!x}` is the text `${x}`."""
    parts = listed(argument) or [argument]
    text = literal(parts[0])
    given = written(parts[1]) if len(parts) == 2 else Entries(0)
    if len(parts) > 2 or text is None or not isinstance(given, Entries):
        return evaluation.misused("Fn::Sub", "a text, or a list of a text and a mapping", node)
    pieces: list[Outcome] = []
    at = 0
    for variable in VARIABLE.finditer(text.text):
        pieces.append(Known(text.text[at : variable.start()]))
        pieces.append(_variable(evaluation, variable.group(1).strip(), given, node))
        at = variable.end()
    pieces.append(Known(text.text[at:]))
    return assembled(evaluation, pieces, node)


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


def assembled(evaluation: Evaluation, pieces: Sequence[Element], node: Node, delimiter: str = "") -> Outcome:
    """One text of pieces, each of which may be absent; a Choice where pieces are."""
    span = evaluation.span(node)
    causes = [origin_of(piece) for piece in pieces]
    here = Origin("", span, tuple([each for each in causes if each.span is not None]))

    def together(*values: Element) -> Outcome:
        found = _coalesced(values, delimiter, here)
        if not any(isinstance(each, Unknown) for each in found):
            return as_written(evaluation.template, "".join([str(each) for each in found]), here)
        alone = [each for each in found if each != ""] if delimiter == "" or len(found) == 3 else []
        if len(alone) == 1 and isinstance(alone[0], Unknown):
            return seen_at(alone[0], span)
        operands = [Known(each) if isinstance(each, str) else each for each in found]
        return derived("text", *operands, facts=_facts(found), origin=here)

    value = lift(together, *pieces)
    return with_origin(value, here) if isinstance(value, (Choice, Refused)) else value


def _coalesced(values: tuple[Element, ...], delimiter: str, here: Origin) -> list[str | Unknown]:
    """Known text and unknowns in turn, beginning and ending with a text."""
    found: list[str | Unknown] = [""]
    present = [value for value in values if not isinstance(value, Absent)]
    for index, value in enumerate(present):
        before = delimiter if index else ""
        if isinstance(value, Known) and isinstance(value.data, (str, bool)):
            found[-1] = f"{found[-1]}{before}{text_of(value.data)}"
        elif isinstance(value, Unknown):
            found[-1] = f"{found[-1]}{before}"
            found += [value, ""]
        else:
            raise Refuse("only a text can be a part of a text", here)
    return found


def _facts(found: list[str | Unknown] | list[str]) -> Facts:
    """How a partly unknown text begins, and the size of the one address block that it can only be."""
    first, tail = found[0], found[-1]
    block = BLOCK.match(tail) if isinstance(tail, str) else None
    length = int(block.group(1)) if block else 0
    if not isinstance(first, str) or not isinstance(tail, str):
        return NO_FACTS
    family = 6 if ":" in tail or length > 32 else None
    return Facts(prefix=first, block=(length, family) if 1 <= length <= 128 else None, type="String")

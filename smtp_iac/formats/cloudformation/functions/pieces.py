"""Texts put together: what a literal says, the identifiers of loops in it, and how pieces are joined."""

from __future__ import annotations

from ....choice import lift
from ....identity import derived
from ....patterns import pattern
from ....value import (
    NO_FACTS,
    SENSITIVE,
    Absent,
    Choice,
    Facts,
    Known,
    Missing,
    Origin,
    Refuse,
    Refused,
    Unknown,
    with_origin,
)
from ..outcomes import NOBODY_KNOWS, seen_at
from ..syntax.scalars import text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from re import Match

    from ....value import Element, Outcome
    from ..evaluation import Evaluation
    from ..syntax.nodes import Node
    from ..template import Template

VARIABLE = pattern(r"([$&])\{([^{}]*)\}")
OTHER_SIGNS = pattern(r"[^0-9A-Za-z]")
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


def has_identifiers(evaluation: Evaluation, text: str) -> bool:
    """Whether identifiers of the loops around stand in a text."""
    return bool(evaluation.names) and any(
        variable.group(2).strip() in evaluation.names for variable in VARIABLE.finditer(text)
    )


def with_identifiers(evaluation: Evaluation, text: str, node: Node) -> Outcome:
    """A text of the template in which the identifiers of loops have their items."""
    if not has_identifiers(evaluation, text):
        return Known(text, Origin("", evaluation.span(node)))

    def piece(variable: Match[str]) -> Outcome:
        item = identifier(evaluation, variable)
        return Known(variable.group()) if item is None else item

    return assembled(evaluation, pieces(text, piece), node)


def pieces(text: str, piece: Callable[[Match[str]], Outcome]) -> list[Outcome]:
    """A text as what stands between its variables, and what they are."""
    found: list[Outcome] = []
    at = 0
    for variable in VARIABLE.finditer(text):
        found += [Known(text[at : variable.start()]), piece(variable)]
        at = variable.end()
    return [*found, Known(text[at:])]


def identifier(evaluation: Evaluation, variable: Match[str]) -> Outcome | None:
    """The item of a loop; `&{Identifier}` is what its letters and digits are."""
    item = evaluation.names.get(variable.group(2).strip())
    if item is None or variable.group(1) == "$":
        return item

    def stripped(one: Outcome) -> Outcome:
        if isinstance(one, Known) and isinstance(one.data, str):
            return Known(OTHER_SIGNS.sub("", one.data), one.origin)
        return derived("&", one, origin=one.origin)

    return lift(stripped, item)


def assembled(evaluation: Evaluation, pieces: Sequence[Element], node: Node, delimiter: str = "") -> Outcome:
    """One text of pieces, each of which may be absent; a Choice where pieces are."""
    span = evaluation.span(node)
    causes = [piece.origin for piece in pieces]
    here = Origin("", span, tuple([each for each in causes if each.span is not None]))

    def together(*values: Element) -> Outcome:
        found = _coalesced(values, delimiter, here)
        if not any(isinstance(each, Unknown) for each in found):
            text = as_written(evaluation.template, "".join([str(each) for each in found]), here)
            return hidden_as(text, *values)
        alone = [each for each in found if each != ""] if delimiter == "" or len(found) == 3 else []
        if len(alone) == 1 and isinstance(alone[0], Unknown):
            return seen_at(alone[0], span)
        operands = [Known(each) if isinstance(each, str) else each for each in found]
        return derived("text", *operands, facts=_facts(found), origin=here)

    value = lift(together, *pieces)
    return with_origin(value, here) if isinstance(value, (Choice, Refused)) else value


def hidden_as(value: Outcome, *operands: Element) -> Outcome:
    """A value that must not be printed where one of those that it is made of must not."""
    is_hidden = any(isinstance(each, Known) and each.type == SENSITIVE for each in operands)
    return Known(value.data, value.origin, SENSITIVE) if is_hidden and isinstance(value, Known) else value


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

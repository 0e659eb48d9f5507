"""What the functions of templates have in common: places, labels, what is not supported, and a bound."""

from __future__ import annotations

from ...choice import lift, too_many
from ...identity import children
from ...value import (
    LIMIT,
    NO_FACTS,
    Choice,
    Known,
    Many,
    Missing,
    Origin,
    Unknown,
    passed_on,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ...source import Span
    from ...value import Camp, Element, Facts, Outcome

NOBODY_KNOWS: Camp = "nobody can know"
UNSUPPORTED: Camp = "not supported yet"


def seen_at(value: Outcome, span: Span) -> Outcome:
    """The same value, with everything inside it, where an expression at `span` brings it."""
    if isinstance(value, Known) and isinstance(value.data, tuple):
        value = Known(tuple([_element_at(each, span) for each in value.data]), value.origin, value.type)
    elif isinstance(value, Known) and isinstance(value.data, dict):
        entries = {key: seen_at(each, span) for key, each in value.data.items()}
        value = Known(entries, value.origin, value.type)
    elif isinstance(value, Choice):
        options = {each: seen_at(outcome, span) for each, outcome in value.options.items()}
        value = Choice(value.unknown, options, value.origin)
    return passed_on(value, "", span)


def _element_at(element: Element, span: Span) -> Element:
    if isinstance(element, Many):
        return Many(seen_at(element.value, span), element.of)
    return seen_at(element, span)


def missing(
    id: str,  # noqa: A002 - the Unknown's own word
    what: str,
    why: str,
    span: Span,
    *,
    camp: Camp = NOBODY_KNOWS,
    facts: Facts = NO_FACTS,
    causes: tuple[Unknown, ...] = (),
) -> Unknown:
    """An input that is not there, asked for at `span`."""
    return Unknown(id, Missing(what, why, camp, span), Origin("", span), facts, causes)


def bounded(function: Any, what: str, *arguments: Any) -> Outcome:
    """`lift`, unless the options of the arguments make more combinations than are asked."""
    combinations = 1
    for count in _splits(arguments).values():
        combinations *= count
    if combinations > LIMIT:
        return too_many(Known(tuple(arguments)), what)
    return lift(function, *arguments)


def _splits(values: tuple[Element, ...]) -> dict[str, int]:
    """Symbol -> how many options it has, over the choices at the top of these values."""
    found: dict[str, int] = {}
    stack = list(values)
    while stack:
        value = stack.pop()
        if isinstance(value, Choice):
            found[value.symbol] = max(found.get(value.symbol, 1), len(value.options))
            stack.extend(value.options.values())
        elif isinstance(value, Known) and isinstance(value.data, tuple):
            stack.extend(each for each in children(value) if isinstance(each, Choice))
    return found

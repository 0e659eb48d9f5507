"""What the functions of templates have in common: places and inputs that are missing."""

from __future__ import annotations

from ...value import (
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
    from ...source import Span
    from ...value import Camp, Element, Facts, Outcome

NOBODY_KNOWS: Camp = "nobody can know"
UNSUPPORTED: Camp = "not supported yet"


def seen_at(value: Outcome, span: Span, what: str = "") -> Outcome:
    """The same value, with everything inside it, where an expression at `span` brings it."""
    if isinstance(value, Known) and isinstance(value.data, tuple):
        value = Known(tuple([_element_at(each, span, what) for each in value.data]), value.origin, value.type)
    elif isinstance(value, Known) and isinstance(value.data, dict):
        entries = {key: seen_at(each, span, what) for key, each in value.data.items()}
        value = Known(entries, value.origin, value.type)
    elif isinstance(value, Choice):
        options = {each: seen_at(outcome, span, what) for each, outcome in value.options.items()}
        value = Choice(value.unknown, options, value.origin)
    return passed_on(value, what, span)


def _element_at(element: Element, span: Span, what: str) -> Element:
    if isinstance(element, Many):
        return Many(seen_at(element.value, span, what), element.of)
    return seen_at(element, span, what)


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

"""Terraform's types over values: conversions, operators, indexing, text, and collections that are open.

Here are the origins of what expressions make, and how much is computed before an expression is given up: no
value of a real configuration comes near. `TooMuch` is raised inside a computation and becomes an Unknown
("not supported yet") at its edge, `guarded`.
"""

from __future__ import annotations

from ....identity import identity, shorten, unknowns_of
from ....value import (
    NO_FACTS,
    NOWHERE,
    Absent,
    Choice,
    Known,
    Many,
    Missing,
    Origin,
    Unknown,
    with_origin,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ....value import Element, Facts, Outcome

MOST_ELEMENTS = 100_000
MOST_TEXT = 4 * 1024 * 1024
MOST_FILE = 1024 * 1024
MOST_DIGITS = 4000
DEEPEST = 100


class TooMuch(Exception):  # noqa: N818 - an outcome, not an error of ours
    """`why` completes "not evaluated: ..."."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def few_elements(count: int) -> None:
    if count > MOST_ELEMENTS:
        raise TooMuch(f"more than {MOST_ELEMENTS:,} elements")


def short_text(length: int) -> None:
    if length > MOST_TEXT:
        raise TooMuch(f"a text of more than {MOST_TEXT // 1024 // 1024} MiB")


def not_supported(
    operation: str,
    why: str,
    operands: tuple[Element, ...],
    origin: Origin,
    *,
    facts: Facts = NO_FACTS,
    what: str = "",
) -> Unknown:
    """What an operation gives that is not evaluated here; equal operands give the same Unknown."""
    id_ = shorten(f"{operation}({','.join(map(identity, operands))})")
    missing = Missing(what or operation, why, "not supported yet", origin.span)
    return Unknown(id_, missing, origin, facts, unknowns_of(operands))


def guarded(
    compute: Callable[[], Outcome], operation: str, operands: tuple[Element, ...], origin: Origin
) -> Outcome:
    """What `compute` gives, or an Unknown when it reaches a limit."""
    try:
        return compute()
    except TooMuch as limit:
        why = limit.why
    except RecursionError:
        why = "nested too deep"
    try:
        return not_supported(operation, why, operands, origin)
    except RecursionError:
        return too_deep(operation, origin)


def too_deep(operation: str, origin: Origin) -> Unknown:
    """The Unknown for a value that cannot even be told apart from others; equal only to what stands there."""
    place = "" if origin.span is None else f"{origin.span!r}"
    missing = Missing(operation, "nested too deep", "not supported yet", origin.span)
    return Unknown(f"{operation} at {place}", missing, origin)


def computed(origin: Origin, operands: Iterable[Element]) -> Origin:
    """The origin of a value computed from operands; unchanged where the caller has named causes."""
    if origin.causes or origin.written is not None:
        return origin
    causes = {id(each.origin): each.origin for each in operands if each.origin is not NOWHERE}
    return Origin(origin.what, origin.span, tuple(causes.values()))


def chosen(value: Outcome, origin: Origin) -> Outcome:
    """One of the operands, handed on."""
    return with_origin(value, Origin(origin.what, origin.span, (), value.origin))


def taken(element: Outcome, collection: Element, origin: Origin) -> Outcome:
    """An element, taken out of its collection; where it may be one of several, so is each of them."""
    if isinstance(element, Choice):
        options = {chosen: taken(one, collection, origin) for chosen, one in element.options.items()}
        element = Choice(element.unknown, options, element.origin)
    through = () if collection.origin is NOWHERE else (collection.origin,)
    return with_origin(element, Origin(origin.what, origin.span, through, element.origin))


def present(value: Outcome) -> Outcome:
    """The value, null where nothing stands."""
    return Known(None) if isinstance(value, Absent) else value


def inner(element: Element) -> Outcome:
    """The element itself, or what stands for many."""
    return element.value if isinstance(element, Many) else element

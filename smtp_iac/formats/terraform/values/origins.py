"""Origins of what expressions make."""

from __future__ import annotations

from ....value import NOWHERE, Absent, Choice, Known, Many, Origin, origin_of, with_origin

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from ....value import Element, Outcome


def computed(origin: Origin, operands: Iterable[Element]) -> Origin:
    """The origin of a value computed from operands; unchanged where the caller has named causes."""
    if origin.causes or origin.written is not None:
        return origin
    causes = {id(found): found for found in map(origin_of, operands) if found is not NOWHERE}
    return Origin(origin.what, origin.span, tuple(causes.values()))


def chosen(value: Outcome, origin: Origin) -> Outcome:
    """One of the operands, handed on."""
    return with_origin(value, Origin(origin.what, origin.span, (), origin_of(value)))


def taken(element: Outcome, collection: Element, origin: Origin) -> Outcome:
    """An element, taken out of its collection; where it may be one of several, so is each of them."""
    if isinstance(element, Choice):
        options = {chosen: taken(one, collection, origin) for chosen, one in element.options.items()}
        element = Choice(element.unknown, options, element.origin)
    through = () if origin_of(collection) is NOWHERE else (origin_of(collection),)
    return with_origin(element, Origin(origin.what, origin.span, through, origin_of(element)))


def present(value: Outcome) -> Outcome:
    """The value, null where nothing stands."""
    return Known(None) if isinstance(value, Absent) else value


def inner(element: Element) -> Outcome:
    """The element itself, or what stands for many."""
    return element.value if isinstance(element, Many) else element

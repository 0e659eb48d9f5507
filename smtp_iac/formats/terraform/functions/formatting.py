"""format and formatlist."""

from __future__ import annotations

from ....choice import lift
from ....identity import derived
from ....value import Absent, Facts, Known, Many, Origin, Refuse, Refused, origin_of
from ..values import TooMuch, short_text
from ..values.interpolation import STRING, concatenated
from ..values.open_elements import members
from ..values.types import PRIMITIVES, is_open, type_of
from .signatures import Call, Function
from .verbs import Verb, formatted, parsed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ....value import Element, Outcome, Value

_LIST = Facts(type=("list", "string"), not_null=True)


def _format(call: Call, template: Value, *arguments: Value) -> Outcome:
    if not isinstance(template, Known):
        return derived(call.name, template, *arguments, facts=STRING, origin=call.origin)
    pieces = parsed(template.data)
    verbs = [piece for piece in pieces if isinstance(piece, Verb)]
    needed = max([verb.argument + 1 for verb in verbs], default=0)
    if needed > len(arguments):
        raise Refuse(f"not enough arguments for the format: {needed} are needed")
    if needed < len(arguments):
        raise Refuse(f"too many arguments: only {needed} used by the format")
    parts = [
        formatted(call, piece, arguments[piece.argument]) if isinstance(piece, Verb) else Known(piece)
        for piece in pieces
    ]
    return concatenated(parts, call.origin)


def _formatlist(call: Call, template: Value, *arguments: Value) -> Outcome:
    if any(isinstance(each, Known) and each.data is None for each in arguments):
        raise TooMuch("formatlist() of null is not supported yet")
    lists = [each for each in arguments if _is_list(each)]
    if not isinstance(template, Known) or len(lists) > 1:
        return _in_step(call, template, arguments, lists)
    if not lists:
        return Known((_format(call, template, *arguments),), call.origin, ("list", "string"))
    elements: list[Element] = []
    length = 0
    for element in members(lists[0]):
        elements.append(_each(call, template, arguments, lists[0], element))
        length = _longer(length, elements[-1])
    return Known(tuple(elements), call.origin, ("list", "string"))


def _longer(length: int, text: Element) -> int:
    """The length of all texts up to this one, which is limited as that of one text is."""
    length += len(text.data) if isinstance(text, Known) and isinstance(text.data, str) else 0
    short_text(length)
    return length


def _is_list(value: Value) -> bool:
    if isinstance(value, Known):
        return isinstance(value.data, tuple)
    return type_of(value) not in PRIMITIVES


def _each(call: Call, template: Value, arguments: tuple[Value, ...], of: Value, element: Element) -> Element:
    """The format with one element in the place of the list."""
    inner = element.value if isinstance(element, Many) else element
    at = next(place for place, each in enumerate(arguments) if each is of)
    here = Call(call.name, _of_element(call.origin, inner), call.context)

    def one(each: Value | Absent) -> Outcome:
        if isinstance(each, Absent):
            return each
        return _format(here, template, *arguments[:at], each, *arguments[at + 1 :])

    result = lift(one, inner)
    if isinstance(result, Refused) and not isinstance(inner, Refused):
        raise Refuse(result.reason, result.origin)
    return Many(result, element.of) if isinstance(element, Many) else result


def _of_element(origin: Origin, element: Outcome) -> Origin:
    """Each text comes from its own element first."""
    return Origin(origin.what, origin.span, (origin_of(element), *origin.causes))


def _in_step(call: Call, template: Value, arguments: tuple[Value, ...], lists: list[Value]) -> Outcome:
    """Several lists: the first elements together, then the second."""
    sure = isinstance(template, Known) and all(
        isinstance(each, Known) and not any(is_open(element) for element in each.data) for each in lists
    )
    if not sure:
        return derived(call.name, template, *arguments, facts=_LIST, origin=call.origin)
    lengths = {len(each.data) for each in lists if isinstance(each, Known)}
    if len(lengths) > 1:
        raise Refuse("the lists have different lengths")
    found: list[Outcome] = []
    length = 0
    for at in range(lengths.pop()):
        row = [each.data[at] if isinstance(each, Known) and _is_list(each) else each for each in arguments]
        found.append(lift(lambda *given: _format(call, template, *given), *row))
        if isinstance(found[-1], Refused):
            return found[-1]
        length = _longer(length, found[-1])
    return Known(tuple(found), call.origin, ("list", "string"))


TABLE = {
    "format": Function(_format, "string", rest="dynamic", nullable=(1,)),
    "formatlist": Function(_formatlist, "string", rest="dynamic", nullable=(1,)),
}

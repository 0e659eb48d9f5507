"""join: text out of a list."""

from __future__ import annotations

from ....identity import derived
from ....value import Facts, Known, Many, Refuse, Unknown
from ..values.interpolation import concatenated
from ..values.open_elements import settled
from ..values.types import kind
from .signatures import Function

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ....value import Outcome, Value
    from .signatures import Call

_TEXT = Facts(type="string", not_null=True)


def _join(call: Call, separator: Value, *lists: Value) -> Outcome:
    if not lists:
        raise Refuse("at least one list is required")
    if any(isinstance(each, Unknown) for each in (separator, *lists)):
        return derived(call.name, separator, *lists, facts=_TEXT, origin=call.origin)
    elements = tuple([element for each in lists if isinstance(each, Known) for element in each.data])
    whole = Known(elements, call.origin, lists[0].type if len(lists) == 1 else None)  # type: ignore[union-attr]
    result = settled(whole, lambda each: _joined(call, separator, each))
    if result is None:
        return derived(call.name, separator, whole, facts=_TEXT, origin=call.origin)
    return result


def _joined(call: Call, separator: Value, elements: Known) -> Outcome:
    parts: list[Outcome] = []
    unordered = elements.type is not None and kind(elements.type) == "set" and len(elements.data) > 1
    for element in elements.data:
        if isinstance(element, Many) or (unordered and isinstance(element, Unknown)):
            return derived(call.name, separator, elements, facts=_TEXT, origin=call.origin)
        if isinstance(element, Known) and element.data is None:
            raise Refuse("a null element cannot be joined")
        parts.extend([element] if not parts else [separator, element])
    return concatenated(parts, call.origin)


TABLE = {"join": Function(_join, "string", rest=("list", "string"))}

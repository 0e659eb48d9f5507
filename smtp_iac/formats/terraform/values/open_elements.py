"""Collections of which not all is known: elements that may be there or not, or any number of times.

A map that takes in an unknown map has an entry whose key begins with NUL: a `Many` of the unknown map's
elements, under keys that nobody knows.
"""

from __future__ import annotations

from ....choice import lift, merged_options, optional
from ....identity import derived, identity, symbols
from ....value import (
    ABSENT,
    BOOLEAN,
    LIMIT,
    Absent,
    Choice,
    Facts,
    Known,
    Many,
    Refused,
    Unknown,
)
from .types import as_set, element_type, is_open, kind, type_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ....value import Element, Outcome

FEW = 32
"""The most lists that a list is taken apart into, only to know the order of its elements."""
SMALL = 16
"""The prefix length of blocks of which no number is the internet: an element may stand for many instances."""
_OPEN_KEY = "\0"
NUMBER_OF = Facts(type="number", not_null=True)


def unknown_element(collection: Unknown) -> Unknown:
    """What stands for each element of an unknown collection."""
    type_ = element_type(type_of(collection))
    known = collection.facts
    block = known.elements if known.elements is not None and known.elements[0] >= SMALL else None
    facts = Facts(type=None if type_ == "dynamic" else type_, aws_owned=known.aws_owned, block=block)
    return derived("element", collection, facts=facts, origin=collection.origin)


def unknown_key(collection: Unknown) -> Unknown:
    """What stands for each key of an unknown map; of an unknown set, its elements are their own keys."""
    if kind(type_of(collection)) == "set":
        return unknown_element(collection)
    facts = Facts(
        type="number" if kind(type_of(collection)) in ("list", "tuple") else "string", not_null=True
    )
    return derived("key", collection, facts=facts, origin=collection.origin)


def open_key(collection: Unknown) -> str:
    return _OPEN_KEY + collection.id


def is_open_key(key: str) -> bool:
    return key.startswith(_OPEN_KEY)


def members(value: Outcome) -> list[Element]:
    """The elements of a list, set or tuple, as they may be; of a Choice, optional ones."""
    if isinstance(value, Known):
        return [element for element in value.data if not isinstance(element, Absent)]
    if isinstance(value, Unknown):
        return [Many(unknown_element(value), value)]
    if isinstance(value, Choice):
        return [
            optional(value, option, element)
            for option, outcome in value.options.items()
            for element in members(outcome)
        ]
    return [value] if isinstance(value, Refused) else []


def entries(value: Outcome) -> list[tuple[Outcome, Element]]:
    """The keys and elements of a map, object, list, tuple or set; a key that nobody knows is an Unknown.

    The key of a set's element is the element; of a list's, its position. Elements may be optional or Many.
    """
    if isinstance(value, Choice):
        return [
            (key, optional(value, option, element))
            for option, outcome in value.options.items()
            for key, element in entries(outcome)
        ]
    if isinstance(value, Unknown):
        return [(unknown_key(value), Many(unknown_element(value), value))]
    if not isinstance(value, Known) or value.data is None:
        return []
    if isinstance(value.data, dict):
        return [
            (_key(name, element), element)
            for name, element in sorted(value.data.items())
            if not isinstance(element, Absent)
        ]
    found = members(value)
    if kind(type_of(value)) == "set" or (value.type is not None and kind(value.type) == "set"):
        return [(element.value if isinstance(element, Many) else element, element) for element in found]
    if any(is_open(element) for element in found):
        return [(derived("key", value, Known(at), facts=NUMBER_OF), each) for at, each in enumerate(found)]
    return [(Known(at, value.origin), element) for at, element in enumerate(found)]


def _key(name: str, element: Element) -> Outcome:
    if is_open_key(name) and isinstance(element, Many) and element.of is not None:
        return unknown_key(element.of)
    return Known(name, Known(None).origin if isinstance(element, Absent) else element.origin)


def has_many(elements: Iterable[Element]) -> bool:
    return any(isinstance(element, Many) for element in elements)


def is_partly_unknown(value: Known) -> bool:
    """Whether a map may have more entries than are known."""
    return any(is_open_key(key) for key in value.data)


def has_key(collection: Unknown, key: str) -> Unknown:
    """Whether an unknown map has this key."""
    return derived("has", collection, Known(key), facts=BOOLEAN, origin=collection.origin)


def combinations(values: Iterable[Element]) -> int:
    """How many combinations of options the Choices at the top of these values have."""
    found: dict[str, list[Choice]] = {}
    stack = list(values)
    while stack:
        value = stack.pop()
        if isinstance(value, Choice):
            found.setdefault(value.symbol, []).append(value)
            stack.extend(value.options.values())
        elif isinstance(value, Many):
            stack.append(value.value)
    product = 1
    for splits in found.values():
        product *= len(merged_options(splits))
    return product


def settled(
    value: Known, function: Callable[[Known], Outcome], every: bool = False, most: int = LIMIT
) -> Outcome | None:
    """`function` of a collection without optional elements, for each of their options.

    every: of Choices that always stand for one element too. None where there are more than `most`
    combinations of options.
    """
    every = every or (value.type is not None and kind(value.type) == "set")
    found = [each for each in _elements(value) if isinstance(each, Choice) and (every or is_open(each))]
    if combinations(found) > most:
        return None
    return _settle(value, function, every)


def _elements(value: Known) -> list[Element]:
    return list(value.data.values()) if isinstance(value.data, dict) else list(value.data)


def _settle(value: Known, function: Callable[[Known], Outcome], every: bool) -> Outcome:
    for element in _elements(value):
        if isinstance(element, Choice) and (every or is_open(element)):
            return lift(lambda _, rest: _settle(rest, function, every), element, value)
    return function(_without_absent(value))


def _without_absent(value: Known) -> Known:
    if isinstance(value.data, dict):
        left = {key: element for key, element in value.data.items() if element is not ABSENT}
        return Known(left, value.origin, value.type)
    elements = [element for element in value.data if not isinstance(element, Absent)]
    if value.type is not None and kind(value.type) == "set":
        return as_set(elements, value.type[1], value.origin)
    return Known(tuple(elements), value.origin, value.type)


def unsure_count(value: Known) -> bool:
    """Whether the number of elements is not known (after `settled`)."""
    elements = _elements(value)
    if has_many(elements):
        return True
    is_set = value.type is not None and kind(value.type) == "set"
    return is_set and len(elements) > 1 and bool(symbols(value))


def once_each(elements: Iterable[Element]) -> list[Element]:
    """Each element once, in order; one that may equal another is any number of times there."""
    found: dict[str, Element] = {}
    for element in elements:
        found.setdefault(identity(element), element)
    distinct = list(found.values())
    if len(distinct) < 2:
        return distinct
    return [Many(each) if not isinstance(each, Many) and symbols(each) else each for each in distinct]

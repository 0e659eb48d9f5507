"""Functions from lists to lists, and `join`. Elements keep their origins; optional and unknown ones are
passed on."""

from __future__ import annotations

from ....choice import lift, optional
from ....identity import derived, identity
from ....value import ABSENT, OTHER, Absent, Choice, Facts, Known, Many, Refuse, Refused, Unknown, option
from ..values import few_elements, present
from ..values.conversion import convert, unified
from ..values.interpolation import concatenated
from ..values.open_elements import FEW, has_many, members, once_each, settled, unknown_element, unsure_count
from ..values.types import element_type, kind, sort_key, type_of, without_order
from ..values.unification import unify
from .signatures import Function, whole

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ....value import Element, Outcome, Value
    from ..values.types import Type
    from .signatures import Call

LISTS = ("list", "tuple")
ANY_SEQUENCE = ("list", "tuple", "set")
_TEXT = Facts(type="string", not_null=True)


def checked(value: Outcome, kinds: tuple[str, ...], call: Call) -> Outcome:
    """The value if it is of these kinds of sequences (each option of a Choice on its own), else Refused."""

    def check(each: Value | Absent) -> Outcome:
        each = present(each)  # type: ignore[assignment]
        type_ = type_of(each)
        wrong = kind(type_) not in (*kinds, "dynamic")
        if isinstance(each, Known):
            wrong = not isinstance(each.data, tuple) or (
                each.type is not None and kind(each.type) not in kinds
            )
        if wrong:
            return Refused(f"{call.name}() takes a {' or '.join(kinds)}, not {kind(type_)}", call.origin)
        return each

    result = lift(check, value)
    if isinstance(result, Refused):
        raise Refuse(result.reason, result.origin)
    return result


def _concat(call: Call, *sequences: Outcome) -> Outcome:
    if not sequences:
        raise Refuse("concat() takes at least one argument")
    found = [checked(each, LISTS, call) for each in sequences]
    elements = [element for each in found for element in members(each)]
    few_elements(len(elements))
    types = [type_of(each) for each in found]
    if all(kind(type_) == "list" for type_ in types) and unify(types) is not None:
        converted, type_ = unified(elements, element_type(unify(types)))
        return Known(tuple(converted), call.origin, ("list", type_))
    return Known(tuple(elements), call.origin)


def _flatten(call: Call, sequence: Outcome) -> Outcome:
    found = checked(sequence, ANY_SEQUENCE, call)
    elements: list[Element] = []
    for element in members(found):
        for each in flat(element):
            elements.append(each)
            few_elements(len(elements))
    return Known(tuple(elements), call.origin)


def flat(element: Element) -> Iterable[Element]:
    """The element, or what it holds, when it is a sequence; nested ones too."""
    if isinstance(element, Known) and isinstance(element.data, tuple):
        for each in members(element):
            yield from flat(each)
    elif isinstance(element, Many):
        for each in flat(element.value):
            yield Many(each.value if isinstance(each, Many) else each, element.of)
    elif isinstance(element, Choice):
        for chosen, outcome in element.options.items():
            for each in flat(outcome):
                yield optional(element, chosen, each)
    elif isinstance(element, Unknown) and kind(type_of(element)) in ("dynamic", *ANY_SEQUENCE):
        inner = unknown_element(element)
        nested = isinstance(type_of(element), tuple) and kind(type_of(inner)) in ANY_SEQUENCE
        yield from flat(Many(inner, element)) if nested else (Many(inner, element),)
    elif not isinstance(element, Absent):
        yield element


def _compact(call: Call, sequence: Outcome) -> Outcome:
    found = convert(checked(sequence, ANY_SEQUENCE, call), ("list", "string"))
    if isinstance(found, Refused):
        return found
    kept: list[Element] = []
    for element in members(found):
        inner = element.value if isinstance(element, Many) else element
        left = lift(_unless_empty, inner)
        if not isinstance(left, Absent):
            kept.append(Many(left, element.of) if isinstance(element, Many) else left)
    return Known(tuple(kept), call.origin, ("list", "string"))


def _unless_empty(value: Value | Absent) -> Outcome:
    if isinstance(value, Known):
        return ABSENT if value.data in (None, "") else value
    if not isinstance(value, Unknown):
        return value
    facts = value.facts
    if facts.prefix or facts.block:
        return value
    options: dict[tuple[str, object], Outcome] = {option(""): ABSENT}
    if not facts.not_null:
        options[option(None)] = ABSENT
    return Choice(value, {**options, OTHER: value}, value.origin)


def _distinct(call: Call, sequence: Outcome) -> Outcome:
    found = convert(checked(sequence, ANY_SEQUENCE, call), ("list", "dynamic"))
    if not isinstance(found, Known):
        return Known(tuple(members(found)), call.origin) if isinstance(found, Unknown) else found
    type_ = found.type

    def once(each: Known) -> Outcome:
        return Known(tuple(once_each(members(each))), call.origin, type_)

    result = settled(found, once, every=True, most=FEW)
    return once(found) if result is None else result


def _ordered(function: Callable[..., Outcome]) -> Callable[..., Outcome]:
    """A function of a list whose elements are all there, and of further arguments."""

    def compute(call: Call, sequence: Value, *others: Value) -> Outcome:
        found = checked(sequence, LISTS, call)
        facts = Facts(not_null=True)
        if not isinstance(found, Known) or not all(isinstance(each, Known) for each in others):
            return derived(call.name, sequence, *others, facts=facts, origin=call.origin)

        def settle(each: Known) -> Outcome:
            if unsure_count(each):
                return derived(call.name, each, *others, facts=facts, origin=call.origin)
            return function(call, each, *others)

        result = settled(found, settle)
        return derived(call.name, found, *others, origin=call.origin) if result is None else result

    return compute


def _slice(call: Call, sequence: Known, start: Known, end: Known) -> Outcome:
    first, last = whole(start.data), whole(end.data)
    if not 0 <= first <= last <= len(sequence.data):
        raise Refuse("the indices of slice() lie outside the list, or are the wrong way around")
    return Known(sequence.data[first:last], call.origin, sequence.type)


def _chunklist(call: Call, sequence: Known, size: Known) -> Outcome:
    step = whole(size.data)
    if step < 0:
        raise Refuse("the size argument must be positive")
    elements = sequence.data
    step = step or max(len(elements), 1)
    chunks = [elements[at : at + step] for at in range(0, len(elements), step)]
    lists = [Known(chunk, call.origin, sequence.type) for chunk in chunks]
    return Known(tuple(lists), call.origin, ("list", sequence.type))


def _reverse(call: Call, sequence: Value) -> Outcome:
    if isinstance(sequence, Known):
        found = checked(sequence, ANY_SEQUENCE, call)
        assert isinstance(found, Known)
        type_: Type = None if found.type is None else ("list", found.type[1])
        return Known(tuple(reversed(members(found))), call.origin, type_)
    return derived(call.name, sequence, facts=Facts(not_null=True), origin=call.origin)


def _sort(call: Call, sequence: Value) -> Outcome:
    facts = Facts(type=("list", "string"), not_null=True)

    def settle(each: Known) -> Outcome:
        if len(each.data) > 1 and not all(isinstance(element, Known) for element in each.data):
            return Known(tuple(without_order(each.data)), call.origin, each.type)
        if any(isinstance(element, Known) and element.data is None for element in each.data):
            raise Refuse("a null string cannot be sorted")
        return Known(tuple(sorted(each.data, key=sort_key)), call.origin, each.type)

    if not isinstance(sequence, Known):
        return derived(call.name, sequence, facts=facts, origin=call.origin)
    result = settled(sequence, settle, every=True)
    return derived(call.name, sequence, facts=facts, origin=call.origin) if result is None else result


def _matchkeys(call: Call, values: Value, keys: Value, wanted: Value) -> Outcome:
    if not all(isinstance(each, Known) for each in (values, keys, wanted)):
        return derived(call.name, values, keys, wanted, origin=call.origin)
    found = [each.data for each in (values, keys, wanted) if isinstance(each, Known)]
    if any(not isinstance(each, Known) for each in (*found[1], *found[2])) or has_many(found[0]):
        return derived(call.name, values, keys, wanted, origin=call.origin)
    if len(found[0]) != len(found[1]):
        raise Refuse("length of keys and values should be equal")
    common = unify([element_type(type_of(convert(each, ("list", "dynamic")))) for each in (keys, wanted)])
    if common is None:
        raise Refuse("keys and searchset must be of the same type")
    searched = {identity(convert(each, common)) for each in found[2]}
    kept = [
        value
        for value, key in zip(found[0], found[1], strict=True)
        if identity(convert(key, common)) in searched
    ]
    return Known(tuple(kept), call.origin, type_of(values))


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


TABLE = {
    "concat": Function(_concat, rest="dynamic", choices=True),
    "flatten": Function(_flatten, "dynamic", choices=True),
    "compact": Function(_compact, "dynamic", choices=True),
    "distinct": Function(_distinct, "dynamic"),
    "slice": Function(_ordered(_slice), "dynamic", "number", "number"),
    "chunklist": Function(_ordered(_chunklist), ("list", "dynamic"), "number"),
    "reverse": Function(_reverse, "dynamic"),
    "sort": Function(_sort, ("list", "string")),
    "matchkeys": Function(_matchkeys, ("list", "dynamic"), ("list", "dynamic"), ("list", "dynamic")),
    "join": Function(_join, "string", rest=("list", "string")),
}

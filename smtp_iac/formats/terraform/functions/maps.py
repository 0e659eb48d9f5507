"""Functions of maps and objects. What an unknown map may override becomes a Choice on whether it does."""

from __future__ import annotations

from ....choice import choice, conditional, lift
from ....identity import derived, symbols
from ....value import ABSENT, Absent, Choice, Facts, Known, Many, Refuse, Refused, Unknown
from ..values import few_elements, present
from ..values.indexing import index_value
from ..values.open_elements import (
    entries,
    has_key,
    has_many,
    is_open_key,
    open_key,
    settled,
    unknown_element,
    unsure_count,
)
from ..values.types import PRIMITIVES, element_type, kind, type_of
from .sequences import LISTS, checked
from .signatures import Function

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ....value import Element, Outcome, Value
    from ..values.types import Type
    from .signatures import Call

    Entries = dict[str, Element]


def _merge(call: Call, *maps: Outcome) -> Outcome:
    result: Entries = {}
    given = [lift(lambda each: _map_or_null(call, each), each) for each in maps]
    for each in given:
        if isinstance(each, Refused):
            return each
        _take_in(call, result, each)
        few_elements(len(result))
    return Known(result, call.origin, _merged_type([type_of(each) for each in given]))


def _map_or_null(call: Call, value: Value | Absent) -> Outcome:
    each = present(value)
    wrong = isinstance(each, Known) and each.data is not None and not isinstance(each.data, dict)
    if wrong or kind(type_of(each)) in (*PRIMITIVES, "list", "set", "tuple"):
        raise Refuse(f"arguments of merge() must be maps or objects, got {kind(type_of(each))}", call.origin)
    return each


def _merged_type(types: list[Type]) -> Type:
    """A map only if all are maps of one type, else an object."""
    return types[0] if len(set(types)) == 1 and kind(types[0]) == "map" else None


def _take_in(call: Call, result: Entries, taken: Outcome) -> None:
    """Put the entries of one map over those that are there."""
    if isinstance(taken, Known) and taken.data is not None:
        for key, element in taken.data.items():
            if is_open_key(key) and isinstance(element, Many) and element.of is not None:
                _override(call, result, element.of)
                result[key] = element
            elif not isinstance(element, Absent):
                _put(result, key, element)
    elif isinstance(taken, Unknown):
        _override(call, result, taken)
        result[open_key(taken)] = Many(unknown_element(taken), taken)
    elif isinstance(taken, Choice):
        _take_in_choice(call, result, taken)


def _put(result: Entries, key: str, element: Element) -> None:
    """An optional entry leaves what is below it where it is absent."""
    below = result.pop(key, ABSENT)
    if symbols(element) and isinstance(element, Choice):
        element = lift(lambda over, under: under if isinstance(over, Absent) else over, element, below)
    result[key] = element


def _override(call: Call, result: Entries, unknown: Unknown) -> None:
    for key, element in list(result.items()):
        if not is_open_key(key) and not isinstance(element, Many):
            theirs = index_value(unknown, Known(key), call.origin)
            result[key] = conditional(has_key(unknown, key), theirs, element)


def _perhaps(call: Call, entries: Entries, key: str) -> Outcome:
    """The entry that an unknown map among these may have."""
    found: Outcome = ABSENT
    for element in entries.values():
        if isinstance(element, Many) and element.of is not None:
            theirs = index_value(element.of, Known(key), call.origin)
            found = conditional(has_key(element.of, key), theirs, found)
    return found


def _take_in_choice(call: Call, result: Entries, taken: Choice) -> None:
    """Each key of each option is there only while that option is."""
    by_option: dict[object, Entries] = {}
    for chosen, outcome in taken.options.items():
        inside: Entries = {}
        _take_in(call, inside, outcome)
        by_option[chosen] = inside
    for key in dict.fromkeys([key for inside in by_option.values() for key in inside]):
        options: dict[tuple[str, object], Outcome] = {}
        many: Many | None = None
        for chosen in taken.options:
            element = by_option[chosen].get(key)
            if element is None:
                element = _perhaps(call, by_option[chosen], key)
            if isinstance(element, Many):
                many = element
                element = element.value
            options[chosen] = element
        merged = choice(taken.unknown, options, taken.origin)
        if many is not None:
            if many.of is not None:
                _override(call, result, many.of)
            result[key] = Many(merged, many.of)
        else:
            _put(result, key, merged)


def _checked_map(call: Call, value: Outcome) -> None:
    wrong = isinstance(value, Known) and not isinstance(value.data, dict)
    if wrong or kind(type_of(value)) in (*PRIMITIVES, "list", "set", "tuple"):
        raise Refuse(f"{call.name}() takes a map or an object, not {kind(type_of(value))}", call.origin)


def _keys(call: Call, value: Value) -> Outcome:
    _checked_map(call, value)
    found: list[Element] = []
    for key, element in entries(value):
        if isinstance(element, Many):
            found.append(Many(key, element.of))
        elif isinstance(element, Choice):
            found.append(lift(lambda each, key=key: each if isinstance(each, Absent) else key, element))
        else:
            found.append(key)
    type_ = ("list", "string") if kind(type_of(value)) == "map" else None
    return Known(tuple(found), call.origin, type_)


def _values(call: Call, value: Value) -> Outcome:
    _checked_map(call, value)
    found = tuple([element for _, element in entries(value)])
    type_ = ("list", element_type(type_of(value))) if kind(type_of(value)) == "map" else None
    return Known(found, call.origin, type_)


def _zipmap(call: Call, keys: Value, values: Value) -> Outcome:
    checked(values, LISTS, call)
    if not isinstance(keys, Known) or not isinstance(values, Known):
        return derived(call.name, keys, values, facts=Facts(not_null=True), origin=call.origin)
    result = None
    if not has_many((*keys.data, *values.data)):
        result = settled(keys, lambda names: _zipped(call, names, values), every=True)
    return derived(call.name, keys, values, origin=call.origin) if result is None else result


def _zipped(call: Call, keys: Known, values: Known) -> Outcome:
    if unsure_count(keys) or any(isinstance(key, Unknown) for key in keys.data):
        return derived(call.name, keys, values, facts=Facts(not_null=True), origin=call.origin)
    if len(keys.data) != len(values.data):
        raise Refuse(f"number of keys ({len(keys.data)}) does not match values ({len(values.data)})")
    if any(key.data is None for key in keys.data):
        raise Refuse("a key must not be null")
    zipped = {key.data: value for key, value in zip(keys.data, values.data, strict=True)}
    type_ = ("map", values.type[1]) if values.type is not None else None
    return Known(zipped, call.origin, type_)


def _transpose(call: Call, map_: Value) -> Outcome:
    facts = Facts(type=("map", ("list", "string")), not_null=True)
    if not isinstance(map_, Known) or symbols(map_):
        return derived(call.name, map_, facts=facts, origin=call.origin)
    found: dict[str, list[Element]] = {}
    for key in sorted(map_.data):
        if map_.data[key].data is None:
            raise Refuse("a null list cannot be transposed")
        for name in map_.data[key].data:
            if name.data is None:
                raise Refuse("a null string is no key")
            found.setdefault(name.data, []).append(Known(key, map_.data[key].origin))
    lists = {name: Known(tuple(found[name]), call.origin, ("list", "string")) for name in sorted(found)}
    return Known(lists, call.origin, ("map", ("list", "string")))


TABLE = {
    "merge": Function(_merge, rest="dynamic", nullable=(0,), choices=True),
    "keys": Function(_keys, "dynamic"),
    "values": Function(_values, "dynamic"),
    "zipmap": Function(_zipmap, ("list", "string"), "dynamic"),
    "transpose": Function(_transpose, ("map", ("list", "string"))),
}

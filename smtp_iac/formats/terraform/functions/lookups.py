"""Functions that look into collections: length, element, index, lookup, contains, one, coalesce and kin."""

from __future__ import annotations

from ....choice import choice, conditional, lift
from ....identity import derived
from ....value import (
    BOOLEAN,
    LIMIT,
    OTHER,
    Absent,
    Choice,
    Facts,
    Known,
    Refuse,
    Refused,
    Unknown,
    option,
)
from ..values import chosen, taken
from ..values.conversion import convert
from ..values.indexing import entry, select
from ..values.open_elements import NUMBER_OF, has_key, has_many, settled, unsure_count
from ..values.operators import all_true, any_true, binary, equality
from ..values.types import PRIMITIVES, element_type, kind, type_of
from ..values.unification import convertible, unify
from .sequences import ANY_SEQUENCE, LISTS, checked
from .signatures import Function, whole

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ....value import Element, Option, Outcome, Value
    from .signatures import Call

_MOST_COMPARED = 64


def _length(call: Call, value: Value) -> Outcome:
    if isinstance(value, Unknown):
        return derived(call.name, value, facts=NUMBER_OF, origin=call.origin)
    assert isinstance(value, Known)
    if isinstance(value.data, str):
        from .strings import graphemes

        return Known(len(graphemes(value.data)), call.origin)
    if not isinstance(value.data, (tuple, dict)):
        raise Refuse("argument must be a string, a collection type, or a structural type")
    result = settled(value, lambda each: _count(call, each))
    return derived(call.name, value, facts=NUMBER_OF, origin=call.origin) if result is None else result


def _count(call: Call, value: Known) -> Outcome:
    if unsure_count(value):
        return derived(call.name, value, facts=NUMBER_OF, origin=call.origin)
    return Known(len(value.data), call.origin)


def _each_way(value: Outcome, function: Callable[[Known], Outcome], call: Call, *others: Value) -> Outcome:
    """`function` of a list whose elements are all there; unknown where that is not known."""
    if isinstance(value, Known):
        result = settled(value, function)
        if result is not None:
            return result
    return derived(call.name, value, *others, origin=call.origin)


def _element(call: Call, sequence: Value, position: Value) -> Outcome:
    found = checked(sequence, LISTS, call)
    if isinstance(found, Unknown):
        inner = element_type(type_of(found))
        facts = Facts(type=None if inner == "dynamic" else inner)
        return derived("element", found, position, facts=facts, origin=call.origin)
    return _each_way(found, lambda each: _at(call, each, position), call, position)


def _at(call: Call, sequence: Known, position: Value) -> Outcome:
    elements = sequence.data
    if not elements:
        raise Refuse("cannot use element function with an empty list")
    if has_many(elements) or len(elements) > LIMIT:
        return derived("element", sequence, position, origin=call.origin)
    if isinstance(position, Known):
        at = whole(position.data, "index")
        if at < 0 and sequence.type is None and at % len(elements):
            raise Refuse("cannot use element function with a negative index of a tuple")
        return taken(elements[at % len(elements)], sequence, call.origin)
    if len(elements) == 1:
        return taken(elements[0], sequence, call.origin)
    wrapped = binary("%", position, Known(len(elements)), call.origin)
    assert isinstance(wrapped, Unknown)
    domain = tuple([option(at) for at in range(len(elements))])
    facts = Facts(domain=domain, type="number", not_null=True)
    remainder = Unknown(wrapped.id, wrapped.why, wrapped.origin, facts, wrapped.causes)
    options = dict(zip(domain, elements, strict=True))
    return taken(choice(remainder, options, call.origin), sequence, call.origin)


def _index(call: Call, sequence: Value, wanted: Value) -> Outcome:
    found = checked(sequence, LISTS, call)
    return _each_way(found, lambda each: _position(call, each, wanted), call, wanted)


def _position(call: Call, sequence: Known, wanted: Value) -> Outcome:
    elements = sequence.data
    if not elements:
        raise Refuse("cannot search an empty list")
    found: list[tuple[int, Outcome]] = []
    for at, element in enumerate(elements):
        if has_many((element,)) or len(found) > _MOST_COMPARED:
            return derived("index", sequence, wanted, facts=NUMBER_OF, origin=call.origin)
        same = equality(element, wanted)
        if not isinstance(same, Known) or same.data:
            found.append((at, same))
        if _is_true(same):
            break
    result: Outcome = Refused("item not found", call.origin)
    for at, same in reversed(found):
        result = conditional(same, Known(at, call.origin), result)
    return result


def _contains(call: Call, sequence: Value, wanted: Value) -> Outcome:
    found = checked(sequence, ANY_SEQUENCE, call)
    if not isinstance(found, Known):
        return derived(call.name, sequence, wanted, facts=BOOLEAN, origin=call.origin)
    certain = [each for each in found.data if not has_many((each,))]
    if isinstance(wanted, Known) or len(certain) <= _MOST_COMPARED:
        result = _any_equal(certain, wanted)
        if result is not None and (len(certain) == len(found.data) or _is_true(result)):
            return result
    return derived(call.name, sequence, wanted, facts=BOOLEAN, origin=call.origin)


def _any_equal(elements: list[Outcome], wanted: Value) -> Outcome | None:
    """None where too many comparisons stay open."""
    still_open: list[Outcome] = []
    for element in elements:
        result = equality(element, wanted)
        if _is_true(result):
            return result
        if not isinstance(result, Known):
            still_open.append(result)
    return any_true(still_open) if len(still_open) <= _MOST_COMPARED else None


def _is_true(value: Outcome) -> bool:
    return isinstance(value, Known) and value.data is True


def _lookup(call: Call, map_: Value, key: Value, *default: Value) -> Outcome:
    if len(default) > 1:
        raise Refuse("lookup() takes two or three arguments")
    type_ = type_of(map_)
    if isinstance(map_, Known) and not isinstance(map_.data, dict):
        raise Refuse("lookup() requires a map as the first argument")
    otherwise: Outcome = Refused("there is no such key", call.origin)
    if default:
        otherwise = _as_default(default[0], type_)
    if isinstance(map_, Unknown):
        return _lookup_in_unknown(call, map_, key, otherwise)
    assert isinstance(map_, Known)
    if isinstance(key, Known):
        return taken(entry(map_, key.data, otherwise), map_, call.origin)
    return taken(select(map_, key, otherwise), map_, call.origin)


def _as_default(default: Value, type_: object) -> Outcome:
    wanted, ours = element_type(type_), type_of(default)
    if kind(type_) == "map" and _is_null(default):
        return convert(default, wanted)
    if kind(type_) != "map" or "dynamic" in (wanted, ours) or wanted == ours:
        return default
    if not convertible(ours, wanted) or (wanted in PRIMITIVES and wanted != "string"):
        raise Refuse("the default value must have the same type as the map elements")
    return convert(default, wanted)


def _lookup_in_unknown(call: Call, map_: Unknown, key: Value, otherwise: Outcome) -> Outcome:
    from ..values.indexing import index_value

    ours = index_value(map_, key, call.origin)
    if isinstance(key, Known):
        return conditional(has_key(map_, key.data), ours, otherwise)
    return derived("lookup", map_, key, otherwise, origin=call.origin)


def _one(call: Call, sequence: Value) -> Outcome:
    found = checked(sequence, ANY_SEQUENCE, call)

    def only(each: Known) -> Outcome:
        if unsure_count(each):
            return derived("one", each, origin=call.origin)
        if len(each.data) > 1:
            raise Refuse("must be a list, set, or tuple value with either zero or one elements")
        return taken(each.data[0], each, call.origin) if each.data else Known(None, call.origin)

    return _each_way(found, only, call)


def _coalesce(call: Call, *values: Value) -> Outcome:
    """An unknown one is taken unless it is null or the empty string."""
    given = [each for each in values if not _is_null(each)]
    wanted = unify([type_of(each) for each in given])
    if wanted is None:
        raise Refuse("all arguments must have the same type")
    result: Outcome = Refused("no non-null, non-empty-string arguments", call.origin)
    for each in reversed(given):
        converted = convert(each, wanted)
        if isinstance(converted, (Known, Unknown)):
            result = _unless_empty(call, converted, result)
        else:
            rest = result
            result = lift(lambda one, rest=rest: _unless_empty(call, one, rest), converted)
    return result


def _unless_empty(call: Call, value: Value, rest: Outcome) -> Outcome:
    if isinstance(value, Known):
        return rest if value.data in (None, "") else chosen(value, call.origin)
    assert isinstance(value, Unknown)
    facts = value.facts
    if facts.prefix or (facts.not_null and (facts.block or facts.domain is not None)):
        return chosen(value, call.origin)
    options: dict[Option, Outcome] = {}
    if type_of(value) in ("string", "dynamic"):
        options[option("")] = rest
    if not facts.not_null:
        options[option(None)] = rest
    return Choice(value, {**options, OTHER: chosen(value, call.origin)}, call.origin) if options else value


def _coalescelist(call: Call, *lists: Value) -> Outcome:
    if not lists:
        raise Refuse("at least one argument is required")
    found = [checked(each, LISTS, call) for each in lists]
    result: Outcome = Refused("no non-empty list", call.origin)
    for each in reversed(found):
        empty = equality(_length_of(call, each), Known(0))
        result = conditional(empty, result, chosen(each, call.origin))
    return result


def _length_of(call: Call, value: Outcome) -> Outcome:
    if isinstance(value, Known) and any(not has_many((each,)) and _certain(each) for each in value.data):
        return Known(len(value.data))
    return lift(lambda each: _length(call, each), value)


def _certain(element: Element) -> bool:
    return isinstance(element, (Known, Unknown))


def _folded(fold: Callable[[list[Outcome]], Outcome], of_none: bool) -> Function:
    """of_none: what it is of no elements; so one that may not be there changes nothing where it is not."""

    def compute(call: Call, sequence: Value) -> Outcome:
        if not isinstance(sequence, Known) or has_many(sequence.data):
            return derived(call.name, sequence, facts=BOOLEAN, origin=call.origin)
        return fold([_true(each, of_none) for each in sequence.data])

    return Function(compute, ("list", "bool"))


def _is_null(element: Element) -> bool:
    return isinstance(element, Known) and element.data is None


def _true(value: Outcome, of_none: bool) -> Outcome:
    """Null counts as false."""
    if isinstance(value, Choice):
        return lift(lambda one: _true(one, of_none), value)
    if isinstance(value, Absent):
        return Known(of_none)
    if isinstance(value, Unknown) and value.facts.not_null:
        return value
    return equality(value, Known(True))


TABLE = {
    "length": Function(_length, "dynamic"),
    "element": Function(_element, "dynamic", "number"),
    "index": Function(_index, "dynamic", "dynamic"),
    "contains": Function(_contains, "dynamic", "dynamic"),
    "lookup": Function(_lookup, "dynamic", "string", rest="dynamic", nullable=(2,)),
    "one": Function(_one, "dynamic"),
    "coalesce": Function(_coalesce, rest="dynamic", nullable=(0,)),
    "coalescelist": Function(_coalescelist, rest="dynamic", nullable=(0,)),
    "alltrue": _folded(all_true, True),
    "anytrue": _folded(any_true, False),
}

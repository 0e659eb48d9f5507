"""Functions of sets."""

from __future__ import annotations

from itertools import product

from ....choice import lift
from ....identity import derived, identity, symbols
from ....value import ABSENT, Facts, Known, Many, Refuse, Refused
from ..values import few_elements
from ..values.conversion import convert, unified
from ..values.open_elements import combinations, members
from ..values.types import as_set, element_type, is_open, kind, type_of
from ..values.unification import unify
from .sequences import ANY_SEQUENCE, checked
from .signatures import Function

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ....value import Element, Outcome, Value
    from ..values.types import Type
    from .signatures import Call

_ANY_SET = ("set", "dynamic")
_FEW = 8


def _setproduct(call: Call, *sets: Value) -> Outcome:
    if len(sets) < 2:
        raise Refuse("at least two arguments are required")
    found = [checked(each, ANY_SEQUENCE, call) for each in sets]
    if not all(isinstance(each, Known) for each in found):
        return derived(call.name, *found, facts=Facts(not_null=True), origin=call.origin)
    columns: list[list[Element]] = []
    types: list[Type] = []
    for each in found:
        elements, type_ = unified(members(each), "dynamic")
        columns.append(elements)
        types.append(type_)
    size = 1
    for column in columns:
        size *= len(column)
        few_elements(size)
    rows = [_row(call, row) for row in product(*columns)]
    type_ = ("tuple", tuple(types))
    if any(kind(type_of(each)) == "set" or _is_set(each) for each in found):
        return as_set(rows, type_, call.origin)
    return Known(tuple(rows), call.origin, ("list", type_))


def _is_set(value: Outcome) -> bool:
    return isinstance(value, Known) and value.type is not None and kind(value.type) == "set"


def _row(call: Call, row: tuple[Element, ...]) -> Element:
    """One tuple; it is there when all of its elements are, and many times when one of them is."""
    inner = [each.value if isinstance(each, Many) else each for each in row]
    many = next((each for each in row if isinstance(each, Many)), None)
    result: Outcome = Known(tuple(inner), call.origin)
    if any(is_open(each) for each in inner):
        if combinations(inner) > _FEW:
            return Many(derived(call.name, *inner, origin=call.origin))
        result = lift(lambda *each: ABSENT if ABSENT in each else Known(each, call.origin), *inner)
    return Many(result, many.of) if many is not None else result


def _as_sets(sets: tuple[Value, ...]) -> list[Outcome]:
    """The sets with one type of elements."""
    types = [type_of(each) for each in sets]
    common = unify([element_type(type_) for type_ in types if type_ != _ANY_SET])
    if common is None:
        raise Refuse("given sets must all have compatible element types")
    converted = [convert(each, ("set", common)) for each in sets]
    for each in converted:
        if isinstance(each, Refused):
            raise Refuse(each.reason, each.origin)
    return converted


def _setunion(call: Call, *sets: Value) -> Outcome:
    found = _as_sets(sets)
    elements = [element for each in found for element in members(each)]
    type_ = unify([element_type(type_of(each)) for each in found if type_of(each) != _ANY_SET])
    return as_set(elements, type_, call.origin)


def _no_bare_nulls(sets: tuple[Value, ...]) -> None:
    """A set of nothing but null has no type: beside sets of structures, terraform panics."""
    types = [element_type(type_of(each)) for each in sets if isinstance(each, Known) and each.data]
    if "dynamic" in types and any(not isinstance(type_, str) for type_ in types):
        raise Refuse("incompatible set rules")


def _setintersection(call: Call, *sets: Value) -> Outcome:
    _no_bare_nulls(sets)
    found = _as_sets(sets)
    if any(not isinstance(each, Known) or symbols(each) for each in found):
        return _unknown_set(call, found)
    others = [{identity(element) for element in each.data} for each in found[1:] if isinstance(each, Known)]
    return _kept(call, found[0], lambda key: all(key in other for other in others))


def _setsubtract(call: Call, first: Value, second: Value) -> Outcome:
    _no_bare_nulls((first, second))
    found = _as_sets((first, second))
    if any(not isinstance(each, Known) or symbols(each) for each in found):
        return _unknown_set(call, found)
    assert isinstance(found[1], Known)
    taken = {identity(element) for element in found[1].data}
    return _kept(call, found[0], lambda key: key not in taken)


def _kept(call: Call, value: Outcome, wanted: Callable[[str], bool]) -> Outcome:
    assert isinstance(value, Known)
    kept = [element for element in value.data if wanted(identity(element))]
    return Known(tuple(kept), call.origin, value.type)


def _unknown_set(call: Call, sets: list[Outcome]) -> Outcome:
    facts = Facts(type=type_of(sets[0]), not_null=True)
    return derived(call.name, *sets, facts=facts, origin=call.origin)


TABLE = {
    "setproduct": Function(_setproduct, rest="dynamic"),
    "setunion": Function(_setunion, _ANY_SET, rest=_ANY_SET),
    "setintersection": Function(_setintersection, _ANY_SET, rest=_ANY_SET),
    "setsubtract": Function(_setsubtract, _ANY_SET, _ANY_SET),
}

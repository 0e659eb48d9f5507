"""Terraform's unary and binary operators."""

from __future__ import annotations

from ....choice import conditional, equal, lift
from ....identity import derived, same
from ....value import (
    BOOLEAN,
    Absent,
    Choice,
    Facts,
    Known,
    Many,
    Refuse,
    Refused,
    Unknown,
    with_origin,
)
from . import arithmetic, guarded
from .conversion import convert
from .open_elements import has_many
from .types import agrees, describe, is_open, kind, type_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ....value import Element, Origin, Outcome, Value

NUMBER = Facts(type="number", not_null=True)
ARITHMETIC = frozenset("+-*/%")
COMPARISONS = frozenset(("<", "<=", ">", ">="))


def unary(operator: str, operand: Outcome, origin: Origin) -> Outcome:
    """`-x` or `!x`."""
    function = _negative if operator == "-" else _not
    return guarded(lambda: _seen(lift(function, operand), origin), f"operator {operator}", (operand,), origin)


def binary(operator: str, left: Outcome, right: Outcome, origin: Origin) -> Outcome:
    """`left operator right`: arithmetic, comparison, equality, `&&` and `||`."""
    return guarded(
        lambda: _seen(_binary(operator, left, right), origin), f"operator {operator}", (left, right), origin
    )


def _seen(result: Outcome, origin: Origin) -> Outcome:
    return with_origin(result, origin)


def _binary(operator: str, left: Outcome, right: Outcome) -> Outcome:
    if operator in ARITHMETIC:
        return lift(lambda one, two: _calculated(operator, one, two), left, right)
    if operator in COMPARISONS:
        return lift(lambda one, two: _compared(operator, one, two), left, right)
    if operator == "&&":
        return lift(_both, left, right)
    if operator == "||":
        return lift(_either, left, right)
    result = equality(left, right)
    return negated(result) if operator == "!=" else result


def operand(value: Value | Absent, wanted: str) -> Value:
    """An operand converted to the type that its operator wants; it must not be null."""
    if isinstance(value, Absent) or (isinstance(value, Known) and value.data is None):
        raise Refuse("an operand must not be null")
    if wanted == "bool" and isinstance(value, Known) and not isinstance(value.data, (bool, str)):
        raise Refuse(f"a bool is required, got {describe(type_of(value))}", value.origin)
    converted = convert(value, wanted)
    if isinstance(converted, Refused):
        raise Refuse(converted.reason, converted.origin)
    assert isinstance(converted, (Known, Unknown, Choice))
    return converted


def _negative(value: Value) -> Outcome:
    number = operand(value, "number")
    if isinstance(number, Known):
        return Known(arithmetic.negative(number.data))
    return derived("-", number, facts=NUMBER)


def _not(value: Value) -> Outcome:
    return negated(operand(value, "bool"))


def negated(value: Outcome) -> Outcome:
    """The opposite of a bool."""
    return conditional(value, Known(False), Known(True))


def _calculated(operator: str, left: Value, right: Value) -> Outcome:
    one, two = operand(left, "number"), operand(right, "number")
    if isinstance(one, Known) and isinstance(two, Known):
        return Known(arithmetic.calculate(operator, one.data, two.data))
    return derived(operator, one, two, facts=NUMBER)


def _compared(operator: str, left: Value, right: Value) -> Outcome:
    """`a > b` is `b < a` and `a >= b` is `!(a < b)`, so that the four agree about unknown operands."""
    one, two = operand(left, "number"), operand(right, "number")
    if operator in (">", "<="):
        one, two = two, one
    if isinstance(one, Known) and isinstance(two, Known):
        less: Outcome = Known(bool(one.data < two.data))
    elif same(one, two):
        less = Known(False)
    else:
        less = derived("<", one, two, facts=BOOLEAN)
    return less if operator in ("<", ">") else negated(less)


def _both(left: Value, right: Value) -> Outcome:
    one, two = operand(left, "bool"), operand(right, "bool")
    if isinstance(two, Known):
        one, two = two, one
    if isinstance(one, Known):
        return two if one.data else Known(False)
    return conditional(one, two, Known(False))


def _either(left: Value, right: Value) -> Outcome:
    one, two = operand(left, "bool"), operand(right, "bool")
    if isinstance(two, Known):
        one, two = two, one
    if isinstance(one, Known):
        return Known(True) if one.data else two
    return conditional(one, Known(True), two)


def equality(left: Outcome, right: Outcome) -> Outcome:
    """`left == right`: values of different types are never equal, and 25 is not "25".

    An unknown that is compared with a scalar splits into it and all others.
    """
    return lift(_equal, left, right)


def _equal(left: Value | Absent, right: Value | Absent) -> Outcome:
    one, two = [Known(None) if isinstance(value, Absent) else value for value in (left, right)]
    if isinstance(one, Known) and isinstance(two, Known):
        return _equal_known(one, two)
    for first, second in ((one, two), (two, one)):
        if isinstance(first, Known) and first.data is None and isinstance(second, Unknown):
            return Known(False) if second.facts.not_null else equal(second, Known(None))
        if isinstance(first, Known) and isinstance(second, Unknown) and begins_otherwise(second, first.data):
            return Known(False)
    if not agrees(type_of(one), type_of(two)):
        return Known(False)
    return equal(one, two)


def begins_otherwise(value: Unknown, data: object) -> bool:
    """Whether a text is none that the value can be, by how that begins."""
    return bool(value.facts.prefix) and isinstance(data, str) and not data.startswith(value.facts.prefix)


def _equal_known(one: Known, two: Known) -> Outcome:
    first, second = one.data, two.data
    if first is None or second is None:
        return Known(first is second)
    if isinstance(first, (tuple, dict)) or isinstance(second, (tuple, dict)):
        return _equal_collections(one, two)
    if type_of(one) != type_of(two):
        return Known(False)
    return Known(bool(first == second))


def _shape(value: Known) -> str:
    if value.type is not None:
        return kind(value.type)
    return "tuple" if isinstance(value.data, tuple) else "object"


def _equal_collections(one: Known, two: Known) -> Outcome:
    if not isinstance(one.data, (tuple, dict)) or not isinstance(two.data, (tuple, dict)):
        return Known(False)
    shape = _shape(one)
    if {shape, _shape(two)} == {"list", "tuple"} and has_many((*one.data, *two.data)):
        return _undetermined(one, two)  # a splat over an unknown collection may be either
    if shape != _shape(two) or not agrees(type_of(one), type_of(two)):
        return Known(False)
    first, second = _members(one), _members(two)
    if not one.data and not two.data and type_of(one) != type_of(two):
        return Known(False)  # tolist([]) is no list of strings
    if any(is_open(member) for member in (*first, *second)):
        return Known(True) if same(one, two) else _undetermined(one, two)
    if shape == "set" and any(isinstance(member, (Unknown, Choice)) for member in (*first, *second)):
        return Known(True) if same(one, two) else _undetermined(one, two)
    if len(first) != len(second):
        return Known(False)
    if isinstance(one.data, dict) and sorted(one.data) != sorted(two.data):
        return Known(False)
    return _all_equal(first, second)


def _members(value: Known) -> list[Element]:
    if isinstance(value.data, dict):
        return [value.data[name] for name in sorted(value.data)]
    return [member for member in value.data if not isinstance(member, Absent)]


def _undetermined(one: Known, two: Known) -> Unknown:
    return derived("==", one, two, facts=BOOLEAN)


def _all_equal(first: list[Element], second: list[Element]) -> Outcome:
    result: Outcome = Known(True)
    for ours, theirs in zip(first, second, strict=True):
        assert not isinstance(ours, Many)
        assert not isinstance(theirs, Many)
        result = lift(_both, result, equality(ours, theirs))
        if isinstance(result, Known) and not result.data:
            return result
    return result


def all_true(values: list[Outcome]) -> Outcome:
    result: Outcome = Known(True)
    for value in values:
        result = lift(_both, result, value)
    return result


def any_true(values: list[Outcome]) -> Outcome:
    result: Outcome = Known(False)
    for value in values:
        result = lift(_either, result, value)
    return result

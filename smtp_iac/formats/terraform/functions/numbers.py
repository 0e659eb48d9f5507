"""Functions of numbers."""

from __future__ import annotations

from functools import reduce

from ....choice import lift
from ....identity import derived, symbols
from ....value import Facts, Known, Refuse
from ..values import TooMuch, arithmetic
from ..values.conversion import convert
from ..values.open_elements import has_many, settled
from .signatures import Call, Function, plain, whole

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ....value import Outcome, Value
    from ..values.arithmetic import Number

_MOST_OF_A_RANGE = 1024
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"


def _abs(number: Number) -> Number:
    return abs(number) if isinstance(number, int) else arithmetic.normal(number.copy_abs())


def _ceil(number: Number) -> Number:
    return _rounded(number, "ROUND_CEILING")


def _floor(number: Number) -> Number:
    return _rounded(number, "ROUND_FLOOR")


def _rounded(number: Number, direction: str) -> Number:
    if isinstance(number, int) or not number.is_finite():
        return number
    return int(number.to_integral_value(direction))


def _signum(number: Number) -> int:
    sign = whole(number)
    return (sign > 0) - (sign < 0)


def _least(*numbers: Number) -> Number:
    return min(_at_least_one(numbers))


def _greatest(*numbers: Number) -> Number:
    return max(_at_least_one(numbers))


def _at_least_one(numbers: tuple[Number, ...]) -> tuple[Number, ...]:
    if not numbers:
        raise Refuse("at least one number is required")
    return numbers


def _parse_int(text: str, base: Number) -> int:
    radix = whole(base, "base")
    if not 2 <= radix <= 62:
        raise Refuse("base must be a whole number between 2 and 62 inclusive")
    unsigned = text[1:] if text[:1] in ("+", "-") else text
    digits = unsigned if radix > 36 else unsigned.lower()
    if not digits or not set(digits) <= set(_DIGITS[:radix]):
        raise Refuse(f'cannot parse "{text[:60]}" as a base {radix} integer')
    if len(text) > 1000:
        raise TooMuch("a number of too many digits")
    number = 0
    for digit in digits:
        number = number * radix + _DIGITS.index(digit)
    return -number if text.startswith("-") else number


def _parse_int_of(call: Call, text: Value, base: Value) -> Outcome:
    if isinstance(text, Known) and not isinstance(text.data, str):
        raise Refuse("first argument must be a string")
    if not isinstance(text, Known) or not isinstance(base, Known):
        return derived(call.name, text, base, facts=Facts(type="number", not_null=True), origin=call.origin)
    return Known(_parse_int(text.data, base.data), call.origin)


def _range(*numbers: Number) -> list[Number]:
    if not 1 <= len(numbers) <= 3:
        raise Refuse("range() takes one, two or three arguments")
    start, end = (0, numbers[0]) if len(numbers) == 1 else numbers[:2]
    step: Number = numbers[2] if len(numbers) == 3 else (1 if end >= start else -1)
    if len(numbers) == 3 and ((step > 0 and end < start) or (step < 0 and end > start)):
        raise Refuse("the step leads away from the end")
    result: list[Number] = []
    current: Number = start
    while (current < end) if step >= 0 else (current > end):
        if len(result) == _MOST_OF_A_RANGE:
            raise Refuse(f"more than {_MOST_OF_A_RANGE} values were generated")
        result.append(current)
        current = arithmetic.calculate("+", current, step)
    return result


def _sum(call: Call, collection: Value) -> Outcome:
    facts = Facts(type="number", not_null=True)
    if not isinstance(collection, Known):
        return derived(call.name, collection, facts=facts, origin=call.origin)
    if not isinstance(collection.data, tuple):
        raise Refuse("argument must be list, set, or tuple")
    result = settled(collection, lambda each: _total(call, each), every=True)
    return derived(call.name, collection, facts=facts, origin=call.origin) if result is None else result


def _total(call: Call, collection: Known) -> Outcome:
    if has_many(collection.data) or any(symbols(each) for each in collection.data):
        facts = Facts(type="number", not_null=True)
        return derived(call.name, collection, facts=facts, origin=call.origin)
    if not collection.data:
        raise Refuse("cannot sum an empty list")
    numbers: list[Any] = [lift(lambda each: convert(each, "number"), each) for each in collection.data]
    if any(not isinstance(each, Known) or each.data is None for each in numbers):
        raise Refuse("argument must be list, set, or tuple of number values")
    total = reduce(lambda one, two: arithmetic.calculate("+", one, two), [each.data for each in numbers])
    return Known(total, call.origin)


TABLE = {
    "abs": plain(_abs, "number", result="number"),
    "ceil": plain(_ceil, "number", result="number"),
    "floor": plain(_floor, "number", result="number"),
    "signum": plain(_signum, "number", result="number"),
    "min": plain(_least, rest="number", result="number"),
    "max": plain(_greatest, rest="number", result="number"),
    "parseint": Function(_parse_int_of, "dynamic", "number"),
    "range": plain(_range, rest="number", result=("list", "number")),
    "sum": Function(_sum, "dynamic"),
}

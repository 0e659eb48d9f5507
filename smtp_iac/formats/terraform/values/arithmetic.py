"""Terraform's numbers: an int when integral, else a Decimal.

Terraform counts with binary floats of 512 bits. Here 160 decimal digits are kept and compared to 150, which
tells the same numbers apart: 0.1 + 0.2 is 0.3, and 1 / 3 * 3 is 1.
"""

from __future__ import annotations

from ....patterns import pattern
from ....value import Refuse
from . import MOST_DIGITS, TooMuch

TYPE_CHECKING = False
if TYPE_CHECKING:
    from decimal import Context, Decimal

    Number = int | Decimal

# Few runs need these: they are compiled where they are used.
_DECIMAL = r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
_INFINITY = r"[+-]?[Ii]nf"
_KEPT, _COMPARED = 160, 150
_MOST_BITS = 1400


def _context(precision: int) -> Context:
    from decimal import Context, Overflow

    return Context(prec=precision, Emax=10**8, Emin=-(10**8), traps=[Overflow])


def parse(text: str) -> Number | None:
    """The number that a decimal text says, None for any other text."""
    from decimal import Decimal

    if pattern(_INFINITY).fullmatch(text):
        return Decimal(text)
    if not pattern(_DECIMAL).fullmatch(text):
        return None
    if len(text) > MOST_DIGITS:
        raise TooMuch("a number of too many digits")
    if text.isdigit():
        return whole(int(text))
    mantissa, _, exponent = text.lower().partition("e")
    if len(exponent) > 8:
        raise TooMuch("a number with a too large exponent")
    return normal(Decimal(f"{mantissa}E{exponent or 0}"))


def whole(number: int) -> Number:
    """An int; a Decimal where it is so large that terraform would round it."""
    if number.bit_length() <= _MOST_BITS:
        return number
    from decimal import Decimal

    if number.bit_length() > 4 * MOST_DIGITS:
        raise TooMuch("a number of too many digits")
    return _context(_KEPT).plus(Decimal(number))


def normal(number: Decimal) -> Number:
    """The one spelling of a number: an int when it is integral; without the noise of the last digits."""
    from decimal import Decimal

    if not number.is_finite():
        return number
    if number.is_zero():
        return Decimal("-0") if number.is_signed() else 0
    rounded = _context(_COMPARED).plus(number).normalize(_context(_COMPARED))
    kept = rounded if len(rounded.as_tuple().digits) < _COMPARED - 5 else _context(_KEPT).plus(number)
    if kept.adjusted() < 400 and kept == kept.to_integral_value():
        return int(kept)
    return kept


def text_of_number(number: Number) -> str:
    """As terraform writes it into a string: never with an exponent."""
    if isinstance(number, int):
        return str(number)
    if not number.is_finite():
        return "-Inf" if number.is_signed() else "+Inf"
    if abs(number.adjusted()) > MOST_DIGITS:
        raise TooMuch("a number of too many digits")
    if number.is_zero():
        return "-0" if number.is_signed() else "0"
    if len(number.as_tuple().digits) >= _COMPARED:
        raise TooMuch("a number of too many digits")
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def negative(number: Number) -> Number:
    if isinstance(number, int):
        return -number or _minus_zero()
    return normal(number.copy_negate())


def _minus_zero() -> Number:
    from decimal import Decimal

    return Decimal("-0")


def calculate(operator: str, left: Number, right: Number) -> Number:
    """`+ - * / %` of two numbers."""
    from decimal import Decimal, Overflow

    if isinstance(left, int) and isinstance(right, int) and operator in "+-*":
        return whole({"+": left + right, "-": left - right}[operator] if operator != "*" else left * right)
    try:
        return _calculate(operator, Decimal(left), Decimal(right))
    except Overflow:
        raise TooMuch("a number of too many digits") from None


def _calculate(operator: str, left: Decimal, right: Decimal) -> Number:
    context = _context(_KEPT)
    if operator == "/":
        return _divided(left, right)
    if operator == "%":
        return _remainder(left, right)
    function = {"+": context.add, "-": context.subtract, "*": context.multiply}[operator]
    result = function(left, right)
    if result.is_nan():
        raise Refuse("can't compute with these infinities")
    return normal(result)


def _divided(left: Decimal, right: Decimal) -> Number:
    from decimal import Decimal

    if right.is_zero():
        if left.is_zero():
            raise Refuse("can't divide zero by zero or infinity by infinity")
        return Decimal("-Infinity") if left.is_signed() != right.is_signed() else Decimal("Infinity")
    result = _context(_KEPT).divide(left, right)
    if result.is_nan():
        raise Refuse("can't divide zero by zero or infinity by infinity")
    return normal(result)


def _remainder(left: Decimal, right: Decimal) -> Number:
    """Truncated, so that it has the sign of the dividend; modulo zero it is the dividend."""
    if not left.is_finite() or right.is_zero() or not right.is_finite():
        return normal(left)
    result = _context(max(_KEPT, left.adjusted() - right.adjusted() + _KEPT)).remainder(left, right)
    if result.is_nan():
        raise TooMuch("a number of too many digits")
    return normal(result)

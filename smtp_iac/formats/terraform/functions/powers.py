"""log and pow, bit for bit as Go computes them (src/math/log.go, src/math/pow.go).

`ceil(log(9, 3))` is 3 in terraform: its logarithm of 3 differs from the C library's in the last bit.
"""

from __future__ import annotations

from math import copysign, frexp, inf, isinf, isnan, ldexp, modf, nan, sqrt

from ....value import Refuse
from ..values import TooMuch, arithmetic
from .signatures import plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..values.arithmetic import Number

_LN2_HIGH, _LN2_LOW = 6.93147180369123816490e-01, 1.90821492927058770002e-10
_SERIES = (
    6.666666666666735130e-01,
    3.999999999940941908e-01,
    2.857142874366239149e-01,
    2.222219843214978396e-01,
    1.818357216161805012e-01,
    1.531383769920937332e-01,
    1.479819860511658591e-01,
)


def _float(number: Number) -> float:
    """The nearest float64; what is beyond all of them is refused."""
    try:
        found = float(number)
    except OverflowError:
        found = inf
    if isinf(found) and (isinstance(number, int) or number.is_finite()):
        raise Refuse("the number is too large")
    return found


def _number(result: float) -> Number:
    from decimal import Decimal

    if isnan(result):
        raise Refuse("the result is no number")
    return arithmetic.normal(Decimal(result))


def _divided(left: float, right: float) -> float:
    if right:
        return left / right
    return copysign(inf, left) * copysign(1.0, right) if left and not isnan(left) else nan


def logarithm(x: float) -> float:
    """The natural logarithm."""
    if x <= 0 or isnan(x) or isinf(x):
        return nan if x < 0 else -inf if x == 0 else x
    part, exponent = frexp(x)
    if part < sqrt(2) / 2:
        part, exponent = part * 2, exponent - 1
    f, k = part - 1, float(exponent)
    s = f / (2 + f)
    s2 = s * s
    s4 = s2 * s2
    l1, l2, l3, l4, l5, l6, l7 = _SERIES
    remainder = s2 * (l1 + s4 * (l3 + s4 * (l5 + s4 * l7))) + s4 * (l2 + s4 * (l4 + s4 * l6))
    half = 0.5 * f * f
    return k * _LN2_HIGH - ((half - (s * (half + remainder) + k * _LN2_LOW)) - f)


def _log(number: Number, base: Number) -> Number:
    return _number(_divided(logarithm(_float(number)), logarithm(_float(base))))


def _pow(number: Number, power: Number) -> Number:
    x, y = _float(number), _float(power)
    if isinf(x) or isinf(y):
        raise TooMuch("pow() of infinity is not supported yet")
    return _number(_power(x, y))


def _power(x: float, y: float) -> float:
    if y == 0 or x == 1:
        return 1.0
    if x == 0:
        odd = modf(y)[0] == 0 and abs(y) < 1 << 53 and y % 2 == 1
        return (copysign(inf, x) if odd else inf) if y < 0 else (x if odd else 0.0)
    if abs(y) == 0.5 and x > 0:
        return sqrt(x) if y > 0 else 1 / sqrt(x)
    fraction, whole = modf(abs(y))
    if fraction and x < 0:
        return nan
    if fraction:
        raise TooMuch("pow() with a power that is not whole is not supported yet")
    if whole >= 1 << 63:
        return 1.0 if x == -1 else 0.0 if (abs(x) < 1) == (y > 0) else inf
    return _whole_power(x, int(whole), y < 0)


def _whole_power(x: float, times: int, inverse: bool) -> float:
    result, exponent = 1.0, 0
    part, shift = frexp(x)
    while times:
        if abs(shift) > 1 << 12:
            exponent += shift
            break
        if times & 1:
            result, exponent = result * part, exponent + shift
        part, shift, times = part * part, shift << 1, times >> 1
        if part < 0.5:
            part, shift = part + part, shift - 1
    if inverse:
        result, exponent = 1 / result, -exponent
    try:
        return ldexp(result, exponent)
    except OverflowError:
        return copysign(inf, result)


TABLE = {
    "log": plain(_log, "number", "number", result="number"),
    "pow": plain(_pow, "number", "number", result="number"),
}

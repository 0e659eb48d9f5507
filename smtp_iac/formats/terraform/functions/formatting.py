"""format and formatlist, and their verbs, as go-cty formats values."""

from __future__ import annotations

from ....choice import lift
from ....identity import derived, symbols
from ....patterns import pattern
from ....value import Absent, Facts, Known, Many, Origin, Refuse, Refused, Unknown
from ..values import MOST_DIGITS, TooMuch, arithmetic, short_text
from ..values.conversion import convert
from ..values.interpolation import STRING, concatenated
from ..values.open_elements import members
from ..values.types import PRIMITIVES, is_open, type_of
from .signatures import Call, Function
from .strings import graphemes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from re import Match
    from typing import Any

    from ....value import Element, Outcome, Value

_MODES = frozenset("vtbdoxXeEfFgGsq")
_VERB = r"(?as)%([ #+\-0]*)([1-9][0-9]*)?(?:\.([0-9]*))?(?:\[([0-9]+)\])?(.)"  # few formats need it
_WIDEST = 10_000
_INTEGERS = {"d": "d", "b": "b", "o": "o", "x": "x", "X": "X"}


class Verb:
    """One `%...` of a format: the argument that it takes (from 0) and how it is written."""

    __slots__ = ("argument", "flags", "mode", "precision", "text", "width")

    def __init__(self, found: Match[str] | tuple[Any, ...], argument: int) -> None:
        self.text = found[0]
        self.flags = found[1]
        self.width = int(found[2]) if found[2] and len(found[2]) < 9 else (0 if not found[2] else _WIDEST + 1)
        self.precision = None if found[3] is None else int(found[3][:9] or 0)
        self.mode = found[5]
        self.argument = argument

    @property
    def bare(self) -> bool:
        return not self.flags and not self.width and self.precision is None


def parsed(text: str) -> list[str | Verb]:
    """A format as literal texts and verbs."""
    pieces: list[str | Verb] = []
    at, following = 0, 0
    while (percent := text.find("%", at)) >= 0:
        pieces.append(text[at:percent])
        if text.startswith("%%", percent):
            pieces.append("%")
            at = percent + 2
            continue
        bare = text[percent : percent + 2]
        found: Any = (bare, "", None, None, None, bare[1:])
        if bare[1:] not in _MODES:
            found = pattern(_VERB).match(text, percent)
            if found is None or found[5] not in _MODES or found[4] == "0":
                raise Refuse(f"unsupported format verb at offset {percent}")
        argument = int(found[4][:9]) - 1 if found[4] else following
        following = argument + 1
        pieces.append(Verb(found, argument))
        at = percent + len(found[0])
    pieces.append(text[at:])
    return [piece for piece in pieces if piece != ""]


def formatted(call: Call, verb: Verb, value: Value) -> Outcome:
    """One argument as text."""
    if verb.width > _WIDEST or (verb.precision or 0) > _WIDEST:
        raise TooMuch("a format of that width")
    if isinstance(value, Known) and value.data is None:
        return _null(call, verb, value)
    if not isinstance(value, Known) or symbols(value):
        return _unknown(call, verb, value)
    text = _text(verb, value)
    return Known(text if verb.mode == "t" else _padded(verb, text))


def _null(call: Call, verb: Verb, value: Known) -> Outcome:
    """Terraform leaves the text unknown where a null has no type."""
    if call.name == "format" and type_of(value) == "dynamic":
        raise TooMuch("format() of null is not supported yet")
    if verb.mode != "v":
        raise Refuse("a null value cannot be formatted")
    return Known(_padded(verb, "null"))


def _unknown(call: Call, verb: Verb, value: Value) -> Outcome:
    wanted = {"t": "bool", "s": "string", "q": "string", "v": "dynamic"}.get(verb.mode, "number")
    converted = convert(value, wanted) if type_of(value) in (*PRIMITIVES, "dynamic") else value
    if isinstance(converted, Refused):
        return converted
    if verb.bare and verb.mode in "svtd" and isinstance(converted, Unknown):
        return convert(converted, "string") if type_of(converted) != "dynamic" else converted
    return derived(f"format {verb.text}", value, facts=STRING, origin=call.origin)


def _text(verb: Verb, value: Known) -> str:
    if verb.mode == "v":
        return _default(verb, value)
    if verb.mode in "sq":
        text = str(_converted(value, "string"))
        if verb.mode == "q":
            return _json(text)
        return text if verb.precision is None else "".join(graphemes(text)[: verb.precision])
    if verb.mode == "t":
        return "true" if _converted(value, "bool") else "false"
    number = _converted(value, "number")
    return _integer(verb, number) if verb.mode in _INTEGERS else _float(verb, number)


def _json(data: Any) -> str:
    from .encoding import json_text

    return json_text(data)


def _default(verb: Verb, value: Known) -> str:
    if "#" in verb.flags or type_of(value) not in PRIMITIVES:
        return _json(_plain(value))
    if isinstance(value.data, bool):
        return "true" if value.data else "false"
    return value.data if isinstance(value.data, str) else _shortest(value.data, "e")


def _plain(value: Known) -> Any:
    from .signatures import plain_data

    return plain_data(value)


def _converted(value: Known, wanted: str) -> Any:
    converted = convert(value, wanted)
    if not isinstance(converted, Known):
        raise Refuse(f"{wanted} required")
    return converted.data


def _integer(verb: Verb, number: Any) -> str:
    if not isinstance(number, int):
        if number:
            raise Refuse("an integer is required")
        number = 0
    digits = format(abs(number), verb.mode)
    if verb.precision is not None:
        digits = digits.rjust(verb.precision, "0")
    if "#" in verb.flags:
        digits = {"x": "0x", "X": "0X", "o": "0", "b": "0b", "d": ""}[verb.mode] + digits
    return _sign(verb, number < 0) + digits


def _sign(verb: Verb, negative: bool) -> str:
    if negative:
        return "-"
    return "+" if "+" in verb.flags else " " if " " in verb.flags else ""


def _float(verb: Verb, number: Any) -> str:
    from decimal import Decimal

    decimal = Decimal(number)
    if not decimal.is_finite() or abs(decimal.adjusted()) > 400:
        raise TooMuch("a format of such a number")
    sign = _sign(verb, decimal.is_signed())
    mode = verb.mode.lower()
    if (verb.precision or 0) > 100 and len(decimal.as_tuple().digits) > 100:
        raise TooMuch("a number of too many digits")
    if mode == "f":
        return sign + format(decimal.copy_abs(), f".{6 if verb.precision is None else verb.precision}f")
    if mode == "e":
        places = 6 if verb.precision is None else verb.precision
        written = format(decimal.copy_abs(), f".{places}e") if decimal else f"{0:.{places}f}e+0"
        return sign + _exponent(written, verb.mode)
    letter = "E" if verb.mode == "G" else "e"
    if "#" in verb.flags:
        raise TooMuch(f"{verb.text} in a format is not supported yet")
    if verb.precision is None:
        return sign + _shortest(decimal.copy_abs(), letter)
    return sign + _significant(decimal.copy_abs(), verb.precision or 1, letter)


def _shortest(number: Any, letter: str) -> str:
    """With an exponent from a million on: so does go-cty, also for `%v`."""
    from decimal import Context, Decimal

    decimal = Decimal(number)
    if decimal.is_zero() or -4 <= decimal.adjusted() < 6:
        return arithmetic.text_of_number(arithmetic.normal(decimal))
    arithmetic.text_of_number(decimal)  # refuses one of too many digits
    return _exponent(format(decimal.normalize(Context(prec=MOST_DIGITS)), "e"), letter)


def _significant(number: Any, places: int, letter: str) -> str:
    """So many digits; with an exponent where they do not reach the point."""
    from decimal import ROUND_HALF_EVEN, Context

    rounded = Context(prec=places, rounding=ROUND_HALF_EVEN).plus(number).normalize()
    digits, power = len(rounded.as_tuple().digits), rounded.adjusted()
    if places > digits > power:
        places = digits
    if rounded.is_zero() or -4 <= power < places:
        return arithmetic.text_of_number(arithmetic.normal(rounded))
    return _exponent(format(rounded, "e"), letter)


def _exponent(text: str, letter: str) -> str:
    """Go writes at least two digits of exponent."""
    mantissa, _, power = text.lower().partition("e")
    power = power or "+0"
    return f"{mantissa}{letter if letter in 'eE' else 'e'}{power[0]}{power[1:].rjust(2, '0')}"


def _padded(verb: Verb, text: str) -> str:
    missing = verb.width - len(graphemes(text))
    if missing <= 0:
        return text
    if "-" in verb.flags:
        return text + " " * missing
    if "0" not in verb.flags:
        return " " * missing + text
    if verb.mode not in "svqt" and text[:1] in ("-", "+", " "):
        return text[0] + "0" * missing + text[1:]
    return "0" * missing + text


_LIST = Facts(type=("list", "string"), not_null=True)


def _format(call: Call, template: Value, *arguments: Value) -> Outcome:
    if not isinstance(template, Known):
        return derived(call.name, template, *arguments, facts=STRING, origin=call.origin)
    pieces = parsed(template.data)
    verbs = [piece for piece in pieces if isinstance(piece, Verb)]
    needed = max([verb.argument + 1 for verb in verbs], default=0)
    if needed > len(arguments):
        raise Refuse(f"not enough arguments for the format: {needed} are needed")
    if needed < len(arguments):
        raise Refuse(f"too many arguments: only {needed} used by the format")
    parts = [
        formatted(call, piece, arguments[piece.argument]) if isinstance(piece, Verb) else Known(piece)
        for piece in pieces
    ]
    return concatenated(parts, call.origin)


def _formatlist(call: Call, template: Value, *arguments: Value) -> Outcome:
    if any(isinstance(each, Known) and each.data is None for each in arguments):
        raise TooMuch("formatlist() of null is not supported yet")
    lists = [each for each in arguments if _is_list(each)]
    if not isinstance(template, Known) or len(lists) > 1:
        return _in_step(call, template, arguments, lists)
    if not lists:
        return Known((_format(call, template, *arguments),), call.origin, ("list", "string"))
    elements: list[Element] = []
    length = 0
    for element in members(lists[0]):
        elements.append(_each(call, template, arguments, lists[0], element))
        length = _longer(length, elements[-1])
    return Known(tuple(elements), call.origin, ("list", "string"))


def _longer(length: int, text: Element) -> int:
    """The length of all texts up to this one, which is limited as that of one text is."""
    length += len(text.data) if isinstance(text, Known) and isinstance(text.data, str) else 0
    short_text(length)
    return length


def _is_list(value: Value) -> bool:
    if isinstance(value, Known):
        return isinstance(value.data, tuple)
    return type_of(value) not in PRIMITIVES


def _each(call: Call, template: Value, arguments: tuple[Value, ...], of: Value, element: Element) -> Element:
    """The format with one element in the place of the list."""
    inner = element.value if isinstance(element, Many) else element
    at = next(place for place, each in enumerate(arguments) if each is of)
    here = Call(call.name, _of_element(call.origin, inner), call.context)

    def one(each: Value | Absent) -> Outcome:
        if isinstance(each, Absent):
            return each
        return _format(here, template, *arguments[:at], each, *arguments[at + 1 :])

    result = lift(one, inner)
    if isinstance(result, Refused) and not isinstance(inner, Refused):
        raise Refuse(result.reason, result.origin)
    return Many(result, element.of) if isinstance(element, Many) else result


def _of_element(origin: Origin, element: Outcome) -> Origin:
    """Each text comes from its own element first."""
    return Origin(origin.what, origin.span, (element.origin, *origin.causes))


def _in_step(call: Call, template: Value, arguments: tuple[Value, ...], lists: list[Value]) -> Outcome:
    """Several lists: the first elements together, then the second."""
    sure = isinstance(template, Known) and all(
        isinstance(each, Known) and not any(is_open(element) for element in each.data) for each in lists
    )
    if not sure:
        return derived(call.name, template, *arguments, facts=_LIST, origin=call.origin)
    lengths = {len(each.data) for each in lists if isinstance(each, Known)}
    if len(lengths) > 1:
        raise Refuse("the lists have different lengths")
    found: list[Outcome] = []
    length = 0
    for at in range(lengths.pop()):
        row = [each.data[at] if isinstance(each, Known) and _is_list(each) else each for each in arguments]
        found.append(lift(lambda *given: _format(call, template, *given), *row))
        if isinstance(found[-1], Refused):
            return found[-1]
        length = _longer(length, found[-1])
    return Known(tuple(found), call.origin, ("list", "string"))


TABLE = {
    "format": Function(_format, "string", rest="dynamic", nullable=(1,)),
    "formatlist": Function(_formatlist, "string", rest="dynamic", nullable=(1,)),
}

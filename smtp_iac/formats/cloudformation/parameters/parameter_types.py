"""Types of parameters: how a value becomes one of its type, and which values are allowed.

CloudFormation passes parameters as text: a list is joined by commas, and a parameter of a list type is split
at them and trimmed (CloudFormation user guide, "Parameters").
"""

from __future__ import annotations

from math import isfinite

from ....choice import lift
from ....identity import derived
from ....value import (
    Absent,
    Choice,
    Facts,
    Known,
    Many,
    Origin,
    Refuse,
    Refused,
    Unknown,
)
from ..outcomes import seen_at
from ..syntax.scalars import text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ....value import Element, Outcome

LISTS = ("List<", "CommaDelimitedList")
SSM_VALUE = "AWS::SSM::Parameter::Value<"
NUMBERS = ("Number", "List<Number>")
TEXT = "String"


def is_list(kind: str) -> bool:
    return kind.removeprefix(SSM_VALUE).startswith(LISTS)


def of_type(value: Outcome, kind: str) -> Outcome:
    """A text or list as a parameter of this type has it."""
    return lift(lambda one: _list(one) if is_list(kind) else _text(one), value)


def _list(value: Outcome) -> Outcome:
    if isinstance(value, (Absent, Refused)):
        return value
    if isinstance(value, Unknown):
        # what is known of a text is not known of each part of it
        return derived("Fn::Split", value, origin=value.origin) if value.facts.type == TEXT else value
    assert isinstance(value, Known)
    if isinstance(value.data, dict):
        raise Refuse("a parameter is a text or a list", value.origin)
    given: tuple[Element, ...] = value.data if isinstance(value.data, tuple) else (value,)
    if len(given) > 1 and any(_may_have_commas(each) for each in given):
        return derived("Fn::Split", value, origin=value.origin)  # nobody knows which item stands where
    open_ = [each for each in given if isinstance(each, Choice) and _has_comma(each)]

    def together(*chosen: Outcome) -> Outcome:
        instead = {id(each): one for each, one in zip(open_, chosen, strict=True)}
        parts = [part for each in given for part in _split(instead.get(id(each), each))]
        return Known(tuple(parts), value.origin)

    return lift(together, *open_) if open_ else together()


def _split(element: Element) -> list[Element]:
    """The items that a text stands for; a choice of texts without commas is one item."""
    if not isinstance(element, Known) or not isinstance(element.data, (str, bool)):
        return [] if isinstance(element, Absent) else [element]
    parts = text_of(element.data).split(",")
    return [Known(each.strip(), element.origin, element.type) for each in parts]


def _may_have_commas(value: Element) -> bool:
    """Whether it may be a text that nobody knows, and not a single address block or one of a few values."""
    if isinstance(value, Choice):
        return any(_may_have_commas(each) for each in value.options.values())
    if not isinstance(value, Unknown) or value.facts.type != TEXT:
        return False
    return value.facts.block is None and value.facts.domain is None


def _has_comma(value: Element) -> bool:
    if isinstance(value, Choice):
        return any(_has_comma(each) for each in value.options.values())
    return isinstance(value, Known) and isinstance(value.data, str) and "," in value.data


def _text(value: Outcome) -> Outcome:
    if not isinstance(value, Known) or isinstance(value.data, str):
        return value
    if isinstance(value.data, bool):
        return Known(text_of(value.data), value.origin, value.type)
    if not isinstance(value.data, tuple):
        raise Refuse("a parameter is a text or a list", value.origin)
    if len(value.data) == 1 and not isinstance(value.data[0], Many):
        return lift(_text, seen_at(value.data[0], value.origin.span) if value.origin.span else value.data[0])
    here = Origin("", value.origin.span, tuple([each.origin for each in value.data]), value.origin)

    def joined(*elements: Element) -> Outcome:
        texts = [each.data for each in elements if isinstance(each, Known) and isinstance(each.data, str)]
        if len(texts) == len(elements):
            return Known(",".join(texts), here)
        return derived("Fn::Join", Known(","), *elements, origin=here)

    return lift(joined, *value.data)


def refusal(value: Known, name: str, shown: str, rules: Rules) -> str:
    """Why CloudFormation refuses a text for a parameter; empty if it takes it. shown: it in messages."""
    text = value.data
    if rules.allowed and text not in rules.allowed:
        return f"{shown} is no allowed value of parameter {name}"
    if rules.is_number:
        number = number_of(text)
        if number is None:
            return f"{shown} is no number, and parameter {name} is one"
        if rules.least is not None and number < rules.least:
            return f"{shown} is less than the MinValue of parameter {name}"
        if rules.most is not None and number > rules.most:
            return f"{shown} is more than the MaxValue of parameter {name}"
    if rules.shortest is not None and len(text) < rules.shortest:
        return f"{shown} is shorter than the MinLength of parameter {name}"
    if rules.longest is not None and len(text) > rules.longest:
        return f"{shown} is longer than the MaxLength of parameter {name}"
    if rules.pattern:
        from .patterns import matches

        if not matches(rules.pattern, text):
            return f"{shown} does not match the AllowedPattern of parameter {name}"
    return ""


class Rules:
    """What a declaration demands of each text."""

    __slots__ = ("allowed", "is_number", "least", "longest", "most", "pattern", "shortest")

    def __init__(self) -> None:
        self.allowed: list[str] = []
        self.is_number = False
        self.least: float | None = None
        self.most: float | None = None
        self.shortest: float | None = None
        self.longest: float | None = None
        self.pattern = ""

    def facts(self, kind: str, domain: tuple[tuple[str, str], ...] | None) -> Facts:
        """What holds of a value that nobody knows."""
        ports = None
        if self.is_number and not is_list(kind) and (self.least is not None or self.most is not None):
            lowest = int(max(-1, min(65535, self.least if self.least is not None else -1)))
            highest = int(max(-1, min(65535, self.most if self.most is not None else 65535)))
            ports = (lowest, highest) if 0 <= lowest <= highest else None
        length = 0
        if self.pattern and not is_list(kind):
            from .patterns import shortest_prefix

            length = shortest_prefix(self.pattern)
        block = (length, None) if length else None
        return Facts(type=kind, not_null=True, domain=domain, range=ports, block=block)


def number_of(text: str) -> float | None:
    try:
        number = float(text.strip()) if len(text) < 40 and text.isascii() else None
    except ValueError:
        return None
    return number if number is not None and isfinite(number) else None

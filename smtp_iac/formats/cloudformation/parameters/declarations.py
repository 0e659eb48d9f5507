"""What the declaration of a parameter says: its type, its default, and which values it takes."""

from __future__ import annotations

from ..syntax.nodes import Entries, Node, Scalar, listed, literal
from ..syntax.scalars import data_of, text_of
from .parameter_types import NUMBERS, SSM_VALUE, Rules, number_of

TEXTS = ("String", "CommaDelimitedList", "List<String>")


class Declaration:
    """allowed: the AllowedValues. is_ssm: its value is the name of an SSM parameter, which is read when the
    stack is deployed. no_echo: its value is never shown."""

    __slots__ = ("allowed", "default", "is_ssm", "kind", "name", "no_echo", "rules")

    def __init__(self, entries: Entries, name: str) -> None:
        self.name = name
        self.kind = _text(entries, "Type") or "String"
        self.default: Node | None = entries.values.get("Default")
        self.allowed = _scalars(entries.values.get("AllowedValues"))
        self.is_ssm = self.kind.startswith(SSM_VALUE)
        self.no_echo = _text(entries, "NoEcho").lower() == "true"
        self.rules = self._rules(entries)

    def content(self, scalar: Scalar) -> str:
        return text_of(data_of(scalar))

    def _rules(self, entries: Entries) -> Rules:
        rules = Rules()
        if self.is_ssm:
            return rules
        rules.allowed = [self.content(each) for each in self.allowed]
        rules.is_number = self.kind in NUMBERS
        if rules.is_number:
            rules.least, rules.most = _number(entries, "MinValue"), _number(entries, "MaxValue")
        if self.kind in TEXTS:
            rules.pattern = _text(entries, "AllowedPattern")
        if self.kind == "String":
            rules.shortest, rules.longest = _number(entries, "MinLength"), _number(entries, "MaxLength")
        return rules


def _text(entries: Entries, key: str) -> str:
    scalar = literal(entries.values.get(key))
    return "" if scalar is None else scalar.text


def _number(entries: Entries, key: str) -> float | None:
    return number_of(_text(entries, key))


def _scalars(node: Node | None) -> list[Scalar]:
    """The elements of a list of literals; none, if anything else is among them."""
    scalars = [literal(each) for each in listed(node)]
    present = [each for each in scalars if each is not None]
    return present if len(present) == len(scalars) else []

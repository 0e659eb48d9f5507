"""What `Ref` of a parameter is: its default, one of its AllowedValues, or unknown."""

from __future__ import annotations

from ...choice import choice
from ...value import Facts, Known, Missing, Origin, Refused, Unknown, option
from .outcomes import NOBODY_KNOWS
from .pieces import as_written
from .scalars import data_of, is_null, text_of
from .syntax import Entries, Node, Scalar, listed, literal, written

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ...value import Option, Outcome
    from .evaluation import Evaluation

LISTS = ("List<", "CommaDelimitedList")
MAX_ALLOWED = 32
"""AllowedValues that are looked at one by one; a longer list is as good as open."""
SSM_VALUE = "AWS::SSM::Parameter::Value<"


class Parameters:
    """The parameters of one template, each evaluated once."""

    def __init__(self, evaluation: Evaluation) -> None:
        self._template = evaluation.template
        self._values: dict[str, Outcome] = {}

    def __contains__(self, name: str) -> bool:
        return name in self._template.parameters

    def value(self, name: str) -> Outcome:
        if name not in self._values:
            self._values[name] = self._evaluate(name)
        return self._values[name]

    def _evaluate(self, name: str) -> Outcome:
        node = self._template.parameters[name]
        declaration = written(node)
        span = self._template.span(node)
        if not isinstance(declaration, Entries):
            return Refused(f"parameter {name} is not declared as a mapping", Origin("", span))
        kind = _text(declaration, "Type") or "String"
        if kind.startswith(SSM_VALUE):
            return self._unknown(name, node, kind, "is read from an SSM parameter at deployment")
        if "Default" in declaration.values:
            return self._default(name, kind, declaration.values["Default"])
        values = _scalars(declaration.values.get("AllowedValues"))
        allowed = values if len(values) <= MAX_ALLOWED and not kind.startswith(LISTS) else []
        unknown = self._unknown(name, node, kind, "has no value", allowed)
        if not allowed:
            return unknown
        options: dict[Option, Outcome] = {}
        for each in allowed:
            origin = Origin(f"allowed value of parameter {name}", self._template.span(each))
            options[option(_content(each))] = Known(_content(each), origin)
        return choice(unknown, options, unknown.origin)

    def _default(self, name: str, kind: str, node: Node) -> Outcome:
        origin = Origin(f"default of parameter {name}", self._template.span(node))
        scalar = literal(node)
        if scalar is None or is_null(scalar):
            return Refused(f"the default of parameter {name} must be a string", origin)
        content = _content(scalar)
        if kind.startswith(LISTS):
            parts = content.split(",") if content else []
            return Known(tuple([as_written(self._template, each.strip(), origin) for each in parts]), origin)
        return as_written(self._template, content, origin)

    def _unknown(
        self, name: str, node: Node, kind: str, why: str, allowed: list[Scalar] | None = None
    ) -> Unknown:
        span = self._template.span(node)
        domain = tuple(dict.fromkeys([option(_content(each)) for each in allowed])) if allowed else None
        facts = Facts(type=kind, not_null=True, domain=domain)
        why_missing = Missing(f"parameter {name}", why, NOBODY_KNOWS, span)
        here = Origin(f"parameter {name}", span)
        return Unknown(f"{self._template.root}:Ref {name}", why_missing, here, facts)


def _text(declaration: Entries, key: str) -> str:
    scalar = literal(declaration.values.get(key))
    return "" if scalar is None else scalar.text


def _scalars(node: Node | None) -> list[Scalar]:
    """The elements of a list of literals; none, if anything else is among them."""
    scalars = [literal(each) for each in listed(node)]
    present = [each for each in scalars if each is not None]
    return present if len(present) == len(scalars) else []


def _content(scalar: Scalar) -> str:
    return text_of(data_of(scalar))

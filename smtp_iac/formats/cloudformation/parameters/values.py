"""What `Ref` of a parameter is: the value given to it, its default, one of its AllowedValues, or unknown."""

from __future__ import annotations

from ....choice import choice, lift
from ....identity import derived
from ....value import (
    ABSENT,
    SENSITIVE,
    Absent,
    Choice,
    Facts,
    Known,
    Missing,
    Origin,
    Refuse,
    Refused,
    Unknown,
    option,
)
from ..functions.pieces import as_written
from ..outcomes import NOBODY_KNOWS, seen_at
from ..syntax.calls import call_of
from ..syntax.nodes import Entries, Node, literal, written
from ..syntax.scalars import is_null
from .declarations import Declaration
from .demand import Wanted
from .parameter_types import is_list, of_type, refusal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from ....source import Span
    from ....value import Element, Option, Outcome
    from ..evaluation import Evaluation
    from .parameter_files import Setting

MAX_ALLOWED = 32
"""AllowedValues that are looked at one by one; a longer list is as good as open."""
HIDDEN = "the value given"


class Parameters:
    """The parameters of one stack, each evaluated once."""

    def __init__(self, evaluation: Evaluation) -> None:
        self._evaluation = evaluation
        self._template = evaluation.template
        self._wanted: dict[str, Wanted] = {}

    def __contains__(self, name: str) -> bool:
        return name in self._template.parameters

    def value(self, name: str) -> Outcome:
        """The value. May raise demand.Needs."""
        return self._evaluation.stack.estate.demand.get(self._one(name))

    def all(self) -> list[Wanted]:
        return self.some(self._template.parameters)

    def some(self, names: Iterable[str]) -> list[Wanted]:
        """Those of the names that are parameters."""
        return [self._one(name) for name in names if name in self]

    def _one(self, name: str) -> Wanted:
        if name not in self._wanted:
            span = self._template.span(self._template.parameters[name])
            label = self._evaluation.stack.of(f"parameter {name}")
            self._wanted[name] = Wanted(label, span, lambda: self._evaluate(name))
        return self._wanted[name]

    def _evaluate(self, name: str) -> Outcome:
        node = self._template.parameters[name]
        inside = written(node)
        if not isinstance(inside, Entries):
            reason = f"parameter {name} is not declared as a mapping"
            return Refused(reason, Origin("", self._template.span(node)))
        declaration = Declaration(inside, name)
        given = self._given(name, declaration, node)
        if declaration.is_ssm and not isinstance(given, (Unknown, Choice)):
            return self._unknown(declaration, node, "is read from an SSM parameter at deployment")
        if isinstance(given, Absent):
            given = self._without_value(declaration, node)
        return self._checked(of_type(given, declaration.kind), declaration)

    def _given(self, name: str, declaration: Declaration, node: Node) -> Outcome:
        """What the stack's parent or the command line gives, else the default; ABSENT for none of these."""
        stack = self._evaluation.stack
        if stack.parent is not None:
            given = stack.passed(name)
        elif name in stack.estate.given.settings:
            given = self._set(stack.estate.given.settings[name], declaration, node)
        elif stack.estate.given.unread:
            why = f"may be set in {stack.estate.given.unread}, which cannot be read"
            return self._unknown(declaration, node, why)
        else:
            return self._default(declaration)
        if not isinstance(given, (Absent, Choice)):
            return given
        return lift(lambda one: self._default(declaration) if isinstance(one, Absent) else one, given)

    def _set(self, setting: Setting, declaration: Declaration, node: Node) -> Outcome:
        """What a parameter file or an option says."""
        if setting.texts is None:
            why = f"has the value of the deployed stack, says {setting.place}"
            return self._unknown(declaration, node, why)
        place = self._template.span(node)
        texts = [self._literal(text, Origin(setting.what, span or place)) for text, span in setting.texts]
        return texts[0] if len(texts) == 1 else Known(tuple(texts), Origin(setting.what, setting.span))

    def _literal(self, text: str, origin: Origin) -> Outcome:
        return as_written(self._template, text, origin)

    def _default(self, declaration: Declaration) -> Outcome:
        node = declaration.default
        if node is None:
            return ABSENT
        origin = Origin(f"default of parameter {declaration.name}", self._template.span(node))
        scalar = literal(node)
        if scalar is None or is_null(scalar):
            return Refused(f"the default of parameter {declaration.name} must be a string", origin)
        return self._literal(declaration.content(scalar), origin)

    def _without_value(self, declaration: Declaration, node: Node) -> Outcome:
        """Any of the AllowedValues, or unknown."""
        scalars = [] if is_list(declaration.kind) else declaration.allowed
        allowed = scalars if len(scalars) <= MAX_ALLOWED else []
        domain = tuple(dict.fromkeys([option(declaration.content(each)) for each in allowed])) or None
        unknown = self._unknown(declaration, node, "has no value", domain)
        if not allowed:
            return unknown
        options: dict[Option, Outcome] = {}
        for each in allowed:
            origin = Origin(f"allowed value of parameter {declaration.name}", self._template.span(each))
            options[option(declaration.content(each))] = Known(declaration.content(each), origin)
        return choice(unknown, options, unknown.origin)

    def _checked(self, value: Outcome, declaration: Declaration) -> Outcome:
        """The value where CloudFormation takes it, never shown where the declaration says NoEcho."""
        if isinstance(value, Unknown):
            return _narrowed(value, declaration)

        def checked(one: Outcome) -> Outcome:
            if not isinstance(one, Known):
                return one
            if isinstance(one.data, tuple):
                return Known(tuple([element(each) for each in one.data]), one.origin, one.type)
            shown = HIDDEN if declaration.no_echo or one.type == SENSITIVE else f'"{one.data}"'
            reason = refusal(one, declaration.name, shown, declaration.rules)
            if reason:
                raise Refuse(reason, one.origin)
            return Known(one.data, one.origin, SENSITIVE) if declaration.no_echo else one

        def element(one: Element) -> Element:
            return lift(checked, one) if isinstance(one, (Known, Choice)) else one

        return lift(checked, value)

    def _unknown(
        self, declaration: Declaration, node: Node, why: str, domain: tuple[Option, ...] | None = None
    ) -> Unknown:
        span: Span = self._template.span(node)
        address = self._evaluation.stack.address
        name = (
            f"stack {address}: parameter {declaration.name}" if address else f"parameter {declaration.name}"
        )
        facts: Facts = declaration.rules.facts(declaration.kind, domain)
        missing = Missing(name, why, NOBODY_KNOWS, span)
        return Unknown(f"{self._template.root}:Ref {declaration.name}", missing, Origin(name, span), facts)


def _narrowed(value: Unknown, declaration: Declaration) -> Unknown:
    """What a parent passes and nobody knows, with what the declaration demands of it."""
    old, own = value.facts, declaration.rules.facts(declaration.kind, None)
    if own.block is None and own.range is None:
        return value
    facts = old.but(block=old.block or own.block, range=old.range or own.range)
    return Unknown(value.id, value.why, value.origin, facts, value.causes)


def passed_to(evaluation: Evaluation, section: Node | None, name: str, what: str) -> Outcome:
    """The entry of a nested stack's Parameters, evaluated in its parent; ABSENT for none."""
    from ..functions.mapping import Mapping

    if section is None:
        return ABSENT
    entries = written(section)
    span = evaluation.span(section)
    if isinstance(entries, Entries) and call_of(entries) is None:
        if name not in entries.values and not any(key.startswith("Fn::") for key in entries.values):
            return ABSENT
        node = entries.values.get(name, section)
        return seen_at(Mapping(evaluation, entries).value(name), evaluation.span(node), what)

    def entry(whole: Outcome) -> Outcome:
        if isinstance(whole, Known) and isinstance(whole.data, dict):
            found: Outcome = whole.data.get(name, ABSENT)
            return seen_at(found, span, what)
        if isinstance(whole, Unknown):
            return derived(f"parameter {name}", whole, origin=Origin(what, span))
        return ABSENT

    return lift(entry, evaluation.value(section))

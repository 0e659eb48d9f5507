"""The value of a variable: from its module's call, or for a root from files, options and the environment.

Terraform's precedence, lowest first: TF_VAR_ environment, terraform.tfvars, terraform.tfvars.json, the
*.auto.tfvars in the order of their names, then --var and --var-file as given (measured with
terraform 1.11.4).
"""

from __future__ import annotations

import os

from ....choice import choice, lift
from ....source import Unreadable
from ....value import (
    BOOLEAN,
    FALSE,
    NULL,
    OTHER,
    TRUE,
    Choice,
    Facts,
    Known,
    Missing,
    Origin,
    Refused,
    Unknown,
    passed_on,
    with_origin,
)
from ..evaluation.constants import constant
from ..evaluation.written import unparsed, written
from ..syntax import SyntaxProblem
from ..syntax.attributes import Attribute
from ..syntax.blocks import top_level
from ..syntax.expressions import parse_expression
from ..values import not_supported
from ..values.type_expressions import type_constraint
from ..values.type_texts import written_constraint
from . import workspace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ....reading import Inputs
    from ....source import Source
    from ....value import Outcome
    from ..declarations.configuration import Configurations
    from ..evaluation.named import Variable
    from ..evaluation.scope import Scope
    from ..syntax.expressions import Node
    from ..values.type_expressions import Constraint

    # The attribute and its file, or the text of an option; and where it comes from.
    Setting = tuple[Attribute, Source] | tuple[str, str]

FIRST = ("terraform.tfvars", "terraform.tfvars.json")
# The quoted type names of terraform 0.11.
OLD_TYPES = {"list": b"list(any)", "map": b"map(any)"}


class Given:
    """What is given to a root module's variables; the last one that names a variable wins.

    unread: a file that cannot be read, which may set any of those that nothing after it sets. workspace: its
    name, None where nothing says it. planned: values that a plan says, above all.
    """

    __slots__ = ("planned", "settings", "unread", "workspace")

    def __init__(self) -> None:
        self.planned: dict[str, Outcome] = {}
        self.settings: dict[str, Setting] = {}
        self.unread = ""
        self.workspace: Known | None = None

    @classmethod
    def to(cls, directory: str, inputs: Inputs, configurations: Configurations) -> Given:
        given = cls()
        given.workspace = workspace.chosen(directory, inputs, configurations)
        for name, text in inputs.environment.items():
            given.settings[name] = (text, f"TF_VAR_{name}")
        for path in automatic_files(directory, configurations):
            given.add_file(path, configurations, named=False)
        for kind, text in inputs.variables:
            if kind == "file":
                given.add_file(text, configurations, named=True)
            else:
                name, _, value = text.partition("=")
                given.settings[name.strip()] = (value, f"--var {name.strip()}")
        return given

    def add_file(self, path: str, configurations: Configurations, *, named: bool) -> None:
        tree = configurations.tree
        try:
            source = tree.read_named(path) if named else tree.read(path)
            attributes = attributes_of(source)
        except Unreadable as error:
            configurations.cannot_read(error.path, error.line, error.reason)
            self._unknown_from(path, configurations)
        except SyntaxProblem as problem:
            configurations.syntax_problem(source, problem)
            self._unknown_from(path, configurations)
        else:
            self.settings.update({name: (attribute, source) for name, attribute in attributes.items()})

    def _unknown_from(self, path: str, configurations: Configurations) -> None:
        self.settings.clear()
        self.unread = configurations.tree.display(configurations.tree.place(path))


def attributes_of(source: Source) -> dict[str, Attribute]:
    """The settings of a tfvars file. Raises SyntaxProblem."""
    if source.path.endswith(".json"):
        from ..syntax.json_syntax import json_body

        return dict(json_body(source.data).attributes)
    attributes, blocks = top_level(source.data)
    if blocks:
        raise SyntaxProblem(blocks[0].start, "a tfvars file holds no blocks")
    return attributes


def is_automatic(name: str) -> bool:
    """Whether terraform loads a tfvars file of this name by itself, for a root module in its directory."""
    return name in FIRST or name.endswith((".auto.tfvars", ".auto.tfvars.json"))


def automatic_files(directory: str, configurations: Configurations) -> list[str]:
    """The tfvars files that terraform loads by itself, in its order."""
    try:
        names = [name for name in configurations.tree.list_directory(directory) if ".tfvars" in name]
    except Unreadable:
        return []
    if not names:
        return []
    names = [name for name in names if name.endswith((".tfvars", ".tfvars.json"))]
    first = [name for name in FIRST if name in names]
    automatic = [name for name in names if is_automatic(name) and name not in FIRST]
    return [os.path.join(directory, name) for name in (*first, *automatic)]


def value_of(node: Variable) -> Outcome:
    """The variable's value, converted to its type; Unknown where it has none. May raise `graph.Needs`."""
    given = of_call(node) if node.module.parent is not None else of_root(node)
    if given is None:
        return default_of(node)
    converted = constrained(given, node)
    if allows_null(node):
        return converted
    return lift(lambda one: instead_of_null(one, node), converted)


def instead_of_null(value: Outcome, node: Variable) -> Outcome:
    """The default in place of null, which an unknown value may turn out to be."""
    if isinstance(value, Known) and value.data is None:
        return default_of(node)
    if not isinstance(value, Unknown) or value.facts.not_null:
        return value
    facts = value.facts
    if facts.domain is None:
        if not (facts.block or facts.elements or facts.range):
            return value  # it may be anything, and so the default
        return Choice(value, {NULL: default_of(node), OTHER: value}, value.origin)
    options = {each: default_of(node) if each == NULL else Known(each[1]) for each in facts.domain}
    return choice(value, options, value.origin)


def allows_null(node: Variable) -> bool:
    attribute = node.declared.block.body().attribute("nullable")
    return attribute is None or attribute.text.strip() != b"false"


def of_call(node: Variable) -> Outcome | None:
    """The argument of the module's call, evaluated where it is written."""
    module = node.module
    assert module.parent is not None and module.call is not None
    name = node.declared.block.labels[0]
    attribute = module.call.block.body().attribute(name)
    if attribute is None:
        return None
    value = written(attribute, module.parent.scope(module.call.source, module.names))
    what = f"passed to module.{module.call.block.labels[0]}"
    return passed_on(value, what, module.call.attribute_span(name), (value.origin,))


def of_root(node: Variable) -> Outcome | None:
    name = node.declared.block.labels[0]
    given = node.module.world.given
    if name in given.planned:
        return given.planned[name]
    setting = given.settings.get(name)
    if setting is None:
        unread = given.unread
        return without_value(node, f"may be set in {unread}, which cannot be read") if unread else None
    first, second = setting
    if isinstance(first, str):
        assert isinstance(second, str)
        return of_text(first, second, node)
    assert not isinstance(second, str)
    scope = node.module.scope(second)
    place = scope.attribute_span(first)
    try:
        parsed, base = setting_node(first)
    except SyntaxProblem as problem:
        node.module.syntax_problem(second, problem)
        return unparsed(scope, place)
    value = constant(parsed, scope.at(base), f"the value of {node.name()}")
    return passed_on(value, f"value of {node.name()}", place, (value.origin,))


def setting_node(attribute: Attribute) -> tuple[Node, int]:
    """The expression of a setting; in JSON strings are just text."""
    if type(attribute) is Attribute:
        return attribute.node()
    from ..syntax.json_syntax import JsonAttribute

    return (attribute.plain_node(), 0) if isinstance(attribute, JsonAttribute) else attribute.node()


def of_text(text: str, what: str, node: Variable) -> Outcome:
    """A value from an option or the environment: text, or an expression for a variable of a complex type."""
    origin = Origin(what, None)
    type_attribute = node.declared.block.body().attribute("type")
    if type_attribute is None or type_attribute.text.strip(b' "') in (b"string", b"number", b"bool"):
        return Known(text, origin)
    data = text.strip().encode("utf-8", "surrogateescape")
    try:
        parsed = parse_expression(data)
    except SyntaxProblem as problem:
        return Refused(f"{what} cannot be parsed: {problem.reason}", origin)
    from ....source import Source

    source = Source(what, data)
    return with_origin(constant(parsed, node.module.scope(source), what), origin)


def default_of(node: Variable) -> Outcome:
    """The default, which refers to nothing: so it is one value wherever the module is called."""
    attribute = node.declared.block.body().attribute("default")
    if attribute is None:
        return without_value(node)
    defaults = node.module.world.configurations.defaults
    if node.declared not in defaults:
        defaults[node.declared] = _default(node, attribute)
    return defaults[node.declared]


def _default(node: Variable, attribute: Attribute) -> Outcome:
    what = f'default of variable "{node.declared.block.labels[0]}"'
    scope = node.module.scope(node.declared.source_of(attribute))
    place = scope.attribute_span(attribute)
    try:
        parsed, base = setting_node(attribute)
    except SyntaxProblem as problem:
        node.module.syntax_problem(scope.source, problem)
        return unparsed(scope, place)
    value = constant(parsed, scope.at(base), f"the {what}")
    if isinstance(value, Known) and value.data is None and not allows_null(node):
        return Refused(f"the {what} is null, which it may not be", Origin("", place))
    return constrained(passed_on(value, what, place, (value.origin,)), node)


def without_value(node: Variable, why: str = "has no value") -> Unknown:
    name = node.module.prefixed(node.name())
    missing = Missing(name, why, "nobody can know", node.declared.header)
    origin = Origin("", node.declared.header)
    type_ = node.declared.block.body().attribute("type")
    is_bool = type_ is not None and type_.text.strip(b' "') == b"bool"
    facts = Facts(domain=(TRUE, FALSE, NULL), type="bool") if is_bool else Facts()
    if not allows_null(node):
        facts = BOOLEAN if is_bool else Facts(not_null=True)
    value = Unknown(node.module.id(node.name()), missing, origin, facts)
    converted = constrained(value, node)
    return converted if isinstance(converted, Unknown) else value


def constrained(value: Outcome, node: Variable) -> Outcome:
    """The value converted to the variable's type."""
    attribute = node.declared.block.body().attribute("type")
    if attribute is None:
        return value
    scope = node.module.scope(node.declared.source_of(attribute))
    if replaces_defaults(node):
        what = f"the type of {node.name()}"
        why = "has optional attributes and is replaced in an override file"
        return not_supported(what, why, (value,), Origin("", scope.attribute_span(attribute)))
    try:
        constraint = _constraint(attribute, scope, node)
    except SyntaxProblem as problem:
        node.module.syntax_problem(scope.source, problem)
        return unparsed(scope, scope.attribute_span(attribute))
    applied = constraint.apply(value)
    origin = value.origin
    return with_origin(applied, origin) if applied.origin.span is None else applied


def _constraint(attribute: Attribute, scope: Scope, node: Variable) -> Constraint:
    """The type that a variable's attribute states. Raises SyntaxProblem."""
    if type(attribute) is Attribute:
        found = written_constraint(
            attribute.text,
            lambda text, offset: _inner_default(
                parse_expression(text), scope.at(attribute.start + offset), node
            ),
        )
        if found is not None:
            return found
    parsed, base = attribute.node()
    if parsed[0] == "lit" and isinstance(parsed[3], str):
        parsed = parse_expression(OLD_TYPES.get(parsed[3], parsed[3].encode()))
    return type_constraint(parsed, lambda default: _inner_default(default, scope.at(base), node))


def replaces_defaults(node: Variable) -> bool:
    """Whether an override file replaces a type with defaults: terraform takes the names of the new one and
    the defaults of the old one."""
    if not node.declared.overriding:
        return False
    types = [body.attribute("type") for body, _ in node.declared.bodies()]
    given = [attribute.text for attribute in types if attribute is not None]
    return len(given) > 1 and any(b"optional" in text for text in given)


def _inner_default(default: Node, scope: Scope, node: Variable) -> Outcome:
    """The default of an optional attribute."""
    what = f"default in the type of {node.name()}"
    value = constant(default, scope, f"a {what}")
    return passed_on(value, what, scope.span(default), (value.origin,))

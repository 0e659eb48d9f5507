"""`Ref`, `Fn::GetAtt`, `Fn::ImportValue`: names of parameters, resources, and what CloudFormation knows."""

from __future__ import annotations

from ....bounds import BLOCKS, IDS, bounded, facts
from ....choice import lift
from ....identity import derived
from ....source import Unreadable
from ....value import ABSENT, SENSITIVE, Absent, Known, Origin, Refuse, Unknown
from ..outcomes import UNSUPPORTED, missing, seen_at
from ..stacks.nested import LOCATIONS
from ..stacks.outputs import output_of
from ..syntax.nodes import Entries, Node, Scalar, listed, literal, written
from .pieces import with_identifiers
from .pseudo import PSEUDO, pseudo

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ....value import Outcome
    from ..evaluation import Evaluation

GROUP = "AWS::EC2::SecurityGroup"
OUTPUTS = "Outputs."
LATER = "is known after deployment"
MAX_CHAIN = 20


def name_at(evaluation: Evaluation, node: Node) -> Outcome | None:
    """A name that is written there; with AWS::LanguageExtensions it may be computed. None for neither."""
    scalar = literal(node)
    if scalar is not None:
        return with_identifiers(evaluation, scalar.text, scalar)
    return evaluation.value(node) if evaluation.template.is_extended else None


def ref(evaluation: Evaluation, argument: Node, node: Node) -> Outcome:
    name = name_at(evaluation, argument)
    if name is None:
        return evaluation.misused("Ref", "a name", node)

    def referred(one: Outcome) -> Outcome:
        if isinstance(one, Unknown):
            return derived("Ref", one, origin=Origin("", evaluation.span(node)))
        if not isinstance(one, Known) or not isinstance(one.data, str):
            raise Refuse("Ref takes a name", Origin("", evaluation.span(node)))
        return named(evaluation, one.data, node)

    return lift(referred, name)


def named(evaluation: Evaluation, name: str, node: Node) -> Outcome:
    """What a name stands for in `Ref` and in `Fn::Sub`."""
    if name == "AWS::NoValue":
        return ABSENT
    template, span = evaluation.template, evaluation.span(node)
    if name in evaluation.names:
        return seen_at(evaluation.names[name], span)
    if name in PSEUDO:
        return pseudo(evaluation, name, node)
    if name in evaluation.parameters:
        return seen_at(evaluation.parameters.value(name), span)
    if name not in evaluation.resources.by_name:
        return _undeclared(evaluation, name, "id", node)
    what = f"{name}.GroupId" if evaluation.resources.type_of(name) == GROUP else name
    return missing(f"{template.resource_id(name)}.id", what, LATER, span)


def get_att(evaluation: Evaluation, argument: Node, node: Node) -> Outcome:
    """`Resource.Attribute`, or a list of both; the attribute's name may be a `Ref` of a parameter."""
    parts = listed(argument)
    whole = literal(argument)
    name = name_at(evaluation, whole or parts[0]) if whole or len(parts) >= 2 else None
    if name is None:
        return evaluation.misused("Fn::GetAtt", "a resource and an attribute", node)

    def of(*names: Outcome) -> Outcome:
        texts = [each.data for each in names if isinstance(each, Known) and isinstance(each.data, str)]
        if len(texts) < len(names):
            return derived("Fn::GetAtt", *names, origin=Origin("", evaluation.span(node)))
        resource, _, rest = ".".join(texts).partition(".")
        return attribute(evaluation, resource, rest, node)

    return lift(of, name, *[evaluation.value(each) for each in parts[1:]])


def attribute(evaluation: Evaluation, name: str, attribute_name: str, node: Node) -> Outcome:
    """An attribute of a resource; every spelling of an id is one reference."""
    template, span = evaluation.template, evaluation.span(node)
    if not name or not attribute_name:
        return evaluation.misused("Fn::GetAtt", "a resource and an attribute", node)
    if name not in evaluation.resources.by_name:
        return _undeclared(evaluation, name, attribute_name, node)
    kind = evaluation.resources.type_of(name)
    what = f"{name}.{attribute_name}"
    if (kind, attribute_name) in IDS:
        what = f"{name}.GroupId" if kind == GROUP else what
        return missing(f"{template.resource_id(name)}.id", what, LATER, span)
    if kind in LOCATIONS and attribute_name.startswith(OUTPUTS):
        made = evaluation.resources.by_name[name]
        return output_of(evaluation.stack, made, attribute_name.removeprefix(OUTPUTS), node)
    id_ = f"{template.resource_id(name)}.{attribute_name}"
    unknown = missing(id_, what, LATER, span, facts=facts(kind, attribute_name))
    if (kind, attribute_name) not in BLOCKS:
        return unknown

    def given(value: Outcome) -> Outcome:
        """These attributes return the property of the same name."""
        return unknown if isinstance(value, Absent) else bounded(value, kind, attribute_name)

    return seen_at(lift(given, _property(evaluation, name, attribute_name, node)), span)


def _property(evaluation: Evaluation, name: str, key: str, node: Node) -> Outcome:
    """What the template sets on a resource, ABSENT where nothing."""
    made = evaluation.resources.by_name[name]
    resource = written(made.node)
    properties = written(resource.values.get("Properties", node)) if isinstance(resource, Entries) else node
    if properties is node or not isinstance(properties, Entries) or key not in properties.values:
        return ABSENT
    place = f"{name}.{key}"
    if place in evaluation.attributes:
        span = evaluation.span(node)
        reason = f"{place} depends on itself"
        evaluation.stack.estate.report(Unreadable(span.source.path, span.line, reason))
        return evaluation.refused(reason, node)
    if len(evaluation.attributes) >= MAX_CHAIN:
        return evaluation.not_supported(f"a chain of more than {MAX_CHAIN} attributes", node)
    evaluation.attributes.append(place)
    try:
        return made.evaluation.value(properties.values[key], f"{key} of {name}")
    finally:
        evaluation.attributes.pop()


def _undeclared(evaluation: Evaluation, name: str, attribute_name: str, node: Node) -> Outcome:
    template = evaluation.template
    if not evaluation.resources.has_unknown_names:
        return evaluation.refused(f"{name} is neither a parameter nor a resource of the template", node)
    why = "may be declared by a transform or loop that cannot be followed"
    id_ = f"{template.resource_id(name)}.{attribute_name}"
    return missing(id_, name, why, evaluation.span(node), camp=UNSUPPORTED)


def import_value(evaluation: Evaluation, argument: Node, node: Node) -> Outcome:
    """An export of another stack; the same name is the same value."""
    span = evaluation.span(node)
    pattern = _pattern(argument)

    stack = evaluation.stack

    def imported(name: Outcome) -> Outcome:
        known = isinstance(name, Known) and isinstance(name.data, str)
        is_shown = isinstance(name, Known) and known and name.type != SENSITIVE
        what = f"import of {name.data if isinstance(name, Known) and is_shown else pattern}"
        id_ = derived("Fn::ImportValue", name)
        why = "is exported by another stack"
        unknown = missing(f"{stack.root}:{id_.id}", what, why, span, causes=id_.causes)
        if not isinstance(name, Known) or not known:
            return unknown
        if stack.estate.exports is None:
            stack.estate.imports_wait = True
            return unknown
        return stack.estate.exports.value(stack.estate.demand, name.data, span, unknown)

    return lift(imported, evaluation.value(argument))


def _pattern(argument: Node) -> str:
    """The name of an export as its author wrote it."""
    node = written(argument)
    if isinstance(node, Entries) and len(node.values) == 1:
        node = written(next(iter(node.values.values())))
    return node.text if isinstance(node, Scalar) else "a computed name"

"""`Ref`, `Fn::GetAtt`, `Fn::ImportValue`: names of parameters, resources, and what CloudFormation knows."""

from __future__ import annotations

from ...bounds import BLOCKS, bounded, facts
from ...choice import lift
from ...identity import derived
from ...value import ABSENT, Absent, Known, Origin
from .outcomes import UNSUPPORTED, missing, seen_at
from .syntax import Entries, Node, Scalar, listed, literal, written

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ...value import Outcome
    from .evaluation import Evaluation

PSEUDO = frozenset(
    (
        "AWS::AccountId",
        "AWS::NotificationARNs",
        "AWS::Partition",
        "AWS::Region",
        "AWS::StackId",
        "AWS::StackName",
        "AWS::URLSuffix",
    )
)
GROUP = "AWS::EC2::SecurityGroup"
NESTED = ("AWS::CloudFormation::Stack", "AWS::Serverless::Application")
LATER = "is known after deployment"
MAX_CHAIN = 20


def ref(evaluation: Evaluation, argument: Node, node: Node) -> Outcome:
    name = literal(argument)
    if name is None:
        return evaluation.misused("Ref", "a name", node)
    return named(evaluation, name.text, node)


def named(evaluation: Evaluation, name: str, node: Node) -> Outcome:
    """What a name stands for in `Ref` and in `Fn::Sub`."""
    if name == "AWS::NoValue":
        return ABSENT
    template, span = evaluation.template, evaluation.span(node)
    if name in PSEUDO:
        return missing(f"{template.root}:Ref {name}", name, "is known at deployment", span)
    if name in evaluation.parameters:
        return seen_at(evaluation.parameters.value(name), span)
    if name not in template.resources:
        return _undeclared(evaluation, name, "id", node)
    what = f"{name}.GroupId" if template.type_of(name) == GROUP else name
    return missing(f"{template.resource_id(name)}.id", what, LATER, span)


def get_att(evaluation: Evaluation, argument: Node, node: Node) -> Outcome:
    """`Resource.Attribute`, or a list of both; the attribute's name may be a `Ref` of a parameter."""
    whole = literal(argument)
    if whole is not None:
        resource, _, rest = whole.text.partition(".")
        return attribute(evaluation, resource, rest, node)
    parts = listed(argument)
    resource_node = literal(parts[0]) if len(parts) >= 2 else None
    if resource_node is None:
        return evaluation.misused("Fn::GetAtt", "a resource and an attribute", node)
    name = resource_node.text

    def of(*attributes: Outcome) -> Outcome:
        texts = [each.data for each in attributes if isinstance(each, Known) and isinstance(each.data, str)]
        if len(texts) < len(attributes):
            return derived("Fn::GetAtt", Known(name), *attributes, origin=Origin("", evaluation.span(node)))
        return attribute(evaluation, name, ".".join(texts), node)

    return lift(of, *[evaluation.value(each) for each in parts[1:]])


def attribute(evaluation: Evaluation, name: str, attribute_name: str, node: Node) -> Outcome:
    """An attribute of a resource; every spelling of a group's id is one reference."""
    template, span = evaluation.template, evaluation.span(node)
    if not name or not attribute_name:
        return evaluation.misused("Fn::GetAtt", "a resource and an attribute", node)
    if name not in template.resources:
        return _undeclared(evaluation, name, attribute_name, node)
    kind = template.type_of(name)
    what = f"{name}.{attribute_name}"
    if kind == GROUP and attribute_name in ("GroupId", "Id"):
        return missing(f"{template.resource_id(name)}.id", f"{name}.GroupId", LATER, span)
    if kind in NESTED and attribute_name.startswith("Outputs."):
        why = "is not looked into: nested stacks are not supported yet"
        return missing(f"{template.resource_id(name)}.{attribute_name}", what, why, span, camp=UNSUPPORTED)
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
    resource = written(evaluation.template.resources[name])
    properties = written(resource.values.get("Properties", node)) if isinstance(resource, Entries) else node
    if properties is node or not isinstance(properties, Entries) or key not in properties.values:
        return ABSENT
    place = f"{name}.{key}"
    if place in evaluation.attributes:
        return evaluation.refused(f"{place} depends on itself", node)
    if len(evaluation.attributes) >= MAX_CHAIN:
        return evaluation.not_supported(f"a chain of more than {MAX_CHAIN} attributes", node)
    evaluation.attributes.append(place)
    try:
        return evaluation.value(properties.values[key], f"{key} of {name}")
    finally:
        evaluation.attributes.pop()


def _undeclared(evaluation: Evaluation, name: str, attribute_name: str, node: Node) -> Outcome:
    template = evaluation.template
    if not template.may_make_resources:
        return evaluation.refused(f"{name} is neither a parameter nor a resource of the template", node)
    why = "may be declared by a transform or loop, which is not supported yet"
    id_ = f"{template.resource_id(name)}.{attribute_name}"
    return missing(id_, name, why, evaluation.span(node), camp=UNSUPPORTED)


def import_value(evaluation: Evaluation, argument: Node, node: Node) -> Outcome:
    """An export of another stack; the same name is the same value."""
    span = evaluation.span(node)
    pattern = _pattern(argument)

    def imported(name: Outcome) -> Outcome:
        known = isinstance(name, Known) and isinstance(name.data, str)
        what = f"import of {name.data if isinstance(name, Known) and known else pattern}"
        id_ = derived("Fn::ImportValue", name)
        why = "is exported by another stack"
        return missing(f"{evaluation.template.root}:{id_.id}", what, why, span, causes=id_.causes)

    return lift(imported, evaluation.value(argument))


def _pattern(argument: Node) -> str:
    """The name of an export as its author wrote it."""
    node = written(argument)
    if isinstance(node, Entries) and len(node.values) == 1:
        node = written(next(iter(node.values.values())))
    return node.text if isinstance(node, Scalar) else "a computed name"

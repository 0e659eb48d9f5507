"""Template -> Resources, and what may hold one: nested stacks, modules, loops, macros."""

from __future__ import annotations

from ...finding import Diagnostic
from ...reading import Opaque
from ...resource import Resource
from ...value import Known, Missing, Origin
from .body import PropertiesBody
from .evaluation import Evaluation
from .outcomes import UNSUPPORTED
from .references import NESTED
from .suggest import suggestion
from .syntax import Entries, Node, descendants, literal, written
from .template import type_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ...reading import Reading
    from ...source import Span
    from ...value import Outcome
    from .template import Template

MODULE = "::MODULE"
CDK_PATH = "aws:cdk:path"
ALWAYS = Known(True)
MACROS = "is not applied: macros are not supported yet"


def read_stack(template: Template, types: frozenset[str], reading: Reading) -> None:
    """Add the template's resources of the wanted types to the reading."""
    evaluation = Evaluation(template)
    _macros(template, reading)
    before = len(reading.resources)
    for name, node in template.resources.items():
        header = template.key("Resources", name)
        why = _not_at_hand(name, node, types)
        kind = type_of(node)
        if why:
            what = name if name.startswith("Fn::") else f"{_word(kind)} {name}"
            reading.opaque.append(_opaque(template, name, (what, why), header, _exists(evaluation, node)))
        elif kind in types:
            reading.resources.append(_resource(evaluation, name, node, header))
        elif not kind and not name.startswith("Fn::"):
            message = f"resource {name} has no Type"
            reading.diagnostics.append(Diagnostic(template.source.path, header.line, message))
    if len(reading.resources) > before:
        _cycles(evaluation, reading)


def _not_at_hand(name: str, node: Node, types: frozenset[str]) -> str:
    """Why resources of this entry cannot be seen, if they cannot."""
    kind = type_of(node)
    if name.startswith("Fn::"):
        return "is not supported yet" if _may_hold(node, types) else ""
    if kind in NESTED:
        return "is not looked into: nested stacks are not supported yet"
    return "is not looked into: CloudFormation modules are not supported yet" if kind.endswith(MODULE) else ""


def _word(kind: str) -> str:
    return "nested stack" if kind in NESTED else f"module {kind}"


def _may_hold(loop: Node, types: frozenset[str]) -> bool:
    """Whether a loop or include may make a resource of a wanted type: its types, where they are written."""
    bodies = [each for each in descendants(loop) if isinstance(each, Entries) and "Type" in each.values]
    kinds = [type_of(each) for each in bodies]
    return not kinds or any(kind in types or kind in NESTED or not kind or "$" in kind for kind in kinds)


def _resource(evaluation: Evaluation, name: str, node: Node, header: Span) -> Resource:
    template = evaluation.template
    entries = written(node)
    assert isinstance(entries, Entries)
    span = template.span(node)
    return Resource(
        type=type_of(node),
        address=name,
        root=template.root,
        id=template.resource_id(name),
        body=PropertiesBody(evaluation, entries),
        exists=_exists(evaluation, node),
        span=span,
        header=header,
        origin=Origin("", span),
        notes=_notes(entries),
        suggest=suggestion(template, name),
    )


def _exists(evaluation: Evaluation, node: Node) -> Outcome:
    entries = written(node)
    condition = entries.values.get("Condition") if isinstance(entries, Entries) else None
    if condition is None:
        return Known(True, Origin("", evaluation.span(node)))
    name = literal(condition)
    if name is None:
        return evaluation.refused("a resource's Condition is the name of a condition", condition)
    return evaluation.conditions.value(name.text, condition)  # its place is outside of the resource


def _notes(entries: Entries) -> tuple[str, ...]:
    metadata = written(entries.values.get("Metadata", entries))
    path = literal(metadata.values.get(CDK_PATH)) if isinstance(metadata, Entries) else None
    return () if path is None else (f"CDK path {path.text}",)


def _macros(template: Template, reading: Reading) -> None:
    for macro in template.macros():
        missing = (f"macro {macro.text}", MACROS)
        reading.opaque.append(_opaque(template, f"Transform/{macro.text}", missing, template.span(macro)))
    if "Fn::Transform" in template.node.values:
        span = template.span(template.node.keys["Fn::Transform"])
        missing = ("Fn::Transform of the template", MACROS)
        reading.opaque.append(_opaque(template, "Fn::Transform", missing, span))


def _opaque(
    template: Template, address: str, missing: tuple[str, str], span: Span, exists: Outcome = ALWAYS
) -> Opaque:
    """missing: what is not at hand, and why."""
    return Opaque(address, template.root, span, Missing(*missing, UNSUPPORTED, span), exists)


def _cycles(evaluation: Evaluation, reading: Reading) -> None:
    template = evaluation.template
    for name in evaluation.conditions.cycles():
        line = template.key("Conditions", name).line
        message = f"condition {name} depends on itself"
        reading.diagnostics.append(Diagnostic(template.source.path, line, message))

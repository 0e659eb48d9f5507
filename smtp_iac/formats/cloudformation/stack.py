"""Template -> Resources, and what may hold one: nested stacks, modules, loops, macros."""

from __future__ import annotations

from ...finding import Diagnostic
from ...model.rule import both
from ...reading import Opaque
from ...resource import Resource
from ...source import Unreadable
from ...value import Known, Missing, Origin, Refused, Unknown
from .body import PropertiesBody
from .calls import TRANSFORM
from .declared import kind_of
from .evaluation import Evaluation
from .loop_items import ALWAYS
from .outcomes import NOBODY_KNOWS, UNSUPPORTED
from .references import NESTED
from .suggest import suggestion
from .syntax import Entries, Node, descendants, literal, written
from .template import type_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ...reading import Reading
    from ...source import Span
    from ...value import Outcome
    from .loops import Made
    from .template import Template

MODULE = "::MODULE"
CDK_PATH = "aws:cdk:path"
MACROS = "is not applied: macros are not supported yet"


def read_stack(template: Template, types: frozenset[str], reading: Reading) -> None:
    """Add the template's resources of the wanted types to the reading."""
    evaluation = Evaluation(template)
    _macros(template, reading)
    before = len(reading.resources)
    for made in evaluation.resources.all:
        _add(made, template, types, reading)
    _include(template, types, reading)
    if len(reading.resources) > before:
        _cycles(evaluation, reading)


def _add(made: Made, template: Template, types: frozenset[str], reading: Reading) -> None:
    header = template.span(made.key)
    kind = kind_of(made)
    if made.problem is not None:
        if _may_hold(made.node, types):
            reading.opaque.append(_not_followed(made, template, header))
        return
    why = _not_at_hand(kind)
    if why:
        reading.opaque.append(
            _opaque(template, made.name, (f"{_word(kind)} {made.name}", why), header, _exists(made))
        )
    elif kind in types:
        reading.resources.append(_resource(made, kind, header))
    elif not kind:
        message = f"resource {made.name} has no Type"
        reading.diagnostics.append(Diagnostic(template.source.path, header.line, message))


def _include(template: Template, types: frozenset[str], reading: Reading) -> None:
    node = template.resources.get(TRANSFORM)
    if node is not None and _may_hold(node, types):
        missing = (TRANSFORM, "is not supported yet")
        reading.opaque.append(_opaque(template, TRANSFORM, missing, template.key("Resources", TRANSFORM)))


def _not_followed(made: Made, template: Template, header: Span) -> Opaque:
    """A loop that may make resources, and why it does not say which."""
    problem = made.problem
    if isinstance(problem, Unknown) and problem.why is not None:
        return Opaque(made.name, template.root, header, problem.why, made.exists)
    assert isinstance(problem, Refused)
    return Opaque(
        made.name,
        template.root,
        header,
        Missing(made.name, problem.reason, NOBODY_KNOWS, header),
        made.exists,
    )


def _not_at_hand(kind: str) -> str:
    """Why resources of this entry cannot be seen, if they cannot."""
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


def _resource(made: Made, kind: str, header: Span) -> Resource:
    evaluation = made.evaluation
    template = evaluation.template
    entries = written(made.node)
    assert isinstance(entries, Entries)
    span = template.span(made.node)
    return Resource(
        type=kind,
        address=made.name,
        root=template.root,
        id=template.resource_id(made.name),
        body=PropertiesBody(evaluation, entries),
        exists=_exists(made),
        span=span,
        header=header,
        origin=Origin("", span),
        notes=_notes(entries),
        suggest=suggestion(template, made.node),
    )


def _exists(made: Made) -> Outcome:
    """Whether its loops make it, and its condition holds."""
    entries = written(made.node)
    condition = entries.values.get("Condition") if isinstance(entries, Entries) else None
    if condition is None:
        return (
            made.exists
            if made.exists is not ALWAYS
            else Known(True, Origin("", made.evaluation.span(made.node)))
        )
    # its place is outside of the resource
    return both(made.exists, made.evaluation.conditions.at(made.evaluation, condition))


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
    for name, span in evaluation.conditions.cycles():
        reason = f"condition {name} depends on itself"
        reading.unreadable.append(Unreadable(span.source.path, span.line, reason))

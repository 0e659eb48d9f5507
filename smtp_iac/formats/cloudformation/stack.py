"""Template -> Resources, and what may hold one: nested stacks, modules, loops, macros."""

from __future__ import annotations

from ...finding import Diagnostic
from ...model.rule import both
from ...reading import Opaque
from ...resource import Resource
from ...source import Unreadable
from ...value import Missing, Origin, Refused, Unknown
from .body import PropertiesBody, macro_of
from .dependencies import circles
from .existence import existence
from .functions.declared import kind_of
from .functions.loop_items import ALWAYS
from .functions.macros import absent_macro
from .outcomes import NOBODY_KNOWS, UNSUPPORTED
from .stacks.nested import LOCATIONS, STACK_SET, Elsewhere
from .suggest import suggestion
from .syntax.calls import TRANSFORM, call_of
from .syntax.nodes import Entries, Node, descendants, literal, written
from .template import type_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...reading import Reading, Wanted
    from ...value import Outcome
    from .evaluation import Evaluation
    from .functions.loops import Made
    from .stacks.stack import Stack

MODULE = "::MODULE"
CDK_PATH = "aws:cdk:path"
MOST_NAMED = 5
"""Logical ids that a line about a cycle names."""


def read_stack(stack: Stack, types: frozenset[str], reading: Reading) -> None:
    """Add the stack's own resources of the wanted types to the reading."""
    evaluation = stack.evaluation
    _macros(stack, reading)
    before = len(reading.resources)
    for made in evaluation.resources.all:
        _add(made, stack, types, reading)
    _include(stack, types, reading)
    if len(reading.resources) > before:
        _cycles(evaluation, reading)


def further(stack: Stack, wanted: Wanted) -> Iterator[Resource]:
    """The wanted resources of a stack."""
    for made in stack.evaluation.resources.all:
        kind = kind_of(made)
        if made.problem is not None or not isinstance(written(made.node), Entries):
            continue
        if wanted.wants_block(kind, stack.template.span(made.node)):
            yield resource(made, kind, stack)


def _add(made: Made, stack: Stack, types: frozenset[str], reading: Reading) -> None:
    kind = kind_of(made)
    if made.problem is not None:
        if _may_hold(made.node, types):
            reading.opaque.append(_not_followed(made, stack))
        return
    missing = _not_at_hand(made, kind, stack)
    if missing is not None:
        reading.opaque.append(_opaque(stack, made.name, missing, _there(made, stack)))
    elif kind in types:
        reading.resources.append(resource(made, kind, stack))
    elif not kind:
        message = f"resource {made.name} has no Type"
        reading.diagnostics.append(Diagnostic(made.header.source.path, made.header.line, message))


def _include(stack: Stack, types: frozenset[str], reading: Reading) -> None:
    template = stack.template
    node = template.resources.get(TRANSFORM)
    if node is not None and _may_hold(node, types):
        missing = absent_macro(template, node, template.key("Resources", TRANSFORM))
        reading.opaque.append(_opaque(stack, TRANSFORM, missing))


def _there(made: Made, stack: Stack) -> Outcome:
    """Whether there is such a resource: its stack is made, and it is in it."""
    return both(stack.exists, existence(made))


def _not_followed(made: Made, stack: Stack) -> Opaque:
    """A loop that may make resources, and why it does not say which."""
    problem = made.problem
    if isinstance(problem, Unknown) and problem.why is not None:
        missing = problem.why
    else:
        assert isinstance(problem, Refused)
        missing = Missing(made.name, problem.reason, NOBODY_KNOWS, made.header)
    return _opaque(stack, made.name, missing, both(stack.exists, made.exists))


def _not_at_hand(made: Made, kind: str, stack: Stack) -> Missing | None:
    """Why resources of this entry cannot be seen, if they cannot."""
    if kind.endswith(MODULE):
        why = "is not looked into: CloudFormation modules are not supported yet"
        return Missing(f"module {kind} {made.name}", why, UNSUPPORTED, made.header)
    if kind == STACK_SET:
        why = "is not looked into: stack sets are not supported yet"
        return Missing(f"stack set {made.name}", why, UNSUPPORTED, made.header)
    if not kind or "{" in kind:
        return _of_unknown_type(made, stack)
    child = stack.child(made) if kind in LOCATIONS else None
    if not isinstance(child, Elsewhere):
        return None
    return Missing(
        f"nested stack {made.name}", f"is not looked into: {child.reason}", child.camp, made.header
    )


def _of_unknown_type(made: Made, stack: Stack) -> Missing | None:
    """Why a resource may be of any type; None for one that has simply none, and cannot be deployed."""
    body = written(made.node)
    macro = macro_of(body)
    if macro is not None:
        return absent_macro(stack.template, macro[0], made.header)
    type_ = body.values.get("Type") if isinstance(body, Entries) else None
    if call_of(body) is None and (type_ is None or (literal(type_) or call_of(written(type_))) is None):
        return None
    return Missing(f"type of resource {made.name}", "is not known", NOBODY_KNOWS, made.header)


def _may_hold(loop: Node, types: frozenset[str]) -> bool:
    """Whether a loop or include may make a resource of a wanted type: its types, where they are written."""
    bodies = [each for each in descendants(loop) if isinstance(each, Entries) and "Type" in each.values]
    kinds = [type_of(each) for each in bodies]
    return not kinds or any(
        kind in types or kind in {*LOCATIONS, STACK_SET} or not kind or "$" in kind for kind in kinds
    )


def resource(made: Made, kind: str, stack: Stack) -> Resource:
    """The one resource of an entry, which is asked for anew when something is told of it."""
    if made not in stack.resources:
        stack.resources[made] = _resource(made, kind, stack)
    return stack.resources[made]


def _resource(made: Made, kind: str, stack: Stack) -> Resource:
    evaluation = made.evaluation
    template = evaluation.template
    entries = written(made.node)
    assert isinstance(entries, Entries)
    span = template.span(made.node)
    return Resource(
        type=kind,
        address=stack.inside(made.name),
        root=stack.root,
        id=template.resource_id(made.name),
        body=PropertiesBody(evaluation, entries),
        exists=_there(made, stack),
        span=span,
        header=made.header,
        origin=Origin("", span),
        notes=_notes(entries),
        suggest=suggestion(template, made.node),
    )


def _notes(entries: Entries) -> tuple[str, ...]:
    metadata = written(entries.values.get("Metadata", entries))
    path = literal(metadata.values.get(CDK_PATH)) if isinstance(metadata, Entries) else None
    return () if path is None else (f"CDK path {path.text}",)


def _macros(stack: Stack, reading: Reading) -> None:
    template = stack.template
    for macro in template.macros():
        missing = absent_macro(template, macro, template.span(macro))
        reading.opaque.append(_opaque(stack, f"Transform/{macro.text}", missing, stack.exists))
    if TRANSFORM in template.node.values:
        span = template.span(template.node.key(TRANSFORM))
        missing = absent_macro(template, template.node.values[TRANSFORM], span)
        reading.opaque.append(_opaque(stack, TRANSFORM, missing, stack.exists))


def _opaque(stack: Stack, name: str, missing: Missing, exists: Outcome = ALWAYS) -> Opaque:
    assert missing.span is not None
    return Opaque(stack.inside(name), stack.root, missing.span, missing, exists)


def _cycles(evaluation: Evaluation, reading: Reading) -> None:
    for name, span in evaluation.conditions.cycles():
        reason = f"condition {name} depends on itself"
        reading.unreadable.append(Unreadable(span.source.path, span.line, reason))
    for ring in circles(evaluation.template):
        span = evaluation.template.key("Resources", ring[0])
        reason = f"cycle: {_in_circle(ring)}"
        reading.unreadable.append(Unreadable(span.source.path, span.line, reason))


def _in_circle(ring: list[str]) -> str:
    if len(ring) == 1:
        return f"resource {ring[0]} depends on itself"
    more = f" and {len(ring) - MOST_NAMED} more" if len(ring) > MOST_NAMED else ""
    return f"resources {', '.join(ring[:MOST_NAMED])}{more} depend on each other"

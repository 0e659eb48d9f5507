"""The value of an attribute as it is written: parsed, its references computed, evaluated."""

from __future__ import annotations

from ....source import Span
from ....value import Missing, Origin, Unknown, passed_on
from ..syntax import SyntaxProblem
from ..syntax.expressions import doubt
from ..syntax.references import references
from .evaluate import evaluate

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ....value import Outcome
    from ..syntax.attributes import Attribute
    from .scope import Scope


def written(attribute: Attribute, scope: Scope) -> Outcome:
    """The attribute's value; its outermost origin is the expression. May raise `graph.Needs`."""
    scope = scope.in_file_of(attribute)
    place = Span(scope.source, attribute.start, attribute.end)
    try:
        node, base = attribute.node()
    except SyntaxProblem as problem:
        scope.module.syntax_problem(scope.source, problem)
        return unparsed(scope, place)
    scope.module.need(references(node), scope)
    if not scope.module.graph.effort.step():
        return too_long(scope, place)
    if doubt(attribute.text) is not None:
        scope.module.diagnose(
            place, "our parser and python-hcl2 disagree on this expression; please report it"
        )
    value = evaluate(node, scope.at(base))
    span = value.origin.span
    if span is not None and span.start == place.start and span.end == place.end:
        return value
    return passed_on(value, "", place, (value.origin,))


def unparsed(scope: Scope, place: Span) -> Unknown:
    what = f"the expression at {scope.module.tree.display(place.source.path)}:{place.line}"
    missing = Missing(what, "cannot be parsed", "nobody can know", place)
    return Unknown(f"unparsed {place.source.path}:{place.start}", missing, Origin("", place))


def too_long(scope: Scope, place: Span) -> Unknown:
    missing = Missing("the evaluation", "took too many steps", "not supported yet", place)
    return Unknown(f"limit {place.source.path}:{place.start}", missing, Origin("", place))

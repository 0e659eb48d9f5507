"""`Fn::Transform`: what a macro would put in its place is not known here."""

from __future__ import annotations

from ....value import Missing
from ..outcomes import NOBODY_KNOWS, UNSUPPORTED, missing
from ..syntax.calls import INCLUDE
from ..syntax.nodes import Entries, Node, listed, literal, written

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ....source import Span
    from ....value import Unknown
    from ..evaluation import Evaluation
    from ..template import Template

NOT_APPLIED = "is not applied: macros are not supported yet"


def transformed(evaluation: Evaluation, argument: Node, node: Node) -> Unknown:
    """What an include or a macro makes, where that is not at hand."""
    template, span = evaluation.template, evaluation.span(node)
    why = absent_macro(template, argument, span)
    return missing(f"{template.root}:{why.what}@{node.start}", why.what, why.why, span, camp=why.camp)


def absent_macro(template: Template, argument: Node, span: Span) -> Missing:
    """Why what a macro makes is not at hand; of several, the first."""
    target = written((listed(argument) or [argument])[0])
    name = literal(target.values.get("Name") if isinstance(target, Entries) else target)
    shown = "Fn::Transform" if name is None else name.text
    if shown != INCLUDE:
        return Missing(f"macro {shown}" if name is not None else shown, NOT_APPLIED, UNSUPPORTED, span)
    return Missing(
        f"file of {INCLUDE}", template.places.why.get(argument.start, "is not at hand"), NOBODY_KNOWS, span
    )

"""`Fn::GetAtt` of an output of a nested stack."""

from __future__ import annotations

from ....value import Origin, Refused
from ..outcomes import UNSUPPORTED, missing, seen_at
from .nested import Elsewhere

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ....value import Outcome
    from ..functions.loops import Made
    from ..syntax.nodes import Node
    from .stack import Stack


def output_of(stack: Stack, made: Made, name: str, node: Node) -> Outcome:
    """The output of a name, as it is seen at `node`."""
    span = stack.template.span(node)
    what = f"{made.name}.Outputs.{name}"
    id_ = f"{stack.template.resource_id(made.name)}.Outputs.{name}"
    child = stack.child(made)
    if isinstance(child, Elsewhere):
        return missing(id_, what, f"is not known: {child.reason}", span, camp=child.camp)
    wanted = child.output(name)
    if wanted is not None:
        return seen_at(stack.estate.demand.get(wanted), span)
    if child.evaluation.resources.has_unknown_names or any(one.is_open for one in child.outputs().values()):
        why = "may be declared by a transform or loop that cannot be followed"
        return missing(id_, what, why, span, camp=UNSUPPORTED)
    return Refused(f"nested stack {made.name} has no output {name}", Origin("", span))

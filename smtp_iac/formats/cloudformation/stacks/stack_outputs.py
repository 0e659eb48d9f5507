"""`Fn::GetStackOutput`: outputs of stacks that exist already, in this region and account or another."""

from __future__ import annotations

from ....choice import lift
from ....identity import derived
from ..outcomes import missing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ....value import Outcome
    from ..evaluation import Evaluation
    from ..syntax.nodes import Node


def get_stack_output(evaluation: Evaluation, argument: Node, node: Node) -> Outcome:
    """An output of a stack that exists already; the same names are the same value."""
    span = evaluation.span(node)

    def of(names: Outcome) -> Outcome:
        id_ = derived("Fn::GetStackOutput", names)
        why = "is known where that stack is"
        what = "Fn::GetStackOutput"
        return missing(f"{evaluation.template.root}:{id_.id}", what, why, span, causes=id_.causes)

    return lift(of, evaluation.value(argument))

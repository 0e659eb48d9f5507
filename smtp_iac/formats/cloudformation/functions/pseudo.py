"""Pseudo parameters: what AWS says about the stack."""

from __future__ import annotations

from ....value import Known, Origin
from ..outcomes import missing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ....value import Outcome
    from ..evaluation import Evaluation
    from ..syntax.nodes import Node

OF_THE_STACK = frozenset(("AWS::StackId", "AWS::StackName"))
OF_THE_DEPLOYMENT = frozenset(
    ("AWS::AccountId", "AWS::NotificationARNs", "AWS::Partition", "AWS::Region", "AWS::URLSuffix")
)
PSEUDO = OF_THE_STACK | OF_THE_DEPLOYMENT


def pseudo(evaluation: Evaluation, name: str, node: Node) -> Outcome:
    """What an option says, else unknown; a nested stack is in the region and account of its root."""
    stack, span = evaluation.stack, evaluation.span(node)
    given = stack.estate.given.pseudo.get(name)
    if given is not None:
        text, what = given
        return Known(text, Origin(what, span))
    scope = stack.root if name in OF_THE_DEPLOYMENT else stack.scope
    return missing(f"{scope}:Ref {name}", name, "is known at deployment", span)

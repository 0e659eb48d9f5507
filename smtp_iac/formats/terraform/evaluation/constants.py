"""Expressions that must be constant: what tfvars files and options give, and the defaults of variables."""

from __future__ import annotations

from ....value import Refused
from ..syntax.references import operands, references
from .evaluate import evaluate

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ....value import Outcome
    from ..syntax.expressions import Node
    from .scope import Scope


def constant(node: Node, scope: Scope, what: str) -> Outcome:
    """The value of an expression in which terraform allows neither references nor functions."""
    if node[0] == "lit":
        return evaluate(node, scope)
    if references(node):
        return Refused(f"{what} refers to names, which it may not", scope.origin(node))
    called = function_called(node)
    if called:
        return Refused(f"{what} calls {called}(), which it may not", scope.origin(node))
    return evaluate(node, scope)


def function_called(node: Node) -> str:
    """The name of some function that the expression calls, empty where it calls none."""
    stack = [node]
    while stack:
        one = stack.pop()
        if one[0] == "call":
            return str(one[3])
        stack += operands(one)
    return ""

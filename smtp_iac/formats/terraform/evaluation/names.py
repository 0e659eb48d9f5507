"""What a reference such as `var.x`, `local.y`, `module.m` or `aws_security_group.a` stands for."""

from __future__ import annotations

from ....value import Origin, Refused
from ..variables import workspace
from .lazy import Undeclared

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ....source import Span
    from ....value import Outcome
    from ..syntax.expressions import Node
    from .scope import Scope

LONGER = frozenset(("data", "ephemeral"))
"""The roots that a type and a name follow."""
OTHER_ROOTS = LONGER | {"count", "each", "local", "module", "path", "self", "terraform", "var"}
"""The roots of references that are to no managed resource."""


def lookup(node: Node, scope: Scope, span: Span) -> Outcome | None:
    """The value of a node that is exactly a reference to something named; None for any other attribute. span:
    where the node stands."""
    target, name = node[3], node[4]
    if target[0] == "var":
        root = target[3]
        return None if root in scope.names or root in LONGER else _of_root(root, name, scope, span)
    if target[0] == "attr" and target[4] == "id" and _is_resource(target[3], scope):
        return Undeclared(f"an id is a string: it has no .{name}", Origin("", span))
    if target[0] == "attr" and target[3][0] == "var" and target[3][3] not in scope.names:
        if target[3][3] == "data":
            return scope.module.lookup(("data", target[4], name), span)
        if target[3][3] == "ephemeral":
            return workspace.ephemeral(target[4], name, scope, span)
    return None


def _is_resource(node: Node, scope: Scope) -> bool:
    """Whether a node names a managed resource or an instance of one."""
    while node[0] == "index":
        node = node[3]
    if node[0] != "attr" or node[3][0] != "var":
        return False
    return node[3][3] not in scope.names and node[3][3] not in OTHER_ROOTS


def _of_root(root: str, name: str, scope: Scope, span: Span) -> Outcome:
    module = scope.module
    if root in ("var", "local", "module"):
        return module.lookup((root, name), span)
    if root == "path":
        return module.path(name, Origin("", span))
    if root == "terraform":
        return workspace.attribute(name, scope, span)
    if root in ("each", "count", "self"):
        return Refused(f"{root}.{name} has no meaning here", Origin("", span))
    return module.lookup(("resource", root, name), span)

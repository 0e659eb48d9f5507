"""What a reference such as `var.x`, `local.y`, `module.m` or `aws_security_group.a` stands for."""

from __future__ import annotations

from ...value import Origin, Refused
from . import workspace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ...value import Outcome
    from .scope import Scope
    from .syntax.expressions import Node

LONGER = frozenset(("data", "ephemeral"))
"""The roots that a type and a name follow."""


def lookup(node: Node, scope: Scope) -> Outcome | None:
    """The value of a node that is exactly a reference to something named; None for any other attribute."""
    target, name = node[3], node[4]
    if target[0] == "var":
        root = target[3]
        return None if root in scope.names or root in LONGER else _of_root(root, name, node, scope)
    if target[0] == "attr" and target[3][0] == "var" and target[3][3] not in scope.names:
        if target[3][3] == "data":
            key = ("data", target[4], name)
            return scope.module.lookup(key, ".".join(key), scope.span(node))
        if target[3][3] == "ephemeral":
            return workspace.ephemeral(target[4], name, node, scope)
    return None


def _of_root(root: str, name: str, node: Node, scope: Scope) -> Outcome:
    module, span = scope.module, scope.span(node)
    if root in ("var", "local", "module"):
        return module.lookup((root, name), f"{root}.{name}", span)
    if root == "path":
        return module.path(name, Origin("", span))
    if root == "terraform":
        return workspace.attribute(name, node, scope)
    if root in ("each", "count", "self"):
        return Refused(f"{root}.{name} has no meaning here", Origin("", span))
    return module.lookup(("resource", root, name), f"{root}.{name}", span)

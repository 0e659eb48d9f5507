"""What a reference such as `var.x`, `local.y`, `module.m` or `aws_security_group.a` stands for."""

from __future__ import annotations

from ...value import Missing, Origin, Refused, Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ...value import Outcome
    from .scope import Scope
    from .syntax.expressions import Node


def lookup(node: Node, scope: Scope) -> Outcome | None:
    """The value of a node that is exactly a reference to something named; None for any other attribute."""
    target, name = node[3], node[4]
    if target[0] == "var":
        root = target[3]
        return None if root in scope.names or root == "data" else _of_root(root, name, node, scope)
    if target[0] == "attr" and target[3][0] == "var" and target[3][3] == "data" and "data" not in scope.names:
        key = ("data", target[4], name)
        return scope.module.lookup(key, ".".join(key), scope.span(node))
    return None


def _of_root(root: str, name: str, node: Node, scope: Scope) -> Outcome:
    module, span = scope.module, scope.span(node)
    if root in ("var", "local", "module"):
        return module.lookup((root, name), f"{root}.{name}", span)
    if root == "path":
        return module.path(name, Origin("", span))
    if root == "terraform":
        missing = Missing(f"terraform.{name}", "is chosen when terraform runs", "nobody can know", span)
        return Unknown(f"{module.root}|terraform.{name}", missing, Origin("", span))
    if root in ("each", "count", "self"):
        return Refused(f"{root}.{name} has no meaning here", Origin("", span))
    return module.lookup(("resource", root, name), f"{root}.{name}", span)

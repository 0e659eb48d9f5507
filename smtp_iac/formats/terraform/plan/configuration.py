"""What a plan's `configuration` says of a resource: which arguments are written, and what they refer to.

Addresses there are relative to their module and have no instance keys; `dynamic` blocks are left out, and all
`ingress` blocks are one expression (terraform 1.11.4, package jsonconfig).
"""

from __future__ import annotations

from ....patterns import pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

KEY = r'\[(?:\d+|"(?:[^"\\]|\\.)*")\]'
CALL = pattern(rf"module\.([^.\[]+)(?:{KEY}|\[\*\])?(?:\.|$)")


class Configuration:
    """The configuration section; `root` is anything that JSON can be."""

    __slots__ = ("_resources", "_root")

    def __init__(self, root: object) -> None:
        self._root = root
        self._resources: dict[tuple[str, ...], dict[str, Any]] = {}

    @property
    def is_missing(self) -> bool:
        return not isinstance(self._root, dict)

    def expression(self, module_address: str, address: str, name: str) -> dict[str, Any] | None:
        """How an argument of a resource is written, whose address is given without its module and key: {} if
        it is left out or null, None if that cannot be told."""
        block = self._in_module(calls_of(module_address)).get(address)
        expressions = block.get("expressions", {}) if block is not None else None
        if not isinstance(expressions, dict):
            return None
        expression = expressions.get(name)
        if expression is None or expression == {"constant_value": None}:
            return {}
        return expression if isinstance(expression, dict) and expression else {"references": []}

    def as_written(self, module_address: str, address: str, name: str) -> Any:
        """The expression of an argument, or those of nested blocks: {} if it is left out, None if that cannot
        be told."""
        block = self._in_module(calls_of(module_address)).get(address)
        expressions = block.get("expressions", {}) if block is not None else None
        return expressions.get(name, {}) if isinstance(expressions, dict) else None

    def module(self, calls: tuple[str, ...]) -> Any:
        """The module that is reached through these calls; None where it is not there."""
        module = inside(self._root, "root_module")
        for call in calls:
            module = inside(inside(inside(module, "module_calls"), call), "module")
        return module

    def _in_module(self, calls: tuple[str, ...]) -> dict[str, Any]:
        if calls not in self._resources:
            listed = inside(self.module(calls), "resources")
            self._resources[calls] = {
                one["address"]: one
                for one in (listed if isinstance(listed, list) else ())
                if isinstance(one, dict) and isinstance(one.get("address"), str)
            }
        return self._resources[calls]


def inside(holder: object, name: str) -> Any:
    return holder.get(name) if isinstance(holder, dict) else None


def calls_of(module_address: str) -> tuple[str, ...]:
    """`module.a["x.y"].module.b` -> ("a", "b")."""
    return tuple([match.group(1) for match in CALL.finditer(module_address)])


def traversals(expression: dict[str, Any]) -> list[str]:
    """What an expression refers to. Terraform lists each reference, then its shorter forms:
    `aws_security_group.a.id`, `aws_security_group.a`."""
    listed = expression.get("references")
    found: list[str] = []
    shortest = ""
    for reference in listed if isinstance(listed, list) else ():
        if not isinstance(reference, str):
            continue
        if not (shortest and shortest.startswith(reference) and shortest[len(reference) :][:1] in (".", "[")):
            found.append(reference)
        shortest = reference
    return list(dict.fromkeys(found))

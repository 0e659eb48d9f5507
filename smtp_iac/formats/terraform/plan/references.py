"""Follows what an expression of the configuration refers to, through outputs and variables of modules."""

from __future__ import annotations

from ....patterns import pattern
from .configuration import KEY, calls_of, inside, traversals

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from .configuration import Configuration

    Reference = tuple[str, str]
    """The module's address, and what is referred to in it."""

OUTPUT = pattern(rf"module\.([^.\[]+)({KEY})?\.([^.\[]+)(?:\..*|\[.*)?")
VARIABLE = pattern(r"var\.([^.\[]+)(?:\..*|\[.*)?")
LAST_CALL = pattern(rf"(?:(.*)\.)?module\.([^.\[]+)(?:{KEY}|\[\*\])?")
MOST_STEPS = 1000


def followed(configuration: Configuration, module_address: str, references: list[str]) -> Iterator[Reference]:
    """Each reference that is no output of a module and no variable that a call passes, where it is written.

    An output of a module without a key stands for that of each of its instances: `module.m[*]` then.
    """
    stack = [(module_address, reference) for reference in reversed(references)]
    for _ in range(MOST_STEPS):
        if not stack:
            return
        module, reference = stack.pop()
        behind = _behind(configuration, module, reference)
        if behind is None:
            yield module, reference
        else:
            stack += reversed(behind)
    yield from stack


def _behind(configuration: Configuration, module: str, reference: str) -> list[Reference] | None:
    """What an output or a variable refers to in turn; None where it is neither, or that cannot be told."""
    output = OUTPUT.fullmatch(reference)
    if output:
        call, key, name = output.groups()
        called = inside(inside(configuration.module(calls_of(module)), "module_calls"), call)
        expression = inside(inside(inside(inside(called, "module"), "outputs"), name), "expression")
        many = inside(called, "count_expression") or inside(called, "for_each_expression")
        prefix = f"{module}." if module else ""
        return _traversals(expression, f"{prefix}module.{call}{key or ('[*]' if many else '')}")
    variable = VARIABLE.fullmatch(reference)
    caller = LAST_CALL.fullmatch(module) if variable else None
    if variable is None or caller is None:
        return None
    parent, call = caller[1] or "", caller[2]
    called = inside(inside(configuration.module(calls_of(parent)), "module_calls"), call)
    return _traversals(inside(inside(called, "expressions"), variable[1]), parent)


def _traversals(expression: Any, module: str) -> list[Reference] | None:
    if not isinstance(expression, dict):
        return None
    return [(module, reference) for reference in traversals(expression)] or None

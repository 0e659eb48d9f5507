"""Declarations that terraform refuses (the second of a name, an override of nothing), files not read."""

from __future__ import annotations

from ....finding import Diagnostic
from ....model.rule import both
from ....reading import Opaque
from ....source import Unreadable
from ....value import Missing, Origin, Refused
from ..syntax import SyntaxProblem
from ..syntax.blocks import index

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ....reading import Reading
    from ....source import Tree
    from ....value import Outcome
    from ..declarations.configuration import Configuration
    from ..declarations.declared import Declared
    from ..syntax.blocks import Block
    from .expansion import Instance
    from .module import Module


def existence(module: Module, declared: Declared, instance: Instance) -> Outcome:
    """Whether an instance of a resource or module call is made."""
    reason = module.configuration.refused.get(declared)
    if reason is not None:
        return Refused(reason, Origin("", declared.header))
    return both(module.exists, instance.exists)


def refused_calls(configuration: Configuration) -> list[Declared]:
    """The module calls of a name that is taken: what they call is not followed."""
    refused = configuration.refused
    return [declared for declared in refused if declared.block.type == "module"] if refused else []


def add_refused_calls(module: Module, reading: Reading) -> None:
    for declared in refused_calls(module.configuration):
        address = module.prefixed(f"module.{declared.block.labels[0]}")
        reason = module.configuration.refused[declared]
        missing = Missing(address, f"is refused: {reason}", "nobody can know", declared.header)
        reading.opaque.append(Opaque(address, module.root, declared.header, missing, module.exists))


def diagnostics(configuration: Configuration) -> Iterator[Diagnostic]:
    for refused in (configuration.refused, configuration.refused_locals()):
        for one, reason in refused.items():
            yield Diagnostic(one.span.source.path, one.span.line, f"terraform refuses this: {reason}")


def replaced(configuration: Configuration, types: frozenset[str], tree: Tree) -> Iterator[Diagnostic]:
    """A file that is not read must not look like one that is clear, if it may hold a rule."""
    for path, other in configuration.replaced:
        if may_hold_a_rule(path, types, tree):
            yield Diagnostic(path, None, f"is not read: {other} takes its place, as OpenTofu does")


def may_hold_a_rule(path: str, types: frozenset[str], tree: Tree) -> bool:
    from ..syntax.json_syntax import index_json

    try:
        data = tree.read(path).data
        blocks: Sequence[Block] = index_json(data) if path.endswith(".json") else index(data)
    except (Unreadable, SyntaxProblem):
        return True
    return any(block.type == "module" or not types.isdisjoint(block.labels[:1]) for block in blocks)

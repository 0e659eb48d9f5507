"""The properties of a resource, evaluated when they are asked for."""

from __future__ import annotations

from ...choice import lift
from ...identity import derived
from ...value import ABSENT, Absent, Known, Unknown
from .functions.macros import transformed
from .functions.mapping import Mapping
from .syntax.calls import TRANSFORM, call_of
from .syntax.nodes import Entries, Node, written

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ...value import Outcome
    from .evaluation import Evaluation


class PropertiesBody:
    """Where a macro may add properties, those that are not written are unknown."""

    def __init__(self, evaluation: Evaluation, resource: Entries) -> None:
        self._evaluation = evaluation
        self._node = resource.values.get("Properties")
        inside = None if self._node is None else written(self._node)
        is_mapping = isinstance(inside, Entries) and call_of(inside) is None
        self._properties = Mapping(evaluation, inside) if is_mapping and isinstance(inside, Entries) else None
        self._macro = macro_of(resource) or macro_of(inside)
        self._values: dict[str, Outcome] = {}

    def value(self, name: str) -> Outcome:
        if name not in self._values:
            self._values[name] = self._evaluate(name)
        return self._values[name]

    def names(self) -> list[str]:
        return [] if self._properties is None else sorted(self._properties.names())

    def _evaluate(self, name: str) -> Outcome:
        value = ABSENT if self._properties is None else self._properties.value(name)
        if not isinstance(value, Absent):
            return value
        if self._macro is not None:
            return transformed(self._evaluation, *self._macro)
        if self._node is None or self._properties is not None:
            return ABSENT
        refusal = self._evaluation.refused("Properties must be a mapping", self._node)

        def entry(properties: Outcome) -> Outcome:
            if isinstance(properties, Known) and isinstance(properties.data, dict):
                return properties.data.get(name, ABSENT)  # type: ignore[no-any-return]
            return derived(name, properties) if isinstance(properties, Unknown) else refusal

        return lift(entry, self._evaluation.value(self._node))


def macro_of(node: Node | None) -> tuple[Node, Node] | None:
    """The argument of the macro that makes this mapping, or a part of it, and the mapping."""
    call = None if node is None else call_of(node)
    if node is not None and call is not None and call[0] == TRANSFORM:
        return call[1], node
    return (node.values[TRANSFORM], node) if isinstance(node, Entries) and TRANSFORM in node.keys else None

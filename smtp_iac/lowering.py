"""From resources to the model: what the lowerings in `resources/` make of them, put together."""

from __future__ import annotations

from .plugins import load
from .reading import Opaque
from .value import Absent, Missing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from .model.rule import Rule
    from .reading import Reading
    from .resource import Resource

    Lowering = Callable[[Resource], list[Rule]]


class Model:
    """Everything that a policy can be asked about. rules: those of security groups."""

    __slots__ = ("rules",)

    def __init__(self, rules: list[Rule]) -> None:
        self.rules = rules

    @property
    def is_empty(self) -> bool:
        return not self.rules


def wanted_types() -> frozenset[str]:
    """The resource types that a format has to read."""
    return frozenset(lowerings()) | frozenset(prefix_list_lowerings())


def lowerings() -> dict[str, Lowering]:
    """Each resource type that holds rules, and what makes them of it."""
    return tables("LOWERINGS")


def prefix_list_lowerings() -> dict[str, Any]:
    """The resource types that are prefix lists or entries of them."""
    return tables("PREFIX_LISTS")


def tables(name: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for module in load("smtp_iac.resources"):
        found.update(getattr(module, name, {}))
    return found


def lowered(reading: Reading) -> Model:
    return Model(rules_of(reading) if reading.resources else [])


def rules_of(reading: Reading) -> list[Rule]:
    """Every rule of the resources, with the entries of prefix lists in place of the lists' ids."""
    rules = [rule for made in made_by(lowerings(), reading) for rule in made]
    if not any(
        peer.kind == "prefix list" and not isinstance(peer.value, Absent)
        for rule in rules
        for peer in rule.peers
    ):
        return rules
    from .model.prefix_list import PrefixLists

    lists = PrefixLists(made_by(prefix_list_lowerings(), reading))
    return [lists.expanded(rule) for rule in rules]


def made_by(table: dict[str, Any], reading: Reading) -> list[Any]:
    """What a table of lowerings makes of the resources; what cannot be followed may hold a rule."""
    found = []
    for resource in reading.resources:
        if resource.type not in table:
            continue
        try:
            found.append(table[resource.type](resource))
        except RecursionError:
            missing = Missing(resource.address, "is nested too deeply", "not supported yet", resource.header)
            reading.opaque.append(
                Opaque(resource.address, resource.root, resource.header, missing, resource.exists)
            )
    return found


def number_with_rules(reading: Reading) -> int:
    table = lowerings() if reading.resources else {}
    return sum([resource.type in table for resource in reading.resources])

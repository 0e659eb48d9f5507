"""From resources to the model: what the lowerings in `resources/` make of them, put together."""

from __future__ import annotations

from ..plugins import load
from ..reading import Opaque
from ..value import Absent, Missing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ..model.access_list import AccessList
    from ..model.listener import Listener
    from ..model.rule import Rule
    from ..reading import Reading
    from ..resource import Resource

    Lowering = Callable[[Resource], list[Rule]]


class Model:
    """Everything that a policy can be asked about. rules: those of security groups; listeners: of load
    balancers, accelerators, and what has public ports of its own. reading: what it is made of, for what
    stands around; None where that is not read."""

    __slots__ = ("access_lists", "listeners", "reading", "rules")

    def __init__(
        self,
        rules: list[Rule],
        listeners: list[Listener],
        access_lists: list[AccessList],
        reading: Reading | None = None,
    ) -> None:
        self.rules = rules
        self.listeners = listeners
        self.access_lists = access_lists
        self.reading = reading

    def about(self, subject: str) -> list[Any]:
        """What a question is asked of, by the word with which it says so."""
        by_word: dict[str, list[Any]] = {
            "security groups": self.rules,
            "rules": self.rules,
            "listeners": self.listeners,
            "network ACLs": self.access_lists,
            "network ACLs before subnets": [],
        }
        return self.guarding() if subject == "network ACLs before subnets" else by_word[subject]

    def guarding(self) -> list[AccessList]:
        """The network ACLs, as far as what they let in comes to something."""
        if not self.access_lists or self.reading is None:
            return []
        from ..reach.guarding import Behind, Guarding

        seen = Behind(self, self.reading)
        return [Guarding.of_list(one, seen) for one in self.access_lists]

    @property
    def is_empty(self) -> bool:
        return not (self.rules or self.listeners or self.access_lists)


TABLES = ("LOWERINGS", "PREFIX_LISTS", "ACCESS_LISTS", "LISTENERS", "BALANCERS")
"""What a module of `resources/` may have: each a resource type with the function that lowers it. Security
groups and their rules; prefix lists and their entries; network ACLs and their rules; listeners and public
ports; what listeners belong to and where they forward to."""


def wanted_types() -> frozenset[str]:
    """The resource types that a format has to read."""
    return frozenset().union(*[tables(name) for name in TABLES])


def lowerings() -> dict[str, Lowering]:
    """Each resource type that holds rules, and what makes them of it."""
    return tables("LOWERINGS")


def prefix_list_lowerings() -> dict[str, Any]:
    """The resource types that are prefix lists or entries of them."""
    return tables("PREFIX_LISTS")


def access_list_lowerings() -> dict[str, Any]:
    """The resource types that are network ACLs or rules of them."""
    return tables("ACCESS_LISTS")


def context_lowerings() -> dict[str, Any]:
    """The resource types that stand around filters, and what states the facts of each; `*` for any other."""
    return tables("CONTEXT", "smtp_iac.resources.context")


def listener_lowerings() -> dict[str, Any]:
    """The resource types that have listeners or public ports."""
    return tables("LISTENERS")


def tables(name: str, package: str = "smtp_iac.resources") -> dict[str, Any]:
    found: dict[str, Any] = {}
    for module in load(package):
        found.update(getattr(module, name, {}))
    return found


def lowered(reading: Reading) -> Model:
    if not reading.resources:
        return Model([], [], [])
    rules = rules_of(reading)
    return Model(rules, listeners_of(reading, rules), access_lists_of(reading), reading)


def rules_of(reading: Reading) -> list[Rule]:
    """Every rule of the resources, with the entries of prefix lists in place of the lists' ids."""
    rules = [rule for made in made_by(lowerings(), reading) for rule in made]
    if not any(
        peer.kind == "prefix list" and not isinstance(peer.value, Absent)
        for rule in rules
        for peer in rule.peers
    ):
        return rules
    from ..model.prefix_list import PrefixLists

    lists = PrefixLists(made_by(prefix_list_lowerings(), reading))
    return [lists.expanded(rule) for rule in rules]


def listeners_of(reading: Reading, rules: list[Rule]) -> list[Listener]:
    made = [one for some in made_by(listener_lowerings(), reading) for one in some]
    if not made:
        return []
    from ..model.load_balancer import Attached, Balancers

    groups = tables("GROUPS")
    declared = {f"{resource.id}.id" for resource in reading.resources if resource.type in groups}
    balancers = Balancers(made_by(tables("BALANCERS"), reading), rules, declared)
    return [balancers.listener(one) if isinstance(one, Attached) else one for one in made]


def access_lists_of(reading: Reading) -> list[AccessList]:
    made = made_by(access_list_lowerings(), reading)
    if not made:
        return []
    from ..model.access_list import access_lists

    return access_lists(made)


def made_by(table: dict[str, Any], reading: Reading) -> list[Any]:
    """What a table of lowerings makes of the resources; what cannot be followed may hold a rule."""
    found = []
    for resource in reading.resources:
        if resource.type not in table:
            continue
        lower = table[resource.type]
        key = (lower, id(resource))
        try:
            if key not in reading.lowered:
                reading.lowered[key] = (resource, lower(resource))
            found.append(reading.lowered[key][1])
        except RecursionError:
            missing = Missing(resource.address, "is nested too deeply", "not supported yet", resource.header)
            reading.opaque.append(
                Opaque(resource.address, resource.root, resource.header, missing, resource.exists)
            )
    return found


def number_with_rules(reading: Reading) -> int:
    judged = lowerings() | access_list_lowerings() | listener_lowerings() if reading.resources else {}
    return sum([resource.type in judged for resource in reading.resources])

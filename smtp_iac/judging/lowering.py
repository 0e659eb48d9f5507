"""From resources to the model: what the lowerings in `resources/` make of them, each once, put together."""

from __future__ import annotations

from ..plugins import load
from ..reading import Opaque
from ..value import Missing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ..model import Outline, Protocol
    from ..model.access_list import AccessList
    from ..model.listener import Listener
    from ..model.prefix_list import PrefixLists
    from ..model.rule import Rule
    from ..reading import Reading
    from ..resource import Resource

    Lowering = Callable[[Resource], Any]
    Traffic = tuple[int, tuple[Protocol, ...]]
    """A port, and the protocols of which one is meant."""


def tables(name: str, package: str = "smtp_iac.resources") -> dict[str, Any]:
    found: dict[str, Any] = {}
    for module in load(package):
        found.update(getattr(module, name, {}))
    return found


def made_by(table: dict[str, Any], reading: Reading) -> list[Any]:
    """What a table of lowerings makes of the resources; what cannot be followed may hold a rule."""
    made = [made_of(table[one.type], one, reading) for one in reading.resources if one.type in table]
    return [one for one in made if one is not None]


def made_of(lower: Lowering, resource: Resource, reading: Reading) -> Any:
    """The same of one resource; None for what cannot be followed."""
    key = (lower, id(resource))
    try:
        if key not in reading.lowered:
            reading.lowered[key] = (resource, lower(resource))
    except RecursionError:
        missing = Missing(resource.address, "is nested too deeply", "not supported yet", resource.header)
        reading.opaque.append(
            Opaque(resource.address, resource.root, resource.header, missing, resource.exists)
        )
        return None
    return reading.lowered[key][1]


class Model:
    """Everything that a policy can be asked about. rules: those of security groups; listeners: of load
    balancers, accelerators, and what has public ports of its own. reading: what it is made of, for what
    stands around."""

    __slots__ = ("_rules", "access_lists", "listeners", "reading")

    def __init__(
        self, rules: Rules, listeners: list[Listener], access_lists: list[AccessList], reading: Reading
    ) -> None:
        self._rules = rules
        self.listeners = listeners
        self.access_lists = access_lists
        self.reading = reading

    @property
    def rules(self) -> list[Rule]:
        return self._rules.every()

    def about(self, subject: str, traffic: Traffic | None = None) -> list[Any]:
        """What a question is asked of, by the word with which it says so. traffic: what it asks about; then
        rules that are surely about something else may be left out."""
        if subject in OF_RULES:
            return self.rules if traffic is None else self._rules.near(traffic)
        if subject == "network ACLs before subnets":
            return self.guarding()
        others: dict[str, list[Any]] = {"listeners": self.listeners, "network ACLs": self.access_lists}
        return others[subject]

    def guarding(self) -> list[AccessList]:
        """The network ACLs, as far as what they let in comes to something."""
        if not self.access_lists:
            return []
        from ..reach.guarding import Behind, Guarding

        seen = Behind(self, self.reading)
        return [Guarding.of_list(one, seen) for one in self.access_lists]

    @property
    def is_empty(self) -> bool:
        return self._rules.is_empty and not self.listeners and not self.access_lists


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


def lowered(reading: Reading) -> Model:
    rules = Rules(reading)
    if not reading.resources:
        return Model(rules, [], [], reading)
    return Model(rules, listeners_of(reading, rules), access_lists_of(reading), reading)


def listeners_of(reading: Reading, rules: Rules) -> list[Listener]:
    made = [one for some in made_by(listener_lowerings(), reading) for one in some]
    if not made:
        return []
    from ..model.load_balancer import Attached, Balancers

    groups = tables("GROUPS")
    declared = {f"{resource.id}.id" for resource in reading.resources if resource.type in groups}
    balancers = Balancers(made_by(tables("BALANCERS"), reading), rules.every, declared)
    return [balancers.listener(one) if isinstance(one, Attached) else one for one in made]


def access_lists_of(reading: Reading) -> list[AccessList]:
    made = made_by(access_list_lowerings(), reading)
    if not made:
        return []
    from ..model.access_list import access_lists

    return access_lists(made)


def number_with_rules(reading: Reading) -> int:
    judged = lowerings() | access_list_lowerings() | listener_lowerings() if reading.resources else {}
    return sum([resource.type in judged for resource in reading.resources])


OF_RULES = ("security groups", "rules")
"""What a question is about that is asked of them."""


class Rules:
    """The entries of prefix lists stand in them in place of the lists' ids."""

    __slots__ = ("_lists", "_made", "_near", "_outlined", "_outlines", "_reading", "_resources", "_table")

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._table: dict[str, Any] = tables("LOWERINGS") if reading.resources else {}
        self._lists: PrefixLists | None = None
        self._near: dict[Traffic, list[Rule]] = {}
        self._resources = [one for one in reading.resources if one.type in self._table]
        outlines = tables("OUTLINES") if self._resources else {}
        self._outlined: list[tuple[Outline, ...] | None] = [
            made_of(outlines[one.type], one, reading) if one.type in outlines else None
            for one in self._resources
        ]
        self._outlines = set().union(*[told for told in self._outlined if told is not None])
        self._made: dict[int, list[Rule]] = {}
        for index, told in enumerate(self._outlined):
            if told is None:
                self._of(index)

    @property
    def is_empty(self) -> bool:
        return not self._outlines and not any(self._made.values())

    def every(self) -> list[Rule]:
        return [rule for index in range(len(self._resources)) for rule in self._of(index)]

    def near(self, traffic: Traffic) -> list[Rule]:
        """Without the rules of which plain data says that they are about other ports, as most are."""
        if traffic not in self._near:
            port, protocols = traffic
            near = {
                one
                for one in self._outlines
                if not all(one.is_about_another(protocol, port) for protocol in protocols)
            }
            meant = [
                index
                for index, told in enumerate(self._outlined)
                if told is None or not near.isdisjoint(told)
            ]
            self._near[traffic] = [rule for index in meant for rule in self._of(index)]
        return self._near[traffic]

    def _of(self, index: int) -> list[Rule]:
        if index not in self._made:
            resource = self._resources[index]
            made = made_of(self._table[resource.type], resource, self._reading) or []
            self._made[index] = [self._expanded(rule) if rule.names_lists else rule for rule in made]
        return self._made[index]

    def _expanded(self, rule: Rule) -> Rule:
        if self._lists is None:
            from ..model.prefix_list import PrefixLists

            self._lists = PrefixLists(made_by(tables("PREFIX_LISTS"), self._reading))
        return self._lists.expanded(rule)

"""From resources to the model: what the lowerings in `resources/` make of them, put together."""

from __future__ import annotations

from .making import made_by, tables
from .rules import OF_RULES, Rules

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..model.access_list import AccessList
    from ..model.listener import Listener
    from ..model.rule import Rule
    from ..reading import Reading
    from .making import Lowering
    from .rules import Traffic


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

"""The ways from the internet to what is attached to a group: an address, a route, a network ACL."""

from __future__ import annotations

from ..model.context import Attachment, Forwarder, Forwarding, Subnet, SubnetGroup
from ..truth import MAYBE, NO, YES
from ..value import Absent, Known
from . import Part, any_of, one_after_another, step, waits_for
from .names import names_in
from .subnets import Subnets, module_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..value import Outcome
    from .surroundings import Surroundings

NO_ADDRESS = "no public address is seen"
HTTP_PORTS = frozenset((80, 443))
HTTP_ONLY = "an application load balancer carries HTTP only, and no mail"
"""Elastic Load Balancing user guide, "Listeners for your Application Load Balancers"."""


class Way:
    """What is known of one attachment. part: whether the internet comes to it; user: what is made of it,
    where it is a launch template; subnet: where that is, if it is known."""

    __slots__ = ("attachment", "part", "subnet", "user")

    def __init__(
        self, attachment: Attachment, part: Part, subnet: Subnet | None, user: Attachment | None = None
    ) -> None:
        self.attachment = attachment
        self.part = part
        self.subnet = subnet
        self.user = user

    @property
    def holder(self) -> str:
        shown = described(self.attachment)
        return f"{shown}, which {self.user.resource.address} uses," if self.user is not None else shown


def described(attachment: Attachment) -> str:
    kind = f" ({attachment.kind})" if attachment.kind else ""
    return f"{attachment.resource.address}{kind}"


class Ways:
    """The ways to attachments, each worked out once for a set of families."""

    def __init__(self, around: Surroundings, ports: tuple[int, ...]) -> None:
        self.around = around
        self.asks_for_http = not HTTP_PORTS.isdisjoint(ports)
        self.subnets = Subnets(around, ports)
        self._known: dict[tuple[int, tuple[int, ...]], Way] = {}

    def to(self, attachment: Attachment, families: tuple[int, ...]) -> Way:
        key = (id(attachment), families)
        if key not in self._known:
            self._known[key] = self._to(attachment, families)
        return self._known[key]

    def _to(self, attachment: Attachment, families: tuple[int, ...]) -> Way:
        if attachment.internal:
            return Way(attachment, self._internal(attachment, families), None)
        if not attachment.is_template:
            way = self._into(attachment, attachment.subnets, None, families)
            if "application load balancer" in attachment.kind and not self.asks_for_http:
                way.part = way.part.capped(MAYBE, HTTP_ONLY)
            return way
        users = self.around.templates.of(attachment.resource.id)
        if not users:
            return Way(attachment, Part(MAYBE, "nothing in this code uses it"), None)
        found = []
        for user, truth in users:
            subnets = user.subnets if isinstance(attachment.subnets, Absent) else attachment.subnets
            way = self._into(attachment, subnets, user, families)
            sure = truth if isinstance(user.groups, Absent) else MAYBE
            way.part = way.part.capped(sure, f"{user.resource.address} may not use it")
            found.append(way)
        return best_of(found)

    def _internal(self, attachment: Attachment, families: tuple[int, ...]) -> Part:
        forwarded = [found for family in families if (found := self._forwarded(attachment, family))]
        if forwarded and "load balancer" in attachment.kind:
            return Part(MAYBE, f"it is behind {forwarded[0]}")
        return Part(NO, attachment.internal, [step(attachment, None, attachment.internal)])

    def _into(
        self, attachment: Attachment, subnets: Outcome, user: Attachment | None, families: tuple[int, ...]
    ) -> Way:
        around, root = self.around, attachment.resource.root
        found, others = around.facts_of(subnets, root, Subnet)
        for id_ in others:
            groups = around.at(id_, SubnetGroup)
            inside = [around.facts_of(group.subnets, root, Subnet) for group in groups]
            found += [one for part in inside for one in part[0]]
            others = [other for other in others if other != id_ or not groups]
            others += [other for part in inside for other in part[1]]
        blocked = self.subnets.blocked(None, root, module_of(attachment.resource.address))
        ways: list[Way] = []
        if not found or others:
            part = Part(MAYBE, self._where(subnets, attachment))
            if not found and blocked.truth is NO:
                part = Part(MAYBE, blocked.why.removeprefix("by "), blocked.steps)
            ways.append(Way(attachment, part, None, user))
        placed = [
            (any_of([self._through(attachment, user, subnet, family) for family in families]), subnet, truth)
            for subnet, truth in found
        ]
        # Whichever of them it is in, the internet comes there.
        every = all(part.truth is YES for part, _, _ in placed)
        wherever = every and not ways and not names_in(subnets, root).open
        for part, subnet, truth in placed:
            capped = part if wherever else part.capped(truth, f"it may be in {subnet.resource.address}")
            ways.append(Way(attachment, capped, subnet, user))
        return best_of(ways)

    def _where(self, subnets: Outcome, attachment: Attachment) -> str:
        if isinstance(subnets, Absent):
            return (
                "its subnet is not given" if attachment.kind else "what it is attached to is not looked into"
            )
        waiting = waits_for(subnets)
        return f"its subnet is not in this code{f': {waiting}' if waiting else ''}"

    def _through(self, attachment: Attachment, user: Attachment | None, subnet: Subnet, family: int) -> Part:
        routed = self.subnets.routed(subnet, family)
        forwarded = self._forwarded(user or attachment, family) if routed.truth is NO else ""
        if forwarded:
            routed = Part(MAYBE, f"it is behind {forwarded}", routed.steps)
        place = step(subnet, None, f"in the subnet {subnet.resource.address}")
        return one_after_another(
            [
                self._address(attachment, user, subnet, family),
                Part(YES, "", [place]),
                self.subnets.blocked(subnet),
                self.subnets.filtered(subnet, family),
                routed,
            ]
        )

    def _forwarded(self, attachment: Attachment, family: int) -> str:
        """What passes connections of a family on to it, or may."""
        around = self.around
        if attachment.kind.startswith("EKS"):
            return "what Kubernetes may make"
        found = [fact for fact, _ in around.forwarded.of(attachment.resource.id)]
        found += around.forwarded.loose.get(attachment.resource.root, [])
        passing = [fact for fact in found if family == 4 or self._may_be_ipv6(fact)]
        return passing[0].resource.address if passing else ""

    def _may_be_ipv6(self, forwarding: Forwarding) -> bool:
        behind, others = self.around.facts_of(forwarding.behind, forwarding.resource.root, Forwarder)
        only_ipv4 = all(isinstance(one.ipv6, Known) and one.ipv6.data is False for one, _ in behind)
        return not behind or bool(others) or not only_ipv4

    def _address(self, attachment: Attachment, user: Attachment | None, subnet: Subnet, family: int) -> Part:
        if family == 6:
            return self._ipv6(attachment, user, subnet)
        holders = [attachment.resource.id, *([user.resource.id] if user is not None else [])]
        for address, truth in self.around.addresses.of(*holders):
            part = Part(YES, "", [step(address, address.holders, "gives it a public address")])
            return part.capped(truth, f"{address.resource.address} may be its address")
        own = attachment.public
        if isinstance(own, Absent) and user is not None:
            own = user.public
        for value, fact in ((own, attachment), (subnet.public, subnet)):
            if isinstance(value, Absent):
                continue
            if isinstance(value, Known) and value.data is True:
                return Part(YES, "", [step(fact, value, "gives it a public address")])
            waiting = waits_for(value)
            return Part(MAYBE, f"{NO_ADDRESS}{f': {waiting}' if waiting else ''}")
        return Part(MAYBE, NO_ADDRESS)

    def _ipv6(self, attachment: Attachment, user: Attachment | None, subnet: Subnet) -> Part:
        if self.subnets.has_no_ipv6(subnet):
            return self.subnets.routed(subnet, 6)
        own = attachment.ipv6
        if isinstance(own, Absent) and user is not None:
            own = user.ipv6
        if isinstance(own, Known) and isinstance(own.data, bool):
            there = step(attachment, own, "gives it an IPv6 address")
            return Part(YES, "", [there]) if own.data else Part(NO, "it has no IPv6 address", [])
        return Part(MAYBE, "no IPv6 address is seen")


def best_of(ways: list[Way]) -> Way:
    """The first that is open, else the first that may be, else the first."""
    for truth in (YES, MAYBE, NO):
        for way in ways:
            if way.part.truth is truth:
                return way
    return ways[0]

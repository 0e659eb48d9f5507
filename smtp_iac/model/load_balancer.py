"""`LoadBalancer`, and what its listeners have from it: whether it faces the internet, and who may pass."""

from __future__ import annotations

from ..choice import conditional, elements, lift
from ..identity import derived, id_in_words, identity
from ..value import ABSENT, BOOLEAN, Absent, Known, Many, Missing, Refuse, Refused, Unknown
from . import ANY_PROTOCOL, INGRESS
from .filter import SecurityGroup, filters_of, group_ids
from .listener import Behind
from .rule import Peer, Rule, both

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ..resource import Resource
    from ..value import Element, Outcome
    from .filter import Filter
    from .listener import Listener

    Field = Callable[["LoadBalancer"], Outcome]

EVERYONE = {"IPv4 CIDR": "0.0.0.0/0", "IPv6 CIDR": "::/0"}


def closing(way: str) -> str:
    """The change that closes a listener of a load balancer, where `way` makes that internal."""
    return f"{way}, {{groups}} let in only the {{whom}} that need {{needed}}, or remove the listener"


class LoadBalancer:
    """What listeners belong to; an accelerator is one too.

    facing: whether it faces the internet. kind: "application", "network", "gateway", "classic" or
    "accelerator". groups: a list of the ids of its security groups; ABSENT where nothing filters. families:
    "ipv4", "dualstack" or "dualstack-without-public-ipv4". closing: the change that closes it; said: what is
    said of it beside a finding.
    """

    __slots__ = ("closing", "facing", "families", "groups", "kind", "resource", "said")

    def __init__(
        self,
        resource: Resource,
        *,
        facing: Outcome,
        kind: Outcome,
        groups: Outcome,
        families: Outcome,
        closing: str,
        said: str = "",
    ) -> None:
        self.resource = resource
        self.facing = facing
        self.kind = kind
        self.groups = groups
        self.families = families
        self.closing = closing
        self.said = said


class TargetGroup:
    """Where a listener forwards to. port: of the targets, when it is asked for."""

    __slots__ = ("port", "resource")

    def __init__(self, resource: Resource, port: Callable[[], Outcome]) -> None:
        self.resource = resource
        self.port = port


class Attached:
    """A listener that names what it belongs to. of: that, or its id; targets: the ids of the target groups
    that it forwards to, when they are asked for; made: the listener, given the rest."""

    __slots__ = ("made", "of", "resource", "targets")

    def __init__(
        self,
        resource: Resource,
        of: Outcome | LoadBalancer,
        targets: Callable[[], tuple[Outcome, ...]],
        made: Callable[[LoadBalancer, Callable[[], str], Behind | None], Listener],
    ) -> None:
        self.resource = resource
        self.of = of
        self.targets = targets
        self.made = made

    def alone(self) -> Listener:
        """The listener by itself, of which no more is known than its own resource says."""
        nothing = Unknown(f"what {self.resource.id} belongs to")
        of = LoadBalancer(
            self.resource, facing=nothing, kind=nothing, groups=ABSENT, families=nothing, closing=""
        )
        return self.made(self.of if isinstance(self.of, LoadBalancer) else of, lambda: "", None)


class Balancers:
    """Everything that listeners are put together from. declared: the ids of the security groups that are in
    the scan."""

    def __init__(
        self, made: Iterable[LoadBalancer | TargetGroup], rules: Callable[[], list[Rule]], declared: set[str]
    ) -> None:
        self._balancers: dict[str, LoadBalancer] = {}
        self._targets: dict[str, TargetGroup] = {}
        for one in made:
            table = self._balancers if isinstance(one, LoadBalancer) else self._targets
            table[f"{one.resource.id}.id"] = one  # type: ignore[assignment]
        self._groups: dict[str, SecurityGroup] | None = None
        self._behind: dict[LoadBalancer, Behind | None] = {}
        self._rules = rules
        self._declared = declared

    def listener(self, attached: Attached) -> Listener:
        of = attached.of
        balancer = of if isinstance(of, LoadBalancer) else self.named(of, attached.resource)
        if balancer not in self._behind:
            self._behind[balancer] = self.behind(balancer)
        return attached.made(balancer, lambda: self.forwards(attached), self._behind[balancer])

    def named(self, id_: Outcome, asking: Resource) -> LoadBalancer:
        """The load balancer with an id, as far as anything is known of it."""
        only = self._balancers.get(identity(id_))
        if only is not None:
            return only
        what = id_in_words(id_) or "its load balancer"

        def field(get: Field, name: str, otherwise: str) -> Outcome:
            def of(one: Outcome) -> Outcome:
                no_collection(one, "load balancer")
                found = self._balancers.get(identity(one))
                if found is not None:
                    return get(found)
                kind = _kind_in(one)
                if name == "kind" and kind:
                    return Known(kind)
                why = Missing(what, f"is not in the scan, so {otherwise}", "nobody can know")
                facts = BOOLEAN if name == "facing" else Unknown("").facts
                return Unknown(f"{name} of {identity(one)}", why, facts=facts)

            return lift(of, id_)

        return LoadBalancer(
            asking,
            facing=field(lambda one: one.facing, "facing", "whether it faces the internet is not known"),
            kind=field(lambda one: one.kind, "kind", "its type is not known"),
            groups=field(lambda one: one.groups, "groups", "its security groups are not known"),
            families=field(lambda one: one.families, "families", "its addresses are not known"),
            closing=closing(f"make {what} internal"),
        )

    def forwards(self, attached: Attached) -> str:
        """The port that the traffic goes to, as far as all ways lead to one."""
        ports = set()
        for target in attached.targets():
            found = self._targets.get(identity(target))
            port = found.port() if found is not None else ABSENT
            if not isinstance(port, Known):
                return ""
            ports.add(port.data)
        return str(ports.pop()) if len(ports) == 1 else ""

    def behind(self, balancer: LoadBalancer) -> Behind | None:
        """The security groups before a load balancer; None where it surely has none."""
        none: Outcome = Known(True)
        found: list[tuple[Outcome, Filter]] = []
        for element in elements(lift(_list, balancer.groups)):
            there = Known(True) if isinstance(element, Refused) else _presence(element)
            none = conditional(there, Known(False), none)
            found += self._of_element(balancer, element, there)
        if isinstance(none, Known) and none.data is True:
            return None
        if not isinstance(none, Known):
            found.append((none, self._everyone(balancer)))
        return Behind(tuple(found))

    def _of_element(
        self, balancer: LoadBalancer, element: Element, there: Outcome
    ) -> list[tuple[Outcome, Filter]]:
        inner = element.value if isinstance(element, Many) else element
        inner = lift(lambda one: no_collection(one, "security group"), inner)
        if isinstance(inner, Refused):
            return [(Known(True), SecurityGroup(None, [_rule(balancer, inner)]))]
        found: list[tuple[Outcome, Filter]] = []
        for id_ in sorted(group_ids(inner)):
            is_it = lift(lambda one, id_=id_: Known(identity(one) == id_), inner)
            found.append((both(there, is_it), self._group(id_, inner, balancer)))
        return found

    def _group(self, id_: str, named: Outcome, balancer: LoadBalancer) -> Filter:
        if self._groups is None:
            self._groups = {one.id or "": one for one in filters_of(SecurityGroup, self._rules())}
        known = self._groups.get(id_, SecurityGroup(id_, ()))
        if id_ in self._declared:
            return known
        what = id_in_words(named) or "one of its security groups"
        why = Missing(what, "is not in the scan, so whom it lets in is not known", "nobody can know")
        anybody = Unknown(
            f"sources of {id_}", why, named.origin if not isinstance(named, Absent) else Unknown("").origin
        )
        return SecurityGroup(None, [*known.rules, _rule(balancer, anybody)])

    def _everyone(self, balancer: LoadBalancer) -> SecurityGroup:
        return SecurityGroup(None, [_rule(balancer, None)])


def no_collection(id_: Outcome, kind: str) -> Outcome:
    """The id; raises Refuse for what terraform refuses as well: a whole resource, or a list."""
    if isinstance(id_, Known) and isinstance(id_.data, (tuple, dict)):
        raise Refuse(f"a collection stands where one {kind} is needed", id_.origin)
    return id_


def _list(groups: Outcome) -> Outcome:
    if isinstance(groups, Known) and not isinstance(groups.data, tuple):
        raise Refuse("the security groups of a load balancer are a list", groups.origin)
    return groups


def _presence(element: Element) -> Outcome:
    if isinstance(element, Many):
        return derived("any", element.of if element.of is not None else element.value, facts=BOOLEAN)
    return lift(lambda one: Known(not isinstance(one, Absent)), element)


def everyone(families: Outcome, at: Outcome) -> tuple[Peer, ...]:
    """Everybody whom addresses of some families can hear. at: where this is said."""

    def of(kind: str, without: str) -> Outcome:
        def block(one: Outcome) -> Outcome:
            return ABSENT if isinstance(one, Known) and one.data == without else Known(EVERYONE[kind], origin)

        origin = at.origin if not isinstance(at, Absent) else Unknown("").origin
        return lift(block, families)

    return (
        Peer("IPv4 CIDR", of("IPv4 CIDR", "dualstack-without-public-ipv4")),
        Peer("IPv6 CIDR", of("IPv6 CIDR", "ipv4")),
    )


def _rule(balancer: LoadBalancer, anybody: Unknown | Refused | None) -> Rule:
    """What stands for rules that are not there to be read: everybody may pass, or nobody knows who."""
    resource = balancer.resource
    everybody = {kind: Known(block) if anybody is None else anybody for kind, block in EVERYONE.items()}
    return Rule(
        resource=resource,
        declared=resource.span,
        position="security groups",
        exists=Known(True),
        direction=Known(INGRESS),
        protocol=Known(ANY_PROTOCOL),
        from_port=Known(0),
        to_port=Known(0),
        peers=tuple([Peer(kind, value) for kind, value in everybody.items()]),  # type: ignore[arg-type]
        group=Known(None),
    )


def _kind_in(arn: Outcome) -> str:
    """The kind that an ARN names."""
    text = str(arn.data) if isinstance(arn, Known) else ""
    for part, kind in (("loadbalancer/net/", "network"), ("loadbalancer/app/", "application")):
        if part in text:
            return kind
    return ""

"""`Rule` and `Peer`: one rule of a filter, every field a value; and what of it is said in words."""

from __future__ import annotations

from ..choice import conditional, restrict
from ..identity import symbols
from ..network import PortRange
from ..truth import MAYBE, NO, YES, Judgement, over_all, truth
from ..value import SENSITIVE, Absent, Choice, Known, Origin, Refused, Unknown
from . import ANY_PROTOCOL, INGRESS, Outline

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any, Literal, Self

    from ..choice import Assignment
    from ..resource import Resource
    from ..source import Span
    from ..truth import Truth
    from ..value import Outcome
    from . import Protocol
    from .admission import Admission

    PeerKind = Literal["IPv4 CIDR", "IPv6 CIDR", "prefix list", "security group"]
    Role = Literal[
        "exists",
        "direction",
        "protocol",
        "from_port",
        "to_port",
        "group",
        "number",
        "action",
        "scheme",
        "behind",
    ]

OF_EVERY_RULE: tuple[Role, ...] = ("exists", "direction", "protocol", "from_port", "to_port", "group")
ROLES: tuple[Role, ...] = (*OF_EVERY_RULE, "number", "action", "scheme", "behind")
"""The fields of rules other than their peers, in the order in which an undecided finding names them."""
NOT_VALUES = ("resource", "declared", "position", "notes", "many")
NEVER = Known(False)


class Peer:
    """Who is let in: one attribute of a rule. value: a list, or a single one, of CIDRs or ids; None, ABSENT
    and empty lists let nobody in. A security group (another one, or the rule's own) is internal; ids of
    prefix lists give way to the CIDRs of their entries (`prefix_list.PrefixLists`) before a rule is judged.
    admission: what it lets in, kept by `admission.of_peer`."""

    __slots__ = ("admission", "kind", "value")

    def __init__(self, kind: PeerKind, value: Outcome) -> None:
        self.kind = kind
        self.value = value
        self.admission: Admission | None = None


class Ground:
    """What a judgement rests on: an element of a peer, or another field of the rule."""

    __slots__ = ("peer", "role", "rule", "value")

    def __init__(
        self, rule: Rule, role: Role | Literal["source"], value: Any, peer: Peer | None = None
    ) -> None:
        self.rule = rule
        self.role = role
        self.value = value
        self.peer = peer


class Rule(Outline):
    """One rule of one instance. roles: those that a rule of its kind has.

    declared: the block or element that declares it; position: what tells it from the other rules of its
    resource. exists, direction (INGRESS or EGRESS), protocol (Protocol), from_port and to_port (int) and
    group (the id of the group it belongs to) are values whose data the lowering has normalised; while the
    protocol is every one, ports do not count.
    """

    __slots__ = (
        "_key",
        "declared",
        "exists",
        "group",
        "many",
        "notes",
        "peers",
        "position",
        "resource",
    )
    roles = OF_EVERY_RULE

    def __init__(
        self,
        *,
        resource: Resource,
        declared: Span,
        position: str,
        exists: Outcome,
        direction: Outcome,
        protocol: Outcome,
        from_port: Outcome,
        to_port: Outcome,
        peers: tuple[Peer, ...],
        group: Outcome,
        notes: tuple[str, ...] = (),
        many: bool = False,
    ) -> None:
        self.resource = resource
        self.declared = declared
        self.position = position
        self.exists = exists
        self.direction = direction
        self.protocol = protocol
        self.from_port = from_port
        self.to_port = to_port
        self.peers = peers
        self.group = group
        self.notes = notes
        self.many = many or resource.stands_for_many
        self._key: tuple[str, str, str] | None = None

    @property
    def key(self) -> tuple[str, str, str]:
        """The rule of one instance: the same under all options. Two blocks of one name are two rules."""
        if self._key is None:
            path, start, _ = self.resource.span.sort_key
            self._key = (self.resource.root, f"{self.resource.address} {path} {start}", self.position)
        return self._key

    def fields(self) -> list[tuple[Role, Outcome]]:
        return [(role, getattr(self, role)) for role in self.roles]

    def changed(self, **fields: Any) -> Self:
        """The same rule, but for these fields."""
        kept = {name: getattr(self, name) for name in (*NOT_VALUES, *self.roles, "peers")}
        return type(self)(**kept | fields)

    def symbols(self) -> frozenset[str]:
        """The symbols on which the rule depends in any way."""
        found: frozenset[str] = frozenset()
        for _, value in self.fields():
            found |= symbols(value)
        for peer in self.peers:
            found |= symbols(peer.value)
        return found

    def asked(self, of_group: bool) -> list[Outcome]:
        """The values that an answer depends on; of_group: that the rule is one of a group matters too."""
        fields = [value for role, value in self.fields() if role != "group" or of_group]
        return fields + [peer.value for peer in self.peers if peer.kind != "security group"]

    def grounds(self) -> list[Ground]:
        """Everything that a judgement of it may rest on."""
        sources = [Ground(self, "source", peer.value, peer) for peer in self.peers]
        return sources + [Ground(self, role, value) for role, value in self.fields()]

    def existing(self, exists: Outcome) -> Self:
        """The same rule, which exists under another condition."""
        return self.changed(exists=exists)

    def admitting(self, peers: Iterable[Peer]) -> Self:
        """The same rule, which lets in others."""
        return self.changed(peers=tuple(peers))

    def further_refusals(self) -> list[Refused]:
        """Why it cannot be deployed, beside its own fields and peers."""
        return []

    def narrowed(self, admission: Admission, protocol: Protocol, port: int) -> Admission:
        """What is left of those whom it lets in, where something else stands in their way."""
        return admission

    def under(self, assignment: Assignment) -> Self:
        """The rule in one combination of options."""
        peers = tuple([Peer(peer.kind, restrict(peer.value, assignment)) for peer in self.peers])
        return self.changed(
            peers=peers, **{role: restrict(value, assignment) for role, value in self.fields()}
        )

    def matches(self, protocol: Protocol, port: int) -> Judgement:
        """Whether the rule lets somebody in on this protocol and port, if it has any peers."""
        if self.is_about_another(protocol, port):
            return Judgement(NO)
        is_there = isinstance(self.exists, Known) and self.exists.data is True
        if is_there and self.is_surely_about(protocol, port):
            return Judgement(YES)
        every = self._judged("protocol", lambda written: written == ANY_PROTOCOL)
        this = self._judged("protocol", lambda written: written == protocol)
        low = self._judged("from_port", lambda first: first <= port)
        high = self._judged("to_port", lambda last: port in PortRange(0, last))
        ingress = self._judged("direction", lambda direction: direction == INGRESS)
        return self.existence() & ingress & (every | (this & low & high))

    def admits(self, sources: str, traffic: str) -> str:
        """What it does, as a message says it after its name."""
        return f"lets in {sources} on {traffic}"

    def may_admit(self, traffic: str) -> str:
        """The same of what it may do."""
        return f"may let it in on {traffic}"

    @property
    def is_closed_by_its_source(self) -> bool:
        """Whether the change that closes it is another source."""
        return True

    def edit(self, source: str, needed: str, whom: str) -> str:
        """The change that closes it, as a message says it. needed: the ports, in words; whom: those that need
        them."""
        return f"replace {source} by the addresses of the {whom} that need {needed}, or remove the rule"

    @property
    def names_lists(self) -> bool:
        """Whether a peer may name a prefix list; many formats write an empty list where none is meant."""
        return any(
            not (isinstance(value, Absent) or (isinstance(value, Known) and value.data in (None, ())))
            for value in [peer.value for peer in self.peers if peer.kind == "prefix list"]
        )

    def existence(self) -> Judgement:
        return self._judged("exists", lambda there: there is True)

    def _judged(self, role: Role, test: Callable[[Any], bool]) -> Judgement:
        value = getattr(self, role)
        return Judgement(truth_of(value, test), Ground(self, role, value))


def truth_of(value: Outcome, test: Callable[[Any], bool]) -> Truth:
    """The test of a value over all it can be. What is refused cannot be; what is absent fails the test."""
    if isinstance(value, Known):
        return truth(test(value.data))
    if isinstance(value, Unknown):
        ends = value.facts.range  # of ports, of which every test is true from some port on, or up to it
        return MAYBE if ends is None else over_all(truth(test(port)) for port in ends)
    if isinstance(value, Choice):
        outcomes = [outcome for outcome in value.options.values() if not isinstance(outcome, Refused)]
        return over_all(truth_of(outcome, test) for outcome in outcomes)
    return NO if isinstance(value, Absent) else MAYBE


def both(first: Outcome, second: Outcome) -> Outcome:
    """Whether two conditions of existence hold."""
    return conditional(first, second, NEVER)


class ThroughList(Origin):
    """The link at which an entry leaves its list, which `what` names."""

    __slots__ = ()


def list_named(origin: Origin | None) -> str:
    """The prefix list that a value came through on its way to a rule, or nothing."""
    while origin is not None:
        if isinstance(origin, ThroughList):
            return origin.what
        origin = origin.written
    return ""


def traffic(rule: Rule) -> str:
    """The protocol and ports of a rule as a person says them: "tcp 20-30", "all traffic"."""
    if not isinstance(rule.protocol, Known):
        return "this port"
    protocol = rule.protocol.data
    if SENSITIVE in (rule.protocol.type, _type(rule.from_port), _type(rule.to_port)):
        return "sensitive ports"
    if protocol.number is None:
        return "all traffic (protocol -1)"
    first, last = rule.from_port, rule.to_port
    if isinstance(first, Known) and isinstance(last, Known):
        ports = str(first.data) if first.data == last.data else f"{first.data}-{last.data}"
        return f"{protocol} {ports}"
    return str(protocol)


def _type(value: object) -> object:
    return value.type if isinstance(value, Known) else None

"""`AccessList`: rules that allow or deny, decided by the first that matches (a network ACL).

What is not known is bounded from both sides: an address is surely let in by a rule that surely allows it, if
nothing that may come before may deny it; it is possibly let in by a rule that may allow it, unless something
that surely comes before surely denies it. Where everything is known the two are the same.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from ..choice import restrict
from ..identity import id_in_words, identity
from ..network import EVERYTHING, NO_LOOSE, NOTHING
from ..truth import MAYBE, NO, YES
from ..value import BOOLEAN, Choice, Known, Missing, Refused, Unknown
from . import ANY_PROTOCOL, INGRESS
from .admission import Admission
from .filter import Filter, filters_of
from .rule import OF_EVERY_RULE, Ground, Peer, Rule, truth_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any, Self

    from ..choice import Assignment
    from ..network import AddressSet
    from ..resource import Resource
    from ..value import Outcome
    from . import Protocol

ALLOW, DENY = "allow", "deny"
FIRST, LAST = 1, 32766
"""The numbers that a rule can have; the last rule of every list, which denies, has the next one (Amazon VPC
user guide, "Network ACL rules")."""
MOST_RULES = 1000
"""What is asked of one list; AWS allows 40 in a direction."""


class Entry(Rule):
    """One rule of an access list. number: an int, by which it is ordered; action: ALLOW or DENY."""

    __slots__ = ("action", "number")
    roles = (*OF_EVERY_RULE, "number", "action")

    def __init__(self, *, number: Outcome, action: Outcome, **fields: Any) -> None:
        super().__init__(**fields)
        self.number = number
        self.action = action

    @property
    def is_closed_by_its_source(self) -> bool:
        """Not where it lets in other traffic too, which may be needed, and a rule can come before it."""
        return self._is_of_one_port() or self.between()[0] == FIRST

    def _is_of_one_port(self) -> bool:
        first, last = self.from_port, self.to_port
        if not isinstance(first, Known) or not isinstance(last, Known) or first.data != last.data:
            return False
        return isinstance(self.protocol, Known) and self.protocol.data != ANY_PROTOCOL

    def edit(self, source: str, needed: str, whom: str) -> str:
        if self.is_closed_by_its_source:
            return super().edit(source, needed, whom)
        number = self.between()[0]
        return f"deny {needed} from {source} by a rule with a number below {number}"

    def between(self) -> tuple[int, int]:
        """The lowest and the highest number that it can have."""
        return bounds_of(self.number)


def bounds_of(number: Outcome) -> tuple[int, int]:
    if isinstance(number, Known):
        return number.data, number.data
    if isinstance(number, Choice):
        found = [bounds_of(one) for one in number.options.values() if not isinstance(one, Refused)]
        return min([low for low, _ in found], default=FIRST), max([high for _, high in found], default=LAST)
    if isinstance(number, Unknown) and number.facts.range is not None:
        return number.facts.range
    return FIRST, LAST


class _Part:
    """A rule of the list, and whom it may match."""

    __slots__ = ("admission", "allows", "high", "low", "rule")

    def __init__(self, rule: Entry, admission: Admission) -> None:
        self.rule = rule
        self.admission = admission
        self.allows = truth_of(rule.action, lambda action: action == ALLOW)
        self.low, self.high = rule.between()

    @property
    def widest(self) -> AddressSet:
        """Every address that it may match, wherever a block of unknown place lies."""
        found = self.admission.possible
        for family in (4, 6):
            if self.admission.loose.size(family):
                found |= EVERYTHING.family(family)
        return found

    def open(self) -> list[Ground]:
        found = list(self.admission.open)
        if self.low != self.high:
            found.append(Ground(self.rule, "number", self.rule.number))
        if self.allows is MAYBE:
            found.append(Ground(self.rule, "action", self.rule.action))
        return found


class _Before:
    """What some rules match together, up to a number."""

    __slots__ = ("_numbers", "_unions")

    def __init__(self, matched: Iterable[tuple[int, AddressSet]]) -> None:
        self._numbers: list[int] = []
        self._unions = [NOTHING]
        for number, addresses in sorted(matched, key=lambda one: one[0]):
            self._numbers.append(number)
            self._unions.append(self._unions[-1] | addresses)

    def up_to(self, number: int) -> AddressSet:
        return self._unions[bisect_right(self._numbers, number)]

    def below(self, number: int) -> AddressSet:
        return self._unions[bisect_left(self._numbers, number)]


class AccessList(Filter):
    """Rules in an order. resource: what declares the list, or the first rule that names it; exists: whether
    it is there; is_whole: whether all its rules are in the scan; alias: another id of it."""

    __slots__ = ("alias", "exists", "is_whole", "resource")
    rules: tuple[Entry, ...]

    def __init__(
        self,
        id: str | None,  # noqa: A002
        rules: Iterable[Rule],
        perhaps: frozenset[tuple[str, str, str]] = frozenset(),
        *,
        resource: Resource | None = None,
        exists: Outcome | None = None,
        is_whole: bool = False,
        alias: str = "",
    ) -> None:
        super().__init__(id, rules, perhaps)
        self.resource: Resource = self.rules[0].resource if resource is None else resource
        self.exists: Outcome = Known(True) if exists is None else exists
        self.is_whole = is_whole
        self.alias = alias

    def of(self, rules: Iterable[Rule]) -> Self:
        return self._changed(rules, self.exists)

    def existing(self, exists: Outcome) -> Self:
        """The same list, which exists under another condition."""
        return self._changed(self.rules, exists)

    def _changed(self, rules: Iterable[Rule], exists: Outcome) -> Self:
        return type(self)(
            self.id,
            rules,
            self.perhaps,
            resource=self.resource,
            exists=exists,
            is_whole=self.is_whole,
            alias=self.alias,
        )

    def asked(self) -> list[Outcome]:
        return [self.exists, *super().asked()]

    def under(self, assignment: Assignment) -> Self | None:
        found = super().under(assignment)
        return None if found is None else found.existing(restrict(self.exists, assignment))

    def admitted(self, protocol: Protocol, port: int) -> Admission:
        there = truth_of(self.exists, lambda exists: exists is True)
        if there is NO:
            return Admission()
        found = self._admitted(protocol, port)
        if there is YES:
            return found
        return found.only_possible(tuple([Ground(rule, "exists", self.exists) for rule in self.rules[:1]]))

    def _admitted(self, protocol: Protocol, port: int) -> Admission:
        parts = [_Part(rule, self.admitted_by(rule, protocol, port)) for rule in self.rules]
        parts = [part for part in parts if not part.widest.is_empty]
        if len(parts) > MOST_RULES:
            return _too_many(parts[0].rule)
        may_deny = _Before([(part.low, part.widest) for part in parts if part.allows is not YES])
        denies = _Before([(part.high, part.admission.certain) for part in parts if part.allows is NO])
        allowing = [part for part in parts if part.allows is not NO]
        found = Admission.union_of(
            [_let_in(part, may_deny.up_to(part.high), denies.below(part.low)) for part in allowing]
        )
        return Admission(
            found.certain,
            found.possible,
            found.loose,
            inner=found.inner,
            grounds=found.grounds,
            open=tuple([ground for part in parts for ground in part.open()]) + _numbered_alike(parts),
            refused=tuple([refused for part in parts for refused in part.admission.refused]),
        )

    def __repr__(self) -> str:
        return f"AccessList({self.id}, {len(self.rules)} rules)"


def _numbered_alike(parts: list[_Part]) -> tuple[Ground, ...]:
    """Rules with one number of which nobody knows which comes first: EC2 refuses one of them."""
    seen: dict[int, _Part] = {}
    found = []
    for part in parts:
        other = seen.setdefault(part.low, part) if part.low == part.high else part
        if other.allows is not part.allows:
            rule, what = part.rule, part.rule.resource.address
            why = f"has the number of {other.rule.resource.address} {other.rule.position}".rstrip()
            missing = Missing(what, why, "nobody can know", rule.declared)
            found.append(Ground(rule, "number", Unknown(f"number of {rule.key}", missing)))
    return tuple(found)


def access_lists(made: Iterable[AccessList | Entry]) -> list[AccessList]:
    """Every list of a scan with all its rules, sorted by id: those that it lists, and those that name it."""
    lists: dict[str, AccessList] = {}
    entries: list[Rule] = []
    aliases: dict[str, Outcome] = {}
    for one in made:
        if isinstance(one, Entry):
            entries.append(one)
            continue
        assert one.id is not None
        if one.alias:
            aliases[one.alias] = Unknown(one.id)
        if one.id in lists:  # declared twice: either may be meant
            entries += lists[one.id].rules
        lists[one.id] = one
        entries += one.rules
    if aliases:
        entries = [rule.changed(group=aliases.get(identity(rule.group), rule.group)) for rule in entries]
    found = {one.id: one for one in filters_of(AccessList, entries)}
    for id_, declared in lists.items():
        members = found[id_] if id_ in found else declared.of(())
        found[id_] = AccessList(
            id_,
            members.rules,
            members.perhaps,
            resource=declared.resource,
            exists=declared.exists,
            is_whole=True,
            alias=declared.alias,
        )
    return [one if one.is_whole else one.of([*one.rules, _others(one)]) for _, one in sorted(found.items())]


def _others(of: AccessList) -> Entry:
    """What stands for the rules of a list that is not in the scan: there may be any."""
    first = of.rules[0]
    why = "is not in the scan, so its other rules are not known"
    missing = Missing(_name(of), why, "nobody can know")
    open_ = Unknown(f"others in {of.id}", missing)
    fields = {role: Unknown(f"{role} of others in {of.id}", missing) for role in ("number", "action")}
    return first.changed(
        position="others",
        exists=Unknown(f"existence of others in {of.id}", missing, facts=BOOLEAN),
        direction=Known(INGRESS),
        protocol=Known(ANY_PROTOCOL),
        peers=(Peer("IPv4 CIDR", open_), Peer("IPv6 CIDR", open_)),
        group=Unknown(of.id or ""),
        **fields,
    )


def _name(of: AccessList) -> str:
    group = of.rules[0].group
    name = id_in_words(group)
    if isinstance(group, Known):
        return f"network ACL {name}".rstrip()
    return name or "its network ACL"


def _let_in(part: _Part, may_be_denied: AddressSet, is_denied: AddressSet) -> Admission:
    """Whom a rule that may allow lets in, after those that may be denied before it, or surely are."""
    admission = part.admission
    possible = admission.possible - is_denied
    if part.allows is not YES:
        return Admission(NOTHING, possible, admission.loose)
    grounds = [(ground, addresses - may_be_denied) for ground, addresses in admission.grounds]
    return Admission(
        admission.certain - may_be_denied,
        possible,
        admission.loose,
        grounds=tuple([(ground, addresses) for ground, addresses in grounds if not addresses.is_empty]),
    )


def _too_many(rule: Entry) -> Admission:
    why = Missing(rule.resource.address, f"has more than {MOST_RULES} rules", "not supported yet")
    ground = Ground(rule, "exists", Unknown(f"rules of {rule.resource.id}", why))
    return Admission(NOTHING, EVERYTHING, NO_LOOSE, open=(ground,))

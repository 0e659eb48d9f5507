"""Our rules and the deployed ones, compared as sets, group by group.

A field of ours is the set of what it can be: of one value where it is known. A rule of ours that is known is
there or not; one with something unknown must be able to be one of the deployed rules, and is counted.
"""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import ip_network
from typing import NamedTuple

from smtp_iac.choice import elements
from smtp_iac.identity import missing_inputs
from smtp_iac.model import Protocol
from smtp_iac.model.rule import Rule
from smtp_iac.value import Absent, Choice, Known, Many, Refused, Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from smtp_iac.value import Outcome

    from .deployed_account import Deployed, DeployedRule

Data = str | int | None
Possible = frozenset[Data] | None
"""What a field can be; None for anything."""
Fields = tuple[Possible, Possible, Possible, Possible, Possible]

PROTOCOLS = {"-1": "all", "tcp": "6", "udp": "17", "icmp": "1", "icmpv6": "58"}
EVERY = ("all", 0, 0)


class OurRule(NamedTuple):
    """One source of one rule. fields: as of a deployed rule; group: the ids it may belong to."""

    rule: Rule
    group: Possible
    fields: Fields
    sure: bool
    """whether it surely exists"""

    @property
    def name(self) -> str:
        return f"{self.rule.resource.address} {self.rule.position}".strip()

    def is_of(self, names: frozenset[str]) -> bool:
        return not names.isdisjoint((self.name, self.name.partition("[")[0], self.name.partition("/")[0]))

    @property
    def missing(self) -> str:
        """What nobody knows of it."""
        values = [value for _, value in self.rule.fields()] + [peer.value for peer in self.rule.peers]
        return "; ".join(dict.fromkeys([one.sentence for one in missing_inputs(*values)]))

    @property
    def known(self) -> bool:
        return self.sure and all(each is not None and len(each) == 1 for each in (self.group, *self.fields))

    def may_be(self, group: str, rule: DeployedRule) -> bool:
        pairs = zip((self.group, *self.fields), (group, *rule), strict=True)
        return all(possible is None or one in possible for possible, one in pairs)


class Compared(NamedTuple):
    groups: int
    rules: int
    unknown: list[str]
    """our rules with something unknown that may be deployed rules"""
    differences: list[str]


def compare(
    rules: list[Rule], deployed: Deployed, ids: dict[str, str], left_out: frozenset[str] = frozenset()
) -> Compared:
    """ids: what an unknown of ours stands for in the deployment. left_out: names of rules that do not count,
    or of stacks."""
    ours = [each for rule in rules for each in expanded(rule, deployed, ids)]
    ours = [each for each in ours if not each.is_of(left_out)]
    unknown, differences = [], []
    there = {(group, normal(rule)) for group, made in deployed.rules.items() for rule in made}
    matched: set[tuple[str, DeployedRule]] = set()
    for each in ours:
        if each.group == frozenset(["refused"]):
            differences.append(f"{each.name}: we say that it is refused")
            continue
        hits = {(group, rule) for group, rule in there if each.may_be(group, rule)}
        matched |= hits
        if not each.known and (hits or not each.sure):
            unknown.append(f"{each.name}: {each.missing}")
        elif not hits:
            differences.append(f"{each.name}: not deployed: {shown(each.fields)}")
    names = {id_: path for path, id_ in deployed.groups.items()}
    for group, rule in sorted(there - matched):
        differences.append(f"{names.get(group, group)}: deployed, and none of ours: {rule}")
    groups = {group for group, _ in there} | set(deployed.groups.values())
    return Compared(len(groups), len(there), unknown, differences)


def shown(fields: Fields) -> str:
    return ", ".join("?" if each is None else "|".join(sorted(map(str, each))) for each in fields)


def expanded(rule: Rule, deployed: Deployed, ids: dict[str, str]) -> list[OurRule]:
    """A rule for each of its sources."""
    exists = possible(rule.exists, ids)
    if exists == frozenset([False]):
        return []
    fields = [possible(each, ids) for each in (rule.group, rule.protocol, rule.from_port, rule.to_port)]
    fields[2:] = map(numbers, fields[2:])
    every = [possible(value, ids) for peer in rule.peers for value, _ in sources(peer.value)]
    if frozenset() in (*fields, *every, exists):
        return [OurRule(rule, frozenset(["refused"]), (None,) * 5, False)]
    group, protocol, first, last = fields
    there = exists == frozenset([True])
    if group is not None:
        group = frozenset([deployed.names.get(str(each), each) for each in group])
    found = []
    for peer in rule.peers:
        for value, sure in sources(peer.value):
            peers = possible(value, ids)
            if peers is not None:
                peers = frozenset([source(peer.kind, each) for each in peers if each is not None])
            if peers == frozenset():
                continue
            kind = kinds(peer.kind, peers)
            found.append(OurRule(rule, group, (*head(protocol, first, last), kind, peers), sure and there))
    return found


def sources(value: Outcome) -> Iterable[tuple[Outcome, bool]]:
    """Each source, and whether it is surely there."""
    if isinstance(value, Absent):
        return []
    if isinstance(value, Known) and isinstance(value.data, tuple):
        flat = [(each.value, False) if isinstance(each, Many) else (each, True) for each in elements(value)]
        return [(one, sure and not isinstance(one, Choice)) for one, sure in flat]
    return [(value, not isinstance(value, Choice))]


def possible(value: Outcome, ids: dict[str, str]) -> Possible:
    """What a value can be: nothing where it is refused."""
    if isinstance(value, Known):
        data = value.data
        return frozenset([str(data) if isinstance(data, Protocol) else data])
    if isinstance(value, Unknown):
        return frozenset([ids[value.id]]) if value.id in ids else None
    if isinstance(value, Choice):
        found: set[Data] = set()
        for outcome in value.options.values():
            one = possible(outcome, ids)
            if one is None:
                return None
            found |= one
        return frozenset(found)
    return frozenset() if isinstance(value, Refused) else frozenset([None])


def numbers(ports: Possible) -> Possible:
    """A parameter that a combination of options put in is text."""
    return None if ports is None else frozenset([int(one) if isinstance(one, str) else one for one in ports])


def head(protocol: Possible, first: Possible, last: Possible) -> tuple[Possible, Possible, Possible]:
    """Protocol and ports; -1 stands for every port, and ports do not count for every protocol."""
    protocols = None if protocol is None else frozenset([PROTOCOLS.get(str(one), one) for one in protocol])
    if protocols == frozenset(["all"]):
        return protocols, frozenset([0]), frozenset([0])
    if protocols is not None and not protocols & {"6", "17"} and first is None and last is None:
        return protocols, frozenset([-1]), frozenset([-1])  # left out
    if first == frozenset([-1]) and last == frozenset([65535]):
        return protocols, first, frozenset([-1])
    return protocols, first, last


def kinds(kind: str, peers: Possible) -> Possible:
    """A prefix list that is in the account is its entries, there and here, as far as we know them."""
    if kind != "prefix list":
        return frozenset([kind])
    if peers is None:
        return frozenset([kind, "IPv4 CIDR", "IPv6 CIDR"])
    return frozenset([kind if not is_block(one) else family(str(one)) for one in peers])


def family(block: str) -> str:
    return "IPv6 CIDR" if ":" in block else "IPv4 CIDR"


def source(kind: str, data: Data) -> Data:
    return str(ip_network(str(data), strict=False)) if kind != "security group" and is_block(data) else data


def is_block(data: Data) -> bool:
    if not isinstance(data, str):
        return False
    try:
        ip_network(data, strict=False)
    except ValueError:
        return False
    return True


def normal(rule: DeployedRule) -> DeployedRule:
    protocol = PROTOCOLS.get(rule[0].lower(), rule[0])
    kind, one = rule[3], source(rule[3], rule[4])
    if protocol == "all":
        return (*EVERY, kind, str(one))
    return (protocol, rule[1], rule[2], kind, str(one))

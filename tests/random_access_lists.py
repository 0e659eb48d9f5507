"""Random network ACLs and packets: a list as three spellings write it, and a simulation that takes one packet
after another.

`python -m tests.random_access_lists 500 40` compares that many lists with that many packets each.
"""

from __future__ import annotations

import ipaddress
import random
import sys
from typing import Any, NamedTuple

from smtp_iac.model import Protocol
from smtp_iac.model.access_list import AccessList, access_lists
from smtp_iac.network import AddressSet
from smtp_iac.resources.seldom import ACCESS_LISTS
from smtp_iac.value import Unknown

from .algebra import resource

PROTOCOLS = {"-1": None, "6": 6, "17": 17, "1": 1, "47": 47}
NAMES = {"-1": "all", "6": "tcp", "17": "udp", "1": "icmp", "47": "gre"}
BLOCKS = (
    "0.0.0.0/0",
    "0.0.0.0/1",
    "128.0.0.0/1",
    "10.0.0.0/8",
    "10.1.0.0/16",
    "10.1.2.0/24",
    "198.51.100.7/32",
    "::/0",
    "2000::/3",
    "2001:db8::/32",
    "2001:db8:1::/48",
)
PORTS = (0, 1, 24, 25, 26, 80, 443, 1024, 65535)


class Line(NamedTuple):
    """One inbound rule of a list."""

    number: int
    action: str
    protocol: str
    first: int
    last: int
    block: str

    @property
    def family(self) -> str:
        return "v6" if ":" in self.block else "v4"


class Packet(NamedTuple):
    source: ipaddress.IPv4Address | ipaddress.IPv6Address
    protocol: int
    port: int


def passes(lines: list[Line], packet: Packet) -> bool:
    """What a network ACL does with a packet: the first line that matches decides, and none denies."""
    for line in sorted(lines):
        network = ipaddress.ip_network(line.block)
        if packet.source.version != network.version or packet.source not in network:
            continue
        of_all = line.protocol == "-1"
        if of_all or (PROTOCOLS[line.protocol] == packet.protocol and line.first <= packet.port <= line.last):
            return line.action == "allow"
    return False


def lines_of(draw: random.Random) -> list[Line]:
    numbers = draw.sample(range(1, 200), draw.randint(0, 12))
    found = []
    for number in numbers:
        protocol = draw.choice(("-1", "6", "6", "6", "17", "1", "47"))
        first, last = sorted((draw.choice(PORTS), draw.choice(PORTS)))
        first, last = (0, 0) if protocol == "-1" else (first, last)
        found.append(Line(number, draw.choice(("allow", "deny")), protocol, first, last, draw.choice(BLOCKS)))
    return found


def packet_of(draw: random.Random, lines: list[Line]) -> Packet:
    """Mostly one that is near the edge of some line."""
    block = ipaddress.ip_network(
        draw.choice(lines).block if lines and draw.random() < 0.8 else draw.choice(BLOCKS)
    )
    edges = (
        int(block.network_address),
        int(block.broadcast_address),
        draw.randrange(block.num_addresses) + int(block.network_address),
    )
    limit = 2**32 - 1 if block.version == 4 else 2**128 - 1
    number = min(max(draw.choice(edges) + draw.choice((-1, 0, 0, 0, 1)), 0), limit)
    source = ipaddress.IPv4Address(number) if block.version == 4 else ipaddress.IPv6Address(number)
    return Packet(source, draw.choice((6, 6, 6, 17)), draw.choice(PORTS))


def inline(lines: list[Line]) -> list[Any]:
    """One aws_network_acl with all its rules."""
    rules = [
        {
            "rule_no": line.number,
            "action": line.action.upper(),
            "protocol": NAMES[line.protocol] if line.number % 2 else line.protocol,
            "from_port": line.first,
            "to_port": line.last,
            ("ipv6_cidr_block" if line.family == "v6" else "cidr_block"): line.block,
        }
        for line in lines
    ]
    return [resource("aws_network_acl", {"ingress": rules}, name="acl")]


def separate(lines: list[Line]) -> list[Any]:
    """An aws_network_acl, and an aws_network_acl_rule for each of its rules."""
    rules = [
        resource(
            "aws_network_acl_rule",
            {
                "network_acl_id": Unknown("aws_network_acl.acl.id"),
                "rule_number": line.number,
                "rule_action": line.action,
                "egress": False,
                "protocol": NAMES[line.protocol],
                "from_port": line.first,
                "to_port": line.last,
                ("ipv6_cidr_block" if line.family == "v6" else "cidr_block"): line.block,
            },
            name=f"r{line.number}",
        )
        for line in lines
    ]
    return [resource("aws_network_acl", {}, name="acl"), *rules]


def entries(lines: list[Line]) -> list[Any]:
    """An AWS::EC2::NetworkAcl, and an AWS::EC2::NetworkAclEntry for each of its rules."""
    rules = [
        resource(
            "AWS::EC2::NetworkAclEntry",
            {
                "NetworkAclId": Unknown("AWS::EC2::NetworkAcl.acl.id"),
                "RuleNumber": str(line.number),
                "RuleAction": line.action,
                "Protocol": int(line.protocol),
                "PortRange": {"From": line.first, "To": str(line.last)},
                ("Ipv6CidrBlock" if line.family == "v6" else "CidrBlock"): line.block,
            },
            name=f"R{line.number}",
        )
        for line in lines
    ]
    return [resource("AWS::EC2::NetworkAcl", {}, name="acl"), *rules]


SPELLINGS = (inline, separate, entries)


def list_of(resources: list[Any]) -> AccessList:
    lower: dict[str, Any] = dict(ACCESS_LISTS)
    [found] = access_lists([lower[one.type](one) for one in resources])
    return found


def lets_in(of: AccessList, packet: Packet) -> tuple[bool, bool]:
    """Whether a packet surely and possibly passes."""
    admission = of.admitted(Protocol(packet.protocol), packet.port)
    source = AddressSet.parse(str(packet.source))
    return source <= admission.certain, source <= admission.possible


def differences(lists: int, packets: int, seed: int) -> tuple[int, int, list[str]]:
    """The packets compared, those that passed, and each on which we differ from the simulation."""
    draw = random.Random(seed)
    compared = passed = 0
    found = []
    for _ in range(lists):
        lines = lines_of(draw)
        ours = list_of(draw.choice(SPELLINGS)(lines))
        for _ in range(packets):
            packet = packet_of(draw, lines)
            expected = passes(lines, packet)
            compared += 1
            passed += expected
            if lets_in(ours, packet) != (expected, expected):
                found.append(f"{packet} {expected} {sorted(lines)}")
    return compared, passed, found


HIDDEN: dict[str, tuple[Any, ...]] = {
    "number": tuple(range(1, 200)),
    "action": ("allow", "deny"),
    "protocol": tuple(PROTOCOLS),
    "block": BLOCKS,
}
"""The fields that may be unknown, and what they can turn out to be."""


def with_unknowns(draw: random.Random, lines: list[Line]) -> tuple[AccessList, list[dict[str, str]]]:
    """The list with some fields unknown, and which those are of each line."""
    entries_ = [*separate(lines)]
    hidden: list[dict[str, str]] = []
    names = {"number": "rule_number", "action": "rule_action", "protocol": "protocol"}
    for line, rule in zip(lines, entries_[1:], strict=True):
        mine = {field: f"var.{field}_{line.number}" for field in HIDDEN if draw.random() < 0.12}
        for field, input_ in mine.items():
            name = names.get(field, "ipv6_cidr_block" if line.family == "v6" else "cidr_block")
            rule.body.attributes[name] = Unknown(input_)
        hidden.append(mine)
    return list_of(entries_), hidden


def completion(draw: random.Random, lines: list[Line], hidden: list[dict[str, str]]) -> list[Line] | None:
    """The list as it may turn out; None where it would have one number twice, which EC2 refuses."""
    found = []
    for line, mine in zip(lines, hidden, strict=True):
        values = {field: draw.choice(HIDDEN[field]) for field in mine}
        if "block" in values:
            values["block"] = draw.choice(
                [block for block in BLOCKS if (":" in block) == (":" in line.block)]
            )
        found.append(line._replace(**values))
    return found if len({line.number for line in found}) == len(found) else None


def unsound(lists: int, packets: int, seed: int) -> tuple[int, int, list[str]]:
    """The packets compared, those of which we are sure, and each that contradicts what we say of a list of
    which some fields are unknown."""
    draw = random.Random(seed)
    compared = sure = 0
    found = []
    for _ in range(lists):
        lines = lines_of(draw)
        ours, hidden = with_unknowns(draw, lines)
        for _ in range(packets):
            completed = completion(draw, lines, hidden)
            if completed is None:
                continue
            packet = packet_of(draw, completed)
            certain, possible = lets_in(ours, packet)
            expected = passes(completed, packet)
            compared += 1
            sure += certain == possible
            if not (certain <= expected <= possible):
                found.append(f"{packet} {expected} {sorted(completed)} {hidden}")
    return compared, sure, found


if __name__ == "__main__":
    count, passing, different = differences(int(sys.argv[1]), int(sys.argv[2]), seed=25)
    print(f"{count:,} packets over {sys.argv[1]} lists, {passing:,} let in, {len(different)} differences")
    print("\n".join(different[:5]))
    count, sure_of, different = unsound(int(sys.argv[1]), int(sys.argv[2]), seed=25)
    print(f"with unknown fields: {count:,} packets, {sure_of:,} sure of, {len(different)} contradictions")
    print("\n".join(different[:5]))

"""placeholder-source: is a source of a rule for one of these ports a block that nothing is ever sent from?

Only what surely is a source is spoken about: an option such as `var.open ? "0.0.0.0/0" : "0.0.0.0/32"` is how
code says "nobody", and no placeholder opens anything.
"""

from __future__ import annotations

from ..model import of_word
from ..model.admission import of_peer
from ..network import AddressSet
from ..remembering import remembering
from ..truth import NO, YES, Judgement
from ..value import SENSITIVE, Known

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..model.filter import SecurityGroup
    from ..model.rule import Ground, Rule

NAME = "placeholder-source"
ABOUT = "rules"
PARAMETERS = {"ports": "a list of port numbers", "protocol": "a protocol"}
VERDICT = "advised"

# No packet of a peer bears them as its source. Others of the registry may be real ones inside of networks:
# private and unique local (RFC 1918, 4193), shared (RFC 6598) and benchmarking blocks (Amazon EKS user guide:
# pods may have 100.64.0.0/10 or 198.19.0.0/16), link local ones (VPC Lattice is 169.254.171.0/24).
BLOCKS = (
    ("0.0.0.0/8", "this network, RFC 791"),
    ("127.0.0.0/8", "loopback, RFC 1122"),
    ("192.0.2.0/24", "documentation, RFC 5737"),
    ("198.51.100.0/24", "documentation, RFC 5737"),
    ("203.0.113.0/24", "documentation, RFC 5737"),
    ("224.0.0.0/4", "multicast, RFC 5771"),
    ("240.0.0.0/4", "reserved, RFC 1112"),
    ("::/127", "unspecified and loopback, RFC 4291"),
    ("100::/64", "discarded, RFC 6666"),
    ("2001:db8::/32", "documentation, RFC 3849"),
    ("3fff::/20", "documentation, RFC 9637"),
    ("ff00::/8", "multicast, RFC 4291"),
)
MOST_MEANINGS = 10_000


def ask(group: SecurityGroup, ports: tuple[int, ...], protocol: str = "tcp") -> Judgement:
    """YES rests on the placeholders, MAYBE on what leaves open whether their rule is one for the port."""
    judgement = Judgement(NO)
    for rule in group.rules:
        applies = [rule.matches(one, port) for port in ports for one in of_word(protocol)]
        found = placeholders(rule) if any(one.truth is not NO for one in applies) else []
        for one in applies if found else ():
            judgement |= Judgement(YES, *found) if one.truth is YES else one
    return judgement


def matters(group: SecurityGroup, ports: tuple[int, ...], protocol: str = "tcp") -> bool:
    return ask(group, ports, protocol).truth is not NO


def detail(asked: list[SecurityGroup], grounds: list[Ground], **parameters: Any) -> str:
    """What the placeholders are, as a message ends, unless they are sensitive."""
    if any(ground.value.type == SENSITIVE for ground in grounds):
        return ""
    return ", ".join(dict.fromkeys([meaning(ground.value) for ground in grounds]))


def meaning(value: object) -> str:
    """What a block is a placeholder for; empty for any other source."""
    if not isinstance(value, Known) or not isinstance(value.data, str):
        return ""
    return meaning_of(value.data)


def _meaning(source: str) -> str:
    try:
        addresses = AddressSet.parse(source)
    except ValueError:
        return ""
    return next((text for block, text in BLOCKS if addresses <= addresses_of(block)), "")


def _union(blocks: tuple[tuple[str, str], ...]) -> AddressSet:
    return AddressSet.union_of([addresses_of(block) for block, _ in blocks])


addresses_of = remembering(AddressSet.parse, len(BLOCKS))
union_of = remembering(_union, 1)
meaning_of = remembering(_meaning, MOST_MEANINGS)


def placeholders(rule: Rule) -> list[Ground]:
    """The sources that surely are one."""
    admissions = [of_peer(rule, peer) for peer in rule.peers]
    some = [one for one in admissions if not (one.certain & union_of(BLOCKS)).is_empty]
    return [ground for one in some for ground, _ in one.grounds if meaning(ground.value)]

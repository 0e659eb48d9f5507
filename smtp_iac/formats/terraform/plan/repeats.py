"""The same rule twice: a group's list of rules is computed, and shows its separate rules there again.

What a separate rule opens is judged at that rule, and what a rule opened that this plan deletes or changes
is closed by it, unless the group's own block writes it; so neither is judged at the group. EC2 holds each
rule of a group once, however it is spelled, and gives it back as it spells it.
"""

from __future__ import annotations

from functools import cache

from ....network import AddressSet
from ....value import Known

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator
    from typing import Any

    from ....value import Element, Outcome
    from .change import Change

    Opening = tuple[str, str, Any, Any, AddressSet | str]
    """Group id, protocol, first and last port, source."""
    Spelling = tuple[str, str, tuple[str, ...]]

IPV4_AND_6 = ("cidr_blocks", "ipv6_cidr_blocks", "prefix_list_ids")
AWSCC = ("cidr_ip", "cidr_ipv_6", "source_prefix_list_id")

# The group's id, the protocol, and the attributes that hold a source or a list of them.
SEPARATE: dict[str, Spelling] = {
    "aws_security_group_rule": ("security_group_id", "protocol", IPV4_AND_6),
    "aws_vpc_security_group_ingress_rule": (
        "security_group_id",
        "ip_protocol",
        ("cidr_ipv4", "cidr_ipv6", "prefix_list_id"),
    ),
    "awscc_ec2_security_group_ingress": ("group_id", "ip_protocol", AWSCC),
}
# The list of rules, and the same in each of them.
INSIDE: dict[str, Spelling] = {
    "aws_security_group": ("ingress", "protocol", IPV4_AND_6),
    "aws_default_security_group": ("ingress", "protocol", IPV4_AND_6),
    "awscc_ec2_security_group": ("security_group_ingress", "ip_protocol", AWSCC),
}
NUMBERS = {"6": "tcp", "17": "udp", "1": "icmp", "58": "icmpv6", "all": "-1"}


class Repeats:
    """What the separate rules of a plan open in groups that are there, by their ids. after: after it; either:
    or before it, and closed by it."""

    __slots__ = ("after", "either")

    def __init__(self, changes: Iterable[Change], groups: Container[str]) -> None:
        after: set[Opening] = set()
        before: set[Opening] = set()
        for change in changes:
            if change.type in SEPARATE:
                after.update(openings(change.type, change.after or {}, groups))
                if closes(change) and change.before is not None and change.before is not change.after:
                    before.update(openings(change.type, change.before, groups))
        self.after = frozenset(after)
        self.either = frozenset(after | before)


def closes(change: Change) -> bool:
    return change.after is not None or change.is_deleted


def openings(type_: str, attributes: dict[str, Any], groups: Container[str]) -> Iterator[Opening]:
    group_name, protocol_name, sources = SEPARATE[type_]
    group, protocol = attributes.get(group_name), attributes.get(protocol_name)
    ports = attributes.get("from_port"), attributes.get("to_port")
    if attributes.get("type", "ingress") != "ingress" or not isinstance(group, str) or group not in groups:
        return
    for name in sources:
        value = attributes.get(name)
        for source in value if isinstance(value, list) else (value,):
            if isinstance(source, str):
                yield opening(group, protocol, *ports, source)


def opening(group: str, protocol: Any, first: Any, last: Any, source: str) -> Opening:
    token = str(protocol).lower()
    token = NUMBERS.get(token, token)
    ends = (None, None) if token == "-1" else (str(first), str(last))
    return group, token, *ends, canonical(source)


@cache
def canonical(source: str) -> AddressSet | str:
    """The addresses of a CIDR; the id of a prefix list as it is."""
    if source.startswith("pl-"):
        return source
    try:
        return AddressSet.parse(source)
    except ValueError:
        return source


def without_repeats(type_: str, rules: Outcome, group: str, repeated: frozenset[Opening]) -> Outcome:
    """The rules that a group lists, without the sources that separate rules of it let in."""
    if not repeated or not isinstance(rules, Known) or not isinstance(rules.data, tuple):
        return rules
    kept = tuple([_element(type_, one, group, repeated) for one in rules.data])
    return Known(kept, rules.origin, rules.type)


def _element(type_: str, element: Element, group: str, repeated: frozenset[Opening]) -> Element:
    if not isinstance(element, Known) or not isinstance(element.data, dict):
        return element
    _, protocol_name, sources = INSIDE[type_]
    fields = [element.data.get(name) for name in (protocol_name, "from_port", "to_port")]
    if not all(isinstance(one, Known) for one in fields):
        return element
    protocol, first, last = [one.data for one in fields if isinstance(one, Known)]

    def is_repeated(source: Element) -> bool:
        if not isinstance(source, Known) or not isinstance(source.data, str):
            return False
        return opening(group, protocol, first, last, source.data) in repeated

    entries = dict(element.data)
    for name in sources:
        value = entries.get(name)
        if isinstance(value, Known) and isinstance(value.data, tuple):
            kept = tuple([source for source in value.data if not is_repeated(source)])
            entries[name] = Known(kept, value.origin, value.type)
        elif value is not None and is_repeated(value):
            entries[name] = Known(None, value.origin)
    return Known(entries, element.origin, element.type)

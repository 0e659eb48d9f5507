"""The same rule twice: `ingress` is computed, and an existing group shows its separate rules there again.

What a separate rule opens is judged at that rule, and what a rule opened that this plan deletes or changes
is closed by it; so neither is judged at the group. EC2 holds each rule of a group once.
"""

from __future__ import annotations

from ....value import Known

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from ....value import Element, Outcome
    from .change import Change

    Opening = tuple[str, str, Any, Any, str]
    """Group id, protocol, first and last port, source."""

# The protocol, and the attributes that hold a source or a list of them.
SEPARATE = {
    "aws_security_group_rule": ("protocol", ("cidr_blocks", "ipv6_cidr_blocks", "prefix_list_ids")),
    "aws_vpc_security_group_ingress_rule": ("ip_protocol", ("cidr_ipv4", "cidr_ipv6", "prefix_list_id")),
}
LISTS = ("cidr_blocks", "ipv6_cidr_blocks", "prefix_list_ids")
NUMBERS = {"6": "tcp", "17": "udp", "1": "icmp", "58": "icmpv6", "all": "-1"}


def repeats(changes: Iterable[Change]) -> frozenset[Opening]:
    """What the separate rules of a plan open in groups that are there, after it or, closed by it, before."""
    found: set[Opening] = set()
    for change in changes:
        if change.type in SEPARATE:
            for attributes in (change.after, change.before if closes(change) else None):
                found.update(openings(change.type, attributes or {}))
    return frozenset(found)


def closes(change: Change) -> bool:
    return change.after is not None or change.is_deleted


def openings(type_: str, attributes: dict[str, Any]) -> Iterator[Opening]:
    protocol_name, sources = SEPARATE[type_]
    group, protocol = attributes.get("security_group_id"), attributes.get(protocol_name)
    ports = attributes.get("from_port"), attributes.get("to_port")
    if attributes.get("type", "ingress") != "ingress" or not isinstance(group, str):
        return
    for name in sources:
        value = attributes.get(name)
        for source in value if isinstance(value, list) else (value,):
            if isinstance(source, str):
                yield opening(group, protocol, *ports, source)


def opening(group: str, protocol: Any, first: Any, last: Any, source: str) -> Opening:
    token = str(protocol).lower()
    token = NUMBERS.get(token, token)
    return (
        (group, token, None, None, source) if token == "-1" else (group, token, str(first), str(last), source)
    )


def without_repeats(ingress: Outcome, group: str, repeated: frozenset[Opening]) -> Outcome:
    """The rules that a group lists, without the sources that separate rules of it let in."""
    if not isinstance(ingress, Known) or not isinstance(ingress.data, tuple):
        return ingress
    return Known(
        tuple([_element(one, group, repeated) for one in ingress.data]), ingress.origin, ingress.type
    )


def _element(element: Element, group: str, repeated: frozenset[Opening]) -> Element:
    if not isinstance(element, Known) or not isinstance(element.data, dict):
        return element
    fields = [element.data.get(name) for name in ("protocol", "from_port", "to_port")]
    if not all(isinstance(one, Known) for one in fields):
        return element
    protocol, first, last = [one.data for one in fields if isinstance(one, Known)]

    def is_repeated(source: Element) -> bool:
        if not isinstance(source, Known) or not isinstance(source.data, str):
            return False
        return opening(group, protocol, first, last, source.data) in repeated

    entries = dict(element.data)
    for name in LISTS:
        sources = entries.get(name)
        if isinstance(sources, Known) and isinstance(sources.data, tuple):
            kept = tuple([source for source in sources.data if not is_repeated(source)])
            entries[name] = Known(kept, sources.origin, sources.type)
    return Known(entries, element.origin, element.type)

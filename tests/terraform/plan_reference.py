"""A second reading of a plan, small and straightforward, to compare ours with: which rules are open.

It knows security groups and their rules only (RESOURCES of the provider's documentation): one rule after
another, then all rules of a group whose id is known, or that the same module refers to. Prefix lists and
groups that are reached through modules are left to the tests of those.
"""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Any, NamedTuple

SMTP = 25
GROUPS = ("aws_security_group", "aws_default_security_group")
GONE = (["delete"], ["forget"], ["read"])
NUMBERS = {"6": "tcp", "17": "udp", "1": "icmp", "58": "icmpv6", "all": "-1"}
NOT_INTERNET = {
    4: (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
        *("192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15"),
        *("198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3"),
    ),
    6: ("::/3", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", "4000::/2", "8000::/1"),
}
ALL = {4: "0.0.0.0/0", 6: "::/0"}
Network = IPv4Network | IPv6Network


class Rule(NamedTuple):
    """protocol, first, last: None where unknown; sources: CIDRs, None for one that is unknown."""

    address: str
    group: Any
    protocol: str | None
    first: int | None
    last: int | None
    sources: list[str | None]


def findings(plan: dict[str, Any], port: int = SMTP) -> tuple[set[str], set[str]]:
    """The addresses with exposed and with undecided rules."""
    rules = list(rules_of(plan))
    open_ = {rule.address for rule in rules if matches(rule, port) and is_internet(rule.sources)}
    undecided = {
        rule.address
        for rule in rules
        if rule.address not in open_
        and may_match(rule, port)
        and (None in rule.sources or (is_internet(rule.sources) and not matches(rule, port)))
    }
    for group in {rule.group for rule in rules if rule.group is not None}:
        members = [rule for rule in rules if rule.group == group]
        if any(rule.address in open_ for rule in members):
            continue
        certain = [rule for rule in members if matches(rule, port) and rule.sources]
        if is_internet([source for rule in certain for source in rule.sources]):
            open_.add(certain[0].address)
            undecided -= {rule.address for rule in members}
    return open_, undecided


def matches(rule: Rule, port: int) -> bool:
    if rule.protocol == "-1":
        return True
    known = rule.first is not None and rule.last is not None
    return rule.protocol == "tcp" and known and rule.first <= port <= rule.last  # type: ignore[operator]


def may_match(rule: Rule, port: int) -> bool:
    first, last = (0 if rule.first is None else rule.first), (65535 if rule.last is None else rule.last)
    return matches(rule, port) or (rule.protocol in (None, "tcp") and first <= port <= last)


def is_internet(sources: list[str | None]) -> bool:
    networks = [ip_network(one, strict=False) for one in sources if one is not None]
    return any(covers(networks, family) for family in (4, 6))


def covers(networks: list[Network], family: int) -> bool:
    left = [ip_network(ALL[family])]
    for network in [*networks, *map(ip_network, NOT_INTERNET[family])]:
        if network.version == family:
            left = [part for one in left for part in without(one, network)]
    return not left


def without(one: Any, network: Any) -> list[Any]:
    if not one.overlaps(network):
        return [one]
    return list(one.address_exclude(network)) if network.subnet_of(one) and network != one else []


def rules_of(plan: dict[str, Any]) -> Iterator[Rule]:
    changes = [one for one in plan.get("resource_changes", []) if one["mode"] == "managed"]
    there = [one for one in changes if one["change"]["actions"] not in GONE and not one.get("deposed")]
    separate = [(one, rule) for one in changes for rule in separate_rules(one, plan, there)]
    repeated = {(*rule[1:5], source) for _, rule in separate for source in rule.sources}
    for one in there:
        if one["type"] in GROUPS:
            exists = one["change"]["after"].get("id") is not None
            for rule in inline_rules(one, plan):
                kept = [each for each in rule.sources if not exists or (*rule[1:5], each) not in repeated]
                yield rule._replace(sources=kept)
    for one, rule in separate:
        if one in there and rule.address == one["address"]:
            yield rule


def inline_rules(one: dict[str, Any], plan: dict[str, Any]) -> Iterator[Rule]:
    after, unknown = one["change"]["after"], one["change"]["after_unknown"]
    address = one["address"]
    if unknown.get("ingress") is True:
        if expressions(plan, one).get("ingress") not in (None, {}, {"constant_value": None}):
            yield Rule(address, address, None, None, None, [None])
        return
    listed, masks = after.get("ingress") or [], unknown.get("ingress") or []
    for index, element in enumerate(listed):
        mask = masks[index] if index < len(masks) else {}
        lists = ("cidr_blocks", "ipv6_cidr_blocks")
        sources = [source for name in lists for source in values(element, mask, name)]
        yield Rule(address, address, *traffic(element, mask, "protocol"), sources)


def separate_rules(one: dict[str, Any], plan: dict[str, Any], there: list[Any]) -> Iterator[Rule]:
    """What a rule is after apply, and, with another address, what it was before."""
    change = one["change"]
    kind = {
        "aws_security_group_rule": ("protocol", ("cidr_blocks", "ipv6_cidr_blocks")),
        "aws_vpc_security_group_ingress_rule": ("ip_protocol", ("cidr_ipv4", "cidr_ipv6")),
    }.get(one["type"])
    if kind is None or change["actions"] == ["forget"]:
        return
    sides = [("", change["after"], change["after_unknown"]), ("was ", change["before"], {})]
    for prefix, side, mask in sides:
        if side and side.get("type", "ingress") == "ingress":
            sources = [source for name in kind[1] for source in values(side, mask or {}, name)]
            owner = group_of(one, side, plan, there)
            yield Rule(prefix + one["address"], owner, *traffic(side, mask or {}, kind[0]), sources)


def group_of(one: dict[str, Any], side: dict[str, Any], plan: dict[str, Any], there: list[Any]) -> Any:
    id_ = side.get("security_group_id")
    groups = [other for other in there if other["type"] in GROUPS]
    if id_ is not None:
        found = [other["address"] for other in groups if other["change"]["after"].get("id") == id_]
        return found[0] if found else id_
    written = expressions(plan, one).get("security_group_id", {}).get("references", [])
    prefix = f"{one['module_address']}." if one.get("module_address") else ""
    meant = [
        other["address"] for other in groups if f"{other['address']}.id" in [prefix + r for r in written]
    ]
    return meant[0] if len(meant) == 1 else None


def expressions(plan: dict[str, Any], one: dict[str, Any]) -> dict[str, Any]:
    """How the arguments of a resource are written."""
    module = plan.get("configuration", {}).get("root_module", {})
    rest = one.get("module_address", "")
    while rest:
        name = rest.removeprefix("module.").partition(".")[0].partition("[")[0]
        module = module.get("module_calls", {}).get(name, {}).get("module", {})
        rest = next_call(rest)
    block = f"{one['type']}.{one['name']}"
    found = [each for each in module.get("resources", []) if each["address"] == block]
    return found[0].get("expressions", {}) if found else {}


def next_call(address: str) -> str:
    inside = False
    for at in range(len("module."), len(address)):
        inside ^= address[at] == '"'
        if not inside and address.startswith(".module.", at):
            return address[at + 1 :]
    return ""


def values(holder: dict[str, Any], mask: Any, name: str) -> list[str | None]:
    value, unknown = holder.get(name), mask.get(name, False)
    if unknown is True:
        return [None]
    listed = value if isinstance(value, list) else [] if value is None else [value]
    return [one if is_cidr(one) else None for one in listed]


def is_cidr(text: str | None) -> bool:
    """What is none is refused by AWS only, so it is as good as unknown."""
    try:
        return text is not None and bool(ip_network(text, strict=False))
    except ValueError:
        return False


def traffic(holder: dict[str, Any], mask: Any, protocol: str) -> tuple[str | None, int | None, int | None]:
    token = holder.get(protocol)
    token = NUMBERS.get(str(token).lower(), str(token).lower()) if token is not None else None
    if token == "-1":
        return token, None, None
    if token is not None and token not in NUMBERS.values() and not token.isdigit():
        token = None  # refused
    first, last = [None if mask.get(end) else holder.get(end) for end in ("from_port", "to_port")]
    return (token, 0, 65535) if first == last == -1 else (token, first, last)

"""A fake provider that also applies: resources exist in memory, and reading a group shows all of its rules.

As hashicorp/aws does: `ingress` of a group lists what EC2 has, which merges rules of one protocol, ports and
description, whoever made them (flattening in internal/service/ec2/vpc_security_group.go).

Limits: besides groups and their rules, what is read is what was written; replaced are only the types in
REPLACED; no import.
"""

from __future__ import annotations

import json
from typing import Any

from . import wire
from .provider import Path, Provider, planned, walk, zero
from .wire import Message, Schema

GROUPS = ("aws_security_group", "aws_default_security_group")
LISTS = ("cidr_blocks", "ipv6_cidr_blocks", "prefix_list_ids", "security_groups")
# A separate rule's arguments -> where they are in a group's `ingress`.
SEPARATE = {
    "aws_security_group_rule": {"protocol": "protocol", **{name: name for name in LISTS}},
    "aws_vpc_security_group_ingress_rule": {
        "ip_protocol": "protocol",
        "cidr_ipv4": "cidr_blocks",
        "cidr_ipv6": "ipv6_cidr_blocks",
        "prefix_list_id": "prefix_list_ids",
        "referenced_security_group_id": "security_groups",
    },
}
LEFT_OUT = ("name_prefix", "source_security_group_id")
"""Computed, and empty where they are left out."""
REPLACED = {
    "aws_security_group": ("name", "description"),
    "aws_security_group_rule": ("security_group_id", "cidr_blocks", "from_port", "to_port", "protocol"),
    "aws_vpc_security_group_ingress_rule": ("security_group_id",),
}
NUMBERS = {"6": "tcp", "17": "udp", "1": "icmp", "58": "icmpv6", "all": "-1"}


class Cloud(Provider):
    def __init__(self, schemas: dict[str, Any]) -> None:
        super().__init__(schemas)
        self.made = 0
        self.inline: dict[str, list[dict[str, Any]]] = {}
        self.separate: dict[str, tuple[str, dict[str, Any]]] = {}
        """By the rule's own id: its group's id, and an element of `ingress`."""

    def UpgradeResourceState(self, request: Message) -> bytes:  # noqa: N802
        raw = json.loads(wire.one(wire.parse(wire.one(request, 3)), 1))
        return wire.delimited(1, wire.dynamic_value(raw))

    def PlanResourceChange(self, request: Message) -> bytes:  # noqa: N802
        type_ = wire.one(request, 1).decode()
        before, after = [wire.read_dynamic_value(wire.one(request, field)) for field in (2, 3)]
        if before is None or after is None:
            return super().PlanResourceChange(request)
        changed = [name for name in REPLACED.get(type_, ()) if before.get(name) != after.get(name)]
        steps = [wire.delimited(1, wire.delimited(1, name)) for name in changed]
        after = walk(self.schemas["resources"][type_], after, kept)
        value = wire.delimited(1, wire.dynamic_value(after)) + wire.integer(5, 1)
        return value + b"".join(wire.delimited(2, path) for path in steps)

    def ApplyResourceChange(self, request: Message) -> bytes:  # noqa: N802
        type_ = wire.one(request, 1).decode()
        before = wire.read_dynamic_value(wire.one(request, 2))
        after = wire.read_dynamic_value(wire.one(request, 3))
        if before is not None:
            self.separate.pop(before.get("id", ""), None)
        if after is not None:
            after = walk(self.schemas["resources"][type_], after, self._known)
            self._put(type_, after, before)
        return wire.delimited(1, wire.dynamic_value(after)) + wire.integer(4, 1)

    def ReadResource(self, request: Message) -> bytes:  # noqa: N802
        type_ = wire.one(request, 1).decode()
        current = wire.read_dynamic_value(wire.one(request, 2))
        if type_ in GROUPS and current is not None:
            current = {**current, "ingress": self._listed(current["id"])}
        return wire.delimited(1, wire.dynamic_value(current))

    def _known(self, path: Path, attribute: Schema, value: Any) -> Any:
        if value != wire.UNKNOWN:
            return value
        if path[-1] in LEFT_OUT:
            return None
        if attribute["type"] not in ("string", "dynamic"):
            return {} if attribute["type"][0] == "map" else zero(attribute["type"])
        self.made += 1
        text = f"{path[-1]}-{self.made:04x}"
        return [b'"string"', text] if attribute["type"] == "dynamic" else text

    def _put(self, type_: str, made: dict[str, Any], before: dict[str, Any] | None) -> None:
        if type_ in GROUPS:
            if before is not None and before["ingress"] == made["ingress"]:
                return
            listed = self.separate.values()
            repeated = [element for group, element in listed if group == made["id"]]
            self.inline[made["id"]] = [one for one in made["ingress"] or [] if not part_of(one, repeated)]
        elif type_ in SEPARATE and made.get("type", "ingress") == "ingress":
            self.separate[made["id"]] = made["security_group_id"], element_of(type_, made)

    def _listed(self, group: str) -> list[dict[str, Any]]:
        """Every rule of a group, as the provider reads them back."""
        merged: dict[tuple[Any, ...], dict[str, Any]] = {}
        elements = [*self.inline.get(group, []), *[one for of, one in self.separate.values() if of == group]]
        for one in elements:
            protocol = NUMBERS.get(str(one["protocol"]).lower(), str(one["protocol"]).lower())
            ports = (0, 0) if protocol == "-1" else (one["from_port"], one["to_port"])
            found = merged.setdefault(
                (protocol, *ports, one["description"]),
                {**one, "protocol": protocol, "from_port": ports[0], "to_port": ports[1]},
            )
            for name in LISTS:
                found[name] = sorted({*found[name], *one[name]})
            found["self"] = found["self"] or one["self"]
        return list(merged.values())


def kept(path: Path, attribute: Schema, value: Any) -> Any:
    """What is computed of a resource that exists is what it was, also where that is nothing."""
    return value if value is None and "default" not in attribute else planned(path, attribute, value)


def element_of(type_: str, made: dict[str, Any]) -> dict[str, Any]:
    element: dict[str, Any] = {
        "description": made.get("description") or "",
        "from_port": made["from_port"] or 0,
        "to_port": made["to_port"] or 0,
        "self": bool(made.get("self")),
        **{name: [] for name in LISTS},
    }
    for name, to in SEPARATE[type_].items():
        value = made.get(name)
        if to == "protocol":
            element[to] = value
        elif value:
            element[to] = list(value) if isinstance(value, list) else [value]
    return element


def part_of(element: dict[str, Any], repeated: list[dict[str, Any]]) -> bool:
    """Whether separate rules make all of an element that was read back."""
    return not element["self"] and all(
        any(source in one[name] for one in repeated) for name in LISTS for source in element[name] or []
    )

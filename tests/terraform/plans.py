"""Plans as the tests need them: small documents, and what is read out of them."""

from __future__ import annotations

import json
import re
from typing import Any

from smtp_iac.formats.terraform.plan.reader import read_source
from smtp_iac.reading import Reading
from smtp_iac.resource import Resource
from smtp_iac.resources import aws_security_group, aws_security_group_rule
from smtp_iac.source import Source

TYPES = frozenset({**aws_security_group.LOWERINGS, **aws_security_group_rule.LOWERINGS})
PATH = "/estate/plan.json"
ROOT = "plan.json"
ADDRESS = re.compile(r"(?:(.+)\.)?(\w+)\.(\w+)(?:\[[^\]]*\])?")


def entry(address: str, after: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """An entry of resource_changes. more: unknown, sensitive, before, actions, and the entry's other keys."""
    match = ADDRESS.fullmatch(address)
    assert match is not None
    module_address, type_, name = match.groups()
    change = {
        "actions": more.pop("actions", ["create"]),
        "before": more.pop("before", None),
        "after": after,
        "after_unknown": more.pop("unknown", {}),
        "after_sensitive": more.pop("sensitive", {}),
    }
    module = {"module_address": module_address} if module_address else {}
    key = {"mode": "managed", "type": type_, "name": name}
    return {"address": address, **module, **key, "change": change, **more}


def block(address: str, **expressions: Any) -> dict[str, Any]:
    """A resource of the configuration section. An argument is given by a list of references or a constant."""
    written = {
        name: {"references": value} if isinstance(value, list) else {"constant_value": value}
        for name, value in expressions.items()
    }
    return {"address": address, "mode": "managed", "expressions": written}


def plan(*entries: Any, configuration: Any = (), **more: Any) -> dict[str, Any]:
    root = {"resources": list(configuration)} if isinstance(configuration, tuple | list) else configuration
    return {
        "format_version": "1.2",
        "planned_values": {},
        "resource_changes": list(entries),
        "configuration": {"root_module": root},
        **more,
    }


def read(document: Any) -> Reading:
    """What a plan, or a text that should be one, is read as."""
    text = document if isinstance(document, str) else json.dumps(document)
    reading = Reading()
    read_source(Source(PATH, text.encode("utf-8", "surrogatepass")), ROOT, TYPES, reading)
    return reading


def resource(document: Any, address: str) -> Resource:
    reading = read(document)
    assert not reading.unreadable
    [found] = [one for one in reading.resources if one.address == address]
    return found


def refused(document: Any) -> list[tuple[int | None, str]]:
    return [(one.line, one.reason) for one in read(document).unreadable]

"""A network ACL that is there already shows its separate rules again: each is judged at its own resource."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from smtp_iac.discover import discover
from smtp_iac.judging.lowering import lowered
from smtp_iac.model.access_list import Entry
from smtp_iac.reading import Inputs
from smtp_iac.scan import read
from smtp_iac.source import Tree

from .plans import block, entry, plan

ACL = "aws_network_acl.a"
DENY = {"rule_no": 90, "action": "deny"}
ALLOW = {"rule_no": 100, "action": "allow"}


def acl(*rules: dict[str, Any]) -> dict[str, Any]:
    every = [
        {"protocol": "6", "from_port": 25, "to_port": 25, "cidr_block": "0.0.0.0/0", "ipv6_cidr_block": ""}
        | rule
        for rule in rules
    ]
    return {"id": "acl-1", "ingress": every}


def separate(number: int, action: str, **more: Any) -> dict[str, Any]:
    return {
        "network_acl_id": "acl-1",
        "rule_number": number,
        "rule_action": action,
        "egress": False,
        "protocol": "tcp",
        "from_port": 25,
        "to_port": 25,
        "cidr_block": "0.0.0.0/0",
    } | more


def rules_in(folder: Path, *entries: Any, **configured: Any) -> list[tuple[str, str]]:
    """Each rule of the list after the plan: the resource that it stands at, and its action."""
    path = folder / "plan.json"
    path.write_text(json.dumps(plan(*entries, configuration=(block(ACL, **configured),))))
    tree = Tree.for_paths([str(path)], str(folder))
    found = lowered(read(discover(tree, [str(path)]), tree, Inputs())).access_lists
    rules = [rule for one in found for rule in one.rules if isinstance(rule, Entry)]
    return sorted((rule.resource.address, str(getattr(rule.action, "data", "unknown"))) for rule in rules)


def same(address: str, values: dict[str, Any]) -> dict[str, Any]:
    return entry(address, values, before=values, actions=["no-op"])


def test_a_rule_that_is_shown_twice_is_one(tmp_path: Path) -> None:
    rule = same("aws_network_acl_rule.r", separate(90, "deny"))
    assert rules_in(tmp_path, same(ACL, acl(DENY, ALLOW)), rule) == [
        (ACL, "allow"),
        ("aws_network_acl_rule.r", "deny"),
    ]


def test_a_rule_that_the_plan_deletes_denies_nothing(tmp_path: Path) -> None:
    gone = entry("aws_network_acl_rule.r", None, before=separate(90, "deny"), actions=["delete"])
    assert rules_in(tmp_path, same(ACL, acl(DENY, ALLOW)), gone) == [(ACL, "allow")]


@pytest.mark.parametrize("after", [separate(90, "allow"), separate(95, "deny")])
def test_a_rule_that_the_plan_changes_is_the_new_one(tmp_path: Path, after: dict[str, Any]) -> None:
    changed = entry("aws_network_acl_rule.r", after, before=separate(90, "deny"), actions=["update"])
    assert rules_in(tmp_path, same(ACL, acl(DENY, ALLOW)), changed) == [
        (ACL, "allow"),
        ("aws_network_acl_rule.r", after["rule_action"]),
    ]


def test_what_is_no_repetition_stays(tmp_path: Path) -> None:
    others = (
        same("aws_network_acl_rule.egress", separate(90, "deny", egress=True)),
        same("aws_network_acl_rule.other", separate(90, "deny", network_acl_id="acl-2")),
    )
    found = rules_in(tmp_path, same(ACL, acl(DENY, ALLOW)), *others)
    assert [action for address, action in found if address == ACL] == ["allow", "deny"]
    forgotten = entry("aws_network_acl_rule.r", None, before=separate(90, "deny"), actions=["forget"])
    assert rules_in(tmp_path, same(ACL, acl(DENY, ALLOW)), forgotten) == [(ACL, "allow"), (ACL, "deny")]


def test_a_list_that_writes_its_rules_keeps_them(tmp_path: Path) -> None:
    gone = entry("aws_network_acl_rule.r", None, before=separate(90, "deny"), actions=["delete"])
    found = rules_in(tmp_path, same(ACL, acl(DENY, ALLOW)), gone, ingress=["var.rules"])
    assert found == [(ACL, "allow"), (ACL, "deny")]

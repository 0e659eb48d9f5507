"""A group's computed list of rules repeats its separate rules: one finding, at the rule."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import smtp_iac

from .plans import entry, plan
from .test_plan_state import managed, state

OLD_RULE, RULE = "aws_security_group_rule.r", "aws_vpc_security_group_ingress_rule.r"
GROUP = "aws_security_group.a"
EMPTY: dict[str, Any] = {
    "cidr_blocks": [],
    "ipv6_cidr_blocks": [],
    "prefix_list_ids": [],
    "security_groups": [],
}
LISTED = {**EMPTY, "protocol": "tcp", "from_port": 25, "to_port": 25, "self": False, "description": ""}


def separate(protocol: str = "tcp", first: Any = 25, last: Any = 25, **sources: Any) -> dict[str, Any]:
    ports = {"security_group_id": "sg-1", "from_port": first, "to_port": last}
    return {**ports, "ip_protocol": protocol, "cidr_ipv4": None, "cidr_ipv6": None, **sources}


def older(**sources: Any) -> dict[str, Any]:
    made = separate(**sources)
    return {**made, "type": "ingress", "protocol": made.pop("ip_protocol")}


def exposed(folder: Path, document: Any) -> list[str]:
    (folder / "plan.json").write_text(json.dumps(document))
    report = smtp_iac.check(["plan.json"], working_directory=str(folder))
    assert not report.unreadable and not report.count("undecided")
    return sorted(one.resource for one in report.findings if one.policy == "SMTP001")


SAME: list[Any] = [
    (LISTED | {"cidr_blocks": ["0.0.0.0/0"]}, separate(cidr_ipv4="0.0.0.0/0")),
    (LISTED | {"cidr_blocks": ["0.0.0.0/0"]}, separate("6", cidr_ipv4="0.0.0.0/0")),
    (LISTED | {"cidr_blocks": ["0.0.0.0/0"]}, separate("TCP", cidr_ipv4="0.0.0.0/0")),
    (LISTED | {"cidr_blocks": ["0.0.0.0/0"]}, separate(cidr_ipv4="1.2.3.4/0")),
    (LISTED | {"ipv6_cidr_blocks": ["::/0"]}, separate(cidr_ipv6="0:0:0:0:0:0:0:0/0")),
    (LISTED | {"ipv6_cidr_blocks": ["::/0"]}, separate(cidr_ipv6="0000::/0")),
    (
        LISTED | {"protocol": "-1", "from_port": 0, "to_port": 0, "cidr_blocks": ["0.0.0.0/0"]},
        separate("-1", None, None, cidr_ipv4="0.0.0.0/0"),
    ),
    (
        LISTED | {"protocol": "-1", "from_port": 0, "to_port": 0, "cidr_blocks": ["0.0.0.0/0"]},
        separate("all", -1, -1, cidr_ipv4="0.0.0.0/0"),
    ),
    (LISTED | {"cidr_blocks": ["0.0.0.0/0", "10.0.0.0/8"], "self": True}, separate(cidr_ipv4="0.0.0.0/0")),
]


@pytest.mark.parametrize(("listed", "rule"), SAME)
@pytest.mark.parametrize("type_", ["aws_security_group", "aws_default_security_group"])
def test_the_finding_is_at_the_rule(tmp_path: Path, type_: str, listed: Any, rule: Any) -> None:
    group = {"id": "sg-1", "ingress": [listed]}
    kept = [
        entry(f"{type_}.a", group, before=group, actions=["no-op"]),
        entry(RULE, rule, before=rule, actions=["no-op"]),
    ]
    assert exposed(tmp_path, plan(*kept)) == [RULE]
    assert exposed(tmp_path, state(managed(f"{type_}.a", group), managed(RULE, rule))) == [RULE]
    alone = state(managed(f"{type_}.a", group))
    assert exposed(tmp_path, alone) == [f"{type_}.a"]  # of another configuration, or of nobody's


def test_lists_of_sources(tmp_path: Path) -> None:
    listed = LISTED | {"cidr_blocks": ["0.0.0.0/1", "128.0.0.0/1"], "ipv6_cidr_blocks": ["::/0"]}
    rule = older(cidr_blocks=["128.0.0.0/1", "0.0.0.0/1"], ipv6_cidr_blocks=["::/0"])
    document = state(managed(GROUP, {"id": "sg-1", "ingress": [listed]}), managed(OLD_RULE, rule))
    assert exposed(tmp_path, document) == [OLD_RULE]


@pytest.mark.parametrize(
    "rule",
    [
        separate(cidr_ipv4="10.0.0.0/8"),
        separate("udp", cidr_ipv4="0.0.0.0/0"),
        separate("tcp", 587, 587, cidr_ipv4="0.0.0.0/0"),
        separate(cidr_ipv4="0.0.0.0/0", security_group_id="sg-2"),
        separate(cidr_ipv6="::/1"),
    ],
)
def test_what_is_only_alike_stays_at_the_group(tmp_path: Path, rule: Any) -> None:
    group = {"id": "sg-1", "ingress": [LISTED | {"cidr_blocks": ["0.0.0.0/0"]}]}
    assert GROUP in exposed(tmp_path, state(managed(GROUP, group), managed(RULE, rule)))


def test_what_this_plan_does_to_the_rule(tmp_path: Path) -> None:
    group = {"id": "sg-1", "ingress": [LISTED | {"cidr_blocks": ["0.0.0.0/0"]}]}
    kept = entry(GROUP, group, before=group, actions=["no-op"])
    wide, narrow = separate(cidr_ipv4="0.0.0.0/0"), separate(cidr_ipv4="192.0.2.0/24")

    def after(rule: Any, *actions: str, before: Any = wide) -> list[str]:
        return exposed(tmp_path, plan(kept, entry(RULE, rule, before=before, actions=list(actions))))

    assert after(None, "delete") == []
    assert after(narrow, "update") == []
    assert after(narrow, "delete", "create") == []
    assert after(narrow, "create", "delete") == []
    assert after(wide, "update", before=narrow) == [RULE]
    assert after(None, "forget") == [GROUP]  # it stays


def test_awscc(tmp_path: Path) -> None:
    listed = {"ip_protocol": "tcp", "from_port": 25, "to_port": 25, "cidr_ip": "0.0.0.0/0"}
    group = managed("awscc_ec2_security_group.a", {"group_id": "sg-1", "security_group_ingress": [listed]})
    rule = managed("awscc_ec2_security_group_ingress.r", {"group_id": "sg-1", **listed})
    assert exposed(tmp_path, state(group)) == ["awscc_ec2_security_group.a"]
    assert exposed(tmp_path, state(group, rule)) == ["awscc_ec2_security_group_ingress.r"]

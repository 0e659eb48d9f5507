"""Truth by deployment: what plans say is handed to moto's EC2 as it stands, and read back with boto3."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from smtp_iac.discover import discover
from smtp_iac.judging.lowering import lowered
from smtp_iac.model import INGRESS
from smtp_iac.model.rule import Rule
from smtp_iac.reading import Inputs
from smtp_iac.scan import read
from smtp_iac.source import Tree
from smtp_iac.value import Absent, Known

from ..access_list_lines import lines_in
from ..fixtures_harness import FIXTURES
from ..random_access_lists import NAMES, Line, lines_of
from .plans import block, entry, plan

pytest.importorskip("moto", reason="moto and boto3 are not installed (the dev extra)")
pytest.importorskip("boto3", reason="moto and boto3 are not installed (the dev extra)")

from ..cloudformation import deployed_access_lists
from ..cloudformation.deployed_account import Account, opened

PLANS = sorted((FIXTURES / "plans").glob("*/plan.json"))
Opened = tuple[str, int, int, str]
"""Protocol, first and last port, and a block."""
SOURCES = ("cidr_blocks", "ipv6_cidr_blocks", "cidr_ipv4", "cidr_ipv6")
KINDS = ("IPv4 CIDR", "IPv6 CIDR")
NUMBERS = {"tcp": "6", "udp": "17", "icmp": "1", "icmpv6": "58", "all": "-1"}


@pytest.fixture(scope="module")
def account() -> Iterator[Account]:
    with opened() as account:
        yield account


def planned(document: Any) -> Iterator[dict[str, Any]]:
    """Each inbound rule of a plan as it will be, whose protocol, ports and sources are known."""
    for change in document["resource_changes"]:
        after = change["change"]["after"]
        if after is None or change["mode"] != "managed":
            continue
        if change["type"] in ("aws_security_group", "aws_default_security_group"):
            yield from after.get("ingress") or []
        elif change["type"] == "aws_vpc_security_group_ingress_rule" or after.get("type") == "ingress":
            yield {"protocol": after.get("ip_protocol"), **after}


def opened_in(account: Account, document: Any) -> set[Opened]:
    """What EC2 says that the rules of a plan open, each in a group of its own."""
    groups = []
    for rule in planned(document):
        written = [rule[name] for name in SOURCES if rule.get(name)]
        blocks = [one for each in written for one in (each if isinstance(each, list) else [each])]
        ports = [rule.get(name) for name in ("from_port", "to_port")]
        without = None in ports and rule.get("protocol") in ("tcp", "udp", "6", "17")
        if not blocks or rule.get("protocol") is None or None in blocks or without:
            continue  # not known, or what EC2 refuses and moto does not
        sources = {
            "IpRanges": [{"CidrIp": one} for one in blocks if ":" not in one],
            "Ipv6Ranges": [{"CidrIpv6": one} for one in blocks if ":" in one],
        }
        permission = {
            "IpProtocol": str(rule["protocol"]),
            "FromPort": -1 if ports[0] is None else ports[0],
            "ToPort": -1 if ports[1] is None else ports[1],
            **{name: ranges for name, ranges in sources.items() if ranges},
        }
        groups.append(account.new_group())
        account.ec2.authorize_security_group_ingress(GroupId=groups[-1], IpPermissions=[permission])
    made = account.rules()
    account.clear(parameters_stay=False)
    return {
        opening(protocol, first, last, block_)
        for group in groups
        for protocol, first, last, _, block_ in made[group]
    }


def opening(protocol: str, first: Any, last: Any, block_: str) -> Opened:
    number = NUMBERS.get(protocol.lower(), protocol)
    every = number == "-1" or (first, last) == (-1, 65535)  # our reading of -1 and -1
    return (number, -1, -1, block_) if every else (number, int(first), int(last), block_)


def ours(path: Path) -> set[Opened]:
    tree = Tree.for_paths([str(path)], str(path.parent))
    found: set[Opened] = set()
    for rule in lowered(read(discover(tree, [str(path)]), tree, Inputs())).rules:
        if isinstance(rule.direction, Known) and rule.direction.data == INGRESS:
            found.update(blocks_of(rule))
    return found


def blocks_of(rule: Rule) -> Iterator[Opened]:
    """What a rule opens to blocks, where everything of that is known."""
    fields = (rule.protocol, rule.from_port, rule.to_port)
    peers = [peer.value for peer in rule.peers if peer.kind in KINDS and not isinstance(peer.value, Absent)]
    every = [one for value in peers if isinstance(value, Known) for one in listed(value)]
    if not isinstance(rule.protocol, Known) or not all(isinstance(one, Known) for one in every):
        return
    number = rule.protocol.data.number
    if number is not None and not all(isinstance(one, Known) for one in fields):
        return
    for one in every:
        first, last = [field.data if isinstance(field, Known) else -1 for field in fields[1:]]
        yield opening("-1" if number is None else str(number), first, last, one.data)


def listed(value: Known) -> list[Any]:
    return list(value.data) if isinstance(value.data, tuple) else [value]


@pytest.mark.parametrize("path", PLANS, ids=lambda path: path.parent.name)
def test_planned_rules_are_those_that_are_made(path: Path, account: Account) -> None:
    made = opened_in(account, json.loads(path.read_text("utf-8")))
    found = ours(path)
    assert made - found == set()
    if path.parent.name != "prefix_lists":  # what those let in is in our rules, as their entries
        assert found - made == set()


def with_rules(lines: list[Line]) -> Any:
    """A plan of a list that has some of the lines inline, and some as rules by themselves."""
    half = len(lines) // 2
    inline = [
        {
            "rule_no": line.number,
            "action": line.action,
            "protocol": line.protocol,
            "from_port": line.first,
            "to_port": line.last,
            "cidr_block": "" if line.family == "v6" else line.block,
            "ipv6_cidr_block": line.block if line.family == "v6" else "",
        }
        for line in lines[:half]
    ]
    separate = [
        entry(
            f"aws_network_acl_rule.r{line.number}",
            {
                "rule_number": line.number,
                "rule_action": line.action,
                "egress": False,
                "protocol": NAMES[line.protocol],
                "from_port": line.first,
                "to_port": line.last,
                ("ipv6_cidr_block" if line.family == "v6" else "cidr_block"): line.block,
            },
            unknown={"network_acl_id": True},
        )
        for line in lines[half:]
    ]
    refers = [
        block(one["address"], network_acl_id=["aws_network_acl.a.id", "aws_network_acl.a"])
        for one in separate
    ]
    of_list = entry("aws_network_acl.a", {"ingress": inline}, unknown={"id": True})
    return plan(of_list, *separate, configuration=tuple(refers))


def test_planned_network_acls_are_those_that_are_made(tmp_path: Path, account: Account) -> None:
    draw = random.Random(25)
    for _ in range(25):
        written = lines_of(draw)
        path = tmp_path / "plan.json"
        path.write_text(json.dumps(with_rules(written)))
        acl = account.ec2.create_network_acl(VpcId=account.vpc)["NetworkAcl"]["NetworkAclId"]
        for line in written:
            account.ec2.create_network_acl_entry(
                NetworkAclId=acl,
                RuleNumber=line.number,
                RuleAction=line.action,
                Egress=False,
                Protocol=line.protocol,
                PortRange={"From": line.first, "To": line.last},
                **{"Ipv6CidrBlock" if line.family == "v6" else "CidrBlock": line.block},
            )
        assert lines_in(path) == {"aws_network_acl.a": deployed_access_lists.lines_of(account)[acl]}

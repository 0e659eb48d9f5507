"""What findings about network ACLs say: which rules let in, and which one is wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from .commands import check
from .walking import put

NETWORK = """
resource "aws_vpc" "v" {}
resource "aws_internet_gateway" "igw" {
  vpc_id = aws_vpc.v.id
}
resource "aws_subnet" "s" {
  vpc_id = aws_vpc.v.id
}
resource "aws_route_table" "t" {
  vpc_id = aws_vpc.v.id
  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.igw.id
  }
}
resource "aws_route_table_association" "a" {
  subnet_id      = aws_subnet.s.id
  route_table_id = aws_route_table.t.id
}
resource "aws_network_acl" "n" {
  vpc_id     = aws_vpc.v.id
  subnet_ids = [aws_subnet.s.id]
}
"""


def rule(name: str, number: str, port: int = 25, action: str = "allow", source: str = "0.0.0.0/0") -> str:
    kind = "ipv6_cidr_block" if ":" in source else "cidr_block"
    return f"""
resource "aws_network_acl_rule" "{name}" {{
  network_acl_id = aws_network_acl.n.id
  rule_number    = {number}
  rule_action    = "{action}"
  protocol       = "tcp"
  {kind}         = "{source}"
  from_port      = {port}
  to_port        = {port}
}}
"""


def found(tmp_path: Path, text: str, *options: str) -> list[dict[str, Any]]:
    put(tmp_path, {"main.tf": NETWORK + text})
    findings = check(tmp_path, "--format", "json", "--only-policies", "SMTP003", *options).report["findings"]
    return list(findings)


def test_rules_that_let_in_together_are_all_named(tmp_path: Path) -> None:
    [finding] = found(tmp_path, rule("v4", "100") + rule("v6", "101", source="::/0"))
    assert finding["message"].endswith(
        "aws_network_acl_rule.v4 lets in 0.0.0.0/0, ::/0 on tcp 25 together with aws_network_acl_rule.v6"
    )


def test_a_rule_that_lets_in_alone_is_named_alone(tmp_path: Path) -> None:
    [finding] = found(tmp_path, rule("v4", "100") + rule("web", "101", port=443))
    assert finding["message"].endswith("aws_network_acl_rule.v4 lets in 0.0.0.0/0 on tcp 25")


def test_ports_that_different_rules_let_in_are_different_findings(tmp_path: Path) -> None:
    text = rule("smtp", "100") + rule("submission", "101", port=587)
    findings = found(tmp_path, text, "--ports", "25,587")
    assert [(one["resource"], one["ports"]) for one in findings] == [
        ("aws_network_acl_rule.smtp", [25]),
        ("aws_network_acl_rule.submission", [587]),
    ]
    assert len({one["fingerprint"] for one in findings}) == 2


@pytest.mark.parametrize("number", ['"x"', "-5", "99999999999999999999", "1.5", '"1_0"'])
def test_the_rule_that_is_refused_is_the_one_that_is_named(tmp_path: Path, number: str) -> None:
    [finding] = found(tmp_path, rule("fine", "100") + rule("wrong", number, action="deny"))
    assert finding["verdict"] == "undecided"
    assert [one["what"] for one in finding["missing"]] == ["aws_network_acl_rule.wrong"]


REPLACE = 'replace "0.0.0.0/0" by the addresses of the mail relays that need port 25, or remove the rule'


@pytest.mark.parametrize(
    ("number", "ports", "edit"),
    [
        ("100", (25, 25), REPLACE),
        # What else the rule lets in stays: a network ACL has to let in the answers too.
        ("100", (0, 65535), 'deny port 25 from "0.0.0.0/0" by a rule with a number below 100'),
        ("1", (0, 65535), REPLACE),
    ],
)
def test_the_edit_leaves_the_other_traffic_of_a_rule(
    tmp_path: Path, number: str, ports: tuple[int, int], edit: str
) -> None:
    first, last = ports
    text = rule("a", number).replace("from_port      = 25", f"from_port = {first}")
    put(tmp_path, {"main.tf": NETWORK + text.replace("to_port        = 25", f"to_port = {last}")})
    out = check(tmp_path, "--only-policies", "SMTP003", "--gate", "all", "--format", "text").out
    assert f": {edit}\n" in out

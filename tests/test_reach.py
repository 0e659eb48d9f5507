"""Reach: routes, network ACLs and attachments; how it moves severity and order; hostile input."""

from __future__ import annotations

from pathlib import Path

import pytest

import smtp_iac
from smtp_iac.finding import Finding, Reach
from smtp_iac.reach.names import is_itself, snake
from smtp_iac.reach.of_findings import moved

from .commands import check
from .walking import put

NETWORK = """
variable "x" {}

data "aws_internet_gateway" "read" {}

resource "aws_vpc" "v" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_internet_gateway" "igw" {
  vpc_id = aws_vpc.v.id
}

resource "aws_subnet" "s" {
  vpc_id                  = aws_vpc.v.id
  map_public_ip_on_launch = true
}

resource "aws_route_table" "t" {
  vpc_id = aws_vpc.v.id
  ROUTES
}

resource "aws_route_table_association" "a" {
  subnet_id      = aws_subnet.s.id
  route_table_id = aws_route_table.t.id
}

resource "aws_instance" "i" {
  subnet_id              = aws_subnet.s.id
  vpc_security_group_ids = [aws_security_group.g.id]
}

resource "aws_security_group" "g" {
  ingress {
    from_port   = 25
    to_port     = 25
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
"""


def reach(folder: Path, text: str) -> Reach:
    put(folder, {"main.tf": text})
    findings = smtp_iac.check([str(folder)], working_directory=str(folder)).findings
    (finding,) = [one for one in findings if one.policy == "SMTP001"]
    assert finding.verdict == "exposed"
    assert finding.reach is not None
    return finding.reach


def route(cidr: str, target: str) -> str:
    return f"route {{\n cidr_block = {cidr}\n {target}\n }}\n"


@pytest.mark.parametrize(
    ("routes", "state"),
    [
        ("", "closed"),
        (route('"0.0.0.0/0"', "nat_gateway_id = aws_nat_gateway.n.id"), "closed"),
        (route('"0.0.0.0/0"', 'nat_gateway_id = "nat-1"'), "closed"),
        (route('"0.0.0.0/0"', 'egress_only_gateway_id = "eigw-1"'), "closed"),
        (route('"0.0.0.0/0"', 'vpc_peering_connection_id = "pcx-1"'), "closed"),
        (route('"0.0.0.0/0"', 'gateway_id = "vgw-1"'), "closed"),
        (route('"10.0.0.0/16"', 'gateway_id = "local"'), "closed"),
        (route('"10.9.0.0/16"', "gateway_id = aws_internet_gateway.igw.id"), "closed"),
        (route('"0.0.0.0/0"', 'transit_gateway_id = "tgw-1"'), "attached"),
        (route('"0.0.0.0/0"', 'vpc_endpoint_id = "vpce-1"'), "attached"),
        (route('"0.0.0.0/0"', 'network_interface_id = "eni-1"'), "attached"),
        (route('"0.0.0.0/0"', "gateway_id = var.x"), "attached"),
        (route("var.x", "gateway_id = aws_internet_gateway.igw.id"), "attached"),
        (route('"8.8.0.0/16"', "gateway_id = aws_internet_gateway.igw.id"), "attached"),
        (route('"0.0.0.0/0"', "gateway_id = aws_internet_gateway.igw.id"), "reachable"),
        (route('"0.0.0.0/0"', 'gateway_id = "igw-1"'), "reachable"),
        (route('"0.0.0.0/0"', "gateway_id = data.aws_internet_gateway.read.id"), "reachable"),
    ],
)
def test_routes(routes: str, state: str, tmp_path: Path) -> None:
    text = NETWORK.replace("ROUTES", routes)
    if "aws_nat_gateway" in routes:
        text += 'resource "aws_nat_gateway" "n" {\n  subnet_id = aws_subnet.s.id\n}\n'
    assert reach(tmp_path, text).state == state


DEFAULT = route('"0.0.0.0/0"', "gateway_id = aws_internet_gateway.igw.id")


@pytest.mark.parametrize(("kind", "state"), [("network", "reachable"), ("application", "attached")])
def test_what_carries_no_mail_is_not_reachable(kind: str, state: str, tmp_path: Path) -> None:
    balancer = f"""
resource "aws_lb" "b" {{
  load_balancer_type = "{kind}"
  subnets            = [aws_subnet.s.id]
  security_groups    = [aws_security_group.g.id]
}}
"""
    text = NETWORK.replace("ROUTES", route('"0.0.0.0/0"', "gateway_id = aws_internet_gateway.igw.id"))
    instance = text.index('resource "aws_instance"')
    without = text[:instance] + text[text.index('resource "aws_security_group"') :]
    found = reach(tmp_path, without + balancer)
    assert found.state == state
    assert ("carries HTTP only" in found.text) == (kind == "application")


def acl(*entries: tuple[int, str, str, str], subnets: str = "[aws_subnet.s.id]") -> str:
    blocks = [
        f'ingress {{\n rule_no = {number}\n action = "{action}"\n protocol = "tcp"\n from_port = {ports}\n'
        f' to_port = {ports}\n cidr_block = "{cidr}"\n }}\n'
        for number, action, ports, cidr in entries
    ]
    return f'resource "aws_network_acl" "n" {{\n subnet_ids = {subnets}\n {"".join(blocks)}}}\n'


@pytest.mark.parametrize(
    ("entries", "state", "text"),
    [
        ([], "closed", "no rule lets the internet in"),
        ([(100, "allow", "443", "0.0.0.0/0")], "closed", "no rule lets the internet in"),
        (
            [(100, "allow", "25", "0.0.0.0/0"), (90, "deny", "25", "0.0.0.0/0")],
            "closed",
            "closed by network ACL aws_network_acl.n: rule 90 denies it",
        ),
        ([(100, "allow", "25", "10.0.0.0/8")], "closed", "no rule lets the internet in"),
        ([(100, "allow", "25", "8.0.0.0/8")], "attached", "may not let all of the internet in"),
        ([(90, "allow", "25", "0.0.0.0/0"), (100, "deny", "25", "0.0.0.0/0")], "reachable", "routed to"),
    ],
)
def test_network_acls(
    entries: list[tuple[int, str, str, str]], state: str, text: str, tmp_path: Path
) -> None:
    found = reach(tmp_path, NETWORK.replace("ROUTES", DEFAULT) + acl(*entries))
    assert found.state == state
    assert text in found.text


def test_an_acl_of_subnets_that_nobody_knows_closes_nothing(tmp_path: Path) -> None:
    found = reach(tmp_path, NETWORK.replace("ROUTES", DEFAULT) + acl(subnets="var.x"))
    assert found.state == "attached"
    assert "aws_network_acl.n may be that of the subnet" in found.text


def test_code_that_is_not_on_disk_takes_the_proof_away(tmp_path: Path) -> None:
    text = NETWORK.replace("ROUTES", "") + 'module "m" {\n source = "acme/network/aws"\n}\n'
    put(tmp_path, {"main.tf": text})
    found = [one for one in smtp_iac.check([str(tmp_path)]).findings if one.reach is not None]
    assert [one.reach.state for one in found if one.reach is not None] == ["attached"]


def test_every_step_has_its_line(tmp_path: Path) -> None:
    found = reach(tmp_path, NETWORK.replace("ROUTES", DEFAULT))
    assert [step.what for step in found.steps] == [
        "attaches the group to aws_instance.i",
        "gives it a public address",
        "in the subnet aws_subnet.s",
        "gives the subnet its route table",
        "route table aws_route_table.t",
        "0.0.0.0/0 goes to aws_internet_gateway.igw",
    ]
    lines = (tmp_path / "main.tf").read_text().split("\n")
    assert "aws_security_group.g.id" in lines[found.steps[0].span.line - 1]
    assert "gateway_id" in lines[found.steps[-1].span.line - 1]


def test_neither_verdict_nor_exit_code_follow_reach(tmp_path: Path) -> None:
    for routes in ("", DEFAULT):
        put(tmp_path, {"main.tf": NETWORK.replace("ROUTES", routes)})
        ran = check(tmp_path)
        assert (ran.code, len(ran.exposed)) == (1, 1)


def test_what_only_reach_looks_at_may_be_broken(tmp_path: Path) -> None:
    """Its errors are terraform's to report."""
    broken = NETWORK.replace("ROUTES", DEFAULT).replace("= true", "= 1 +")
    put(tmp_path, {"main.tf": broken + "locals {\n a = local.b\n b = local.a\n}\n"})
    put(tmp_path, {"more.tf": 'resource "aws_subnet" "t" {\n vpc_id = local.a\n}\n'})
    ran = check(tmp_path)
    assert (ran.code, ran.report["unreadable"]) == (1, [])
    assert ran.report["findings"][0]["reach"]["state"] == "attached"


@pytest.mark.parametrize(
    ("severity", "state", "after"),
    [
        ("high", "reachable", "critical"),
        ("critical", "reachable", "critical"),
        ("high", "closed", "low"),
        ("critical", "closed", "medium"),
        ("low", "closed", "low"),
        ("info", "closed", "info"),
        ("info", "reachable", "info"),
        ("high", "attached", "high"),
        ("high", "not attached", "high"),
    ],
)
def test_reach_moves_the_severity(severity: str, state: str, after: str) -> None:
    assert moved(severity, Reach(state, "text")) == after  # type: ignore[arg-type]


def test_what_is_reachable_comes_first(tmp_path: Path) -> None:
    put(tmp_path, {"main.tf": NETWORK.replace("ROUTES", DEFAULT)})
    rule = NETWORK[NETWORK.index('resource "aws_security_group"') :]
    put(tmp_path, {"a.tf": rule.replace('"g"', '"alone"')})
    found: list[Finding] = smtp_iac.check([str(tmp_path)]).findings
    assert [one.resource for one in found] == ["aws_security_group.g", "aws_security_group.alone"]


def test_references_in_circles_end(tmp_path: Path) -> None:
    text = NETWORK.replace("ROUTES", DEFAULT).replace("aws_vpc.v.id", "aws_subnet.s.id", 1)
    text = text.replace("vpc_id                  = aws_vpc.v.id", "vpc_id = aws_route_table.t.id")
    text = text.replace("subnet_id      = aws_subnet.s.id", "subnet_id = aws_route_table_association.a.id")
    assert reach(tmp_path, text).state in ("attached", "reachable")


@pytest.mark.parametrize(
    ("type_", "attribute", "itself"),
    [
        ("aws_subnet", "id", True),
        ("aws_lb", "arn", True),
        ("awscc_ec2_subnet", "subnet_id", True),
        ("AWS::EC2::LaunchTemplate", "LaunchTemplateId", True),
        ("AWS::EC2::SecurityGroup", "GroupId", True),
        ("aws_instance", "subnet_id", False),
        ("aws_route_table_association", "subnet_id", False),
        ("aws_subnet", "vpc_id", False),
        ("aws_vpc", "main_route_table_id", True),
        ("aws_subnet", "main_route_table_id", False),
    ],
)
def test_which_attributes_stand_for_the_resource(type_: str, attribute: str, itself: bool) -> None:
    assert is_itself(type_, attribute) is itself


def test_snake_case() -> None:
    assert snake("LaunchTemplateId") == "launch_template_id"

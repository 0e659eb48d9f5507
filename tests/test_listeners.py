"""Listeners: what they have from their load balancers and groups, whatever is open or wrong about those."""

from __future__ import annotations

from pathlib import Path

import pytest

import smtp_iac
from smtp_iac.finding import Finding

from .commands import check
from .walking import put

LISTENER = """
resource "aws_lb_listener" "mail" {
  load_balancer_arn = aws_lb.mail.arn
  port              = 25
  protocol          = "TCP"
}
variable "open" { type = bool }
variable "groups" { type = list(string) }
resource "aws_security_group" "inside" {
  ingress {
    protocol    = "tcp"
    from_port   = 25
    to_port     = 25
    cidr_blocks = ["10.0.0.0/8"]
  }
}
resource "aws_security_group" "perhaps" {
  ingress {
    protocol    = "tcp"
    from_port   = 25
    to_port     = 25
    cidr_blocks = [var.open ? "0.0.0.0/0" : "10.0.0.0/8"]
  }
}
"""


def found(tmp_path: Path, balancer: str, listener: str = LISTENER) -> list[Finding]:
    text = f'resource "aws_lb" "mail" {{\nload_balancer_type = "network"\n{balancer}\n}}\n{listener}'
    (tmp_path / "main.tf").write_text(text)
    report = smtp_iac.check([str(tmp_path)], working_directory=str(tmp_path))
    assert not report.unreadable
    return [one for one in report.findings if one.policy == "SMTP004"]


@pytest.mark.parametrize(
    ("balancer", "verdict"),
    [
        ("", "exposed"),
        ("security_groups = null", "exposed"),
        ("security_groups = [aws_security_group.inside.id]", ""),
        ("security_groups = [aws_security_group.perhaps.id]", "undecided"),
        ("security_groups = [aws_security_group.inside.id, aws_security_group.perhaps.id]", "undecided"),
        ("security_groups = var.groups", "undecided"),
        ("security_groups = concat(var.groups, [aws_security_group.inside.id])", "undecided"),
        ("security_groups = var.open ? [] : [aws_security_group.inside.id]", "undecided"),
        ("security_groups = [var.open ? aws_security_group.inside.id : aws_security_group.inside.id]", ""),
        ("internal = var.open", "undecided"),
        ('internal = "true"', ""),
        ('ip_address_type = "dualstack-without-public-ipv4"', "exposed"),
        # What terraform refuses is undecided, never clear.
        ('internal = "maybe"', "undecided"),
        ('security_groups = "sg-0123"', "undecided"),
        ("security_groups = [{}]", "undecided"),
        ("security_groups = [aws_security_group.inside]", "undecided"),
        ("security_groups = [[aws_security_group.inside.id]]", "undecided"),
        ("ip_address_type = {}", "undecided"),
        ('security_groups = [aws_security_group.inside.id, lookup({}, "a")]', "undecided"),
    ],
)
def test_what_stands_before_a_listener_decides(tmp_path: Path, balancer: str, verdict: str) -> None:
    assert [one.verdict for one in found(tmp_path, balancer)] == ([verdict] if verdict else [])


def test_an_undecided_listener_says_when_it_is_open_and_where_that_is_missing(tmp_path: Path) -> None:
    [finding] = found(tmp_path, "security_groups = [aws_security_group.perhaps.id]")
    assert finding.message.endswith("it can when var.open is true")
    assert [missing.what for missing in finding.missing] == ["var.open"]
    assert finding.span.line == 8


@pytest.mark.parametrize(
    ("balancer", "listener"),
    [
        ("security_groups = [aws_security_group.inside]", LISTENER),
        ("security_groups = [[aws_security_group.inside.id]]", LISTENER),
        ("", LISTENER.replace("aws_lb.mail.arn", "aws_lb.mail")),
    ],
)
def test_a_resource_in_place_of_its_id_is_refused_in_words(
    tmp_path: Path, balancer: str, listener: str
) -> None:
    [finding] = found(tmp_path, balancer, listener)
    [missing] = finding.missing
    assert missing.what == "aws_lb_listener.mail"
    assert missing.why.startswith("is refused: a collection stands where one ")


SECRET = """
Parameters:
  Secret: {Type: String, NoEcho: true, Default: sg-shibboleth}
Resources:
  Balancer:
    Type: AWS::ElasticLoadBalancingV2::LoadBalancer
    Properties: {Type: network, SecurityGroups: [!Ref Secret]}
  Of:
    Type: AWS::ElasticLoadBalancingV2::Listener
    Properties: {LoadBalancerArn: !Ref Secret, Port: 25, Protocol: TCP}
  Behind:
    Type: AWS::ElasticLoadBalancingV2::Listener
    Properties: {LoadBalancerArn: !Ref Balancer, Port: 25, Protocol: TCP}
  Entry:
    Type: AWS::EC2::NetworkAclEntry
    Properties:
      {NetworkAclId: !Ref Secret, RuleNumber: 1, Protocol: 6, RuleAction: allow, CidrBlock: 0.0.0.0/0,
       PortRange: {From: 25, To: 25}}
"""


def test_an_id_that_is_secret_is_not_shown(tmp_path: Path) -> None:
    put(tmp_path, {"template.yaml": SECRET})
    for arguments in (("--format", "json"), ("--format", "text"), ("--format", "sarif")):
        answer = check(tmp_path, *arguments)
        assert "Of" in answer.out and "Behind" in answer.out
        shown = [line for line in answer.out.splitlines() if "NoEcho" not in line]
        assert not [line for line in shown if "shibboleth" in line]


def test_an_exposed_listener_says_where_it_forwards_to_and_what_closes_it(tmp_path: Path) -> None:
    target = """
resource "aws_lb_listener" "mail" {
  load_balancer_arn = aws_lb.mail.arn
  port              = 25
  protocol          = "TCP"
  default_action {
    type = "forward"
    forward {
      target_group { arn = aws_lb_target_group.smtp.arn }
    }
  }
}
resource "aws_lb_target_group" "smtp" { port = 2525 }
"""
    [finding] = found(tmp_path, "", target)
    assert "accepts tcp 25 from 0.0.0.0/0 and forwards it to port 2525" in finding.message
    assert finding.edit is not None
    assert finding.edit.what.startswith("set internal = true on aws_lb.mail, give it security groups")
    assert [link.what for link in finding.related] == [
        "aws_lb.mail faces the internet: internal = true is not set"
    ]


def test_the_edit_speaks_of_the_groups_that_are_there(tmp_path: Path) -> None:
    everyone = LISTENER.replace("10.0.0.0/8", "0.0.0.0/0")
    [finding] = found(tmp_path, "security_groups = [aws_security_group.inside.id]", everyone)
    assert finding.edit is not None
    assert finding.edit.what == (
        "set internal = true on aws_lb.mail, have its security groups let in only the mail relays that need"
        " port 25, or remove the listener"
    )


@pytest.mark.parametrize(
    ("lines", "verdict"),
    [
        ('protocol = "TCP"', "undecided"),  # half-written: AWS refuses it
        ('protocol = "TCP"\nport = null', "undecided"),
        ('protocol = "TCP"\nport = "2_5"', "undecided"),
        ('protocol = "TCP"\nport = "25"', "exposed"),
        ('protocol = "TCP"\nport = 25.0', "exposed"),
        ("", ""),  # of a gateway load balancer
    ],
)
def test_the_port_of_a_listener(tmp_path: Path, lines: str, verdict: str) -> None:
    listener = f'resource "aws_lb_listener" "mail" {{\nload_balancer_arn = aws_lb.mail.arn\n{lines}\n}}\n'
    assert [one.verdict for one in found(tmp_path, "", listener)] == ([verdict] if verdict else [])


def test_http_on_port_25_is_a_note(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(
        'resource "aws_lb" "web" {}\n'
        'resource "aws_lb_listener" "web" {\n  load_balancer_arn = aws_lb.web.arn\n  port = 25\n}\n'
    )
    report = smtp_iac.check([str(tmp_path)], working_directory=str(tmp_path))
    assert not report.findings
    assert [(one.line, one.message) for one in report.diagnostics] == [
        (2, "aws_lb_listener.web speaks HTTP on port 25, which carries no mail: no finding")
    ]

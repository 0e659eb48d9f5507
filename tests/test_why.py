"""`smtp-iac why ADDRESS`: what it says of rules, groups, network ACLs and what they are attached to."""

from __future__ import annotations

from pathlib import Path

import pytest

from .commands import run
from .walking import put

GROUP = """
resource "aws_security_group" "mx" {
  ingress {
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
  ingress {
    from_port   = 25
    to_port     = 25
    protocol    = "udp"
    cidr_blocks = ["0.0.0.0/0"]
  }
  ingress {
    from_port   = 25
    to_port     = 25
    protocol    = "tcp"
    cidr_blocks = ["10.0.0.0/8"]
  }
  ingress {
    from_port   = 25
    to_port     = 25
    protocol    = "tcp"
    cidr_blocks = ["8.8.8.0/24", var.more]
  }
}

variable "more" {}

resource "aws_security_group_rule" "extra" {
  type              = "ingress"
  security_group_id = aws_security_group.mx.id
  from_port         = 25
  to_port           = 25
  protocol          = "tcp"
  self              = true
}

resource "aws_instance" "mx" {
  for_each               = toset(["a", "b"])
  vpc_security_group_ids = [aws_security_group.mx.id]
}
"""
TEMPLATE = """
Resources:
  Mx:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: closed
      SecurityGroupIngress:
        - {IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 0.0.0.0/0}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    put(tmp_path, {"main.tf": GROUP, "mail.yaml": TEMPLATE})
    return tmp_path


def test_every_rule_of_a_group_says_why(folder: Path) -> None:
    ran = run(folder, "why", "aws_security_group.mx")
    assert ran.code == 0
    for text in (
        "tcp 443 from 0.0.0.0/0: lets nobody in on 25: it is about other ports",
        "udp 25 from 0.0.0.0/0: lets nobody in on tcp: it is about udp",
        "tcp 25 from 10.0.0.0/8: lets in nobody of the internet, only private or reserved addresses",
        "256 IPv4 addresses of the internet",
        "waits for var.more has no value",
        "aws_security_group_rule.extra",
        "reach: attached, path unknown: attached to aws_instance.mx",
    ):
        assert text in ran.out, text
    assert "main.tf:3:3" in ran.out


def test_a_rule_explains_its_whole_group(folder: Path) -> None:
    out = run(folder, "why", "aws_security_group_rule.extra").out
    assert out.startswith("aws_security_group_rule.extra (aws_security_group_rule) at main.tf:31:1\n")
    assert "tcp 443 from 0.0.0.0/0" in out


def test_values_that_are_given_count(folder: Path) -> None:
    out = run(folder, "why", "aws_security_group.mx", "--var", "more=0.0.0.0/0").out
    assert "SMTP001: exposed" in out
    assert "together, on tcp 25: lets in all of the IPv4 internet" in out


@pytest.mark.parametrize(
    "address",
    ['aws_instance.mx["a"]', "aws_instance.mx[a]", "aws_instance.mx['a']", r"aws_instance.mx[\"a\"]"],
)
def test_keys_however_a_shell_leaves_them(folder: Path, address: str) -> None:
    out = run(folder, "why", address).out
    assert out.startswith('aws_instance.mx["a"] (aws_instance)')
    assert "has aws_security_group.mx" in out
    assert '"b"' not in out


def test_without_keys_every_instance(folder: Path) -> None:
    out = run(folder, "why", "aws_instance.mx").out
    assert 'aws_instance.mx["a"]' in out
    assert 'aws_instance.mx["b"]' in out


def test_a_template_by_logical_id_and_what_is_clear(folder: Path) -> None:
    ran = run(folder, "why", "Mx", "mail.yaml")
    assert ran.code == 0
    assert "clear: no policy speaks about it" in ran.out
    assert "reach: not attached in this code" in ran.out


def test_a_near_miss_is_told_what_is_like_it(folder: Path) -> None:
    ran = run(folder, "why", "aws_security_group.mxx")
    assert (ran.code, ran.out) == (2, "")
    assert "nothing here has the address aws_security_group.mxx; like it: aws_security_group.mx" in ran.err


def test_one_address_in_two_roots_is_explained_in_both(tmp_path: Path) -> None:
    rule = 'resource "aws_security_group" "mx" {\n  ingress {\n    from_port = 25\n    to_port = 25\n'
    text = f'{rule}    protocol = "tcp"\n    cidr_blocks = ["0.0.0.0/0"]\n  }}\n}}\n'
    put(tmp_path, {"one/main.tf": text, "two/main.tf": text})
    out = run(tmp_path, "why", "aws_security_group.mx").out
    assert "in root one" in out
    assert "in root two" in out


def test_a_path_that_is_not_there(folder: Path) -> None:
    assert run(folder, "why", "aws_security_group.mx", "missing").code == 2


def test_a_module_address(tmp_path: Path) -> None:
    put(
        tmp_path,
        {"main.tf": 'module "mail" {\n  source = "./m"\n  count = 1\n}\n', "m/main.tf": GROUP},
    )
    assert run(tmp_path, "why", "module.mail[0].aws_security_group.mx").code == 0
    assert "module.mail[0].aws_security_group.mx" in run(tmp_path, "why", "aws_security_group.mx").err


ELSEWHERE = 'module "mail" {\n  source = "acme/mail/aws"\n}\n'


def test_a_module_whose_code_is_not_at_hand(tmp_path: Path) -> None:
    off = ELSEWHERE.replace("mail", "off", 1).replace("\n}", "\n  lifecycle {\n    enabled = false\n  }\n}")
    put(tmp_path, {"main.tf": f"{ELSEWHERE}\n{off}"})
    absent = "is not on disk: run terraform init"
    ran = run(tmp_path, "why", "module.mail")
    told = f"module.mail {absent}; it may hold a rule that the internet can use"
    assert (ran.code, ran.out) == (0, f"module.mail at main.tf:1:1\n  SMTP001: undecided: {told}\n")
    ran = run(tmp_path, "why", "module.off")
    none = f"  module.off {absent}\n  no finding: it has no instance\n"
    assert (ran.code, ran.out) == (0, f"module.off at main.tf:5:1\n{none}")


def test_a_nested_stack_whose_template_is_not_at_hand(tmp_path: Path) -> None:
    stack = (
        "Type: AWS::CloudFormation::Stack\n    Properties:\n      TemplateURL: https://example.com/mail.yaml"
    )
    put(tmp_path, {"mail.yaml": f"Resources:\n  Mail:\n    {stack}\n"})
    ran = run(tmp_path, "why", "Mail")
    assert ran.code == 0
    assert "SMTP001: undecided: nested stack Mail is not looked into" in ran.out


def test_a_module_that_many_roots_call(tmp_path: Path) -> None:
    put(tmp_path, {f"{number:02}/main.tf": ELSEWHERE for number in range(23)})
    out = run(tmp_path, "why", "module.mail").out
    assert out.count("  in root ") == 20
    assert out.endswith("\n\n… 3 more\n")


def test_of_a_module_what_lies_in_it_is_named(tmp_path: Path) -> None:
    put(tmp_path, {"main.tf": 'module "mail" {\n  source = "./m"\n}\n', "m/main.tf": GROUP})
    ran = run(tmp_path, "why", "module.mail")
    assert ran.code == 2
    assert "like it: module.mail.aws_instance.mx" in ran.err
    assert "module.mail.aws_security_group.mx" in ran.err

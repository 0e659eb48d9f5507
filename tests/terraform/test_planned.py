"""The comparison with terraform's plans sees what differs, and only that."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from .evaluating import write
from .live import read_directory
from .planned import Comparison, compare

RULE = {
    "ipv6_cidr_blocks": [],
    "prefix_list_ids": [],
    "security_groups": [],
    "self": False,
    "description": "",
}
WEB = {**RULE, "protocol": "tcp", "from_port": 80, "to_port": 80, "cidr_blocks": ["10.0.0.0/8"]}
MAIL = {**RULE, "protocol": "tcp", "from_port": 25, "to_port": 25, "cidr_blocks": ["0.0.0.0/0"]}
MAIN = """
variable "ports" {
  type = set(string)
}
resource "aws_security_group" "a" {
  name = "mail"
  vpc_id = aws_vpc.v.id
  %s
}
"""
STATIC = """
  ingress {
    protocol = "tcp"
    from_port = "80"
    to_port = 80
    cidr_blocks = ["10.0.0.0/8"]
  }
  ingress {
    protocol = "tcp"
    from_port = 25
    to_port = 25
    cidr_blocks = ["0.0.0.0/0"]
  }
"""
DYNAMIC = """
  dynamic "ingress" {
    for_each = var.ports
    content {
      protocol = "tcp"
      from_port = ingress.value
      to_port = ingress.value
      cidr_blocks = ["10.0.0.0/8"]
    }
  }
"""


def compared(directory: Path, rules: str, ingress: Any, unknown: Any = False, **more: Any) -> Comparison:
    write(directory, {"main.tf": MAIN % rules})
    after = {"name": "mail", "ingress": ingress, "description": "Managed by Terraform", **more}
    change = {"after": after, "after_unknown": {"vpc_id": True, "id": True, "ingress": unknown}}
    planned = {
        "mode": "managed",
        "type": "aws_security_group",
        "address": "aws_security_group.a",
        "change": change,
    }
    return compare(read_directory(directory, directory), {"resource_changes": [planned]})


def test_equal_values_in_any_order_are_no_difference(tmp_path: Path) -> None:
    found = compared(tmp_path, STATIC, [MAIL, WEB])
    assert (found.score, found.instances, found.attributes) == ((0, 0, 0), 1, 2)


@pytest.mark.parametrize(
    "ingress",
    [
        [MAIL],
        [MAIL, WEB, {**WEB, "from_port": 79}],
        [MAIL, {**WEB, "self": True}],
        [MAIL, {**WEB, "cidr_blocks": ["10.0.0.0/8", "10.0.0.0/8"]}],
        [],
    ],
)
def test_other_rules_are_different(tmp_path: Path, ingress: Any) -> None:
    assert compared(tmp_path, STATIC, ingress).different


def test_what_is_not_written_is_different_where_it_is_no_default(tmp_path: Path) -> None:
    assert compared(tmp_path, STATIC, [MAIL, WEB], description="other").different


def test_unknown_where_terraform_knows_is_a_gap(tmp_path: Path) -> None:
    found = compared(tmp_path, DYNAMIC, [WEB])
    assert not found.different
    assert found.incomplete == {"aws_security_group.a.ingress"}


def test_what_no_value_of_the_unknown_can_give_is_different(tmp_path: Path) -> None:
    assert compared(tmp_path, DYNAMIC, [{**WEB, "cidr_blocks": ["0.0.0.0/0"]}]).different


def test_what_terraform_does_not_know_may_be_anything(tmp_path: Path) -> None:
    found = compared(tmp_path, STATIC, None, True)
    assert not found.different
    assert not found.gaps
    assert found.more


def test_addresses_have_to_agree(tmp_path: Path) -> None:
    write(tmp_path, {"main.tf": MAIN % STATIC})
    reading = read_directory(tmp_path, tmp_path)
    assert compare(reading, {"resource_changes": []}).different
    other = {"mode": "managed", "type": "aws_security_group", "address": "aws_security_group.b", "change": {}}
    assert len(compare(reading, {"resource_changes": [other]}).different) == 2

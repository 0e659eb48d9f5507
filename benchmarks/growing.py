"""Configurations of a size that say themselves how many exposures there are."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

Made = tuple[dict[str, str], int]
"""Texts by their file names, and how many findings of TCP 25 there are in them."""

GROUP = """resource "aws_security_group" "g{n}" {{
  ingress {{
    protocol    = "tcp"
    from_port   = 25
    to_port     = 25
    cidr_blocks = ["{cidr}"]
  }}
}}
"""
LISTENER = """resource "aws_lb_listener" "l{n}" {{
  load_balancer_arn = aws_lb.b.arn
  port              = 25
  protocol          = "TCP"
}}
"""
TEMPLATE_GROUP = """  G{n}:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: group {n}
      SecurityGroupIngress:
        - {{IpProtocol: tcp, FromPort: 25, ToPort: 25, CidrIp: 0.0.0.0/0}}
"""
RULE = {"protocol": "tcp", "from_port": 25, "to_port": 25, "cidr_blocks": ["0.0.0.0/0"]}


def groups(size: int, cidr: str = "0.0.0.0/0") -> str:
    return "".join(GROUP.format(n=n, cidr=cidr) for n in range(size))


def ids(size: int) -> str:
    return ", ".join(f"aws_security_group.g{n}.id" for n in range(size))


def files(size: int) -> Made:
    return {f"f{n}.tf": GROUP.format(n=n, cidr="10.0.0.0/8") for n in range(size)}, 0


def exposures(size: int) -> Made:
    return {"main.tf": groups(size)}, size


def attached(size: int) -> Made:
    """Groups of one instance."""
    instance = f'resource "aws_instance" "i" {{\n  vpc_security_group_ids = [{ids(size)}]\n}}\n'
    return {"main.tf": groups(size) + instance}, size


def listeners(size: int) -> Made:
    """Listeners of one load balancer, and groups before it."""
    balancer = (
        f'resource "aws_lb" "b" {{\n  load_balancer_type = "network"\n  security_groups = [{ids(size)}]\n}}\n'
    )
    made = "".join(LISTENER.format(n=n) for n in range(size))
    return {"main.tf": groups(size, "10.0.0.0/8") + balancer + made}, 0


def templates(size: int) -> Made:
    """Resources of one template."""
    return {"stack.yaml": "Resources:\n" + "".join(TEMPLATE_GROUP.format(n=n) for n in range(size))}, size


def entries(size: int) -> Made:
    """Entries of one plan."""
    kind = {"mode": "managed", "type": "aws_security_group"}
    changes: list[dict[str, Any]] = [
        {
            **kind,
            "address": f"aws_security_group.g{n}",
            "name": f"g{n}",
            "change": {
                "actions": ["create"],
                "before": None,
                "after": {"ingress": [RULE]},
                "after_unknown": {"id": True},
            },
        }
        for n in range(size)
    ]
    written = [
        {**kind, "address": f"aws_security_group.g{n}", "name": f"g{n}", "expressions": {}}
        for n in range(size)
    ]
    plan = {
        "format_version": "1.2",
        "planned_values": {"root_module": {}},
        "resource_changes": changes,
        "configuration": {"root_module": {"resources": written}},
    }
    return {"plan.json": json.dumps(plan)}, size


MEASURES: dict[str, tuple[int, Callable[[int], Made]]] = {
    "files": (100, files),
    "exposures": (100, exposures),
    "attached": (100, attached),
    "listeners": (100, listeners),
    "templates": (100, templates),
    "entries": (100, entries),
}
"""What is doubled: where it begins, and what makes it."""

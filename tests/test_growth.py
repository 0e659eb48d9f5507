"""The double of a configuration takes about twice the work, whatever of it is doubled; calls are counted."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import smtp_iac

from .counting import assert_grows_evenly

Texts = dict[str, str]


def group(number: int, cidr: str = "0.0.0.0/0") -> str:
    return f"""
resource "aws_security_group" "g{number}" {{
  ingress {{
    protocol    = "tcp"
    from_port   = 25
    to_port     = 25
    cidr_blocks = ["{cidr}"]
  }}
}}
"""


def ids(count: int) -> str:
    return ", ".join(f"aws_security_group.g{n}.id" for n in range(count))


def listeners_and_groups(count: int) -> Texts:
    """Of one load balancer."""
    text = "".join(group(n, f"10.{n}.0.0/16") for n in range(count))
    text += (
        f'resource "aws_lb" "b" {{\nload_balancer_type = "network"\nsecurity_groups = [{ids(count)}]\n}}\n'
    )
    listener = 'resource "aws_lb_listener" "l{}" {{\nload_balancer_arn = aws_lb.b.arn\nport = 25\n}}\n'
    return {"main.tf": text + "".join(listener.format(n) for n in range(count))}


def groups_of_one_instance(count: int) -> Texts:
    text = "".join(group(n) for n in range(count))
    return {"main.tf": f'{text}resource "aws_instance" "i" {{\nvpc_security_group_ids = [{ids(count)}]\n}}\n'}


def one_list_in_many_groups(count: int) -> Texts:
    blocks = ", ".join(f'"81.{n}.0.7/32"' for n in range(count))
    text = "".join(group(n).replace('["0.0.0.0/0"]', "local.relays") for n in range(count))
    return {"main.tf": f"locals {{\n  relays = [{blocks}]\n}}\n{text}"}


def rules_replaced_by_equal_ones(count: int) -> Texts:
    """In a plan, all of one group."""
    type_ = "aws_vpc_security_group_ingress_rule"

    def entry(name: str, actions: str, before: Any, after: Any, of: str = type_) -> dict[str, Any]:
        change = {"actions": [actions], "before": before, "after": after, "after_unknown": {}}
        return {"address": f"{of}.{name}", "mode": "managed", "type": of, "name": name, "change": change}

    kept = {"id": "sg-1", "ingress": []}
    rule = {
        "security_group_id": "sg-1",
        "ip_protocol": "tcp",
        "from_port": 25,
        "to_port": 25,
        "cidr_ipv4": "0.0.0.0/0",
    }
    changes = [entry("all", "no-op", kept, kept, "aws_security_group")]
    changes += [entry(f"old{n}", "delete", rule, None) for n in range(count)]
    changes += [entry(f"new{n}", "create", None, rule) for n in range(count)]
    plan = {"format_version": "1.2", "planned_values": {"root_module": {}}, "resource_changes": changes}
    return {"plan.json": json.dumps({**plan, "configuration": {"root_module": {}}})}


MADE = [listeners_and_groups, groups_of_one_instance, one_list_in_many_groups, rules_replaced_by_equal_ones]


@pytest.mark.parametrize("made", MADE)
def test_the_double_takes_about_twice_the_calls(tmp_path: Path, made: Callable[[int], Texts]) -> None:
    def checked(count: int) -> Callable[[], object]:
        directory = tmp_path / str(count)
        directory.mkdir(exist_ok=True)
        for name, text in made(count).items():
            (directory / name).write_text(text)

        def check() -> None:
            report = smtp_iac.check([str(directory)], working_directory=str(directory))
            assert report.resources_judged >= count
            assert not report.unreadable

        return check

    assert_grows_evenly(checked, 40)

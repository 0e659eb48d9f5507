"""Listeners and network ACLs of plans: what they belong to is found while nobody knows its id."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import smtp_iac

from .plans import block, entry, plan

OPEN = {"protocol": "-1", "from_port": 0, "to_port": 0, "cidr_blocks": ["0.0.0.0/0"], "self": False}
INSIDE = {**OPEN, "cidr_blocks": ["10.0.0.0/8"]}
NEW = {"id": True, "arn": True, "ip_address_type": True}
LISTENER = {"port": 25, "protocol": "TCP", "default_action": []}


def verdicts(tmp_path: Path, document: Any) -> dict[str, str]:
    (tmp_path / "plan.json").write_text(json.dumps(document))
    report = smtp_iac.check([str(tmp_path / "plan.json")], working_directory=str(tmp_path))
    assert not report.unreadable
    return {one.resource: one.verdict for one in report.findings if one.policy == "SMTP004"}


def group(name: str, *rules: Any) -> dict[str, Any]:
    return entry(f"aws_security_group.{name}", {"ingress": list(rules)}, unknown={"id": True})


def listening(*refers_to: str, **balancer: Any) -> dict[str, Any]:
    """A plan of a new load balancer with a listener on port 25, and with the groups that it refers to."""
    after = {"load_balancer_type": "network", **balancer}
    unknown = dict.fromkeys(("id", "arn", "internal", "ip_address_type", "security_groups"), True)
    unknown = {name: True for name in unknown if name not in after}
    expressions = {"security_groups": list(refers_to)} if refers_to else {}
    return plan(
        group("open", OPEN),
        group("inside", INSIDE),
        entry("aws_lb.mail", after, unknown=unknown),
        entry("aws_lb_listener.mail", LISTENER, unknown={"load_balancer_arn": True}),
        configuration=(
            block("aws_lb.mail", **expressions),
            block("aws_lb_listener.mail", load_balancer_arn=["aws_lb.mail.arn", "aws_lb.mail"]),
        ),
    )


@pytest.mark.parametrize(
    ("refers_to", "balancer", "verdict"),
    [
        ((), {}, "exposed"),
        ((), {"internal": True}, None),
        ((), {"load_balancer_type": "network", "internal": False, "security_groups": []}, "exposed"),
        (("aws_security_group.open.id", "aws_security_group.open"), {}, "exposed"),
        (("aws_security_group.open.id", "aws_security_group.inside.id"), {}, "exposed"),
        (("aws_security_group.inside.id", "aws_security_group.inside"), {}, "undecided"),
        (("local.groups",), {}, "undecided"),
    ],
)
def test_a_planned_listener(
    tmp_path: Path, refers_to: tuple[str, ...], balancer: dict[str, Any], verdict: str | None
) -> None:
    found = verdicts(tmp_path, listening(*refers_to, **balancer))
    assert found.get("aws_lb_listener.mail") == verdict


@pytest.mark.parametrize(("rule", "verdict"), [(OPEN, "exposed"), (INSIDE, None)])
def test_groups_that_have_ids_already(tmp_path: Path, rule: Any, verdict: str | None) -> None:
    arn = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/net/mail/50dc6c495c0c9188"
    document = plan(
        entry("aws_security_group.mail", {"id": "sg-1", "ingress": [rule]}, actions=["no-op"]),
        entry(
            "aws_lb.mail",
            {
                "id": arn,
                "arn": arn,
                "load_balancer_type": "network",
                "internal": False,
                "security_groups": ["sg-1"],
            },
            actions=["no-op"],
        ),
        entry("aws_lb_listener.mail", {**LISTENER, "load_balancer_arn": arn}),
    )
    assert verdicts(tmp_path, document).get("aws_lb_listener.mail") == verdict


def test_a_load_balancer_that_is_not_in_the_plan(tmp_path: Path) -> None:
    document = plan(
        entry("aws_lb_listener.mail", {**LISTENER, "load_balancer_arn": "arn:aws:…:loadbalancer/net/x/1"})
    )
    assert verdicts(tmp_path, document) == {"aws_lb_listener.mail": "undecided"}

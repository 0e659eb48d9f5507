"""Sensitive values of states and of plans without a configuration are judged and printed nowhere."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import smtp_iac
from smtp_iac.reporters import json as json_reporter
from smtp_iac.reporters import sarif, text

from .plans import entry, plan
from .test_plan_state import managed, state

GROUP, RULE = "aws_security_group.a", "aws_vpc_security_group_ingress_rule.r"
SECRET = "1.2.3.4/0"  # every address, spelled so that it would be seen
WRONG = "hunter2"
LISTED = {"protocol": "tcp", "from_port": 25, "to_port": 25, "cidr_blocks": [SECRET]}
ALONE = {
    "security_group_id": "sg-1",
    "ip_protocol": "tcp",
    "from_port": 25,
    "to_port": 25,
    "cidr_ipv4": SECRET,
}


def printed(folder: Path, document: Any) -> tuple[list[str], str]:
    """The verdicts of SMTP001, and every report."""
    (folder / "plan.json").write_text(json.dumps(document))
    report = smtp_iac.check(["plan.json"], working_directory=str(folder))
    assert not report.unreadable
    verdicts: list[str] = [one.verdict for one in report.findings if one.policy == "SMTP001"]
    return verdicts, "".join(module.render(report) for module in (text, json_reporter, sarif))


@pytest.mark.parametrize("marks", [{"ingress": True}, {"ingress": [{"cidr_blocks": True}]}])
def test_inside_a_group(tmp_path: Path, marks: Any) -> None:
    after = {"id": "sg-1", "ingress": [LISTED]}
    for document in (
        plan(entry(GROUP, after, sensitive=marks)),
        plan(entry(GROUP, after, before=after, actions=["no-op"], sensitive=marks)),
        state(managed(GROUP, after, sensitive_values=marks)),
    ):
        verdicts, everything = printed(tmp_path, document)

        assert verdicts == ["exposed"]
        assert "a sensitive value" in everything
        assert SECRET not in everything


def test_a_rule_by_itself(tmp_path: Path) -> None:
    for document in (
        plan(entry(RULE, ALONE, sensitive={"cidr_ipv4": True})),
        state(managed(RULE, ALONE, sensitive_values={"cidr_ipv4": True})),
    ):
        verdicts, everything = printed(tmp_path, document)
        assert verdicts == ["exposed"] and SECRET not in everything


@pytest.mark.parametrize("name", ["ip_protocol", "from_port", "cidr_ipv4", "security_group_id"])
def test_a_value_that_is_refused(tmp_path: Path, name: str) -> None:
    document = state(managed(RULE, {**ALONE, name: WRONG}, sensitive_values={name: True}))
    assert WRONG not in printed(tmp_path, document)[1]

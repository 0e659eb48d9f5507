"""The plans of fixtures/plans, made by terraform 1.11.4 from the configuration beside them."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from smtp_iac.finding import Finding, Report
from smtp_iac.reading import Inputs
from smtp_iac.scan import scan

PLANS = Path(__file__).parents[2] / "fixtures" / "plans"

EXPOSED = {
    "inline": ["aws_security_group.literal", "aws_security_group.passed", "aws_security_group.secret"],
    "dynamic": ["aws_security_group.mail"],
    "separate": [
        "aws_security_group.halves",
        "aws_security_group_rule.dropped_ports",
        "aws_vpc_security_group_ingress_rule.all",
    ],
    "counted": [
        'aws_security_group.keyed["any where"]',
        'aws_security_group.keyed["half.of[0]"]',
        "aws_vpc_security_group_ingress_rule.pool[0]",
        "aws_vpc_security_group_ingress_rule.pool[1]",
    ],
    "modules": [
        "aws_vpc_security_group_ingress_rule.probe",
        'module.site["b.c[0]"].aws_security_group_rule.smtp',
    ],
    "changes": [
        "aws_security_group.halves",
        "aws_security_group.renamed",
        "aws_security_group.widened",
        "aws_security_group_rule.moved",
        "aws_vpc_security_group_ingress_rule.unchanged",
    ],
    "deltas": [
        "aws_security_group.created",
        "aws_security_group.family",
        "aws_security_group.half",
        "aws_security_group.joined",
        "aws_security_group.new_name",
        "aws_security_group.ports",
        "aws_security_group.unchanged",
        "aws_security_group.widened",
        "aws_security_group_rule.replaced",
        "aws_vpc_security_group_ingress_rule.split",
    ],
    "repeated": [
        "aws_security_group_rule.by_number",
        'aws_vpc_security_group_ingress_rule.half["high"]',
        "aws_vpc_security_group_ingress_rule.renamed",
        "aws_vpc_security_group_ingress_rule.version_6",
        'module.relay["a.b[0]"].aws_security_group_rule.smtp[1]',
        'module.relay["c"].aws_security_group_rule.smtp[1]',
    ],
    "reach": [
        "aws_security_group.broker",
        "aws_security_group.inner",
        "aws_security_group.mx",
        "aws_security_group.nobody",
    ],
    "prefix_lists": [
        "aws_security_group.open",
        "aws_security_group_rule.both",
        "aws_vpc_security_group_ingress_rule.by_module",
    ],
}
UNDECIDED = {
    "inline": [
        "aws_security_group.unknown_cidr",
        "aws_security_group.unknown_cidrs",
        "aws_security_group.unknown_list",
        "aws_security_group.unknown_port",
    ],
    "dynamic": ["aws_security_group.offices"],
    "separate": ["aws_security_group_rule.port", "aws_vpc_security_group_ingress_rule.office"],
    "deltas": [
        "aws_vpc_security_group_ingress_rule.more_partners",
        "aws_vpc_security_group_ingress_rule.partners",
    ],
    "prefix_lists": [
        "aws_vpc_security_group_ingress_rule.literal",
        "aws_vpc_security_group_ingress_rule.of_others",
    ],
}
NAMES = sorted(path.name for path in PLANS.iterdir() if path.is_dir())


def report(path: Path) -> Report:
    found = scan([str(path)], str(PLANS), Inputs()).report
    assert not found.unreadable
    return found


def addresses(found: Report, verdict: str) -> list[str]:
    return sorted(finding.resource for finding in found.findings if finding.verdict == verdict)


@pytest.mark.parametrize("name", NAMES)
def test_what_the_plan_opens(name: str) -> None:
    found = report(PLANS / name / "plan.json")
    assert addresses(found, "exposed") == EXPOSED[name]
    assert addresses(found, "undecided") == UNDECIDED.get(name, [])


@pytest.mark.parametrize("name", NAMES)
def test_the_configuration_says_the_same(name: str) -> None:
    found = report(PLANS / name / "main.tf")
    assert addresses(found, "exposed") == EXPOSED[name]
    assert addresses(found, "undecided") == UNDECIDED.get(name, [])


@pytest.mark.parametrize("name", NAMES)
def test_without_configuration_findings_stand_where_their_entries_begin(name: str, tmp_path: Path) -> None:
    shutil.copy(PLANS / name / "plan.json", tmp_path)
    found = scan([str(tmp_path / "plan.json")], str(tmp_path), Inputs()).report
    assert found.findings
    for finding in found.findings:
        text = finding.span.source.text
        begun, _ = json.JSONDecoder().raw_decode(text, finding.span.start)
        assert begun["address"] == finding.resource
        assert "change" in begun
        assert text[finding.span.start : finding.span.end].endswith(json.dumps(finding.resource))
        assert all("prefix list" in link.what or "prefix_list" in link.what for link in finding.trail)
        assert (
            "the configuration that was planned is not at hand: give --source DIR to see the line"
            in finding.notes
        )


@pytest.mark.parametrize("name", NAMES)
def test_plan_and_configuration_find_the_same_at_the_same_places(name: str) -> None:
    """Each alone, and both together: every rule once, with the fingerprints of the configuration."""
    alone, planned, both = [report(PLANS / name / file).findings for file in ("main.tf", "plan.json", ".")]
    assert places(alone) == places(planned) == places(both)
    assert len(both) == len(alone)
    assert {one.fingerprint for one in both} == {one.fingerprint for one in alone}
    hidden = "the plan marks values of this resource as sensitive"
    assert [one.fingerprint for one in planned if one.verdict == "exposed" and hidden not in one.notes] == [
        one.fingerprint
        for one in alone
        if one.verdict == "exposed" and one.resource != "aws_security_group.secret"
    ]


def places(findings: list[Finding]) -> list[object]:
    """Where the exposures stand, with their trails."""
    return [
        (one.root, one.resource, one.span.sort_key, [link.span.sort_key for link in one.trail])
        for one in findings
        if one.verdict == "exposed"
    ]


def test_the_missing_input_is_named() -> None:
    [missing] = [
        missing
        for finding in report(PLANS / "inline" / "plan.json").findings
        for missing in finding.missing
        if finding.resource == "aws_security_group.unknown_cidr"
    ]
    assert missing.what == "aws_security_group.unknown_cidr.ingress[0].cidr_blocks[1]"
    assert missing.why == "is not known before apply"


def test_every_action_is_among_the_changes() -> None:
    document = json.loads((PLANS / "changes" / "plan.json").read_bytes())
    actions = {tuple(one["change"]["actions"]) for one in document["resource_changes"]}
    assert actions == {("update",), ("delete",), ("no-op",), ("delete", "create"), ("create", "delete")}


def test_no_place_of_a_machine_is_in_a_plan() -> None:
    for name in NAMES:
        text = (PLANS / name / "plan.json").read_text(encoding="utf-8")
        assert "/tmp" not in text and os.path.expanduser("~") not in text

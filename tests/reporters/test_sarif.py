"""The sarif document: valid against the schema of OASIS, and its fields as docs/report.md promises.

tests/data/sarif-schema-2.1.0.json is the schema of SARIF 2.1.0 (errata 01) as OASIS publishes it, unchanged:
https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json, copyright OASIS
Open, used under the OASIS IPR policy, which allows copying it to help its implementation. It is used by this
test only and is no part of the package.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator

from smtp_iac.policy import our_own
from smtp_iac.reporters import Options, sarif
from smtp_iac.source import Unreadable

from .reports import REPORTS, finding, report, source, span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from smtp_iac.finding import PolicyText

SCHEMA = json.loads((Path(__file__).parents[1] / "data" / "sarif-schema-2.1.0.json").read_text("utf-8"))
VALIDATOR = Draft4Validator(SCHEMA)


def run(name: str, options: Options | None = None) -> dict[str, Any]:
    document = json.loads(sarif.render(REPORTS[name](), options or Options()))
    found: dict[str, Any] = document["runs"][0]
    return found


def result(name: str, resource: str) -> dict[str, Any]:
    return next(r for r in run(name)["results"] if r["properties"]["resource"] == resource)


@pytest.mark.parametrize("name", sorted(REPORTS))
def test_every_report_is_valid(name: str) -> None:
    document = json.loads(sarif.render(REPORTS[name](), Options(exit_code=1)))
    VALIDATOR.validate(document)
    assert document["version"] == "2.1.0"
    assert len(document["runs"]) == 1


def test_our_own_policies_are_rules() -> None:
    policies: list[PolicyText] = list(our_own())
    document = json.loads(sarif.render(report([], policies=policies)))
    VALIDATOR.validate(document)
    rule = document["runs"][0]["tool"]["driver"]["rules"][0]
    assert rule["id"] == "SMTP001"
    assert rule["help"]["text"].startswith("List the addresses of the mail relays")
    assert "- CWE-668" in rule["help"]["text"]


def test_the_schema_refuses_a_wrong_document() -> None:
    document = json.loads(sarif.render(REPORTS["exposed"]()))
    document["runs"][0]["results"][0]["level"] = "high"
    assert not VALIDATOR.is_valid(document)


def test_levels_follow_the_severity_and_undecided_is_a_note_that_fails() -> None:
    exposed = {r["properties"]["resource"]: r for r in run("exposed")["results"]}
    assert exposed["x.critical"]["level"] == "error"
    assert exposed["aws_vpc_security_group_ingress_rule.relay"]["level"] == "warning"
    waiting = result("undecided", "g.two")
    assert (waiting["kind"], waiting["level"], waiting["properties"]["verdict"]) == (
        "fail",
        "note",
        "undecided",
    )
    assert [entry["what"] for entry in waiting["properties"]["missing"]] == [
        "var.env",
        "var.cidrs",
        "function cidrsubnets",
    ]


def test_a_rule_index_points_at_its_rule() -> None:
    found = run("exposed")
    rules = found["tool"]["driver"]["rules"]
    assert {rules[r["ruleIndex"]]["id"] == r["ruleId"] for r in found["results"]} == {True}
    assert rules[0]["properties"]["security-severity"] == "8.0"


def test_the_code_flow_is_the_trail_and_ends_at_the_primary_place() -> None:
    found = result("exposed", "module.mx.aws_security_group.mx")
    steps = [s["location"] for s in found["codeFlows"][0]["threadFlows"][0]["locations"]]
    assert [s["physicalLocation"]["artifactLocation"]["uri"] for s in steps] == [
        "mail/terraform.tfvars",
        "mail/main.tf",
        "mx/main.tf",
    ]
    assert steps[-1]["physicalLocation"] == found["locations"][0]["physicalLocation"]
    keyed = result("folded", 'aws_security_group.map["b"]')
    steps = [s["location"] for s in keyed["codeFlows"][0]["threadFlows"][0]["locations"]]
    assert len(steps) == 2
    assert steps[-1]["physicalLocation"] == keyed["locations"][0]["physicalLocation"]


def test_related_places_and_fingerprint() -> None:
    found = result("exposed", "module.mx.aws_security_group.mx")
    assert [place["message"]["text"] for place in found["relatedLocations"]] == ['also admitted: "::/0"']
    assert found["partialFingerprints"] == {"smtpIacFingerprint/v1": "f-module.mx.aws_security_group.mx"}


def test_paths_are_relative_percent_encoded_and_name_no_machine() -> None:
    artifact = result("shapes", "wide")["locations"][0]["physicalLocation"]["artifactLocation"]
    assert artifact == {"uri": "%E5%AF%84.tf", "uriBaseId": "%SRCROOT%"}
    assert all("/estate" not in sarif.render(build()) for build in REPORTS.values())


def test_odd_file_names_are_uris() -> None:
    for name, uri in {
        "a b#c?.tf": "a%20b%23c%3F.tf",
        "c:d.tf": "c%3Ad.tf",
        "caf\udce9.tf": "caf%E9.tf",
    }.items():
        src = source(name, "x")
        document = json.loads(sarif.render(report([finding(span(src, "x"), "x")])))
        place = document["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
        assert place["artifactLocation"]["uri"] == uri


def test_a_file_outside_the_root_is_described_and_not_named() -> None:
    document = json.loads(sarif.render(report([], unreadable=[Unreadable("/else where/x.tf", 1, "broken")])))
    place = document["runs"][0]["invocations"][0]["toolExecutionNotifications"][0]["locations"][0]
    assert place["physicalLocation"]["artifactLocation"] == {
        "description": {"text": "x.tf, outside of the repository"}
    }


def test_text_of_a_file_is_neither_a_placeholder_nor_a_link() -> None:
    src = source("x.tf", "x")
    found = finding(span(src, "x"), "x", "opened by ${var.x}{0} [here](https://example.org)")
    document = json.loads(sarif.render(report([found])))
    assert document["runs"][0]["results"][0]["message"] == {
        "text": "opened by ${{var.x}}{{0}} [here] (https://example.org)"
    }


def test_what_could_not_be_read_is_a_notification_and_no_success() -> None:
    invocation = run("unreadable", Options(exit_code=2))["invocations"][0]
    assert invocation["executionSuccessful"] is False
    assert invocation["exitCode"] == 2
    notes = invocation["toolExecutionNotifications"]
    assert [(n["descriptor"]["id"], n["level"]) for n in notes] == [
        ("unreadable", "error"),
        ("unreadable", "error"),
        ("diagnostic", "note"),
        ("diagnostic", "note"),
    ]
    assert notes[0]["locations"][0]["physicalLocation"]["region"] == {"startLine": 7}
    assert "region" not in notes[1]["locations"][0]["physicalLocation"]
    clear = run("clear")["invocations"][0]
    assert clear["executionSuccessful"] is True
    assert "exitCode" not in clear


def test_hidden_findings_are_left_out() -> None:
    assert run("undecided", Options(undecided="hide"))["results"] == []

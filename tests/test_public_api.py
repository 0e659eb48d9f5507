"""`smtp_iac.check`: the pipeline as a function."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import smtp_iac
from smtp_iac.discover import NoSuchPath
from smtp_iac.finding import Report
from smtp_iac.policy import PolicyError

from .commands import CLEAR, PLANTED, ingress
from .walking import put

POLICY = """\
id: TEST001
name: production lets in everybody
severity: critical
gate: false
where: $[?(@.attributes.tags.env == "prod")]
asks: internet-can-open
ports: [25]
rationale: why
remediation: what
references: [CWE-668]
"""


def group(name: str, tags: str) -> str:
    return ingress('["0.0.0.0/0"]', name).replace("{\n", f"{{\n  tags = {tags}\n", 1)


def resources(report: Report, verdict: str) -> list[str]:
    return [finding.resource for finding in report.findings if finding.verdict == verdict]


def test_a_report_and_not_a_word(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    put(tmp_path, {"a.tf": PLANTED + CLEAR, "b.tf": 'x = "'})
    report = smtp_iac.check(["."], working_directory=str(tmp_path))
    assert isinstance(report, Report)
    assert resources(report, "exposed") == ["aws_security_group.planted"]
    assert [(each.path, each.line) for each in report.unreadable] == [(str(tmp_path / "b.tf"), 1)]
    assert (report.files, report.resources_judged) == (2, 2)
    assert capfd.readouterr() == ("", "")


def test_the_working_directory_is_the_processes_own_unless_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, {"a/a.tf": PLANTED})
    monkeypatch.chdir(tmp_path)
    (finding,) = smtp_iac.check(["a"]).findings
    (other,) = smtp_iac.check(["."], working_directory="a").findings
    assert finding.fingerprint != "" and finding.span.line == other.span.line == 6


def test_variables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, {"a.tf": 'variable "c" {\n  type = list(string)\n}\n' + ingress("var.c")})
    put(tmp_path, {"closed": 'c = ["10.0.0.0/8"]\n'})
    monkeypatch.setenv("TF_VAR_c", '["0.0.0.0/0"]')  # the environment is the command line's affair

    def verdicts(*variables: tuple[str, str]) -> list[str]:
        report = smtp_iac.check(["."], working_directory=str(tmp_path), variables=variables)
        return [finding.verdict for finding in report.findings]

    assert verdicts() == ["undecided"]
    assert verdicts(("var", 'c=["0.0.0.0/0"]')) == ["exposed"]
    assert verdicts(("var", 'c=["0.0.0.0/0"]'), ("file", "closed")) == []
    assert verdicts(("file", "closed"), ("var", 'c=["0.0.0.0/0"]')) == ["exposed"]


def test_a_path_that_does_not_exist(tmp_path: Path) -> None:
    with pytest.raises(NoSuchPath):
        smtp_iac.check(["missing"], working_directory=str(tmp_path))


# --- policies of one's own --------------------------------------------------------------------------


def judged(folder: Path, text: str, policy: str = POLICY, **more: Any) -> Report:
    put(folder, {"infra/a.tf": text, "policies/TEST001.yaml": policy})
    return smtp_iac.check(
        ["infra"],
        working_directory=str(folder),
        policies=str(folder / "policies"),
        only_policies=("TEST001",),
        **more,
    )


def test_where_selects_one_of_two_groups(tmp_path: Path) -> None:
    text = group("staging", '{ env = "staging" }') + group("prod", '{ env = "prod" }') + PLANTED
    report = judged(tmp_path, text)
    (finding,) = report.findings
    assert (finding.policy, finding.verdict, finding.resource) == (
        "TEST001",
        "exposed",
        "aws_security_group.prod",
    )
    assert (finding.severity, finding.gates) == ("critical", False)


def test_where_meets_an_unknown(tmp_path: Path) -> None:
    text = 'variable "env" {}\n' + group("asked", "{ env = var.env }")
    (finding,) = judged(tmp_path, text).findings
    assert (finding.verdict, finding.resource) == ("undecided", "aws_security_group.asked")
    assert [missing.what for missing in finding.missing] == ["var.env"]


def test_where_is_decided_once_the_input_is_there(tmp_path: Path) -> None:
    text = 'variable "env" {}\n' + group("asked", "{ env = var.env }")
    exposed = judged(tmp_path, text, variables=[("var", "env=prod")])
    assert resources(exposed, "exposed") == ["aws_security_group.asked"]
    assert judged(tmp_path, text, variables=[("var", "env=staging")]).findings == []


def test_where_is_asked_of_each_option(tmp_path: Path) -> None:
    text = 'variable "live" {\n  type = bool\n}\n' + group("asked", '{ env = var.live ? "prod" : "test" }')
    (finding,) = judged(tmp_path, text).findings
    assert finding.verdict == "undecided"
    assert "var.live" in finding.message


def test_an_unknown_that_where_does_not_look_at(tmp_path: Path) -> None:
    text = 'variable "name" {}\n' + group("asked", '{ env = "prod" }').replace(
        "{\n", "{\n  name = var.name\n", 1
    )
    assert resources(judged(tmp_path, text), "exposed") == ["aws_security_group.asked"]


@pytest.mark.parametrize(
    ("policy", "line"),
    [
        (POLICY.replace("severity: critical", "severity: dreadful"), 3),
        (POLICY.replace("internet-can-open", "no-such-question"), 6),
        (POLICY.replace('"prod")]', '"prod"'), 5),
        (POLICY.replace("ports: [25]", "ports: 25"), 7),
        (POLICY + "more: 1\n", 11),
        ("[", 1),
    ],
)
def test_a_broken_policy(tmp_path: Path, policy: str, line: int) -> None:
    with pytest.raises(PolicyError) as caught:
        judged(tmp_path, PLANTED, policy)
    assert caught.value.path == str(tmp_path / "policies" / "TEST001.yaml")
    assert caught.value.line == line


def test_a_directory_of_policies_that_does_not_exist(tmp_path: Path) -> None:
    put(tmp_path, {"a.tf": PLANTED})
    with pytest.raises(PolicyError):
        smtp_iac.check(["."], working_directory=str(tmp_path), policies=str(tmp_path / "missing"))


def test_ours_load() -> None:
    from smtp_iac.scan import load_policies

    assert "SMTP001" in [policy.id for policy in load_policies(None)]

"""The path `-`."""

from __future__ import annotations

import gzip
import io
import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

import smtp_iac
from smtp_iac.reporters import Options, sarif, text

from .commands import command, environment
from .terraform.plans import entry, plan

OPEN = {"protocol": "-1", "cidr_blocks": ["0.0.0.0/0"]}
PLAN = json.dumps(plan(entry("aws_security_group.a", {"ingress": [OPEN], "name": "é"})), ensure_ascii=False)
TEMPLATE = "Resources:\n  A:\n    Type: AWS::EC2::SecurityGroupIngress\n    Properties:\n"
TEMPLATE += "      {GroupId: sg-1, IpProtocol: '-1', CidrIp: 0.0.0.0/0}\n"


class Input(io.TextIOWrapper):
    def __init__(self, data: bytes, terminal: bool = False) -> None:
        super().__init__(io.BytesIO(data))
        self.terminal = terminal

    def isatty(self) -> bool:
        return self.terminal


def check(monkeypatch: pytest.MonkeyPatch, folder: Path, data: bytes, *paths: str, **how: Any) -> Any:
    monkeypatch.setattr("sys.stdin", Input(data, **how))
    return smtp_iac.check(paths or ["-"], working_directory=str(folder))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("content", [PLAN, TEMPLATE], ids=["plan", "template"])
def test_what_is_piped_in(monkeypatch: Any, tmp_path: Path, content: str, encoding: str) -> None:
    report = check(monkeypatch, tmp_path, content.encode(encoding))
    assert report.count("exposed") == 1 and not report.unreadable
    assert report.findings[0].root == "<stdin>"


def test_packed(monkeypatch: Any, tmp_path: Path) -> None:
    assert check(monkeypatch, tmp_path, gzip.compress(PLAN.encode())).count("exposed") == 1


def test_beside_files(monkeypatch: Any, tmp_path: Path) -> None:
    (tmp_path / "plan.json").write_text(PLAN, encoding="utf-8")
    report = check(monkeypatch, tmp_path, PLAN.encode(), "-", ".")
    assert sorted(finding.root for finding in report.findings) == ["<stdin>", "plan.json"]


def test_reports_name_no_file_that_is_not_there(monkeypatch: Any, tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "sub").mkdir()
    report = check(monkeypatch, tmp_path / "sub", PLAN.encode())
    assert "--> <stdin>:1:" in text.render(report)
    [result] = json.loads(sarif.render(report, Options()))["runs"][0]["results"]
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"description": {"text": "standard input"}}


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \n", "empty"),
        (b"{}", "no plan, state or template"),
        (b"Error: no such plan\n", "no plan, state or template"),
        (b'resource "aws_security_group" "a" {}\n', "Terraform's language is read from its directory"),
        (PLAN.encode()[:-9], "cut off"),
        (b"\xff\x00\x01", "not UTF-8"),
        (b"PK\x03\x04\x14\x00tfplan", "terraform show -json"),
        (b'{"version": 4, "serial": 1, "lineage": "a", "resources": []}', "terraform show -json"),
    ],
)
def test_what_is_nothing_of_ours(monkeypatch: Any, tmp_path: Path, data: bytes, reason: str) -> None:
    [unreadable] = check(monkeypatch, tmp_path, data).unreadable
    assert reason in unreadable.reason and "\n" not in unreadable.reason


def test_a_terminal_is_not_waited_for(monkeypatch: Any, tmp_path: Path) -> None:
    [unreadable] = check(monkeypatch, tmp_path, b"", terminal=True).unreadable
    assert "a terminal" in unreadable.reason
    monkeypatch.setattr("sys.stdin", None)
    [unreadable] = smtp_iac.check(["-"], working_directory=str(tmp_path)).unreadable
    assert "closed" in unreadable.reason


def run(*arguments: str, data: str = PLAN) -> tuple[int, str, str]:
    done = subprocess.run(
        command("check", *arguments),
        input=data.encode(),
        capture_output=True,
        check=False,
        env=environment(),
    )
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def test_the_command() -> None:
    assert run("-")[0] == 1
    assert run("-", data=PLAN.replace("0.0.0.0/0", "10.0.0.0/8"))[0] == 0
    code, printed, _ = run("-", data="")
    assert code == 2 and "<stdin>: standard input is empty" in printed
    code, _, said = run("-", "-")
    assert code == 2 and "once only" in said

"""Our own policies: the table and the page are those of the files, and every example is judged."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import smtp_iac
from smtp_iac.policy import Example, Policy

from . import policy_pages
from .commands import CLEAR, PLANTED, check, ingress, run
from .walking import put

OURS = policy_pages.ours()
IDS = [policy.id for policy in OURS]
ADVISE = {"SMTP002", "SMTP003", "SMTP005"}
EXAMPLES = [(policy, example) for policy in OURS for example in policy.examples]
NAMES = {"terraform": "main.tf", "cloudformation": "template.yaml"}
WIDE = ingress('["52.0.0.0/8"]', "wide")
COPIED = ingress('["203.0.113.0/24"]', "copied")

TEAM = """\
id: MAIL001
name: everybody can open TCP {port} (submission)
severity: low
gate: true
asks: internet-can-open
ports: [465, 587]
rationale: why
remediation: what
references: [ours]
"""


def test_the_table_and_the_page_are_made_of_the_files() -> None:
    """After a change of a policy: `python -m tests.policy_pages`."""
    assert policy_pages.TABLE.read_text("utf-8") == policy_pages.table()
    assert policy_pages.PAGE.read_text("utf-8") == policy_pages.page()


@pytest.mark.parametrize("policy", OURS, ids=IDS)
def test_a_policy_of_ours_is_complete(policy: Policy) -> None:
    assert policy.gate is (policy.id not in ADVISE)
    assert "{port}" in policy.title
    assert policy.ports == (), "its ports are those that a run asks about"
    assert {example.language for example in policy.examples} == set(NAMES)
    assert policy.references
    text = f"{policy.rationale} {policy.remediation}"
    assert text.isascii()


@pytest.mark.parametrize("policy", [one for one in OURS if one.id != "SMTP005"], ids=lambda one: one.id)
def test_the_rationale_is_what_a_security_team_needs(policy: Policy) -> None:
    words = policy.rationale.lower()
    assert "spam" in words
    assert "relay" in words
    assert "intercept" in words
    assert "scan" in words
    assert "den" in words
    assert "service" in words


@pytest.mark.parametrize(
    ("policy", "example"), EXAMPLES, ids=[f"{policy.id}-{example.language}" for policy, example in EXAMPLES]
)
def test_an_example_is_found_and_what_to_write_instead_is_silent(
    tmp_path: Path, policy: Policy, example: Example
) -> None:
    name = NAMES[example.language]
    put(tmp_path, {f"bad/{name}": example.finds + "\n", f"good/{name}": example.instead + "\n"})
    found = smtp_iac.check(["bad"], working_directory=str(tmp_path))
    assert [(one.policy, one.verdict == "undecided") for one in found.findings] == [(policy.id, False)]
    silent = smtp_iac.check(["good"], working_directory=str(tmp_path))
    assert silent.findings == []
    assert silent.resources_judged
    assert not (found.unreadable or silent.unreadable or found.diagnostics or silent.diagnostics)


# --- what gates and what advises --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "arguments", "code"),
    [
        (PLANTED, [], 1),
        (WIDE, [], 0),
        (COPIED, [], 0),
        (WIDE, ["--gate", "SMTP002"], 1),
        (WIDE, ["--gate", "SMTP005, SMTP001"], 0),
        (COPIED, ["--gate", "all"], 1),
        (WIDE, ["--gate=all", "--only-policies=SMTP001"], 0),
        (PLANTED, ["--gate", "SMTP002"], 0),
        (PLANTED, ["--only-policies", "SMTP002,SMTP005"], 0),
        (CLEAR, ["--gate", "all"], 0),
    ],
)
def test_exit_codes(tmp_path: Path, text: str, arguments: list[str], code: int) -> None:
    put(tmp_path, {"a.tf": text})
    assert run(tmp_path, "check", *arguments).code == code


UNKNOWN_SIZE = 'variable "ip" {}\n' + ingress('["${var.ip}/8"]')


@pytest.mark.parametrize(
    ("arguments", "code"),
    [([], 0), (["--undecided=fail"], 0), (["--undecided=fail", "--gate=SMTP002"], 1), (["--gate=all"], 0)],
)
def test_undecided_advice_fails_only_where_it_gates(tmp_path: Path, arguments: list[str], code: int) -> None:
    put(tmp_path, {"a.tf": UNKNOWN_SIZE})
    ran = check(tmp_path, *arguments)
    assert [(one["policy"], one["verdict"]) for one in ran.report["findings"]] == [("SMTP002", "undecided")]
    assert ran.code == code


def test_what_gates_comes_first(tmp_path: Path) -> None:
    put(tmp_path, {"a.tf": WIDE, "b.tf": PLANTED, "c.tf": 'variable "c" {}\n' + ingress("var.c")})

    def order(*arguments: str) -> list[tuple[str, str]]:
        findings = check(tmp_path, *arguments).report["findings"]
        return [(one["policy"], one["verdict"]) for one in findings]

    first, last = [("SMTP001", "exposed"), ("SMTP001", "undecided")], [("SMTP002", "advised")]
    assert order() == first + last
    assert order("--gate", "SMTP002") == last + first
    text = run(tmp_path, "check").out
    assert text.index("error[SMTP001]") < text.index("undecided[SMTP001]") < text.index("advice[SMTP002]")
    assert "1 exposed, 1 advised, 1 undecided" in text
    assert "error[SMTP002]" in run(tmp_path, "check", "--gate", "SMTP002").out


def test_what_cannot_be_looked_into_is_said_once(tmp_path: Path) -> None:
    put(tmp_path, {"a.tf": 'module "m" {\n  source = "somebody/module/aws"\n}\n'})
    findings = check(tmp_path).report["findings"]
    assert [(one["policy"], one["verdict"], one["gates"]) for one in findings] == [
        ("SMTP001", "undecided", True)
    ]


# --- ports ------------------------------------------------------------------------------------------


def rule(first: int, last: int, name: str) -> str:
    return PLANTED.replace("planted", name).replace("from_port = 25", f"from_port = {first}").replace(
        "to_port = 25", f"to_port = {last}"
    )  # fmt: skip


def test_a_finding_says_which_ports_are_open(tmp_path: Path) -> None:
    put(tmp_path, {"a.tf": rule(465, 465, "one") + rule(0, 1000, "three") + rule(26, 400, "none")})
    findings = {
        one["resource"].rpartition(".")[2]: one
        for one in check(tmp_path, "--ports", "25,465, 587,2525").report["findings"]
    }
    assert {name: one["ports"] for name, one in findings.items()} == {"one": [465], "three": [25, 465, 587]}
    assert findings["one"]["message"].startswith("the whole internet can open TCP 465 (SMTP): ")
    assert findings["three"]["message"].startswith("the whole internet can open TCP 25, 465 and 587 (SMTP): ")
    fix = run(tmp_path, "check", "--ports", "25,465,587").out
    assert "the mail relays that need port 465, or remove" in fix
    assert "the mail relays that need ports 25, 465 or 587, or remove" in fix
    assert [one["ports"] for one in check(tmp_path).report["findings"]] == [[25]]


def test_ports_of_something_else_than_mail(tmp_path: Path) -> None:
    put(tmp_path, {"a.tf": rule(22, 22, "one")})
    done = run(tmp_path, "check", "--ports", "22").out
    assert done.startswith("error[SMTP001]: the whole internet can open TCP 22: aws_security_group")
    assert "the hosts that need port 22, or remove" in done


def test_ports_are_asked_one_by_one(tmp_path: Path) -> None:
    """A rule that opens one of them hides no group that opens another."""
    lower = rule(587, 587, "x").replace("0.0.0.0/0", "0.0.0.0/1")
    group = lower.replace("\n  }\n}\n", "\n  }\n")
    for text in (lower.replace("0.0.0.0/1", "128.0.0.0/1"), rule(25, 25, "x")):
        group += text.partition("\n")[2].replace("\n  }\n}\n", "\n  }\n")
    put(tmp_path, {"a.tf": group + "}\n"})
    findings = check(tmp_path, "--ports", "25,587", "--only-policies", "SMTP001").report["findings"]
    assert sorted(one["ports"] for one in findings) == [[25], [587]]


def test_undecided_ports(tmp_path: Path) -> None:
    put(tmp_path, {"a.tf": 'variable "port" {}\n' + PLANTED.replace("= 25", "= var.port")})
    (finding,) = check(tmp_path, "--ports", "25,587").report["findings"]
    assert finding["ports"] == [25, 587]
    assert finding["message"].startswith("undecided whether the whole internet can open TCP 25 or 587 (SMTP)")


@pytest.mark.parametrize(
    "ports", ["", "25,", "smtp", "65536", "-1", "025", "25;587", "٢٥", "2" * 5000, "1.5"]
)
def test_bad_ports_are_wrong_usage(tmp_path: Path, ports: str) -> None:
    put(tmp_path, {"a.tf": PLANTED})
    ran = run(tmp_path, "check", f"--ports={ports}")
    assert (ran.code, ran.out) == (2, "")
    assert "is not a port, 0 to 65535" in ran.err


def test_many_ports_are_wrong_usage(tmp_path: Path) -> None:
    ran = run(tmp_path, "check", "--ports", ",".join(map(str, range(101))))
    assert (ran.code, ran.out) == (2, "")
    assert "more than 100 ports" in ran.err


# --- a team's own policies --------------------------------------------------------------------------


def test_a_team_s_policies_are_asked_beside_ours(tmp_path: Path) -> None:
    put(tmp_path, {"infra/a.tf": rule(0, 1000, "all"), "policies/MAIL001.yaml": TEAM})
    ran = check(tmp_path, "infra", "--policies", "policies", "--ports", "2525,25")
    assert [(one["policy"], one["ports"]) for one in ran.report["findings"]] == [
        ("SMTP001", [25]),
        ("MAIL001", [465, 587]),  # its own, whatever --ports says
    ]
    ran = check(tmp_path, "infra", "--policies", "policies", "--only-policies", "MAIL001")
    assert [one["policy"] for one in ran.report["findings"]] == ["MAIL001"]
    assert ran.code == 1


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ("types: [aws_security_group]\n", ["inline", "web"]),
        ("types: [aws_security_group_rule]\n", ["separate"]),
        ("types: [aws_security_group_rule]\nwhere: '$[?(@.attributes.type == \"egress\")]'\n", []),
        ("where: '$[?(@.attributes.name == \"web\")]'\n", ["web"]),
        ("protocol: udp\n", []),
        ("protocol: any\n", ["inline", "separate", "web"]),
    ],
)
def test_what_a_policy_means(tmp_path: Path, more: str, found: list[str]) -> None:
    separate = (
        'resource "aws_security_group_rule" "separate" {\n  type = "ingress"\n  security_group_id = "sg-1"\n'
        '  protocol = "tcp"\n  from_port = 0\n  to_port = 600\n  cidr_blocks = ["0.0.0.0/0"]\n}\n'
    )
    web = rule(587, 587, "web").replace("{\n", '{\n  name = "web"\n', 1)
    put(tmp_path, {"infra/a.tf": rule(587, 587, "inline") + separate + web})
    put(tmp_path, {"policies/MAIL001.yaml": TEAM + more})
    report = smtp_iac.check(
        ["infra"], working_directory=str(tmp_path), policies=str(tmp_path / "policies"),
        only_policies=["MAIL001"],
    )  # fmt: skip
    assert sorted(one.resource.rpartition(".")[2] for one in report.findings) == found


@pytest.mark.parametrize(
    ("files", "arguments", "said"),
    [
        (
            {"p/SMTP001.yaml": TEAM.replace("MAIL001", "SMTP001")},
            ["--policies=p"],
            "SMTP001.yaml:1: id: 'SMTP",
        ),
        ({"p/MAIL001.yaml": TEAM + "x: 1\n"}, ["--policies=p"], "MAIL001.yaml:10: x: is no key here"),
        (
            {"p/MAIL001.yaml": TEAM + "types: [x]\n"},
            ["--policies=p"],
            "no resource type; they are AWS::EC2::",
        ),
        ({}, ["--policies=missing"], "missing:1: cannot be read"),
        ({}, ["--gate=SMTP009"], "no policy is called 'SMTP009'; they are SMTP001, SMTP002"),
        ({}, ["--only-policies=MAIL001"], "no policy is called 'MAIL001'"),
        ({}, ["--only-policies=all"], "no policy is called 'all'"),
        ({}, ["--gate=SMTP001,"], "is not POLICY"),
    ],
)
@pytest.mark.parametrize("command", [["check"], ["policies"]])
def test_mistakes(
    tmp_path: Path, files: dict[str, Any], arguments: list[str], said: str, command: list[str]
) -> None:
    put(tmp_path, {"README": "nothing to judge", **files})
    ran = run(tmp_path, *command, *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err


# --- policies and explain ---------------------------------------------------------------------------


def test_the_list(tmp_path: Path) -> None:
    lines = run(tmp_path, "policies").out.splitlines()
    assert [line.split()[0] for line in lines] == IDS
    assert lines[0] == "SMTP001  high    gates    the whole internet can open TCP 25 (SMTP)"
    assert lines[1].split()[1:3] == ["medium", "advises"]
    put(tmp_path, {"p/MAIL001.yaml": TEAM})
    more = run(
        tmp_path, "policies", "--policies", "p", "--gate", "MAIL001", "--ports", "587"
    ).out.splitlines()
    assert more[0].split()[:3] == ["MAIL001", "low", "gates"]
    assert more[1].split()[2] == "advises"
    assert "TCP 587" in more[1]
    listed = json.loads(run(tmp_path, "policies", "--format", "json").out)
    assert [one["id"] for one in listed] == IDS
    assert (listed[0]["ports"], listed[0]["gate"]) == ([25], True)


def test_pages(tmp_path: Path) -> None:
    ran = run(tmp_path, "explain", *reversed(IDS))
    assert ran.code == 0
    starts = [line.partition(":")[0] for line in ran.out.splitlines() if line.startswith("SMTP")]
    assert starts == IDS
    assert max(map(len, ran.out.splitlines())) <= 110
    assert ran.out.isascii()
    page = run(tmp_path, "explain", "SMTP001").out
    for heading in ("Why", "Found in Terraform", "Instead in CloudFormation", "What to do", "References"):
        assert heading in page.splitlines()
    assert '        cidr_blocks = ["0.0.0.0/0"]' in page


def test_a_page_of_a_team_s(tmp_path: Path) -> None:
    put(tmp_path, {"p/MAIL001.yaml": TEAM.replace("why", "\\e[2J why")})
    ran = run(tmp_path, "explain", "MAIL001", "--policies", "p")
    assert ran.out.startswith("MAIL001: everybody can open TCP 465 or 587 (submission)\n")
    assert ran.code == 0


@pytest.mark.parametrize("arguments", [["SMTP009"], ["SMTP001", "smtp002"]])
def test_a_page_that_there_is_not(tmp_path: Path, arguments: list[str]) -> None:
    ran = run(tmp_path, "explain", *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert f"no policy is called {arguments[-1]!r}; they are {', '.join(IDS)}" in ran.err

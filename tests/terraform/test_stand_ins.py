"""terraform-aws-modules/security-group/aws without its code: its table, its releases, what is said of it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from smtp_iac.formats.terraform.stand_ins.releases import NAMES, row_of, table
from smtp_iac.formats.terraform.stand_ins.security_group import parts
from smtp_iac.source import Tree
from tests.commands import Run, check, run
from tests.walking import put

REGISTRY = "terraform-aws-modules/security-group/aws"
GITHUB = "github.com/terraform-aws-modules/terraform-aws-security-group"
FIXTURE = Path(__file__).parents[2] / "fixtures/terraform/shipped_table"
OPEN = 'ingress_cidr_blocks = ["0.0.0.0/0"]\n  ingress_rules = ["smtp-tcp"]'


def call(arguments: str = OPEN, version: str = "", source: str = REGISTRY, name: str = "mail") -> str:
    line = f'  version = "{version}"\n' if version else ""
    return f'module "{name}" {{\n  source = "{source}"\n{line}  name = "mail"\n  {arguments}\n}}\n'


def judged(folder: Path, text: str) -> Run:
    put(folder, {"main.tf": text})
    return check(folder)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (REGISTRY, ("", None)),
        (f"registry.terraform.io/{REGISTRY}", ("", None)),
        (f"registry.opentofu.org/{REGISTRY}//modules/smtp", ("smtp", None)),
        (GITHUB, ("", "")),
        (f"{GITHUB}//modules/https-443?ref=v5.1.0", ("https-443", "v5.1.0")),
        (f"git::https://{GITHUB}.git?depth=1&ref=v5.1.0", ("", "v5.1.0")),
        (f"git::https://{GITHUB}?ref=refs/tags/v4.0.0", ("", "v4.0.0")),
        (f"git::ssh://git@{GITHUB}.git//modules/ssh", ("ssh", "")),
        (f"git@{GITHUB.replace('/', ':', 1)}.git?ref=v5.3.1", ("", "v5.3.1")),
        (f"git::git@{GITHUB.replace('/', ':', 1)}.git?ref=master", ("", "")),
        (f"app.terraform.io/{REGISTRY}", None),
        ("terraform-aws-modules/security-group/google", None),
        ("someone/security-group/aws", None),
        (f"{REGISTRY}//wrappers", None),
        (f"{REGISTRY}//modules/smtp/inner", None),
        ("github.com/someone/terraform-aws-security-group", None),
        (f"{GITHUB}-copy", None),
        ("./security-group", None),
    ],
)
def test_sources(source: str, expected: tuple[str, str | None] | None) -> None:
    assert parts(source) == expected


@pytest.mark.parametrize("version", ["", "5.3.1", "~> 5.0", ">= 4.3.0", ">= 3.0", "> 4.0, < 5.0", "!= 5.0.0"])
def test_releases_that_know_the_rule(tmp_path: Path, version: str) -> None:
    """A release without the rule refuses it, so that it is not the one that is deployed."""
    found = judged(tmp_path, call(version=version))
    assert (found.code, found.exposed) == (1, ["module.mail.aws_security_group_rule.ingress_rules[0]"])


@pytest.mark.parametrize("version", ["3.18.0", "~> 3.0", "< 4.3"])
def test_releases_that_do_not(tmp_path: Path, version: str) -> None:
    found = judged(tmp_path, call(version=version))
    assert (found.exposed, len(found.undecided)) == ([], 1)
    assert 'there is no "smtp-tcp" in the rules of' in found.report["findings"][0]["missing"][0]["why"]


@pytest.mark.parametrize("version", [">= 6.0", "0.1.0", "1.25.0", "no version"])
def test_releases_that_are_not_in_the_table(tmp_path: Path, version: str) -> None:
    found = judged(tmp_path, call(version=version))
    assert (found.exposed, found.undecided) == ([], ["module.mail"])
    why = found.report["findings"][0]["missing"][0]["why"]
    assert f'has releases 2.0.0 to 5.3.1, and no "{version}"' in why


LIST = """resource "aws_ec2_managed_prefix_list" "everyone" {
  name = "everyone"
  entry {
    cidr = "0.0.0.0/0"
  }
}
"""
BESIDE = """ingress_prefix_list_ids  = [aws_ec2_managed_prefix_list.everyone.id]
  ingress_with_cidr_blocks = [{ rule = "smtp-tcp", cidr_blocks = "10.0.0.0/8" }]"""


@pytest.mark.parametrize(
    ("version", "exposed", "undecided"),
    [("5.1.2", 1, 0), ("5.2.0", 0, 0), ("~> 4.9", 1, 0), ("~> 5.0", 0, 1)],
)
def test_what_releases_answer_differently(tmp_path: Path, version: str, exposed: int, undecided: int) -> None:
    """Until 5.2.0, a rule with CIDRs let in the prefix lists of all rules besides."""
    found = judged(tmp_path, LIST + call(BESIDE, version))
    assert (len(found.exposed), len(found.undecided)) == (exposed, undecided)
    if undecided:
        finding = found.report["findings"][0]
        assert finding["missing"][0]["what"] == "the release of module.mail"
        assert 'the release of module.mail is "5.1.1 to 5.1.2"' in finding["message"]


def test_rules_of_one_call_are_told_apart(tmp_path: Path) -> None:
    """They stand at one place: the argument that lets everyone in."""
    rules = OPEN.replace('"smtp-tcp"', '"smtp-tcp", "https-443-tcp", "all-tcp"')
    findings = judged(tmp_path, call(rules)).report["findings"]
    assert [finding["resource"].rpartition("[")[2] for finding in findings] == ["0]", "2]"]
    assert len({finding["fingerprint"] for finding in findings}) == 2
    assert len({finding["line"] for finding in findings}) == 1


def test_a_finding_says_where_its_rule_comes_from(tmp_path: Path) -> None:
    note = f"module.mail is judged by the table of {REGISTRY} 5.3.1 that is shipped with smtp-iac"
    put(tmp_path, {"main.tf": call()})
    for format_ in ("text", "json", "sarif"):
        assert note in run(tmp_path, "check", "--format", format_).out


@pytest.mark.parametrize("format_", ["text", "json", "sarif"])
def test_no_report_names_a_file_of_this_program(format_: str) -> None:
    out = run(FIXTURE, "check", "--format", format_).out
    assert "module.smtp_tcp" in out
    assert "stand_ins" not in out and ".hcl" not in out


def test_an_argument_that_is_not_known_is_said(tmp_path: Path) -> None:
    text = call(OPEN + "\n  ingress_with_anything = []\n  egress_with_anything = []\n  tags = {}")
    found = judged(tmp_path, text)
    assert len(found.exposed) == 1
    said = [one["message"] for one in found.report["diagnostics"]]
    assert [text.partition(",")[0] for text in said] == ["module.mail passes ingress_with_anything"]


def test_code_that_is_at_hand_goes_before_the_table(tmp_path: Path) -> None:
    modules = {"Modules": [{"Key": "mail", "Source": f"registry.terraform.io/{REGISTRY}", "Dir": "vendored"}]}
    put(
        tmp_path,
        {".terraform/modules/modules.json": json.dumps(modules), "vendored/main.tf": 'variable "name" {}\n'},
    )
    found = judged(tmp_path, call())
    assert (found.code, found.report["findings"]) == (0, [])


def test_a_cycle_through_a_call_names_no_file_of_this_program(tmp_path: Path) -> None:
    text = call(OPEN.replace('["0.0.0.0/0"]', "local.all")) + (
        "locals {\n  all = [local.vpc]\n  vpc = module.mail.security_group_name\n}\n"
    )
    found = judged(tmp_path, text.replace('name = "mail"', "name = local.vpc\n  use_name_prefix = false"))
    assert found.code == 2
    assert "cycle" in found.reasons
    assert "stand_ins" not in found.out


def test_the_tables_agree(tmp_path: Path) -> None:
    """No release has two rules of a name; in the newest, modules/smtps adds one that there is not."""
    tree = Tree(str(tmp_path), str(tmp_path))
    rules, submodules = table("rules", tree), table("submodules", tree)
    for rows in (*rules.values(), *submodules.values()):
        assert all(sum(row.holds(index) for row in rows) < 2 for index in range(len(NAMES)))
    newest = len(NAMES) - 1
    added = [row_of(rows, newest) for rows in submodules.values()]
    names = {name for row in added if row is not None for field in row.fields for name in field.split()}
    assert {name for name in names if row_of(rules.get(name, []), newest) is None} == {"smtps-2465-tcp"}
    assert len(names) > 100


def test_a_run_without_such_a_call_does_not_load_it(tmp_path: Path) -> None:
    put(tmp_path, {"main.tf": 'module "other" {\n  source = "team/mail/aws"\n}\n'})
    code = (
        "import sys, smtp_iac; smtp_iac.check([sys.argv[1]]);"
        "assert not [name for name in sys.modules if name.endswith('stand_ins.security_group')]"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=True, timeout=60)

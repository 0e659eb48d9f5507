"""`check --changed`: only what a changed file reaches is judged, with everything that this reads."""

from __future__ import annotations

from pathlib import Path

import pytest

from .commands import CLEAR, PLANTED, Run, check, ingress, run
from .walking import put

RELAY = 'variable "cidrs" { type = list(string) }\n' + ingress("var.cidrs", "relay")
TEMPLATE = """
Resources:
  Open:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: open
      SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 25, ToPort: 25, CidrIp: 0.0.0.0/0}]
"""
PARENT = (
    "Resources:\n  Mail:\n    Type: AWS::CloudFormation::Stack\n    Properties: {TemplateURL: ./mail.yaml}\n"
)
IMPORTER = TEMPLATE.replace("0.0.0.0/0", "!ImportValue cidr").replace("Open:", "Importing:")
EXPORTER = (
    "Resources: {T: {Type: 'AWS::SNS::Topic'}}\nOutputs: {C: {Value: 0.0.0.0/0, Export: {Name: cidr}}}\n"
)


def calling(cidr: str) -> str:
    return f'module "relay" {{\n  source = "../../modules/relay"\n  cidrs = ["{cidr}"]\n}}\n'


@pytest.fixture
def monorepo(tmp_path: Path) -> Path:
    files: dict[str, str | bytes] = {
        "modules/relay/main.tf": RELAY,
        "roots/prod/main.tf": calling("0.0.0.0/0"),
        "roots/stage/main.tf": calling("10.0.0.0/8"),
        "roots/lone/main.tf": PLANTED,
        "roots/lone/variables.tf": 'variable "unused" {}\n',
        "roots/given/main.tf": 'variable "cidrs" { type = list(string) }\n' + ingress("var.cidrs", "given"),
        "roots/given/terraform.tfvars": 'cidrs = ["0.0.0.0/0"]\n',
        "roots/given/other.tfvars": 'cidrs = ["10.0.0.0/8"]\n',
        "roots/reads/main.tf": ingress('jsondecode(file("${path.module}/../../data/cidrs.json"))', "reads"),
        "data/cidrs.json": '["0.0.0.0/0"]',
        "data/others.json": "[]",
        "roots/broken/main.tf": 'resource "aws_security_group" "a" {\n',
        "cfn/parent.yaml": PARENT,
        "cfn/mail.yaml": TEMPLATE,
        "cfn/alone.yaml": TEMPLATE.replace("Open:", "Alone:"),
        "cfn/exports.yaml": EXPORTER,
        "cfn/imports.yaml": IMPORTER,
        "k8s/app.yaml": "apiVersion: v1\nkind: Pod\n",
        ".git/HEAD": "",
    }
    put(tmp_path, files)
    return tmp_path


def changed(folder: Path, *files: str) -> Run:
    return check(folder, "--changed", *files)


@pytest.mark.parametrize(
    ("files", "exposed"),
    [
        (["k8s/app.yaml"], []),
        (["data/others.json"], []),
        (["roots/given/other.tfvars"], []),
        (["roots/stage/main.tf"], []),
        (["roots/lone/variables.tf"], ["aws_security_group.planted"]),
        (["modules/relay/main.tf"], ["module.relay.aws_security_group.relay"]),
        (["roots/prod/main.tf"], ["module.relay.aws_security_group.relay"]),
        (["roots/given/terraform.tfvars"], ["aws_security_group.given"]),
        (["data/cidrs.json"], ["aws_security_group.reads"]),
        (["cfn/mail.yaml"], ["Mail/Open"]),
        (["cfn/parent.yaml"], ["Mail/Open"]),
        (["cfn/alone.yaml"], ["Alone"]),
        (["cfn/exports.yaml"], ["Importing"]),
        (["cfn/imports.yaml"], ["Importing"]),
        (["roots/lone"], ["aws_security_group.planted"]),
        (["cfn/alone.yaml", "roots/lone/main.tf"], ["Alone", "aws_security_group.planted"]),
    ],
    ids=lambda value: " ".join(value) or "nothing",
)
def test_what_a_change_reaches_is_judged(monorepo: Path, files: list[str], exposed: list[str]) -> None:
    found = changed(monorepo, *files)
    assert sorted(found.exposed) == sorted(exposed)
    assert found.code == (1 if exposed else 0)
    assert found.unreadable == []


def test_only_the_files_that_are_reached_are_counted(monorepo: Path) -> None:
    assert changed(monorepo, "modules/relay/main.tf").report["summary"]["files"] == 3
    assert changed(monorepo, "k8s/app.yaml").report["summary"]["files"] == 0


def test_a_deleted_file_has_changed(monorepo: Path) -> None:
    (monorepo / "roots/given/terraform.tfvars").unlink()
    assert changed(monorepo, "roots/given/terraform.tfvars").undecided == ["aws_security_group.given"]
    (monorepo / "modules/relay/main.tf").unlink()
    assert changed(monorepo, "modules/relay/main.tf").undecided == ["module.relay", "module.relay"]
    (monorepo / "cfn/mail.yaml").unlink()
    assert changed(monorepo, "cfn/mail.yaml").undecided == ["Mail"]


def test_what_is_broken_elsewhere_is_no_matter(monorepo: Path) -> None:
    found = changed(monorepo, "roots/broken/main.tf")
    assert (found.code, found.unreadable) == (2, [("roots/broken/main.tf", 1)])
    put(monorepo, {"cfn/alone.yaml": TEMPLATE + "  : ["})
    assert changed(monorepo, "cfn/mail.yaml").unreadable == []
    assert changed(monorepo, "cfn/alone.yaml").unreadable != []


def test_the_files_of_options_reach_everything(monorepo: Path) -> None:
    found = changed(monorepo, "--var-file", "roots/given/other.tfvars", "roots/given/other.tfvars")
    assert "aws_security_group.planted" in found.exposed
    assert "aws_security_group.given" not in found.exposed


def test_paths_are_relative_to_where_it_is_run(monorepo: Path) -> None:
    assert changed(monorepo / "roots", "lone/main.tf").exposed == ["aws_security_group.planted"]


def test_nothing_changed(monorepo: Path) -> None:
    done = run(monorepo, "check", "--changed")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("No exposure found: 0 files")


def test_what_changed_is_told_by_names(tmp_path: Path) -> None:
    done = run(tmp_path, "check", "--changed", "-")
    assert (done.code, done.err) == (2, "smtp-iac: -: --changed takes the names of files\n")


def test_a_plan_is_judged_where_it_changed(tmp_path: Path) -> None:
    put(
        tmp_path,
        {"main.tf": CLEAR, ".git/HEAD": "", "plan.json": '{"format_version": "7", "planned_values": {}}'},
    )
    assert changed(tmp_path, "main.tf").unreadable == []
    assert changed(tmp_path, "plan.json").unreadable == [("plan.json", None)]

"""A finding of a plan stands on the line of the configuration, wherever that is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from smtp_iac.discover import NoSuchPath
from smtp_iac.reporters import json as json_report
from smtp_iac.reporters import sarif, text

from .configured import RULE, check, configuration, group, inline, planned, rule, trail, where, write
from .plans import block, entry, plan

NOT_AT_HAND = "the configuration that was planned is not at hand: give --source DIR to see the line"
LINE = 'main.tf:7 "0.0.0.0/0"'


# Which directory


def test_beside_the_plan(tmp_path: Path) -> None:
    write(tmp_path, {"infra/main.tf": configuration(), "infra/plan.json": planned(rule())})
    [found] = check(tmp_path, "infra/plan.json").findings
    assert (where(found), found.root, found.notes) == (LINE, "infra", ())
    assert found.edit is not None and "configuration that was planned" not in found.edit.what


def test_given(tmp_path: Path) -> None:
    write(tmp_path, {"infra/main.tf": configuration(), "plans/plan.json": planned(rule())})
    [found] = check(tmp_path, "plans/plan.json", sources=["infra"]).findings
    assert where(found) == LINE


def test_in_the_same_scan_and_where_the_program_runs(tmp_path: Path) -> None:
    write(tmp_path, {"infra/main.tf": configuration(), "plans/plan.json": planned(rule()), ".git/HEAD": ""})
    assert [where(one) for one in check(tmp_path, "plans", "infra").findings] == [LINE]
    assert [where(one) for one in check(tmp_path / "infra", "../plans/plan.json").findings] == [LINE]


def test_of_several_that_fit_equally_none_is_taken(tmp_path: Path) -> None:
    write(tmp_path, {f"{name}/main.tf": configuration('["10.0.0.0/8"]') for name in ("dev", "prod")})
    write(tmp_path, {"plans/plan.json": planned(rule())})
    [found] = check(tmp_path).findings
    assert where(found).startswith("plan.json:1 ")
    assert found.notes == ("its configuration may be that of dev, prod: give --source DIR to see the line",)
    [found] = check(tmp_path, "plans", sources=["prod"]).findings
    assert (found.root, where(found)) == ("prod", 'main.tf:7 ["10.0.0.0/8"]')


@pytest.mark.parametrize("files", [{}, {"main.tf": 'resource "aws_security_group" "other" {}\n'}])
def test_nowhere(tmp_path: Path, files: dict[str, Any]) -> None:
    write(tmp_path, {"plan.json": planned(rule()), **files})
    [found] = check(tmp_path, "plan.json").findings
    assert (where(found).partition(" ")[0], found.root, found.notes) == (
        "plan.json:1",
        "plan.json",
        (NOT_AT_HAND,),
    )


def test_of_several_that_are_given_the_one_that_fits(tmp_path: Path) -> None:
    write(
        tmp_path, {"other/main.tf": 'module "x" {\n  source = "./x"\n}\n', "infra/main.tf": configuration()}
    )
    write(tmp_path, {"plan.json": planned(rule())})
    [found] = check(tmp_path, "plan.json", sources=["other", "infra"]).findings
    assert where(found) == LINE
    [found] = check(tmp_path, "plan.json", sources=["other"]).findings
    assert found.notes == ("nothing of this plan is declared in other, which --source names",)


def test_a_source_that_is_no_directory_is_wrong_usage(tmp_path: Path) -> None:
    write(tmp_path, {"plan.json": planned(rule()), "main.tf": configuration()})
    for source, reason in (("nowhere", "no such file or directory"), ("main.tf", "not a directory")):
        with pytest.raises(NoSuchPath) as caught:
            check(tmp_path, "plan.json", sources=[source])
        assert str(caught.value) == source and caught.value.reason.startswith(reason)


def test_a_plan_outside_of_the_repository_is_never_named(tmp_path: Path) -> None:
    write(
        tmp_path,
        {"repo/.git/HEAD": "", "repo/infra/main.tf": configuration(), "away/plan.json": planned(rule())},
    )
    report = check(tmp_path / "repo", "../away/plan.json", sources=["infra"])
    [result] = json.loads(sarif.render(report))["runs"][0]["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "infra/main.tf"
    assert "away" not in sarif.render(report)


def test_nothing_is_read_where_there_is_nothing_to_report(tmp_path: Path) -> None:
    write(tmp_path, {"main.tf": "resource {{{ broken", "plan.json": planned(rule(cidrs=["10.0.0.0/8"]))})
    report = check(tmp_path, "plan.json")
    assert (report.findings, report.unreadable) == ([], [])


def test_a_state(tmp_path: Path) -> None:
    entry = rule()
    resource = {key: entry[key] for key in ("address", "mode", "type", "name")}
    values = {**resource, "values": entry["change"]["after"]}
    state = {"format_version": "1.0", "values": {"root_module": {"resources": [values]}}}
    write(tmp_path, {"infra/main.tf": configuration(), "state.json": state})
    [found] = check(tmp_path, "state.json", sources=["infra"]).findings
    assert where(found) == LINE


# Which line


RULES = """\
resource "aws_security_group" "mx" {
  ingress {
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["0.0.0.0/0"]
  }
  ingress {
    protocol    = "tcp"
    from_port   = 20
    to_port     = 30
    cidr_blocks = ["10.0.0.0/8", "0.0.0.0/0"]
  }
  dynamic "ingress" {
    for_each = { smtp = "0.0.0.0/0", https = "0.0.0.0/0" }
    content {
      protocol    = "tcp"
      from_port   = ingress.key == "smtp" ? 25 : 443
      to_port     = ingress.key == "smtp" ? 25 : 443
      cidr_blocks = [ingress.value]
    }
  }
}
"""


def test_blocks_are_told_apart_by_what_they_open(tmp_path: Path) -> None:
    wide = {**inline(["10.0.0.0/8", "0.0.0.0/0"]), "from_port": 20, "to_port": 30}
    rules = [inline(["0.0.0.0/0"]), inline(["0.0.0.0/0"], 443), wide]
    write(tmp_path, {"main.tf": RULES, "plan.json": planned(group(rules), blocks=("aws_security_group.mx",))})
    inside, made = check(tmp_path, "plan.json").findings
    assert where(inside) == 'main.tf:12 "0.0.0.0/0"'
    assert where(made) == "main.tf:20 [ingress.value]"
    assert trail(made) == ["main.tf:15 written here"]


def test_the_key_of_an_instance_is_named_and_its_value_found(tmp_path: Path) -> None:
    keyed = configuration("each.value").replace('"smtp" {', '"smtp" {\n  for_each = local.open')
    text = 'locals {\n  open = {\n    office = ["10.0.0.0/8"]\n    smtp   = ["0.0.0.0/0"]\n  }\n}\n'
    entries = [rule(f'{RULE}["smtp"]'), rule(f'{RULE}["office"]', ["10.0.0.0/8"])]
    write(tmp_path, {"main.tf": text + keyed, "plan.json": planned(*entries)})
    [found] = check(tmp_path, "plan.json").findings
    assert (found.resource, where(found)) == (f'{RULE}["smtp"]', "main.tf:14 each.value")
    assert trail(found) == ["main.tf:4 local.open"]


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("main.tofu", configuration(), 'main.tofu:7 "0.0.0.0/0"'),
        (
            "main.tf.json",
            {
                "resource": {
                    "aws_security_group_rule": {"smtp": {"type": "ingress", "cidr_blocks": ["0.0.0.0/0"]}}
                }
            },
            'main.tf.json:1 "0.0.0.0/0"',
        ),
    ],
)
def test_other_spellings(tmp_path: Path, name: str, content: Any, expected: str) -> None:
    write(tmp_path, {name: content, "plan.json": planned(rule())})
    [found] = check(tmp_path, "plan.json").findings
    assert where(found) == expected


def test_an_override_file(tmp_path: Path) -> None:
    override = 'resource "aws_security_group_rule" "smtp" {\n  cidr_blocks = ["0.0.0.0/0"]\n}\n'
    write(tmp_path, {"main.tf": configuration("[]"), "override.tf": override, "plan.json": planned(rule())})
    [found] = check(tmp_path, "plan.json").findings
    assert where(found) == 'override.tf:2 "0.0.0.0/0"'


def module_plan(source: str) -> dict[str, Any]:
    called = {"source": source, "module": {"resources": [block(RULE)]}}
    entry = rule(f"module.mail[0].{RULE}", module_address="module.mail[0]")
    return plan(entry, configuration={"module_calls": {"mail": called}})


def test_a_module_of_the_user(tmp_path: Path) -> None:
    call = 'module "mail" {\n  source = "./mail"\n  count  = 1\n  cidrs  = ["0.0.0.0/0"]\n}\n'
    child = configuration("var.cidrs") + 'variable "cidrs" {}\n'
    write(tmp_path, {"main.tf": call, "mail/main.tf": child, "plan.json": module_plan("./mail")})
    [found] = check(tmp_path, "plan.json").findings
    assert (where(found), trail(found)) == ("main.tf:7 var.cidrs", ["main.tf:4 passed to module.mail"])


@pytest.mark.parametrize("is_installed", [True, False])
def test_a_module_of_others_stands_at_the_call(tmp_path: Path, is_installed: bool) -> None:
    call = 'module "mail" {\n  source = "acme/mail/aws"\n  count  = 1\n  cidrs  = ["0.0.0.0/0"]\n}\n'
    child = configuration("var.cidrs") + 'variable "cidrs" {}\n'
    record = {
        "Key": "mail",
        "Source": "registry.terraform.io/acme/mail/aws",
        "Dir": ".terraform/modules/mail",
    }
    write(tmp_path, {"main.tf": call, "plan.json": module_plan("acme/mail/aws")})
    if is_installed:
        write(tmp_path, {".terraform/modules/modules.json": {"Modules": [record]}})
        write(tmp_path, {".terraform/modules/mail/main.tf": child})
    [found] = check(tmp_path, "plan.json").findings
    assert where(found) == ('main.tf:4 "0.0.0.0/0"' if is_installed else 'main.tf:1 module "mail"')
    assert found.notes == (() if is_installed else ("module.mail is not on disk: run terraform init",))


def test_a_prefix_list(tmp_path: Path) -> None:
    lists = 'resource "aws_ec2_managed_prefix_list" "all" {\n  entry {\n    cidr = "0.0.0.0/0"\n  }\n}\n'
    text = (
        configuration("[]")
        .replace("cidr_blocks ", "prefix_list_ids")
        .replace("[]", "[aws_ec2_managed_prefix_list.all.id]")
    )
    listed = rule(cidrs=[], unknown={"prefix_list_ids": True})
    made = {"name": "all", "entry": [{"cidr": "0.0.0.0/0"}]}
    address = "aws_ec2_managed_prefix_list.all"
    document = plan(
        listed,
        entry(address, made, unknown={"id": True}),
        configuration=[block(RULE, prefix_list_ids=[f"{address}.id", address]), block(address)],
    )
    write(tmp_path, {"main.tf": lists + text, "plan.json": document})
    [found] = check(tmp_path, "plan.json").findings
    assert where(found) == "main.tf:12 aws_ec2_managed_prefix_list.all.id"
    assert trail(found)[0] == "main.tf:3 written here"


# Where plan and configuration differ


def test_another_value_stands_there_now(tmp_path: Path) -> None:
    variable = 'variable "cidrs" {\n  default = ["10.0.0.0/8"]\n}\n'
    write(tmp_path, {"main.tf": configuration("var.cidrs") + variable, "plan.json": planned(rule())})
    [found] = check(tmp_path, "plan.json").findings
    assert (where(found), trail(found)) == ("main.tf:7 var.cidrs", [])
    assert found.notes == ("the configuration here says something else than plan.json: it has changed since",)


def test_the_rule_is_gone(tmp_path: Path) -> None:
    text = 'resource "aws_security_group" "mx" {\n  name = "mx"\n}\n'
    document = planned(group([inline(["0.0.0.0/0"])]), blocks=("aws_security_group.mx",))
    document["configuration"]["root_module"]["resources"][0]["expressions"] = {
        "ingress": {"references": ["var.x"]}
    }
    write(tmp_path, {"main.tf": text, "plan.json": document})
    [found] = check(tmp_path, "plan.json").findings
    assert where(found) == 'main.tf:1 resource "aws_security_group" "mx"'
    assert "does not write this rule of aws_security_group.mx" in found.notes[0]


def test_the_instance_is_gone(tmp_path: Path) -> None:
    text = configuration().replace('"smtp" {', '"smtp" {\n  for_each = toset(["office"])')
    write(tmp_path, {"main.tf": text, "plan.json": planned(rule(f'{RULE}["smtp"]'))})
    [found] = check(tmp_path, "plan.json").findings
    assert (found.resource, where(found)) == (f'{RULE}["smtp"]', 'main.tf:8 "0.0.0.0/0"')
    assert found.notes == (f'{RULE} has no instance ["smtp"] here: the configuration has changed since',)


def test_the_resource_is_gone(tmp_path: Path) -> None:
    other = f"{RULE}s"
    text = configuration('["10.0.0.0/8"]')
    document = planned(rule(cidrs=["10.0.0.0/8"]), rule(other), blocks=(RULE, other))
    write(tmp_path, {"main.tf": text, "plan.json": document})
    [found] = check(tmp_path, "plan.json").findings
    assert (found.resource, found.span.source.path.rpartition("/")[2], found.root) == (
        other,
        "plan.json",
        ".",
    )
    assert f"{other} is not declared in ." in found.notes[0]


def test_one_rule_is_one_block(tmp_path: Path) -> None:
    """Of two planned rules that differ from the one block of the same port, the nearest is that block."""
    text = RULES.partition("  dynamic")[0] + "}\n"
    rules = [
        inline(["0.0.0.0/0"], 443),
        {**inline(["0.0.0.0/0"]), "from_port": 20, "to_port": 30},
        inline(["::/0"]),
    ]
    rules[2] = {**inline([]), "ipv6_cidr_blocks": ["::/0"], "from_port": 20, "to_port": 30}
    write(tmp_path, {"main.tf": text, "plan.json": planned(group(rules), blocks=("aws_security_group.mx",))})
    places = [where(one) for one in check(tmp_path, "plan.json").findings]
    assert places == ['main.tf:1 resource "aws_security_group" "mx"', 'main.tf:12 "0.0.0.0/0"']


# Variables


DECLARED = 'variable "cidrs" {\n  type = list(string)\n}\n'


def with_variables(**values: Any) -> dict[str, Any]:
    return planned(rule(), variables={name: {"value": value} for name, value in values.items()})


def test_the_tfvars_file_that_says_what_was_planned(tmp_path: Path) -> None:
    files = {
        "main.tf": configuration("var.cidrs") + DECLARED,
        "terraform.tfvars": 'cidrs = ["10.0.0.0/8"]\n',
        "env/dev.tfvars": 'cidrs = ["10.1.0.0/16"]\n',
        "env/prod.tfvars": 'cidrs = ["0.0.0.0/0"]\n',
        "plan.json": with_variables(cidrs=["0.0.0.0/0"]),
    }
    write(tmp_path, files)
    [found] = check(tmp_path, "plan.json").findings
    assert (where(found), trail(found)) == ("main.tf:7 var.cidrs", ["prod.tfvars:1 value of var.cidrs"])


def test_a_value_from_outside_leads_to_the_variable(tmp_path: Path) -> None:
    document = with_variables(cidrs=["0.0.0.0/0"])
    write(tmp_path, {"main.tf": configuration("var.cidrs") + DECLARED, "plan.json": document})
    report = check(tmp_path, "plan.json")
    [found] = report.findings
    assert trail(found) == ["main.tf:9 var.cidrs was given when the plan was made"]
    assert found.message.endswith("; var.cidrs was given when the plan was made")
    assert found.edit is not None and found.edit.what.startswith("give var.cidrs another value, or ")


@pytest.mark.parametrize(
    ("written", "declared", "name"),
    [
        ("[data.aws_vpc.v.cidr_block]", 'data "aws_vpc" "v" {\n}\n', "data.aws_vpc.v.cidr_block"),
        ("var.cidrs", DECLARED, "var.cidrs"),  # the plan says nothing of its variables, as states do not
        (
            "concat(var.cidrs, data.http.x.y)",
            DECLARED + 'data "http" "x" {\n}\n',
            "data.http.x.y or var.cidrs",
        ),
    ],
)
def test_what_has_no_value_in_the_code_is_not_written_there(
    tmp_path: Path, written: str, declared: str, name: str
) -> None:
    write(tmp_path, {"main.tf": configuration(written) + declared, "plan.json": planned(rule())})
    [found] = check(tmp_path, "plan.json").findings
    assert found.span.line == 7 and found.message.endswith(f"; {name} has no value in the code")
    assert found.edit is not None and found.edit.what.startswith(f"give {name} another value, or ")
    assert trail(found)[0].endswith(f" {name} has no value in the code")


def test_a_variable_without_a_value_that_a_module_is_given(tmp_path: Path) -> None:
    address = f"module.a.{RULE}"
    called = {"a": {"source": "./m", "module": {"resources": [block(RULE)]}}}
    call = 'module "a" {\n  source = "./m"\n  cidrs  = var.cidrs\n}\n'
    write(
        tmp_path,
        {
            "main.tf": call + DECLARED,
            "m/rule.tf": configuration("var.cidrs") + DECLARED,
            "plan.json": plan(rule(address), configuration={"module_calls": called}),
        },
    )
    [found] = check(tmp_path, "plan.json").findings
    assert where(found) == "rule.tf:7 var.cidrs"
    assert trail(found) == ["main.tf:5 var.cidrs has no value in the code", "main.tf:3 passed to module.a"]


def test_sensitive_values_are_judged_and_never_printed(tmp_path: Path) -> None:
    secret = ["203.0.113.7/32", "0.0.0.0/0"]
    document = planned(
        rule(cidrs=secret, sensitive={"cidr_blocks": True}), variables={"cidrs": {"value": secret}}
    )
    write(tmp_path, {"main.tf": configuration("var.cidrs") + DECLARED, "plan.json": document})
    report = check(tmp_path, "plan.json")
    [found] = report.findings
    assert where(found) == "main.tf:7 var.cidrs"
    for reporter in (text, json_report, sarif):
        assert "203.0.113.7" not in reporter.render(report)
        assert "0.0.0.0/0" not in reporter.render(report)


def test_what_the_plan_marks_as_sensitive_is_not_printed_beside_its_configuration_either(
    tmp_path: Path,
) -> None:
    secret = ["203.0.113.7/32", "1.2.3.4/0"]
    document = planned(
        rule(cidrs=secret, sensitive={"cidr_blocks": True}), variables={"cidrs": {"value": secret}}
    )
    values = f"cidrs = {json.dumps(secret)}\n"
    files = {"main.tf": configuration("var.cidrs") + DECLARED, "terraform.tfvars": values}
    write(tmp_path, {**files, "plan.json": document})
    report = check(tmp_path)
    assert [one.verdict for one in report.findings if one.policy == "SMTP001"] == ["exposed"]
    for reporter in (text, json_report, sarif):
        assert "a sensitive value" in reporter.render(report)
        assert "203.0.113.7" not in reporter.render(report)
        assert "1.2.3.4" not in reporter.render(report)


@pytest.mark.parametrize(
    "group", ["5", "null", "{}", '["sg-1"]', 'var.on ? "sg-1" : "sg-2"', "var.on ? 5 : null"]
)
def test_a_group_beside_the_addresses_of_whatever_shape(tmp_path: Path, group: str) -> None:
    text = configuration().replace("protocol ", f"source_security_group_id = {group}\n  protocol ")
    write(tmp_path, {"main.tf": text + 'variable "on" {\n  type = bool\n}\n'})
    [found] = check(tmp_path).findings
    assert where(found) == 'main.tf:8 "0.0.0.0/0"'

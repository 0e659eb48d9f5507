"""A plan and its configuration in one scan: one finding for each rule and address (docs/report.md)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from smtp_iac.finding import Report
from smtp_iac.reading import Inputs
from smtp_iac.scan import scan
from smtp_iac.why.explanation import explanation_of

from .configured import RULE, check, configuration, group, inline, planned, rule, where, write
from .plans import block, plan

NARROW = ["10.0.0.0/8"]
UNKNOWN = configuration("var.cidrs") + 'variable "cidrs" {}\n'
NOT_HERE = "the configuration alone, with the values that it has here, does not open it"


def both(folder: Path, text: str, **plans: dict[str, Any]) -> Report:
    write(folder, {"main.tf": text, **{f"{name}.json": document for name, document in plans.items()}})
    return check(folder)


def told(report: Report) -> list[tuple[str, str]]:
    return [(one.verdict, where(one)) for one in report.findings]


def test_both_expose_it(tmp_path: Path) -> None:
    report = both(tmp_path, configuration(), plan=planned(rule()))
    assert told(report) == [("exposed", 'main.tf:7 "0.0.0.0/0"')]
    [alone] = check(tmp_path, "main.tf").findings
    [from_plan] = check(tmp_path, "plan.json").findings
    assert report.findings[0].fingerprint == alone.fingerprint == from_plan.fingerprint
    assert (report.findings[0].message, report.findings[0].notes) == (alone.message, ())


def test_the_plan_opens_more_of_the_same_rule(tmp_path: Path) -> None:
    document = planned(rule(cidrs=["0.0.0.0/0", "0.0.0.0/1", "128.0.0.0/1"]))
    document["resource_changes"][0]["change"]["after"]["ipv6_cidr_blocks"] = ["::/0"]
    [found] = both(tmp_path, configuration(), plan=document).findings
    assert "0.0.0.0/0" in found.message and "::/0" in found.message
    [alone] = check(tmp_path, "main.tf").findings
    assert found.fingerprint != alone.fingerprint


def test_a_plan_never_silences_what_the_configuration_exposes(tmp_path: Path) -> None:
    report = both(tmp_path, configuration(), plan=planned(rule(cidrs=NARROW)))
    assert told(report) == [("exposed", 'main.tf:7 "0.0.0.0/0"')]
    assert report.findings[0].notes == (
        "plan.json does not open it: the configuration has changed since, or had other inputs",
    )


def test_a_rule_that_the_plan_does_not_know_of_is_no_contradiction(tmp_path: Path) -> None:
    text = configuration() + configuration('["10.0.0.0/8"]').replace('"smtp"', '"old"')
    old = "aws_security_group_rule.old"
    report = both(tmp_path, text, plan=planned(rule(old, cidrs=NARROW), blocks=(old,)))
    assert told(report) == [("exposed", 'main.tf:7 "0.0.0.0/0"')]
    assert report.findings[0].notes == ()


def test_a_plan_answers_what_the_configuration_leaves_undecided(tmp_path: Path) -> None:
    assert [one.verdict for one in both(tmp_path, UNKNOWN).findings] == ["undecided"]
    report = both(tmp_path, UNKNOWN, plan=planned(rule()))
    assert told(report) == [("exposed", "main.tf:7 var.cidrs")]
    assert report.findings[0].notes == ("found in plan.json",)
    assert both(tmp_path, UNKNOWN, plan=planned(rule(cidrs=NARROW))).findings == []
    assert both(tmp_path, UNKNOWN, plan=planned()).findings == []  # it is not there


def test_a_plan_that_is_not_whole_or_of_another_block_answers_nothing(tmp_path: Path) -> None:
    for document in (planned(complete=False), planned(blocks=("aws_security_group.other", RULE + "s"))):
        found = both(tmp_path, UNKNOWN + configuration("[]").replace("smtp", "smtps"), plan=document).findings
        assert ("undecided", "main.tf:7 var.cidrs") in [(one.verdict, where(one)) for one in found]


def test_both_are_undecided(tmp_path: Path) -> None:
    [alone] = both(tmp_path, UNKNOWN).findings
    [found] = both(tmp_path, UNKNOWN, plan=planned(rule(cidrs=None, unknown={"cidr_blocks": True}))).findings
    assert (found.verdict, where(found), found.fingerprint) == ("undecided", where(alone), alone.fingerprint)
    assert [one.why for one in found.missing] == ["is not known before apply"]


def test_only_the_plan_exposes_it(tmp_path: Path) -> None:
    text = configuration("var.cidrs") + 'variable "cidrs" {\n  default = ["10.0.0.0/8"]\n}\n'
    document = planned(rule(), variables={"cidrs": {"value": ["0.0.0.0/0"]}})
    report = both(tmp_path, text, plan=document)
    assert told(report) == [("exposed", "main.tf:7 var.cidrs")]
    assert report.findings[0].notes == ("found in plan.json", NOT_HERE)


def test_only_the_plan_is_undecided(tmp_path: Path) -> None:
    document = planned(rule(cidrs=None, unknown={"cidr_blocks": True}))
    report = both(tmp_path, configuration('["10.0.0.0/8"]'), plan=document)
    assert told(report) == [("undecided", 'main.tf:7 ["10.0.0.0/8"]')]


def test_each_plan_is_its_own_truth(tmp_path: Path) -> None:
    report = both(tmp_path, UNKNOWN, dev=planned(rule(cidrs=NARROW)), prod=planned(rule()))
    assert told(report) == [("exposed", "main.tf:7 var.cidrs")]
    assert report.findings[0].notes == ("found in prod.json",)
    waits = planned(rule(cidrs=None, unknown={"cidr_blocks": True}))
    report = both(tmp_path, UNKNOWN, dev=waits, prod=planned(rule(cidrs=NARROW)))
    assert [(one.verdict, one.notes) for one in report.findings] == [("undecided", ("found in dev.json",))]
    report = both(tmp_path, UNKNOWN, dev=waits, prod=planned(rule()))
    assert [(one.verdict, one.notes) for one in report.findings] == [("exposed", ("found in prod.json",))]
    report = both(tmp_path, UNKNOWN, dev=planned(rule(cidrs=NARROW)), prod=planned(complete=False))
    assert [one.verdict for one in report.findings] == ["undecided", "undecided"]  # and the rest of the plan


def test_what_two_plans_open_is_said_once(tmp_path: Path) -> None:
    report = both(tmp_path, UNKNOWN, dev=planned(rule()), prod=planned(rule()))
    assert [one.notes for one in report.findings] == [("found in dev.json and prod.json",)]


def test_halves_of_two_plans_are_never_added_up(tmp_path: Path) -> None:
    text = UNKNOWN.replace("var.cidrs", '["10.0.0.0/8"]')
    report = both(
        tmp_path, text, dev=planned(rule(cidrs=["0.0.0.0/1"])), prod=planned(rule(cidrs=["128.0.0.0/1"]))
    )
    assert report.findings == []
    [found] = both(
        tmp_path,
        configuration("var.cidrs") + 'variable "cidrs" {}',
        dev=planned(rule(cidrs=["0.0.0.0/1"])),
        prod=planned(rule()),
    ).findings
    assert "lets in 0.0.0.0/0 on" in found.message


def test_instances_of_an_unknown_for_each(tmp_path: Path) -> None:
    text = UNKNOWN.replace('"smtp" {', '"smtp" {\n  for_each = var.names').replace("var.cidrs", "each.value")
    text += 'variable "names" {}\n'
    document = planned(rule(f'{RULE}["a"]'), rule(f'{RULE}["b"]', NARROW), rule(f'{RULE}["c"]'))
    report = both(tmp_path, text, plan=document)
    assert [(one.verdict, one.resource) for one in report.findings] == [
        ("exposed", f'{RULE}["a"]'),
        ("exposed", f'{RULE}["c"]'),
    ]


def test_a_group_as_a_whole(tmp_path: Path) -> None:
    blocks = "".join(
        f"""
  ingress {{
    protocol    = "tcp"
    from_port   = 25
    to_port     = 25
    cidr_blocks = ["{cidr}"]
  }}"""
        for cidr in ("0.0.0.0/1", "128.0.0.0/1")
    )
    text = f'resource "aws_security_group" "mx" {{{blocks}\n}}\n'
    document = planned(
        group([inline(["128.0.0.0/1"]), inline(["0.0.0.0/1"])]), blocks=("aws_security_group.mx",)
    )
    report = both(tmp_path, text, plan=document)
    [alone] = check(tmp_path, "main.tf").findings
    [found] = report.findings
    assert (where(found), found.fingerprint, found.notes) == (where(alone), alone.fingerprint, ())


def test_why_tells_the_verdict_on_a_plan(tmp_path: Path) -> None:
    write(tmp_path, {"main.tf": configuration(), "plan.json": planned(rule())})
    for paths in (["plan.json"], ["."]):
        lines = explanation_of(RULE, scan(paths, str(tmp_path), Inputs()))
        assert any(line.startswith("  SMTP001: exposed") and "main.tf:7:" in line for line in lines)
        assert not any("clear" in line for line in lines)


def test_a_plan_looks_into_a_module_that_is_not_on_disk(tmp_path: Path) -> None:
    text = 'module "mail" {\n  source = "acme/mail/aws"\n}\n'
    entry = rule(f"module.mail.{RULE}", module_address="module.mail")
    called = {"source": "acme/mail/aws", "module": {"resources": [block(RULE)]}}
    assert told(both(tmp_path, text)) == [("undecided", 'main.tf:1 module "mail"')]
    document = plan(entry, configuration={"module_calls": {"mail": called}})
    assert told(both(tmp_path, text, plan=document)) == [("exposed", 'main.tf:1 module "mail"')]
    document = plan(configuration={"module_calls": {"mail": called}})
    assert told(both(tmp_path, text, plan=document)) == []
    document = plan(configuration={"module_calls": {"mail": called}}, complete=False)
    assert told(both(tmp_path, text, plan=document))[0] == ("undecided", 'main.tf:1 module "mail"')

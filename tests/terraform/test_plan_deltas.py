"""What plans change: of fixtures/plans/deltas, which terraform planned, and of small plans made by hand."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

import smtp_iac
from smtp_iac.finding import Finding, Report
from tests.commands import PLANTED, check, run
from tests.terraform.plans import block, entry, plan
from tests.terraform.prior_states import DELTAS, plan_of_change

GROUP, RULE, LIST = (
    "aws_security_group.g",
    "aws_vpc_security_group_ingress_rule.r",
    "aws_ec2_managed_prefix_list.l",
)

ALL_BUT_8 = [
    "0.0.0.0/5",
    "9.0.0.0/8",
    "10.0.0.0/7",
    "12.0.0.0/6",
    "16.0.0.0/4",
    "32.0.0.0/3",
    "64.0.0.0/2",
    "128.0.0.0/1",
]
CHANGES = {
    "aws_security_group.created": ("newly open", ["0.0.0.0/0"]),
    "aws_security_group.family": ("newly open", ["::/0"]),
    "aws_security_group.half": ("newly open", ["128.0.0.0/1"]),
    "aws_security_group.widened": ("newly open", ALL_BUT_8),
    "aws_security_group.halved": ("still open", []),  # a wide part of the internet
    "aws_security_group.new_name": ("still open", []),
    "aws_security_group.joined": ("still open", []),
    "aws_security_group.ports": ("still open", []),
    "aws_security_group.unchanged": ("still open", []),
    "aws_security_group_rule.replaced": ("still open", []),
    "aws_vpc_security_group_ingress_rule.split": ("still open", []),
    "aws_vpc_security_group_ingress_rule.more_partners": ("perhaps newly open", []),
    "aws_vpc_security_group_ingress_rule.partners": ("not newly open", []),
}
CLOSED = {
    "aws_security_group.gone": ("closed", ("0.0.0.0/0",)),
    "aws_security_group.halved": ("closed", ("128.0.0.0/1",)),
    "aws_security_group.handed_over": ("no longer managed", ("0.0.0.0/0",)),
    "aws_security_group.narrowed": ("closed", ("0.0.0.0/0",)),
    "aws_vpc_security_group_ingress_rule.gone": ("closed", ("0.0.0.0/0",)),
}


def of_fixture(**options: Any) -> Report:
    return smtp_iac.check([str(DELTAS / "plan.json")], working_directory=str(DELTAS), **options)


def words(report: Report) -> dict[str, str]:
    return {one.resource: word(one) for one in report.findings}


def word(finding: Finding) -> str:
    return "" if finding.change is None else finding.change.word


def test_what_terraform_plans() -> None:
    report = of_fixture()
    found = {one.resource: one.change for one in report.findings}
    assert {name: change and change.word for name, change in found.items()} == {
        name: word for name, (word, _) in CHANGES.items()
    }
    for name, (_, addresses) in CHANGES.items():
        change = found[name]
        assert change is not None
        assert list(change.addresses) == addresses
    closed = {one.resource: (one.change.word, one.change.addresses) for one in report.closed}
    assert closed == CLOSED


def test_only_what_is_new_is_reported() -> None:
    report = of_fixture(only_new=True)
    new = [name for name, (word, _) in CHANGES.items() if "newly open" in word and word != "not newly open"]
    assert sorted(words(report)) == sorted(new)
    assert sorted(report.not_new) == ["advised"] + ["exposed"] * 6 + ["undecided"]
    assert len(report.closed) == len(CLOSED)


@pytest.mark.skipif(shutil.which("terraform") is None, reason="needs terraform")
def test_the_plan_is_what_terraform_makes_of_both_configurations() -> None:
    assert plan_of_change(DELTAS) == json.loads((DELTAS / "plan.json").read_bytes())


# Small plans by hand


def ingress(*cidrs: str) -> dict[str, Any]:
    return {
        "protocol": "tcp",
        "from_port": 25,
        "to_port": 25,
        "cidr_blocks": list(cidrs),
        "ipv6_cidr_blocks": [],
        "prefix_list_ids": [],
    }


def group(*cidrs: str, id_: str = "sg-1") -> dict[str, Any]:
    return {"id": id_, "ingress": [ingress(*cidrs)] if cidrs else []}


def rule(cidr: str | None = "0.0.0.0/0", of: str = "sg-1", **more: Any) -> dict[str, Any]:
    ports = {"from_port": 25, "to_port": 25}
    return {"security_group_id": of, "ip_protocol": "tcp", **ports, "cidr_ipv4": cidr, **more}


def changed(address: str, before: Any, after: Any, **more: Any) -> dict[str, Any]:
    actions = ["no-op"] if before == after else ["update"]
    return entry(address, after, before=before, **{"actions": actions, **more})


def judged(tmp_path: Path, document: Any, **options: Any) -> Report:
    (tmp_path / "plan.json").write_text(json.dumps(document))
    report = smtp_iac.check(["plan.json"], working_directory=str(tmp_path), **options)
    assert not report.unreadable
    return report


def test_what_is_imported_was_there(tmp_path: Path) -> None:
    """terraform reads the rule before it plans: made by hand, because the fake provider reads nothing."""
    opened = rule()
    imported = changed(RULE, opened, opened)
    imported["change"]["importing"] = {"id": "sgr-1"}
    assert words(judged(tmp_path, plan(imported))) == {RULE: "still open"}


def test_a_rule_whose_group_changes_opens_another_group(tmp_path: Path) -> None:
    report = judged(tmp_path, plan(changed(RULE, rule(of="sg-1"), rule(of="sg-2"))))
    assert words(report) == {RULE: "newly open"}
    assert [one.change.word for one in report.closed] == ["closed"]


def test_a_rule_whose_group_nobody_knows_may_open_what_was_open(tmp_path: Path) -> None:
    unknown = {key: value for key, value in rule().items() if key != "security_group_id"}
    moved = changed(RULE, rule(), unknown, unknown={"security_group_id": True}, actions=["delete", "create"])
    report = judged(tmp_path, plan(moved))
    assert words(report) == {RULE: "perhaps newly open"}
    assert report.closed == []


def test_a_new_rule_in_an_open_group_opens_nothing_new(tmp_path: Path) -> None:
    """Whoever is in a list that nobody knows: IPv4 was open to all."""
    opened = group("0.0.0.0/0")
    created = entry(RULE, rule("0.0.0.0/0"))
    assert words(judged(tmp_path, plan(changed(GROUP, opened, opened), created))) == {RULE: "still open"}
    unknown = rule(None)
    created = entry(RULE, unknown, unknown={"cidr_ipv4": True})
    report = judged(tmp_path, plan(changed(GROUP, opened, opened), created))
    assert words(report) == {GROUP: "still open", RULE: "not newly open"}


def test_a_module_that_is_renamed_opens_nothing_new(tmp_path: Path) -> None:
    """previous_address, as of `moved { from = module.a, to = module.b }`."""
    moved = changed("module.b.aws_security_group.g", group("0.0.0.0/0"), group("0.0.0.0/0"))
    moved["previous_address"] = "module.a.aws_security_group.g"
    report = judged(tmp_path, plan(moved))
    assert words(report) == {"module.b.aws_security_group.g": "still open"}


def test_a_rule_that_is_forgotten_stays(tmp_path: Path) -> None:
    forgotten = changed(RULE, rule(), None, actions=["forget"])
    report = judged(tmp_path, plan(forgotten))
    assert [(one.resource, one.change.word) for one in report.closed] == [(RULE, "no longer managed")]


def test_a_prefix_list_that_grows_opens_its_rules(tmp_path: Path) -> None:
    few = {"id": "pl-1", "entry": [{"cidr": "10.0.0.0/8"}], "address_family": "IPv4"}
    many = {**few, "entry": [{"cidr": "0.0.0.0/0"}]}
    through = rule(None, prefix_list_id="pl-1")
    written = (block(LIST, entry=[{"cidr": "0.0.0.0/0"}]), block(RULE, prefix_list_id=[f"{LIST}.id", LIST]))
    report = judged(
        tmp_path, plan(changed(LIST, few, many), changed(RULE, through, through), configuration=written)
    )
    assert words(report) == {RULE: "newly open"}
    report = judged(
        tmp_path, plan(changed(LIST, many, few), changed(RULE, through, through), configuration=written)
    )
    assert words(report) == {}
    assert [one.resource for one in report.closed] == [RULE]


def test_sensitive_addresses_are_not_printed(tmp_path: Path) -> None:
    marks = {"ingress": [{"cidr_blocks": [True]}]}
    for before, after in ((group("8.0.0.0/8"), group("0.0.0.0/0")), (group("0.0.0.0/0"), group("8.0.0.0/8"))):
        change = changed(GROUP, before, after, sensitive=marks)
        change["change"]["before_sensitive"] = marks
        (tmp_path / "plan.json").write_text(json.dumps(plan(change)))
        for form in ("text", "json", "sarif"):
            out = run(tmp_path, "check", "plan.json", f"--format={form}").out
            assert ("newly open" if after == group("0.0.0.0/0") else "closed") in out
            assert "0.0.0/" not in out.replace("plan.json", "")


def test_what_is_taken_out_of_a_plan_may_have_changed(tmp_path: Path) -> None:
    """Of HCP Terraform's plan: the value is null before and after."""
    marks = {"cidr_ipv4": True}
    for actions, word in ((["no-op"], "not newly open"), (["update"], "perhaps newly open")):
        change = changed(RULE, rule(None), rule(None), sensitive=marks, actions=actions)
        change["change"]["before_sensitive"] = marks
        redacted = {"plan_format_version": "1.2", "resource_changes": [change], "provider_schemas": {}}
        assert words(judged(tmp_path, redacted)) == {RULE: word}


def test_what_is_not_planned_is_perhaps_new(tmp_path: Path) -> None:
    report = judged(tmp_path, plan(errored=True), only_new=True)
    assert words(report) == {"(the rest of the plan)": "perhaps newly open"}


def test_a_state_opens_nothing_new(tmp_path: Path) -> None:
    values = group("0.0.0.0/0")
    one = {"address": GROUP, "mode": "managed", "type": "aws_security_group", "name": "g", "values": values}
    state = {"format_version": "1.0", "values": {"root_module": {"resources": [one]}}}
    report = judged(tmp_path, state)
    assert words(report) == {GROUP: "still open"}
    assert report.closed == []


def test_the_exit_code_follows_what_is_reported(tmp_path: Path) -> None:
    opened, other = group("0.0.0.0/0"), group("10.0.0.0/8")
    for name, before, after in (("still", opened, opened), ("new", other, opened), ("shut", opened, other)):
        (tmp_path / f"{name}.json").write_text(json.dumps(plan(changed(GROUP, before, after))))
    codes = {}
    for name in ("still", "new", "shut"):
        ran = run(tmp_path, "check", f"{name}.json", "--only-new")
        codes[name] = ran.code
        assert ran.err == ""
    assert codes == {"still": 0, "new": 1, "shut": 0}
    assert run(tmp_path, "check", "still.json").code == 1
    still, shut = [run(tmp_path, "check", f"{name}.json", "--only-new").out for name in ("still", "shut")]
    assert (
        still
        == "0 exposed, 0 undecided, 0 unreadable; 1 file, 1 resource judged; 1 still open, not reported\n"
    )
    assert "closed by this plan:" in shut


def test_undecided_that_is_not_new_does_not_fail(tmp_path: Path) -> None:
    through = rule(None, prefix_list_id="pl-1")
    (tmp_path / "plan.json").write_text(json.dumps(plan(changed(RULE, through, through))))
    assert run(tmp_path, "check", "plan.json", "--undecided=fail").code == 1
    assert run(tmp_path, "check", "plan.json", "--undecided=fail", "--only-new").code == 0


def test_files_without_a_plan_are_reported_as_they_are(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(PLANTED)
    ran = run(tmp_path, "check", "--only-new")
    assert ran.code == 1
    assert ran.err.count("\n") == 1
    assert "no plan says what was open before; 1 finding is reported as without it" in ran.err


def test_the_fix_is_about_what_is_new() -> None:
    edits = {one.resource: one.edit for one in of_fixture().findings}
    for name, text in (("half", '"128.0.0.0/1"'), ("family", '"::/0"'), ("created", '"0.0.0.0/0"')):
        edit = edits[f"aws_security_group.{name}"]
        assert edit is not None
        assert text in edit.what


def test_of_several_ports_the_one_that_is_new_counts(tmp_path: Path) -> None:
    """Port 25 was open, 465 was not: a finding of both ports is news."""
    both = group("0.0.0.0/0")
    both["ingress"][0]["to_port"] = 465
    (tmp_path / "plan.json").write_text(json.dumps(plan(changed(GROUP, group("0.0.0.0/0"), both))))
    ran = check(tmp_path, "plan.json", "--only-new", "--ports", "25,465")
    [found] = ran.report["findings"]
    assert (found["change"], found["newly_open"], ran.code) == ("newly open", ["0.0.0.0/0"], 1)


# What is no security group

BALANCER, LISTENER = "aws_lb.b", "aws_lb_listener.l"


def balanced(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """A load balancer that changes, and a listener on port 25 that does not."""
    is_network = {"arn": "arn:b", "id": "arn:b", "load_balancer_type": "network"}
    listens = {"load_balancer_arn": "arn:b", "port": 25, "protocol": "TCP", "default_action": []}
    return plan(
        changed(BALANCER, {**is_network, **before}, {**is_network, **after}),
        changed(LISTENER, listens, listens),
        changed(GROUP, group("10.0.0.0/8"), group("10.0.0.0/8")),
    )


def test_a_listener_is_open_as_its_load_balancer_is(tmp_path: Path) -> None:
    """terraform makes another load balancer for another scheme; these plans are made by hand."""
    inside, outside = {"internal": True}, {"internal": False}
    guarded = {"internal": False, "security_groups": ["sg-1"]}
    assert words(judged(tmp_path, balanced(inside, outside))) == {LISTENER: "newly open"}
    assert words(judged(tmp_path, balanced(guarded, outside))) == {LISTENER: "newly open"}
    assert words(judged(tmp_path, balanced(outside, outside))) == {LISTENER: "still open"}
    for after in (inside, guarded):
        report = judged(tmp_path, balanced(outside, after))
        assert words(report) == {}
        assert [(one.resource, one.change.word) for one in report.closed] == [(LISTENER, "closed")]


def in_order(*entries: tuple[int, str, str]) -> dict[str, Any]:
    """A network ACL with these rules: number, action, CIDR."""
    every = [
        {"rule_no": number, "action": action, "cidr_block": cidr, "ipv6_cidr_block": "", **PORT_25}
        for number, action, cidr in entries
    ]
    return {"id": "acl-1", "vpc_id": "vpc-1", "subnet_ids": ["subnet-1"], "ingress": every, "egress": []}


PORT_25 = {"protocol": "6", "from_port": 25, "to_port": 25, "icmp_type": 0, "icmp_code": 0}
ACL, SUBNET = "aws_network_acl.a", "aws_subnet.s"


def behind_acl(tmp_path: Path, before: dict[str, Any], after: dict[str, Any]) -> Report:
    subnet = {"id": "subnet-1", "vpc_id": "vpc-1", "cidr_block": "10.0.1.0/24"}
    return judged(tmp_path, plan(changed(ACL, before, after), changed(SUBNET, subnet, subnet)))


def test_a_network_acl_opens_what_its_order_lets_through(tmp_path: Path) -> None:
    """The same rules in another order: the deny that came first was all that kept a half out."""
    everyone, half = (200, "allow", "0.0.0.0/0"), (100, "deny", "128.0.0.0/1")
    late = (300, "deny", "128.0.0.0/1")
    report = behind_acl(tmp_path, in_order(everyone, half), in_order(everyone, late))
    [found] = report.findings
    assert found.change is not None
    assert (word(found), found.change.addresses) == ("newly open", ("128.0.0.0/1",))
    assert words(behind_acl(tmp_path, in_order(everyone), in_order(everyone))) == {ACL: "still open"}
    assert words(behind_acl(tmp_path, in_order(everyone, late), in_order(everyone, half))) == {}


def test_a_wide_part_is_new_where_it_grows(tmp_path: Path) -> None:
    few, more = group("8.0.0.0/8"), group("8.0.0.0/8", "9.0.0.0/8")
    [found] = judged(tmp_path, plan(changed(GROUP, few, more))).findings
    assert found.change is not None
    assert (found.policy, word(found), found.change.addresses) == ("SMTP002", "newly open", ("9.0.0.0/8",))
    assert words(judged(tmp_path, plan(changed(GROUP, few, few)), only_new=True)) == {}
    [gone] = judged(tmp_path, plan(changed(GROUP, few, group("10.0.0.0/8")))).closed
    assert (gone.policy, gone.change.addresses) == ("SMTP002", ("8.0.0.0/8",))

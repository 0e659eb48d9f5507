"""Which prefix lists the rules of a plan name, and what the lists hold after it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import smtp_iac

from .plans import block, entry, plan

LIST, ENTRY = "aws_ec2_managed_prefix_list", "aws_ec2_managed_prefix_list_entry"
SINGLE, RULE, GROUP = (
    "aws_vpc_security_group_ingress_rule.r",
    "aws_security_group_rule.r",
    "aws_security_group.g",
)
TRAFFIC = {"from_port": 25, "to_port": 25}
LISTED = {**TRAFFIC, "type": "ingress", "protocol": "tcp", "security_group_id": "sg-1"}


def prefix_list(address: str, *cidrs: str, id: str = "", **more: Any) -> dict[str, Any]:  # noqa: A002
    after = {"name": "x", "address_family": "IPv4", "entry": [{"cidr": cidr} for cidr in cidrs]}
    known = {"id": id} if id else {}
    return entry(f"{LIST}.{address}", after | known, unknown={} if id else {"id": True}, **more)


def separate(name: str, cidr: str, list_id: str | None = None, **more: Any) -> dict[str, Any]:
    known = {"prefix_list_id": list_id} if list_id else {}
    return entry(f"{ENTRY}.{name}", {"cidr": cidr, **known}, unknown={"prefix_list_id": not list_id}, **more)


def single(list_id: str | None = None) -> dict[str, Any]:
    after = {**TRAFFIC, "ip_protocol": "tcp", "security_group_id": "sg-1"}
    known = {"prefix_list_id": list_id} if list_id else {}
    return entry(SINGLE, after | known, unknown={"prefix_list_id": not list_id})


def rule(*ids: str | None) -> dict[str, Any]:
    return entry(
        RULE, {**LISTED, "prefix_list_ids": list(ids)}, unknown={"prefix_list_ids": [not one for one in ids]}
    )


def group(*rules: list[str | None]) -> dict[str, Any]:
    """A group whose rules each have one list of ids, None for those that nobody knows."""
    known = [{**TRAFFIC, "protocol": "tcp", "prefix_list_ids": ids} for ids in rules]
    unknown = [{"prefix_list_ids": [not one for one in ids]} for ids in rules]
    return entry(GROUP, {"name": "g", "ingress": known}, unknown={"id": True, "ingress": unknown})


def references(*addresses: str) -> list[str]:
    return [text for address in addresses for text in (f"{LIST}.{address}.id", f"{LIST}.{address}")]


def verdicts(tmp_path: Path, *entries: Any, configuration: Any = (), **more: Any) -> list[str]:
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(plan(*entries, configuration=configuration, **more)))
    report = smtp_iac.check([str(path)], working_directory=str(tmp_path), only_policies=["SMTP001"])
    assert not report.unreadable
    return [finding.verdict for finding in report.findings if finding.policy == "SMTP001"]


EVERYBODY, PRIVATE = prefix_list("everybody", "0.0.0.0/0"), prefix_list("private", "10.0.0.0/8")
LOW, HIGH = prefix_list("low", "0.0.0.0/1"), prefix_list("high", "128.0.0.0/1")
WRITTEN = [block(f"{LIST}.{name}", entry=[]) for name in ("everybody", "private", "low", "high", "apart")]


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        (references("everybody"), ["exposed"]),
        (references("private"), []),
        (references("low"), []),
        ([*references("everybody", "private"), "each.key"], ["undecided"]),
        ([*references("low", "private"), "each.key"], []),
        ([*references("private"), "var.of_the_root"], []),
        ([*references("private"), "local.anything"], ["undecided"]),
        (["local.anything"], ["undecided"]),
        ([], ["undecided"]),
    ],
)
def test_the_list_that_a_rule_names(tmp_path: Path, named: list[str], expected: list[str]) -> None:
    written = [*WRITTEN, block(SINGLE, prefix_list_id=named)]
    assert verdicts(tmp_path, EVERYBODY, PRIVATE, LOW, single(), configuration=written) == expected


@pytest.mark.parametrize(
    ("named", "ids", "expected"),
    [
        (references("low", "high"), [None, None], ["exposed"]),
        (references("low", "private"), [None, None], []),
        (references("low", "high"), [None], []),
        (references("everybody", "high"), [None], ["undecided"]),
        (references("everybody"), [None, "pl-0123"], ["exposed"]),
        (references("private"), [None, "pl-0123"], ["undecided"]),
        ([*references("low", "high"), "local.x"], [None, None], ["undecided"]),
    ],
)
def test_several_lists(tmp_path: Path, named: list[str], ids: list[Any], expected: list[str]) -> None:
    written = [*WRITTEN, block(RULE, prefix_list_ids=named)]
    lists = (EVERYBODY, PRIVATE, LOW, HIGH)
    assert verdicts(tmp_path, *lists, rule(*ids), configuration=written) == expected


@pytest.mark.parametrize(
    ("named", "rules", "expected"),
    [
        (references("everybody"), [[None]], ["exposed"]),
        (references("low"), [[None], [None]], []),
        (references("low", "private"), [[None], [None]], []),
        ([*references("private"), "aws_security_group.a.id", "aws_vpc.v.cidr_block"], [[None]], []),
        ([*references("private"), "local.x"], [[None]], ["undecided"]),
        ([], [["pl-0123"], []], ["undecided"]),
    ],
)
def test_rules_inside_a_group(tmp_path: Path, named: list[str], rules: Any, expected: list[str]) -> None:
    written = [*WRITTEN, block(GROUP, ingress=named)]
    assert verdicts(tmp_path, EVERYBODY, PRIVATE, LOW, group(*rules), configuration=written) == expected


@pytest.mark.parametrize(("cidrs", "expected"), [(["0.0.0.0/0"], ["exposed"]), (["10.0.0.0/8"], [])])
@pytest.mark.parametrize("actions", [["no-op"], ["update"]])
def test_a_list_that_has_an_id_already(tmp_path: Path, cidrs: list[str], expected: Any, actions: Any) -> None:
    made = prefix_list("x", *cidrs, id="pl-1", actions=actions)
    assert verdicts(tmp_path, made, single("pl-1"), configuration=[block(f"{LIST}.x", entry=[])]) == expected
    assert verdicts(tmp_path, made, rule("pl-1"), configuration=[block(f"{LIST}.x", entry=[])]) == expected
    assert verdicts(tmp_path, made, group(["pl-1"]), configuration=[block(f"{LIST}.x", entry=[])]) == expected
    assert verdicts(tmp_path, made, single("pl-2")) == ["undecided"]


def test_separate_entries_of_a_list_to_be_made(tmp_path: Path) -> None:
    written = [block(SINGLE, prefix_list_id=references("apart")), block(f"{LIST}.apart")]
    made = entry(
        f"{LIST}.apart", {"name": "x", "address_family": "IPv4"}, unknown={"id": True, "entry": True}
    )
    of = block(f"{ENTRY}.e", prefix_list_id=references("apart"))
    assert verdicts(tmp_path, made, single(), configuration=written) == ["undecided"]
    for cidr, expected in (("0.0.0.0/0", ["exposed"]), ("10.0.0.0/8", [])):
        found = verdicts(tmp_path, made, single(), separate("e", cidr), configuration=[*written, of])
        assert found == expected


def test_what_a_separate_entry_added_is_judged_there(tmp_path: Path) -> None:
    """`entry` is computed, so that an existing list shows what the plan is going to take away."""
    made = prefix_list("x", "0.0.0.0/0", "10.0.0.0/8", id="pl-1", actions=["no-op"])
    before = {"cidr": "0.0.0.0/0", "prefix_list_id": "pl-1"}
    gone = separate("e", "0.0.0.0/0", actions=["delete"], before=before)
    gone["change"]["after"] = None
    unwritten = [block(f"{LIST}.x")]
    assert verdicts(tmp_path, made, single("pl-1"), configuration=unwritten) == ["exposed"]
    assert verdicts(tmp_path, made, single("pl-1"), gone, configuration=unwritten) == []
    stays = separate("e", "0.0.0.0/0", "pl-1", actions=["no-op"], before=before)
    assert verdicts(tmp_path, made, single("pl-1"), stays, configuration=unwritten) == ["exposed"]
    written = [block(f"{LIST}.x", entry=[])]
    assert verdicts(tmp_path, made, single("pl-1"), gone, configuration=written) == ["exposed"]


def prior_state(name: str, module: bool = False) -> dict[str, Any]:
    values = {"id": "pl-aws", "name": name}
    data = {"resources": [{"mode": "data", "type": "aws_prefix_list", "values": values}]}
    return {"values": {"root_module": {"child_modules": [data]} if module else data}}


def test_lists_of_aws_that_were_read_for_the_plan(tmp_path: Path) -> None:
    owned = prior_state("com.amazonaws.eu-west-1.s3")
    assert verdicts(tmp_path, single("pl-aws"), prior_state=owned) == []
    assert (
        verdicts(
            tmp_path,
            single("pl-aws"),
            prior_state=prior_state(owned["values"]["root_module"]["resources"][0]["values"]["name"], True),
        )
        == []
    )
    assert verdicts(tmp_path, single("pl-aws"), prior_state=prior_state("corporate")) == ["undecided"]
    assert verdicts(tmp_path, single("pl-other"), prior_state=owned) == ["undecided"]


@pytest.mark.parametrize(
    "odd",
    [
        1,
        [],
        {"values": 1},
        {"values": {"root_module": {"resources": [1, {"mode": "data"}], "child_modules": 3}}},
    ],
)
def test_a_prior_state_of_another_shape(tmp_path: Path, odd: Any) -> None:
    assert verdicts(tmp_path, single("pl-aws"), prior_state=odd) == ["undecided"]

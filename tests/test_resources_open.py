"""Lowering of inline and separate rules: what is open about them, and the groups they belong to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from smtp_iac.choice import conditional
from smtp_iac.identity import missing_inputs
from smtp_iac.judging.judge import decide_all
from smtp_iac.truth import MAYBE, NO, YES, Truth
from smtp_iac.value import Absent, Known, Many, Refused, Unknown

from .algebra import allowed, ask, boolean, concat, concrete, listed, open_input

if TYPE_CHECKING:
    from smtp_iac.model.rule import Rule
from .spellings import (
    CFN_RULE,
    GROUP,
    INGRESS_RULE,
    INLINE,
    NAMES,
    OWNER,
    RULE,
    lowered,
    one,
    traffic,
    verdict,
)


@pytest.mark.parametrize("type_", INLINE)
def test_without_inline_rules_nothing_comes_in(type_: str) -> None:
    egress = {"egress": [traffic(type_, "-1", 0, 0)]}
    without: list[dict[str, Any]] = [{}, {INLINE[type_]: []}, {INLINE[type_]: None}, egress]
    for attributes in without:
        assert verdict(lowered(type_, attributes)) is NO


@pytest.mark.parametrize("type_", INLINE)
def test_a_single_rule_needs_no_list(type_: str) -> None:
    (rule,) = lowered(type_, {INLINE[type_]: traffic(type_, "tcp", 25, 25)})
    assert verdict([rule]) is YES


def test_each_inline_rule_has_its_position() -> None:
    rules = lowered(GROUP, {"ingress": [traffic(GROUP, "tcp", 25, 25), traffic(GROUP, "tcp", 587, 587)]})
    assert [rule.position for rule in rules] == ["ingress[0]", "ingress[1]"]
    assert len({rule.key for rule in rules}) == 2


def test_what_stands_at_one_position_under_different_options_is_one_rule() -> None:
    smtp, submission = (listed(traffic(GROUP, "tcp", port, port)) for port in (25, 587))
    (rule,) = lowered(GROUP, {"ingress": conditional(boolean("var.legacy"), smtp, submission)})
    (decision,) = decide_all([rule], ask)
    assert (decision.truth, decision.when) == (MAYBE, "var.legacy is true")


def test_lists_of_different_length_under_different_options() -> None:
    smtp = traffic(GROUP, "tcp", 25, 25)
    rules = lowered(GROUP, {"ingress": conditional(boolean("var.open"), listed(smtp, smtp), listed())})
    assert [rule.position for rule in rules] == ["ingress[0]", "ingress[1]"]
    assert [decision.truth for decision in decide_all(rules, ask)] == [MAYBE, MAYBE]


def test_an_unknown_list_of_rules_is_any_number_of_rules() -> None:
    (rule,) = lowered(GROUP, {"ingress": open_input("var.rules")})
    (decision,) = decide_all([rule], ask)
    assert decision.truth is MAYBE
    assert [missing.what for missing in decision.missing] == ["var.rules"]


def test_an_unknown_list_beside_a_literal_rule() -> None:
    rules = lowered(
        GROUP, {"ingress": concat(open_input("var.rules"), listed(traffic(GROUP, "tcp", 25, 25)))}
    )
    assert sorted(decision.truth.name for decision in decide_all(rules, ask)) == ["MAYBE", "YES"]


def test_any_number_of_rules_of_known_content() -> None:
    def many(cidr: str) -> list[Rule]:
        content = listed(traffic(GROUP, "tcp", open_input("each.value"), open_input("each.value"), cidr=cidr))
        return lowered(GROUP, {"ingress": Known((Many(content.data[0], open_input("var.ports")),))})

    assert verdict(many("0.0.0.0/0")) is MAYBE
    assert verdict(many("10.0.0.0/8")) is NO


def test_an_unknown_field_of_a_known_rule() -> None:
    (rule,) = lowered(GROUP, {"ingress": [traffic(GROUP, "tcp", open_input("var.port"), 65535)]})
    (decision,) = decide_all([rule], ask)
    assert [ground.role for ground in decision.grounds] == ["from_port"]
    assert [missing.what for missing in decision.missing] == ["var.port"]


def test_a_rule_that_is_no_map_is_refused() -> None:
    assert verdict(lowered(GROUP, {"ingress": ["tcp"]})) is MAYBE


# Groups


@pytest.mark.parametrize("type_", INLINE)
def test_inline_rules_belong_to_their_own_group(type_: str) -> None:
    (rule,) = lowered(type_, one(type_, "tcp", 25, 25))
    assert isinstance(rule.group, Unknown)
    assert rule.group.id == f"{type_}.mx.id"


@pytest.mark.parametrize("type_", OWNER)
def test_separate_rules_belong_to_the_group_that_they_name(type_: str) -> None:
    owner = Unknown("aws_security_group.mx.id")
    half = {**one(type_, "tcp", 25, 25, cidr="128.0.0.0/1"), OWNER[type_]: owner}
    inline = lowered(GROUP, one(GROUP, "tcp", 25, 25, cidr="0.0.0.0/1"))
    assert verdict(lowered(type_, half)) is NO
    (decision,) = decide_all([*inline, *lowered(type_, half)], ask)
    assert decision.truth is YES
    assert decision.whole


def test_a_rule_may_name_its_group_by_name() -> None:
    attributes = {**traffic(CFN_RULE, "tcp", 25, 25), "GroupName": "mail"}
    (rule,) = lowered(CFN_RULE, attributes)
    assert concrete(rule.group) == "mail"
    (both,) = lowered(CFN_RULE, {**attributes, "GroupId": "sg-0123"})
    assert concrete(both.group) == "sg-0123"


def test_a_rule_of_a_group_that_is_not_known_is_judged_by_itself() -> None:
    assert (
        verdict(lowered(RULE, {**one(RULE, "tcp", 25, 25), "security_group_id": open_input("var.group")}))
        is YES
    )
    (rule,) = lowered(CFN_RULE, traffic(CFN_RULE, "tcp", 25, 25))
    assert isinstance(rule.group, Absent)


# Direction and existence


@pytest.mark.parametrize(
    ("direction", "expected"),
    [
        ("ingress", YES),
        ("egress", NO),
        (open_input("var.type"), MAYBE),
        (allowed("Type", "ingress", "egress"), MAYBE),
    ],
)
def test_direction_of_a_rule(direction: Any, expected: Truth) -> None:
    assert verdict(lowered(RULE, {**one(RULE, "tcp", 25, 25), "type": direction})) is expected


@pytest.mark.parametrize("type_", NAMES)
def test_a_resource_that_may_not_exist(type_: str) -> None:
    attributes = one(type_, "tcp", 25, 25)
    assert verdict(lowered(type_, attributes, boolean("var.create"))) is MAYBE
    assert verdict(lowered(type_, attributes, Known(False))) is NO
    assert verdict(lowered(type_, attributes, Known(True))) is YES
    assert verdict(lowered(type_, attributes, Refused("count is negative"))) is MAYBE


def test_a_missing_port_is_named() -> None:
    (rule,) = lowered(RULE, one(RULE, "tcp", 25))
    (decision,) = decide_all([rule], ask)
    assert [missing.what for missing in missing_inputs(rule.to_port)] == ["to_port"]
    assert [ground.role for ground in decision.grounds] == ["to_port"]


def test_a_null_port_is_one_that_is_not_given() -> None:
    assert (
        verdict(lowered(INGRESS_RULE, {**one(INGRESS_RULE, "-1"), "from_port": None, "to_port": None})) is YES
    )


def test_a_protocol_that_depends_on_a_variable() -> None:
    protocol = conditional(boolean("var.udp"), Known("udp"), Known("tcp"))
    (decision,) = decide_all(lowered(RULE, one(RULE, protocol, 25, 25)), ask)
    assert (decision.truth, decision.when) == (MAYBE, "var.udp is false")
    assert verdict(lowered(RULE, one(RULE, allowed("P", "udp", "icmp"), 25, 25))) is NO


def test_minus_one_under_the_same_option_for_both_ports() -> None:
    port = conditional(boolean("var.every"), Known(-1), Known(587))
    (decision,) = decide_all(lowered(RULE, one(RULE, "tcp", port, port)), ask)
    assert (decision.truth, decision.when) == (MAYBE, "var.every is true")
    assert verdict(lowered(RULE, one(RULE, "tcp", open_input("var.first"), -1))) is MAYBE
    assert verdict(lowered(RULE, one(RULE, "tcp", 30, -1))) is NO

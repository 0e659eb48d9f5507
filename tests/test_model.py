"""Rules, what they admit, and groups in each combination of options."""

from __future__ import annotations

from typing import Any

import pytest

from smtp_iac.choice import conditional, equal
from smtp_iac.model import ANY_PROTOCOL, EGRESS, INGRESS, TCP, Protocol
from smtp_iac.model.admission import admitted
from smtp_iac.model.filter import SecurityGroup, group_ids, refusals
from smtp_iac.model.rule import Peer, both, truth_of
from smtp_iac.network import EVERYTHING, MANY, NOTHING, AddressSet, covers_internet
from smtp_iac.truth import MAYBE, NO, YES, Truth
from smtp_iac.value import (
    ABSENT,
    FALSE,
    LIMIT,
    TRUE,
    Choice,
    Facts,
    Known,
    Many,
    Refused,
    Unknown,
    option,
)

from .algebra import (
    ANYWHERE,
    INTERNAL,
    LOWER,
    UPPER,
    allowed,
    boolean,
    concat,
    concrete,
    listed,
    negation,
    open_input,
    rule,
    value_of,
)

P, Q = boolean("var.p"), boolean("var.q")
PORT = open_input("var.port")
UDP = Protocol(17)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, YES),
        ({"port": 24, "last": 26}, YES),
        ({"port": 0, "last": 65535}, YES),
        ({"port": 25, "last": 24}, NO),
        ({"port": 26, "last": 100}, NO),
        ({"port": 0}, NO),
        ({"port": PORT}, MAYBE),
        ({"port": PORT, "last": 24}, NO),
        ({"port": 26, "last": PORT}, NO),
        ({"port": 1, "last": PORT}, MAYBE),
        ({"protocol": UDP}, NO),
        ({"protocol": open_input("var.protocol")}, MAYBE),
        ({"protocol": ANY_PROTOCOL, "port": PORT}, YES),
        ({"protocol": ANY_PROTOCOL, "port": 443}, YES),
        ({"direction": EGRESS}, NO),
        ({"direction": open_input("var.type")}, MAYBE),
        ({"exists": False}, NO),
        ({"exists": P}, MAYBE),
        ({"exists": P, "protocol": UDP}, NO),
        ({"port": allowed("Port", 25, 587)}, MAYBE),
        ({"port": allowed("Port", 465, 587)}, NO),
        ({"port": allowed("Port", 20, 25), "last": 25}, YES),
        ({"port": ABSENT}, NO),
        ({"port": Refused("no port")}, MAYBE),
    ],
)
def test_whether_a_rule_is_about_the_port(fields: dict[str, Any], expected: Truth) -> None:
    made = {
        name: value_of(value) if name in ("protocol", "direction") else value
        for name, value in fields.items()
    }
    assert rule("r", [ANYWHERE], **made).matches(TCP, 25).truth is expected


def test_the_evidence_of_an_open_rule_is_what_is_open() -> None:
    grounds = rule("r", [ANYWHERE], PORT, last=65535, exists=P).matches(TCP, 25).evidence()
    assert [ground.role for ground in grounds] == ["exists", "from_port"]


def test_what_cannot_be_is_left_out_of_a_test() -> None:
    value = Choice(P, {TRUE: Known(25), FALSE: Refused("no such key")})
    assert truth_of(value, lambda port: port == 25) is YES
    assert truth_of(ABSENT, lambda port: True) is NO


def test_both_conditions_of_existence() -> None:
    assert concrete(both(Known(True), Known(True))) is True
    assert concrete(both(Known(False), Refused("not asked"))) is False
    assert isinstance(both(Known(True), Refused("asked")), Refused)
    assert isinstance(both(P, Q), Choice)
    assert truth_of(both(P, negation(P)), lambda there: there) is NO


def of(cidrs: Any, kind: Any = "IPv4 CIDR", **fields: Any) -> Any:
    """What a rule with one peer admits on TCP 25."""
    one = rule("r", [], **fields)
    one.peers = (Peer(kind, value_of(cidrs)),)  # type: ignore[arg-type]
    return admitted(one, TCP, 25)


def test_known_addresses_are_certain() -> None:
    found = of([LOWER, UPPER, INTERNAL])
    assert found.certain == found.possible == AddressSet.parse(ANYWHERE)
    assert [ground.value.data for ground, _ in found.grounds] == [LOWER, UPPER, INTERNAL]
    assert not found.open


@pytest.mark.parametrize("nothing", [[], None, ABSENT, [None], [ABSENT]])
def test_nobody_is_let_in_by_nothing(nothing: Any) -> None:
    found = of(nothing)
    assert found.certain == found.possible == NOTHING
    assert not found.may_cover
    assert not found.refused


def test_a_single_cidr_needs_no_list() -> None:
    assert of("203.0.113.9/0").certain == AddressSet.parse(ANYWHERE)


def test_the_families_never_meet() -> None:
    assert covers_internet(of(["::/0"], "IPv6 CIDR").certain, 6)
    assert not covers_internet(of(["::/0"], "IPv6 CIDR").certain, 4)


def test_another_group_lets_in_nobody_of_the_internet() -> None:
    assert of(["sg-0123"], "security group").possible == NOTHING
    assert not of(open_input("var.group"), "security group").may_cover


def test_the_entries_of_a_prefix_list_are_cidrs_of_either_family() -> None:
    found = of([LOWER, "::/0"], "prefix list")
    assert (found.certain.family(4), found.certain.family(6)) == (
        AddressSet.parse(LOWER),
        AddressSet.parse("::/0"),
    )
    assert of([open_input("var.entry")], "prefix list").possible == EVERYTHING


def test_what_aws_owns_is_far_from_the_internet_however_much_of_it() -> None:
    owned = open_input("data.aws_prefix_list.s3.id", Facts(aws_owned=True))
    for value in ([owned], owned, [Many(owned)], [owned, LOWER]):
        found = of(value, "prefix list")
        assert 0 < found.loose.size(4) < EVERYTHING.size(4) // 8
        assert not found.may_cover
    assert of(concat(owned)).loose == of([owned]).loose
    assert of([owned, LOWER, "128.0.0.0/2", "192.0.0.0/4", "208.0.0.0/5", "216.0.0.0/6"]).may_cover


def test_an_unknown_address_may_be_any_of_its_family() -> None:
    found = of([open_input("var.cidr")])
    assert (found.certain, found.possible) == (NOTHING, EVERYTHING.family(4))
    assert found.may_cover


def test_an_address_within_bounds_stays_there() -> None:
    inside = open_input("aws_subnet.x.cidr_block", Facts(within=AddressSet.parse(INTERNAL)))
    found = of([inside, INTERNAL])
    assert found.possible == AddressSet.parse(INTERNAL)
    assert not found.may_cover


def test_a_block_of_known_size_is_loose() -> None:
    found = of([open_input("var.ip/32", Facts(block=(32, None)))])
    assert (found.possible, found.loose.size(4), found.loose.size(6)) == (NOTHING, 1, 0)
    assert not found.may_cover


def test_any_number_of_addresses_are_possible_only() -> None:
    found = of([Many(Known(ANYWHERE))])
    assert (found.certain, found.possible) == (NOTHING, AddressSet.parse(ANYWHERE))
    assert of([Many(open_input("x/32", Facts(block=(32, 4))))]).loose.size(4) == MANY


def test_an_unknown_half_beside_a_known_one_may_cover() -> None:
    half = open_input("var.half/1", Facts(block=(1, 4)))
    assert of([LOWER, half]).may_cover
    assert not of([INTERNAL, half]).may_cover


def test_a_choice_is_certain_of_what_all_its_options_share() -> None:
    found = of(conditional(P, listed(LOWER, INTERNAL), listed(LOWER)))
    assert found.certain == AddressSet.parse(LOWER)
    assert of([conditional(P, Known(LOWER), Known(UPPER))]).possible == AddressSet.parse(ANYWHERE)


@pytest.mark.parametrize("wrong", ["everywhere", "300.0.0.0/8", 25, "", "10.0.0.0/33", [INTERNAL], {"a": 1}])
def test_what_is_no_cidr_is_refused(wrong: Any) -> None:
    found = of([wrong])
    assert len(found.refused) == 1
    assert (found.certain, found.possible) == (NOTHING, EVERYTHING.family(4))


def test_a_rule_that_may_apply_admits_only_possibly() -> None:
    found = of([ANYWHERE], port=PORT)
    assert (found.certain, found.possible) == (NOTHING, AddressSet.parse(ANYWHERE))
    assert [ground.role for ground in found.open] == ["from_port", "to_port"]


def test_a_rule_that_does_not_apply_admits_nobody() -> None:
    assert of([open_input("var.cidr")], port=587).possible == NOTHING


# Groups


def test_the_groups_a_rule_may_belong_to() -> None:
    assert group_ids(Unknown("aws_security_group.mx.id")) == {"aws_security_group.mx.id"}
    assert group_ids(conditional(P, Unknown("a.id"), Unknown("b.id"))) == {"a.id", "b.id"}
    assert group_ids(Known("sg-0123")) == group_ids(Known("sg-0123"))
    for alone in (ABSENT, Known(None), Refused("no group")):
        assert group_ids(alone) == set()


def test_membership_that_is_only_possible_is_possible() -> None:
    member = rule("r", [ANYWHERE], group=conditional(P, Unknown("a.id"), Unknown("b.id")))
    assert SecurityGroup("a.id", [member]).admitted(TCP, 25).certain == NOTHING
    assert SecurityGroup("a.id", [member]).admitted(TCP, 25).possible == AddressSet.parse(ANYWHERE)
    assert SecurityGroup(None, [member]).admitted(TCP, 25).certain == AddressSet.parse(ANYWHERE)


def test_under_a_combination_only_the_members_stay() -> None:
    member = rule("r", [ANYWHERE], group=conditional(P, Unknown("a.id"), Unknown("b.id")))
    group = SecurityGroup("a.id", [member, rule("gone", [ANYWHERE], exists=Q, group=Unknown("a.id"))])
    resolved = group.under({"var.p": FALSE, "var.q": FALSE})
    assert resolved is not None
    assert resolved.rules == ()
    resolved = group.under({"var.p": TRUE, "var.q": TRUE})
    assert resolved is not None
    assert [one.position for one in resolved.rules] == ["r", "gone"]


def test_a_combination_that_cannot_be_deployed() -> None:
    refused = conditional(P, Refused("no such key"), listed(ANYWHERE))
    group = SecurityGroup(None, [rule("r", refused)])
    assert group.under({"var.p": TRUE}) is None
    assert group.under({"var.p": FALSE}) is not None
    assert refusals(rule("r", refused))


def test_a_refused_rule_that_does_not_exist_does_no_harm() -> None:
    group = SecurityGroup(None, [rule("r", [Refused("no such key")], exists=P)])
    resolved = group.under({"var.p": FALSE})
    assert resolved is not None
    assert resolved.rules == ()
    assert group.under({"var.p": TRUE}) is None


def test_combinations_never_mix_the_options_of_one_symbol() -> None:
    env = open_input("var.env")
    rules = [rule(name, [ANYWHERE], exists=equal(env, Known(name))) for name in ("dev", "prod")]
    combinations = SecurityGroup("sg.id", rules).combinations()
    assert combinations == [
        {"var.env": option("dev")},
        {"var.env": option("prod")},
        {"var.env": frozenset((option("dev"), option("prod")))},
    ]


def test_as_many_combinations_as_the_limit_and_no_more() -> None:
    flags = [conditional(boolean(f"var.b{number}"), listed(LOWER), listed()) for number in range(9)]
    eight = SecurityGroup(None, [rule("r", concat(*flags[:8]))]).combinations()
    assert eight is not None
    assert len(eight) == LIMIT
    assert SecurityGroup(None, [rule("r", concat(*flags))]).combinations() is None


def test_a_rule_is_the_same_under_all_options() -> None:
    one = rule("r", conditional(P, listed(ANYWHERE), listed()))
    assert one.under({"var.p": TRUE}).key == one.key
    assert one.symbols() == {"var.p", "sg.id"}
    assert one.fields()[1] == ("direction", one.direction)
    assert concrete(one.direction) == INGRESS

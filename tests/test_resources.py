"""Lowering: each spelling of a rule, over bodies by hand. The tables are those of AWS and its provider."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import smtp_iac
from smtp_iac.choice import conditional
from smtp_iac.judging.judge import decide_all
from smtp_iac.truth import MAYBE, NO, YES, Truth
from smtp_iac.value import ABSENT, Known

from .algebra import ask, boolean, open_input

if TYPE_CHECKING:
    pass
from .spellings import (
    CFN_GROUP,
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


@pytest.mark.parametrize("type_", NAMES)
@pytest.mark.parametrize(
    ("protocol", "expected"),
    [
        ("-1", YES),
        (-1, YES),
        ("all", YES),
        ("ALL", YES),
        ("tcp", YES),
        ("TCP", YES),
        ("6", YES),
        (6, YES),
        ("06", YES),
        ("udp", NO),
        ("17", NO),
        (17, NO),
        ("icmp", NO),
        ("1", NO),
        ("icmpv6", NO),
        ("58", NO),
        ("47", NO),
        ("50", NO),
        ("0", NO),
        ("255", NO),
        ("256", MAYBE),
        ("gre", MAYBE),
        ("tcp ", MAYBE),
        ("", MAYBE),
        (None, MAYBE),
    ],
)
def test_protocols(type_: str, protocol: Any, expected: Truth) -> None:
    assert verdict(lowered(type_, one(type_, protocol, 25, 25))) is expected


@pytest.mark.parametrize("type_", NAMES)
@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (25, 25, YES),
        (20, 30, YES),
        (0, 65535, YES),
        (1, 65535, YES),
        (0, 65536, YES),
        (0, 25, YES),
        (25, 65535, YES),
        ("25", "25", YES),
        ("25.0", 25.0, YES),
        (-1, -1, YES),
        ("-1", "-1", YES),
        (0, 0, NO),
        (26, 30, NO),
        (0, 24, NO),
        (587, 587, NO),
        (30, 20, NO),
        (25, None, MAYBE),
        (None, 25, MAYBE),
        (None, None, MAYBE),
        (26, None, NO),
        (None, 24, NO),
        ("smtp", "smtp", MAYBE),
        (25.5, 25.5, MAYBE),
        (True, True, MAYBE),
        ("", "", MAYBE),
    ],
)
def test_ports_of_tcp(type_: str, first: Any, last: Any, expected: Truth) -> None:
    assert verdict(lowered(type_, one(type_, "tcp", first, last))) is expected


@pytest.mark.parametrize("type_", NAMES)
@pytest.mark.parametrize("pair", [(None, None), (443, 443), (0, 0), (25, 25), (-1, -1), (30, 20), (25, None)])
def test_ports_do_not_count_for_every_protocol(type_: str, pair: tuple[Any, Any]) -> None:
    assert verdict(lowered(type_, one(type_, "-1", *pair))) is YES


@pytest.mark.parametrize("protocol", ["icmp", "icmpv6", "udp", "50"])
@pytest.mark.parametrize("pair", [(25, 25), (-1, -1), (0, 65535), (0, 0)])
def test_types_codes_and_ports_of_other_protocols_stay_silent(protocol: str, pair: tuple[int, int]) -> None:
    for type_ in NAMES:
        assert verdict(lowered(type_, one(type_, protocol, *pair))) is NO


@pytest.mark.parametrize(
    ("type_", "attributes", "expected"),
    [
        (GROUP, {"ingress": [traffic(GROUP, "tcp", 25, 25)]}, YES),
        (
            GROUP,
            {"ingress": [{"protocol": "tcp", "from_port": 20, "to_port": 30, "ipv6_cidr_blocks": ["::/0"]}]},
            YES,
        ),
        (GROUP, {"ingress": [traffic(GROUP, "-1", 0, 0)]}, YES),
        (RULE, one(RULE, "-1", 443, 443), YES),
        (GROUP, {"ingress": [traffic(GROUP, "tcp", 0, 0)]}, NO),
        (GROUP, {"ingress": [traffic(GROUP, "icmp", 25, 25)]}, NO),
        (GROUP, {"ingress": [traffic(GROUP, "udp", 0, 65535)]}, NO),
        (GROUP, {"ingress": [traffic(GROUP, "50", 0, 0)]}, NO),
        (GROUP, {"ingress": [traffic(GROUP, "6", 0, 65535, cidr="10.0.0.0/8")]}, NO),
        (CFN_GROUP, {"SecurityGroupIngress": [traffic(CFN_GROUP, "tcp", 25, 25, cidr="8.8.8.8/0")]}, YES),
        (
            GROUP,
            {"ingress": [traffic(GROUP, "tcp", 25, 25, cidr=half) for half in ("0.0.0.0/1", "128.0.0.0/1")]},
            YES,
        ),
        (CFN_RULE, one(CFN_RULE, "tcp", open_input("P"), open_input("P")), MAYBE),
    ],
)
def test_the_decision_examples(type_: str, attributes: dict[str, Any], expected: Truth) -> None:
    assert verdict(lowered(type_, attributes)) is expected


def test_a_condition_around_a_rule_is_undecided() -> None:
    entry = conditional(
        boolean("IsPublic"),
        Known({k: Known(v) for k, v in traffic(CFN_GROUP, "tcp", 25, 25).items()}),
        ABSENT,
    )
    (decision,) = decide_all(lowered(CFN_GROUP, {"SecurityGroupIngress": [entry]}), ask)
    assert decision.truth is MAYBE
    assert decision.when == "IsPublic is true"


# Sources


SOURCES: list[tuple[str, str, Any, Truth]] = [
    (GROUP, "cidr_blocks", ["0.0.0.0/0"], YES),
    (GROUP, "ipv6_cidr_blocks", ["::/0"], YES),
    (GROUP, "prefix_list_ids", ["pl-0123"], MAYBE),
    (GROUP, "security_groups", ["sg-0123"], NO),
    (GROUP, "security_groups", open_input("var.groups"), NO),
    (GROUP, "self", True, NO),
    (GROUP, "description", "0.0.0.0/0", NO),
    (RULE, "cidr_blocks", ["0.0.0.0/0"], YES),
    (RULE, "ipv6_cidr_blocks", ["::/0"], YES),
    (RULE, "prefix_list_ids", ["pl-0123"], MAYBE),
    (RULE, "source_security_group_id", "sg-0123", NO),
    (RULE, "self", True, NO),
    (INGRESS_RULE, "cidr_ipv4", "0.0.0.0/0", YES),
    (INGRESS_RULE, "cidr_ipv6", "::/0", YES),
    (INGRESS_RULE, "prefix_list_id", "pl-0123", MAYBE),
    (INGRESS_RULE, "referenced_security_group_id", "sg-0123", NO),
    (INGRESS_RULE, "cidr_ipv4", None, NO),
    (CFN_GROUP, "CidrIp", "0.0.0.0/0", YES),
    (CFN_GROUP, "CidrIpv6", "::/0", YES),
    (CFN_GROUP, "SourcePrefixListId", "pl-0123", MAYBE),
    (CFN_GROUP, "SourceSecurityGroupId", "sg-0123", NO),
    (CFN_GROUP, "SourceSecurityGroupName", "mail", NO),
    (CFN_RULE, "CidrIp", "0.0.0.0/0", YES),
    (CFN_RULE, "CidrIpv6", "::/0", YES),
    (CFN_RULE, "SourcePrefixListId", "pl-0123", MAYBE),
    (CFN_RULE, "SourceSecurityGroupId", "sg-0123", NO),
]


@pytest.mark.parametrize(("type_", "source", "value", "expected"), SOURCES)
def test_sources(type_: str, source: str, value: Any, expected: Truth) -> None:
    protocol, first, last, _ = NAMES[type_]
    rule = {protocol: "tcp", first: 25, last: 25, source: value}
    if type_ in INLINE:
        assert verdict(lowered(type_, {INLINE[type_]: [rule]})) is expected
    else:
        assert verdict(lowered(type_, {**rule, "type": "ingress", OWNER[type_]: "sg-0123"})) is expected


def test_the_groups_whose_members_are_let_in_are_named_beside_the_addresses(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(
        """
resource "aws_security_group" "app" {}

resource "aws_security_group" "mx" {
  ingress {
    protocol        = "tcp"
    from_port       = 25
    to_port         = 25
    cidr_blocks     = ["0.0.0.0/0"]
    security_groups = [aws_security_group.app.id, "sg-0123"]
    self            = true
  }
}
"""
    )
    report = smtp_iac.check([str(tmp_path)], working_directory=str(tmp_path))
    [finding] = report.findings
    assert [(link.what, link.span.line) for link in finding.related] == [
        ("lets in whoever is in aws_security_group.app too", 10),
        ("lets in whoever is in sg-0123 too", 10),
        ("lets in whoever is in the group itself too", 11),
    ]

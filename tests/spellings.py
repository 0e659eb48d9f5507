"""The types that are lowered, and how each spells a rule."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from smtp_iac.judging.judge import decide_all
from smtp_iac.resources import aws_security_group, aws_security_group_rule
from smtp_iac.truth import MAYBE, NO, YES, Truth

from .algebra import ask, resource

if TYPE_CHECKING:
    from smtp_iac.model.rule import Rule

GROUP, DEFAULT_GROUP = "aws_security_group", "aws_default_security_group"
RULE, INGRESS_RULE = "aws_security_group_rule", "aws_vpc_security_group_ingress_rule"
CFN_GROUP, CFN_RULE = "AWS::EC2::SecurityGroup", "AWS::EC2::SecurityGroupIngress"
LOWERINGS = {**aws_security_group.LOWERINGS, **aws_security_group_rule.LOWERINGS}

# What each type calls its protocol, ports and IPv4 source; how a rule is wrapped; whether sources are a list.
NAMES = {
    GROUP: ("protocol", "from_port", "to_port", "cidr_blocks"),
    DEFAULT_GROUP: ("protocol", "from_port", "to_port", "cidr_blocks"),
    RULE: ("protocol", "from_port", "to_port", "cidr_blocks"),
    INGRESS_RULE: ("ip_protocol", "from_port", "to_port", "cidr_ipv4"),
    CFN_GROUP: ("IpProtocol", "FromPort", "ToPort", "CidrIp"),
    CFN_RULE: ("IpProtocol", "FromPort", "ToPort", "CidrIp"),
}
INLINE = {GROUP: "ingress", DEFAULT_GROUP: "ingress", CFN_GROUP: "SecurityGroupIngress"}
OWNER = {RULE: "security_group_id", INGRESS_RULE: "security_group_id", CFN_RULE: "GroupId"}
LISTED = {GROUP, DEFAULT_GROUP, RULE}


def lowered(type_: str, attributes: dict[str, Any], exists: Any = None) -> list[Rule]:
    return LOWERINGS[type_](resource(type_, attributes, exists=exists))


def traffic(
    type_: str, protocol: Any, first: Any = None, last: Any = None, cidr: Any = "0.0.0.0/0"
) -> dict[str, Any]:
    """The attributes of one rule; what is None is left out."""
    names = NAMES[type_]
    source = [cidr] if type_ in LISTED else cidr
    given = dict(zip(names, (protocol, first, last, source), strict=True))
    return {name: value for name, value in given.items() if value is not None}


def one(type_: str, *values: Any, **more: Any) -> dict[str, Any]:
    """A whole resource with one rule."""
    rule = traffic(type_, *values, **more)
    if type_ in INLINE:
        return {INLINE[type_]: [rule]}
    direction = {"type": "ingress"} if type_ == RULE else {}
    return {**rule, **direction, OWNER[type_]: "sg-0123"}


def verdict(rules: list[Rule]) -> Truth:
    verdicts = [decision.truth for decision in decide_all(rules, ask)]
    return YES if YES in verdicts else MAYBE if verdicts else NO

"""Rules that stand by themselves and name their group.

aws_security_group_rule (with protocol -1 the provider drops whatever ports are written),
aws_vpc_security_group_ingress_rule (one source a rule), AWS::EC2::SecurityGroupIngress (GroupId, or
GroupName in the default VPC), awscc_ec2_security_group_ingress.
"""

from __future__ import annotations

from ..choice import lift
from ..model import EGRESS, INGRESS
from ..model.rule import Peer, Rule
from ..value import Absent, Known, Refuse, Unknown
from .aws_traffic import outlines_of, plain, ports, protocol
from .fields import given, of_shape

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..model.rule import PeerKind
    from ..resource import Resource
    from ..value import Outcome
    from .aws_traffic import Outlines

    Spelling = tuple[str, str, str, tuple[str, ...], tuple[tuple[str, PeerKind], ...]]

# Protocol, first port, last port, the group (the first that is given), and who is let in.
RULE: Spelling = (
    "protocol",
    "from_port",
    "to_port",
    ("security_group_id",),
    (
        ("cidr_blocks", "IPv4 CIDR"),
        ("ipv6_cidr_blocks", "IPv6 CIDR"),
        ("prefix_list_ids", "prefix list"),
        ("source_security_group_id", "security group"),
    ),
)
INGRESS_RULE: Spelling = (
    "ip_protocol",
    "from_port",
    "to_port",
    ("security_group_id",),
    (
        ("cidr_ipv4", "IPv4 CIDR"),
        ("cidr_ipv6", "IPv6 CIDR"),
        ("prefix_list_id", "prefix list"),
        ("referenced_security_group_id", "security group"),
    ),
)
CLOUDFORMATION: Spelling = (
    "IpProtocol",
    "FromPort",
    "ToPort",
    ("GroupId", "GroupName"),
    (
        ("CidrIp", "IPv4 CIDR"),
        ("CidrIpv6", "IPv6 CIDR"),
        ("SourcePrefixListId", "prefix list"),
        ("SourceSecurityGroupId", "security group"),
    ),
)
AWSCC: Spelling = (
    "ip_protocol",
    "from_port",
    "to_port",
    ("group_id", "group_name"),
    (
        ("cidr_ip", "IPv4 CIDR"),
        ("cidr_ipv_6", "IPv6 CIDR"),
        ("source_prefix_list_id", "prefix list"),
        ("source_security_group_id", "security group"),
    ),
)


def lower(resource: Resource, spelling: Spelling, direction: Outcome) -> list[Rule]:
    protocol_name, first, last, groups, peers = spelling
    value = resource.body.value
    from_port, to_port = ports(value(first), value(last), (first, last))
    rule = Rule(
        resource=resource,
        declared=resource.span,
        position="",
        exists=resource.exists,
        direction=direction,
        protocol=protocol(value(protocol_name)),
        from_port=from_port,
        to_port=to_port,
        peers=tuple([Peer(kind, of_shape(given(value(peer)), peer)) for peer, kind in peers]),
        group=_first_given([value(group) for group in groups]),
        notes=resource.notes,
    )
    return [rule]


def outlined(resource: Resource, spelling: Spelling, way: str = "") -> Outlines | None:
    """way: the attribute that says the direction; every rule lets in without one."""
    traffic = plain(resource, *spelling[:3])
    return outlines_of([[*(plain(resource, way) if way else [INGRESS]), *traffic]])


def _first_given(values: list[Outcome]) -> Outcome:
    first = given(values[0])
    for other in values[1:]:
        first = lift(lambda one, two: two if isinstance(one, Absent) else one, first, given(other))
    return first


def direction(value: Outcome) -> Outcome:
    """`type`, which the provider takes in lower case only."""
    return lift(_direction, given(value))


def _direction(value: Outcome) -> Outcome:
    if isinstance(value, Unknown):
        return value
    if isinstance(value, Known) and value.data in (INGRESS, EGRESS):
        return value
    raise Refuse('the type of a rule is "ingress" or "egress"', value.origin)


def lower_rule(resource: Resource) -> list[Rule]:
    return lower(resource, RULE, direction(resource.body.value("type")))


def lower_ingress_rule(resource: Resource) -> list[Rule]:
    return lower(resource, INGRESS_RULE, Known(INGRESS))


def lower_cloudformation(resource: Resource) -> list[Rule]:
    return lower(resource, CLOUDFORMATION, Known(INGRESS))


def lower_awscc(resource: Resource) -> list[Rule]:
    return lower(resource, AWSCC, Known(INGRESS))


OUTLINES = {
    "aws_security_group_rule": lambda resource: outlined(resource, RULE, "type"),
    "aws_vpc_security_group_ingress_rule": lambda resource: outlined(resource, INGRESS_RULE),
    "awscc_ec2_security_group_ingress": lambda resource: outlined(resource, AWSCC),
}
LOWERINGS = {
    "aws_security_group_rule": lower_rule,
    "aws_vpc_security_group_ingress_rule": lower_ingress_rule,
    "AWS::EC2::SecurityGroupIngress": lower_cloudformation,
    "awscc_ec2_security_group_ingress": lower_awscc,
}

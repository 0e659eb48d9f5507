"""Security groups with the rules that they list themselves.

aws_security_group and aws_default_security_group (provider documentation: `ingress` blocks or a list of
objects; omitted means unmanaged, so no inline rules), AWS::EC2::SecurityGroup (SecurityGroupIngress),
awscc_ec2_security_group (a list of objects).
"""

from __future__ import annotations

from ..model import INGRESS
from ..model.rule import Peer, Rule, both
from ..value import Absent, Known, Many, Unknown
from .aws_traffic import outlines_of, plain, ports, protocol
from .fields import at, content, field, given, of_shape, positions, presence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..model.rule import PeerKind
    from ..resource import Resource
    from ..value import Element, Outcome
    from .aws_traffic import Outlines

    Spelling = tuple[str, str, str, str, tuple[tuple[str, PeerKind], ...]]

# The list of rules, then in each: protocol, first port, last port, and who is let in.
TERRAFORM: Spelling = (
    "ingress",
    "protocol",
    "from_port",
    "to_port",
    (
        ("cidr_blocks", "IPv4 CIDR"),
        ("ipv6_cidr_blocks", "IPv6 CIDR"),
        ("prefix_list_ids", "prefix list"),
        ("security_groups", "security group"),
    ),
)
CLOUDFORMATION: Spelling = (
    "SecurityGroupIngress",
    "IpProtocol",
    "FromPort",
    "ToPort",
    (
        ("CidrIp", "IPv4 CIDR"),
        ("CidrIpv6", "IPv6 CIDR"),
        ("SourcePrefixListId", "prefix list"),
        ("SourceSecurityGroupId", "security group"),
    ),
)
AWSCC: Spelling = (
    "security_group_ingress",
    "ip_protocol",
    "from_port",
    "to_port",
    (
        ("cidr_ip", "IPv4 CIDR"),
        ("cidr_ipv_6", "IPv6 CIDR"),
        ("source_prefix_list_id", "prefix list"),
        ("source_security_group_id", "security group"),
    ),
)


def lower(resource: Resource, spelling: Spelling) -> list[Rule]:
    written = given(resource.body.value(spelling[0]))
    if isinstance(written, Absent):
        return []
    return [rule(resource, spelling, written, position, element) for position, element in positions(written)]


def outlined(resource: Resource, spelling: Spelling) -> Outlines | None:
    name, *names, _ = spelling
    [listed] = plain(resource, name)
    if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
        return None
    return outlines_of([[INGRESS, *[one.get(name) for name in names]] for one in listed])


def rule(resource: Resource, spelling: Spelling, written: Outcome, position: str, element: Element) -> Rule:
    name, protocol_name, first, last, peers = spelling
    body = content(element)
    from_port, to_port = ports(field(body, first), field(body, last), (first, last))
    span = None if isinstance(body, Absent) else body.origin.span
    return Rule(
        resource=resource,
        declared=span if span is not None and resource.span.encloses(span) else resource.span,
        position=f"{name}[{position}]",
        exists=both(resource.exists, presence(element)),
        direction=Known(INGRESS),
        protocol=protocol(field(body, protocol_name)),
        from_port=from_port,
        to_port=to_port,
        peers=(
            *[Peer(kind, at(of_shape(field(body, peer), peer), written)) for peer, kind in peers],
            *itself(resource, at(field(body, "self"), written)),
        ),
        group=Unknown(f"{resource.id}.id"),
        notes=resource.notes,
        many=isinstance(element, Many),
    )


def itself(resource: Resource, value: Outcome) -> tuple[Peer, ...]:
    """The members of the group, whom `self` lets in."""
    if not isinstance(value, Known) or str(value.data).lower() != "true":
        return ()
    return (Peer("security group", Unknown(f"{resource.id}.id", None, value.origin)),)


def lower_terraform(resource: Resource) -> list[Rule]:
    return lower(resource, TERRAFORM)


def lower_cloudformation(resource: Resource) -> list[Rule]:
    return lower(resource, CLOUDFORMATION)


def lower_awscc(resource: Resource) -> list[Rule]:
    return lower(resource, AWSCC)


LOWERINGS = {
    "aws_security_group": lower_terraform,
    "aws_default_security_group": lower_terraform,
    "AWS::EC2::SecurityGroup": lower_cloudformation,
    "awscc_ec2_security_group": lower_awscc,
}
OUTLINES = {
    "aws_security_group": lambda resource: outlined(resource, TERRAFORM),
    "aws_default_security_group": lambda resource: outlined(resource, TERRAFORM),
    "awscc_ec2_security_group": lambda resource: outlined(resource, AWSCC),
}
GROUPS = LOWERINGS
"""The types of which each resource is a group."""

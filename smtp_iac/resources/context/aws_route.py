"""Internet gateways, route tables, routes, and which subnets have which table.

Of the targets of a route only an internet gateway lets connections in: a NAT or egress-only gateway carries
none, and traffic never passes the internet gateway of a peer VPC (Amazon VPC user guide, "NAT gateways",
"Egress-only internet gateways"; VPC peering guide, "edge to edge routing").
"""

from __future__ import annotations

from ...model.context import InternetGateway, Route, RouteTable, TableOfSubnet
from ...value import ABSENT, Absent
from ..fields import at, content, field, given, positions
from .spelling import at_path, in_awscc

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ...model.context import Fact
    from ...resource import Resource
    from ...value import Outcome

    Destinations = tuple[tuple[str, int | None], ...]

GATEWAY = "gateway"
"""The kind of target that may be an internet gateway: it may also be a virtual private gateway."""

# The destinations, with their families; the targets, with their kinds.
INLINE: Destinations = (("cidr_block", 4), ("ipv6_cidr_block", 6), ("destination_prefix_list_id", None))
SEPARATE: Destinations = (
    ("destination_cidr_block", 4),
    ("destination_ipv6_cidr_block", 6),
    ("destination_prefix_list_id", None),
)
CLOUDFORMATION: Destinations = (
    ("DestinationCidrBlock", 4),
    ("DestinationIpv6CidrBlock", 6),
    ("DestinationPrefixListId", None),
)
CLOSED_TARGETS = {
    "nat_gateway_id": "NAT gateway",
    "egress_only_gateway_id": "egress-only internet gateway",
    "vpc_peering_connection_id": "VPC peering connection",
    "NatGatewayId": "NAT gateway",
    "EgressOnlyInternetGatewayId": "egress-only internet gateway",
    "VpcPeeringConnectionId": "VPC peering connection",
}
"""The targets that never bring a connection in from the internet."""
OTHER_TARGETS = (
    "network_interface_id",
    "instance_id",
    "transit_gateway_id",
    "vpc_endpoint_id",
    "carrier_gateway_id",
    "local_gateway_id",
    "core_network_arn",
    "NetworkInterfaceId",
    "InstanceId",
    "TransitGatewayId",
    "VpcEndpointId",
    "CarrierGatewayId",
    "LocalGatewayId",
    "CoreNetworkArn",
)


def targets_of(read: dict[str, Outcome]) -> dict[str, Outcome]:
    """The targets that are given: `gateway`, what never lets anybody in by its name, and others."""
    found: dict[str, Outcome] = {}
    for name, value in read.items():
        if not isinstance(value, Absent):
            found[GATEWAY if name in ("gateway_id", "GatewayId") else CLOSED_TARGETS.get(name, "")] = value
    return found


def terraform_table(resource: Resource) -> list[Fact]:
    found: list[Fact] = [RouteTable(resource, at_path(resource, "vpc_id"))]
    return found + inline_routes(resource)


def default_table(resource: Resource) -> list[Fact]:
    default = at_path(resource, "default_route_table_id")
    return [RouteTable(resource, ABSENT, default), *inline_routes(resource)]


def inline_routes(resource: Resource) -> list[Fact]:
    written = given(resource.body.value("route"))
    if isinstance(written, Absent):
        return []
    found: list[Fact] = []
    for _, element in positions(written):
        body = content(element)
        names = ("gateway_id", *CLOSED_TARGETS, *OTHER_TARGETS)
        read = {name: at(field(body, name), written) for name in names if name[0].islower()}
        destinations: dict[int | None, Outcome] = {family: field(body, name) for name, family in INLINE}
        if not isinstance(body, Absent):
            found.append(Route(resource, ABSENT, destinations, targets_of(read), body))
    return found


def route(resource: Resource, spelling: Destinations, table: str, names: tuple[str, ...]) -> list[Fact]:
    read = {name: at_path(resource, name) for name in names}
    destinations: dict[int | None, Outcome] = {family: at_path(resource, name) for name, family in spelling}
    return [Route(resource, at_path(resource, table), destinations, targets_of(read))]


def terraform_route(resource: Resource) -> list[Fact]:
    names = [name for name in ("gateway_id", *CLOSED_TARGETS, *OTHER_TARGETS) if name[0].islower()]
    return route(resource, SEPARATE, "route_table_id", tuple(names))


def cloudformation_route(resource: Resource) -> list[Fact]:
    names = [name for name in ("GatewayId", *CLOSED_TARGETS, *OTHER_TARGETS) if name[0].isupper()]
    return route(resource, CLOUDFORMATION, "RouteTableId", tuple(names))


def terraform_association(resource: Resource) -> list[Fact]:
    """One that names a gateway instead of a subnet is about what comes in through it."""
    if not isinstance(at_path(resource, "gateway_id"), Absent):
        return []
    return [TableOfSubnet(resource, at_path(resource, "subnet_id"), at_path(resource, "route_table_id"))]


def main_association(resource: Resource) -> list[Fact]:
    table, vpc = at_path(resource, "route_table_id"), at_path(resource, "vpc_id")
    return [TableOfSubnet(resource, ABSENT, table, vpc)]


def cloudformation_table(resource: Resource) -> list[Fact]:
    return [RouteTable(resource, at_path(resource, "VpcId"))]


def cloudformation_association(resource: Resource) -> list[Fact]:
    return [TableOfSubnet(resource, at_path(resource, "SubnetId"), at_path(resource, "RouteTableId"))]


def gateway(resource: Resource) -> list[Fact]:
    return [InternetGateway(resource)]


CONTEXT = {
    "aws_internet_gateway": gateway,
    "aws_route_table": terraform_table,
    "aws_default_route_table": default_table,
    "aws_route": terraform_route,
    "aws_route_table_association": terraform_association,
    "aws_main_route_table_association": main_association,
    **in_awscc(
        {
            "AWS::EC2::InternetGateway": gateway,
            "AWS::EC2::RouteTable": cloudformation_table,
            "AWS::EC2::Route": cloudformation_route,
            "AWS::EC2::SubnetRouteTableAssociation": cloudformation_association,
        }
    ),
}

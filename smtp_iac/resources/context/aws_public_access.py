"""Elastic addresses, and VPC block public access."""

from __future__ import annotations

from ...model.context import PublicAccessBlock, PublicAccessExclusion, PublicAddress
from .spelling import at_path, in_awscc, together

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ...model.context import Fact
    from ...resource import Resource

HOLDERS = ("instance", "network_interface", "instance_id", "network_interface_id")
CLOUDFORMATION_HOLDERS = ("InstanceId", "NetworkInterfaceId")


def address(resource: Resource) -> list[Fact]:
    return [PublicAddress(resource, together(*[at_path(resource, name) for name in HOLDERS]))]


def cloudformation_address(resource: Resource) -> list[Fact]:
    holders = [at_path(resource, name) for name in CLOUDFORMATION_HOLDERS]
    return [PublicAddress(resource, together(*holders))]


def options(resource: Resource) -> list[Fact]:
    return [PublicAccessBlock(resource, at_path(resource, "internet_gateway_block_mode"))]


def exclusion(resource: Resource) -> list[Fact]:
    places = together(at_path(resource, "subnet_id"), at_path(resource, "vpc_id"))
    return [PublicAccessExclusion(resource, places, at_path(resource, "internet_gateway_exclusion_mode"))]


def cloudformation_options(resource: Resource) -> list[Fact]:
    return [PublicAccessBlock(resource, at_path(resource, "InternetGatewayBlockMode"))]


def cloudformation_exclusion(resource: Resource) -> list[Fact]:
    places = together(at_path(resource, "SubnetId"), at_path(resource, "VpcId"))
    return [PublicAccessExclusion(resource, places, at_path(resource, "InternetGatewayExclusionMode"))]


CONTEXT = {
    "aws_eip": address,
    "aws_eip_association": address,
    "aws_vpc_block_public_access_options": options,
    "aws_vpc_block_public_access_exclusion": exclusion,
    **in_awscc(
        {
            "AWS::EC2::EIP": cloudformation_address,
            "AWS::EC2::EIPAssociation": cloudformation_address,
            "AWS::EC2::VPCBlockPublicAccessOptions": cloudformation_options,
            "AWS::EC2::VPCBlockPublicAccessExclusion": cloudformation_exclusion,
        }
    ),
}

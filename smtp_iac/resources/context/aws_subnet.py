"""VPCs, subnets, subnet groups, and the IPv6 blocks that subnets are given by themselves.

A subnet gives no public address unless it says so, those of a default VPC aside (provider documentation,
CloudFormation template reference).
"""

from __future__ import annotations

from ...model.context import Subnet, SubnetBlock, SubnetGroup, Vpc
from ...value import Known
from .spelling import at_path, first_given, flag, in_awscc, is_given, together

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ...model.context import Fact
    from ...resource import Resource


def vpc(resource: Resource) -> list[Fact]:
    return [Vpc(resource)]


def terraform(resource: Resource) -> list[Fact]:
    ipv6 = is_given(first_given(resource, "ipv6_cidr_block", "ipv6_native", "ipv6_ipam_pool_id"))
    public = flag(at_path(resource, "map_public_ip_on_launch"))
    return [Subnet(resource, at_path(resource, "vpc_id"), public, ipv6)]


def default_subnet(resource: Resource) -> list[Fact]:
    public = flag(at_path(resource, "map_public_ip_on_launch"))
    return [Subnet(resource, Known(None), public, Known(None), is_default=True)]


def cloudformation(resource: Resource) -> list[Fact]:
    ipv6 = is_given(first_given(resource, "Ipv6CidrBlock", "Ipv6Native", "Ipv6IpamPoolId"))
    public = flag(at_path(resource, "MapPublicIpOnLaunch"))
    return [Subnet(resource, at_path(resource, "VpcId"), public, ipv6)]


def group(resource: Resource) -> list[Fact]:
    subnets = together(at_path(resource, "subnet_ids"), at_path(resource, "SubnetIds"))
    name = first_given(
        resource, "name", "DBSubnetGroupName", "CacheSubnetGroupName", "ClusterSubnetGroupName"
    )
    return [SubnetGroup(resource, subnets, name)]


def block(resource: Resource) -> list[Fact]:
    return [SubnetBlock(resource, at_path(resource, "SubnetId"))]


CONTEXT = {
    "aws_vpc": vpc,
    "aws_default_vpc": vpc,
    "aws_subnet": terraform,
    "aws_default_subnet": default_subnet,
    "aws_db_subnet_group": group,
    "aws_elasticache_subnet_group": group,
    "aws_redshift_subnet_group": group,
    **in_awscc(
        {
            "AWS::EC2::VPC": vpc,
            "AWS::EC2::Subnet": cloudformation,
            "AWS::EC2::SubnetCidrBlock": block,
            "AWS::RDS::DBSubnetGroup": group,
            "AWS::ElastiCache::SubnetGroup": group,
            "AWS::Redshift::ClusterSubnetGroup": group,
        }
    ),
}

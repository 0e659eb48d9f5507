"""Services that put interfaces with security groups into subnets, each by its attributes.

A Lambda function makes connections and takes none (AWS Lambda developer guide, "Giving Lambda functions
access to resources in an Amazon VPC").
"""

from __future__ import annotations

from ...model.context import Attachment, Forwarding
from ...value import ABSENT, Absent, Known, Unknown
from .spelling import at_path, flag, in_awscc

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ...model.context import Fact
    from ...resource import Resource

    Service = tuple[str, str, str, str, str]

LAMBDA = "a Lambda function takes no connections"
INTERNAL = {"Lambda function": LAMBDA}

# Kind, groups, subnets, whether it has a public address, and through what it is reached.
SERVICES: dict[str, Service] = {
    "aws_ecs_service": (
        "ECS service",
        "network_configuration.security_groups",
        "network_configuration.subnets",
        "network_configuration.assign_public_ip",
        "load_balancer.target_group_arn",
    ),
    "aws_lambda_function": (
        "Lambda function",
        "vpc_config.security_group_ids",
        "vpc_config.subnet_ids",
        "",
        "",
    ),
    "aws_efs_mount_target": ("EFS mount target", "security_groups", "subnet_id", "", ""),
    "aws_db_instance": (
        "RDS instance",
        "vpc_security_group_ids",
        "db_subnet_group_name",
        "publicly_accessible",
        "",
    ),
    "aws_rds_cluster": ("RDS cluster", "vpc_security_group_ids", "db_subnet_group_name", "", ""),
    "aws_redshift_cluster": (
        "Redshift cluster",
        "vpc_security_group_ids",
        "cluster_subnet_group_name",
        "publicly_accessible",
        "",
    ),
    "aws_elasticache_cluster": ("ElastiCache cluster", "security_group_ids", "subnet_group_name", "", ""),
    "aws_elasticache_replication_group": (
        "ElastiCache cluster",
        "security_group_ids",
        "subnet_group_name",
        "",
        "",
    ),
    "aws_eks_cluster": ("EKS cluster", "vpc_config.security_group_ids", "vpc_config.subnet_ids", "", ""),
    "aws_vpc_endpoint": ("VPC endpoint", "security_group_ids", "subnet_ids", "", ""),
    "AWS::Serverless::Function": (
        "Lambda function",
        "VpcConfig.SecurityGroupIds",
        "VpcConfig.SubnetIds",
        "",
        "",
    ),
}
CLOUDFORMATION: dict[str, Service] = {
    "AWS::ECS::Service": (
        "ECS service",
        "NetworkConfiguration.AwsvpcConfiguration.SecurityGroups",
        "NetworkConfiguration.AwsvpcConfiguration.Subnets",
        "NetworkConfiguration.AwsvpcConfiguration.AssignPublicIp",
        "LoadBalancers.TargetGroupArn",
    ),
    "AWS::Lambda::Function": (
        "Lambda function",
        "VpcConfig.SecurityGroupIds",
        "VpcConfig.SubnetIds",
        "",
        "",
    ),
    "AWS::EFS::MountTarget": ("EFS mount target", "SecurityGroups", "SubnetId", "", ""),
    "AWS::RDS::DBInstance": (
        "RDS instance",
        "VPCSecurityGroups",
        "DBSubnetGroupName",
        "PubliclyAccessible",
        "",
    ),
    "AWS::RDS::DBCluster": ("RDS cluster", "VpcSecurityGroupIds", "DBSubnetGroupName", "", ""),
    "AWS::Redshift::Cluster": (
        "Redshift cluster",
        "VpcSecurityGroupIds",
        "ClusterSubnetGroupName",
        "PubliclyAccessible",
        "",
    ),
    "AWS::ElastiCache::CacheCluster": (
        "ElastiCache cluster",
        "VpcSecurityGroupIds",
        "CacheSubnetGroupName",
        "",
        "",
    ),
    "AWS::ElastiCache::ReplicationGroup": (
        "ElastiCache cluster",
        "SecurityGroupIds",
        "CacheSubnetGroupName",
        "",
        "",
    ),
    "AWS::EKS::Cluster": (
        "EKS cluster",
        "ResourcesVpcConfig.SecurityGroupIds",
        "ResourcesVpcConfig.SubnetIds",
        "",
        "",
    ),
    "AWS::EC2::VPCEndpoint": ("VPC endpoint", "SecurityGroupIds", "SubnetIds", "", ""),
}
EVERY: dict[str, Service] = in_awscc({**SERVICES, **CLOUDFORMATION})


def service(resource: Resource) -> list[Fact]:
    kind, groups, subnets, public, behind = EVERY[resource.type]
    attached = at_path(resource, groups)
    if isinstance(attached, Absent):
        return []
    found: list[Fact] = [
        Attachment(
            resource,
            kind,
            attached,
            at_path(resource, subnets),
            public=flag(at_path(resource, public)) if public else ABSENT,
            internal=INTERNAL.get(kind, ""),
        )
    ]
    forwarded = at_path(resource, behind) if behind else ABSENT
    if not isinstance(forwarded, Absent):
        found.append(Forwarding(resource, Known((Unknown(f"{resource.id}.id"),)), forwarded))
    return found


CONTEXT = dict.fromkeys(EVERY, service)

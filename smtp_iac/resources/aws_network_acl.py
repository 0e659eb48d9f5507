"""Network ACLs and their rules: lowered by `_network_acl`, loaded when there are any."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..resource import Resource


def lower(resource: Resource) -> Any:
    from ._network_acl import LOWER

    return LOWER[resource.type](resource)


ACCESS_LISTS = dict.fromkeys(
    (
        "aws_network_acl",
        "aws_default_network_acl",
        "aws_network_acl_rule",
        "AWS::EC2::NetworkAcl",
        "AWS::EC2::NetworkAclEntry",
        "awscc_ec2_network_acl",
        "awscc_ec2_network_acl_entry",
    ),
    lower,
)

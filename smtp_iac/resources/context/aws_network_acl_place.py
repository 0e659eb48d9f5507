"""Which subnets have which network ACL; what the ACLs say is the model's own (`AccessList`)."""

from __future__ import annotations

from ...model.context import AclOfSubnets
from ...value import ABSENT, Known, Unknown
from .spelling import at_path, in_awscc

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ...model.context import Fact
    from ...resource import Resource
    from ...value import Outcome


def itself(resource: Resource) -> Outcome:
    """The id of the resource, as others refer to it."""
    return Known((Unknown(f"{resource.id}.id"),))


def acl(resource: Resource) -> list[Fact]:
    return [AclOfSubnets(resource, at_path(resource, "subnet_ids"), itself(resource))]


def default_acl(resource: Resource) -> list[Fact]:
    default = at_path(resource, "default_network_acl_id")
    return [AclOfSubnets(resource, at_path(resource, "subnet_ids"), itself(resource), default)]


def association(resource: Resource) -> list[Fact]:
    return [AclOfSubnets(resource, at_path(resource, "subnet_id"), at_path(resource, "network_acl_id"))]


def cloudformation(resource: Resource) -> list[Fact]:
    return [AclOfSubnets(resource, at_path(resource, "SubnetId"), at_path(resource, "NetworkAclId"), ABSENT)]


CONTEXT = {
    "aws_network_acl": acl,
    "aws_default_network_acl": default_acl,
    "aws_network_acl_association": association,
    **in_awscc({"AWS::EC2::SubnetNetworkAclAssociation": cloudformation}),
}

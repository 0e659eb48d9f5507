"""The types that most code has no resource of: what lowers them is loaded when there is one."""

from __future__ import annotations

from ..plugins import module

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ..resource import Resource

    Lowering = Callable[[Resource], Any]


def by(name: str, *types: str) -> dict[str, Lowering]:
    """The types, and what lowers them by the table of a module beside this one."""

    def lower(resource: Resource) -> Any:
        return module(f"{__package__}.{name}").LOWER[resource.type](resource)

    return dict.fromkeys(types, lower)


PREFIX_LISTS = by(
    "_prefix_list",
    "aws_ec2_managed_prefix_list",
    "aws_ec2_managed_prefix_list_entry",
    "AWS::EC2::PrefixList",
    "awscc_ec2_prefix_list",
)
ACCESS_LISTS = by(
    "_network_acl",
    "aws_network_acl",
    "aws_default_network_acl",
    "aws_network_acl_rule",
    "AWS::EC2::NetworkAcl",
    "AWS::EC2::NetworkAclEntry",
    "awscc_ec2_network_acl",
    "awscc_ec2_network_acl_entry",
)
LISTENERS = {
    **by(
        "_load_balancer",
        "aws_lb_listener",
        "aws_alb_listener",
        "AWS::ElasticLoadBalancingV2::Listener",
        "awscc_elasticloadbalancingv2_listener",
    ),
    **by(
        "_classic_load_balancer",
        "aws_elb",
        "AWS::ElasticLoadBalancing::LoadBalancer",
        "awscc_elasticloadbalancing_load_balancer",
    ),
    **by(
        "_global_accelerator",
        "aws_globalaccelerator_listener",
        "AWS::GlobalAccelerator::Listener",
        "awscc_globalaccelerator_listener",
    ),
    **by(
        "_lightsail",
        "aws_lightsail_instance_public_ports",
        "AWS::Lightsail::Instance",
        "awscc_lightsail_instance",
    ),
}
BALANCERS = {
    **by(
        "_load_balancer",
        "aws_lb",
        "aws_alb",
        "AWS::ElasticLoadBalancingV2::LoadBalancer",
        "awscc_elasticloadbalancingv2_load_balancer",
        "aws_lb_target_group",
        "aws_alb_target_group",
        "AWS::ElasticLoadBalancingV2::TargetGroup",
        "awscc_elasticloadbalancingv2_target_group",
    ),
    **by(
        "_global_accelerator",
        "aws_globalaccelerator_accelerator",
        "AWS::GlobalAccelerator::Accelerator",
        "awscc_globalaccelerator_accelerator",
    ),
}

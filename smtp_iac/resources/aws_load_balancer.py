"""Load balancers, listeners and target groups: lowered by `_load_balancer`, loaded when there are any."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..resource import Resource


def lower(resource: Resource) -> Any:
    from ._load_balancer import LOWER

    return LOWER[resource.type](resource)


LISTENERS = dict.fromkeys(
    (
        "aws_lb_listener",
        "aws_alb_listener",
        "AWS::ElasticLoadBalancingV2::Listener",
        "awscc_elasticloadbalancingv2_listener",
    ),
    lower,
)
BALANCERS = dict.fromkeys(
    (
        "aws_lb",
        "aws_alb",
        "AWS::ElasticLoadBalancingV2::LoadBalancer",
        "awscc_elasticloadbalancingv2_load_balancer",
        "aws_lb_target_group",
        "aws_alb_target_group",
        "AWS::ElasticLoadBalancingV2::TargetGroup",
        "awscc_elasticloadbalancingv2_target_group",
    ),
    lower,
)

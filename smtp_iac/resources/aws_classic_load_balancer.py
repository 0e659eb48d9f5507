"""Classic load balancers: lowered by `_classic_load_balancer`, loaded when there are any."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..resource import Resource


def lower(resource: Resource) -> Any:
    from ._classic_load_balancer import LOWER

    return LOWER[resource.type](resource)


LISTENERS = dict.fromkeys(
    (
        "aws_elb",
        "AWS::ElasticLoadBalancing::LoadBalancer",
        "awscc_elasticloadbalancing_load_balancer",
    ),
    lower,
)

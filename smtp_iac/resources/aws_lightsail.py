"""Public ports of Lightsail instances: lowered by `_lightsail`, loaded when there are any."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..resource import Resource


def lower(resource: Resource) -> Any:
    from ._lightsail import LOWER

    return LOWER[resource.type](resource)


LISTENERS = dict.fromkeys(
    (
        "aws_lightsail_instance_public_ports",
        "AWS::Lightsail::Instance",
        "awscc_lightsail_instance",
    ),
    lower,
)

"""Accelerators and their listeners: lowered by `_global_accelerator`, loaded when there are any."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..resource import Resource


def lower(resource: Resource) -> Any:
    from ._global_accelerator import LOWER

    return LOWER[resource.type](resource)


LISTENERS = dict.fromkeys(
    (
        "aws_globalaccelerator_listener",
        "AWS::GlobalAccelerator::Listener",
        "awscc_globalaccelerator_listener",
    ),
    lower,
)
BALANCERS = dict.fromkeys(
    (
        "aws_globalaccelerator_accelerator",
        "AWS::GlobalAccelerator::Accelerator",
        "awscc_globalaccelerator_accelerator",
    ),
    lower,
)

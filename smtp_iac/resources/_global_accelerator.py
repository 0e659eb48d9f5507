"""Listeners of Global Accelerator, whose addresses are always public.

aws_globalaccelerator_listener, AWS::GlobalAccelerator::Listener, and the same of awscc, with their
accelerators, of which one that is not enabled takes no traffic (Global Accelerator API reference,
CreateAccelerator and CreateListener: IPv4 addresses unless DUAL_STACK is asked for).
"""

from __future__ import annotations

from ..choice import conditional, lift
from ..model import INGRESS
from ..model.listener import Listener
from ..model.load_balancer import Attached, LoadBalancer, everyone
from ..model.rule import both
from ..value import ABSENT, Absent, Known, Many
from ._load_balancer import protocol
from .aws_traffic import ports
from .fields import at, boolean, content, default, field, given, positions, presence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ..model.listener import Behind
    from ..resource import Resource
    from ..value import Element, Outcome

    Names = tuple[str, ...]

# The accelerator, the protocol, the ranges of ports, and in each the first and the last.
LISTENER: Names = ("accelerator_arn", "protocol", "port_range", "from_port", "to_port")
CLOUDFORMATION: Names = ("AcceleratorArn", "Protocol", "PortRanges", "FromPort", "ToPort")
AWSCC: Names = ("accelerator_arn", "protocol", "port_ranges", "from_port", "to_port")


def accelerator(resource: Resource, enabled: str, families: str) -> LoadBalancer:
    value = resource.body.value
    return LoadBalancer(
        resource,
        facing=lift(
            lambda one: conditional(one, Known(True), Known(False)), boolean(default(value(enabled), True))
        ),
        kind=Known("accelerator"),
        groups=ABSENT,
        families=lift(_families, given(value(families))),
        said=f"{resource.address} has public addresses",
        closing="take {needed} out of the port ranges, or remove the listener",
    )


def _families(value: Outcome) -> Outcome:
    if isinstance(value, Absent):
        return Known("ipv4")
    if not isinstance(value, Known):
        return value
    return Known("dualstack" if str(value.data).upper() == "DUAL_STACK" else "ipv4", value.origin)


def lower(resource: Resource, names: Names) -> list[Attached]:
    written = given(resource.body.value(names[2]))
    if isinstance(written, Absent):
        return []
    return [listener(resource, names, written, position, element) for position, element in positions(written)]


def listener(resource: Resource, names: Names, written: Outcome, position: str, element: Element) -> Attached:
    of_name, protocol_name, name, first, last = names
    body = content(element)
    span = None if isinstance(body, Absent) else body.origin.span

    def made(of: LoadBalancer, forwards: Callable[[], str], behind: Behind | None) -> Listener:
        from_port, to_port = ports(field(body, first), field(body, last), (first, last))
        return Listener(
            resource=resource,
            declared=span if span is not None and resource.span.encloses(span) else resource.span,
            position=f"{name}[{position}]",
            exists=both(resource.exists, presence(element)),
            direction=Known(INGRESS),
            protocol=protocol(given(resource.body.value(protocol_name)), of.kind),
            from_port=from_port,
            to_port=to_port,
            peers=everyone(of.families, at(field(body, first), written)),
            group=Known(None),
            notes=resource.notes,
            many=isinstance(element, Many),
            scheme=of.facing,
            closing=of.closing,
            of=None if of.resource is resource else (of.resource, of.said),
        )

    return Attached(resource, given(resource.body.value(of_name)), tuple, made)


def lower_terraform(resource: Resource) -> list[Attached]:
    return lower(resource, LISTENER)


def lower_cloudformation(resource: Resource) -> list[Attached]:
    return lower(resource, CLOUDFORMATION)


def lower_awscc(resource: Resource) -> list[Attached]:
    return lower(resource, AWSCC)


def lower_accelerator(resource: Resource) -> LoadBalancer:
    return accelerator(resource, "enabled", "ip_address_type")


def lower_cloudformation_accelerator(resource: Resource) -> LoadBalancer:
    return accelerator(resource, "Enabled", "IpAddressType")


LOWER = {
    "aws_globalaccelerator_listener": lower_terraform,
    "AWS::GlobalAccelerator::Listener": lower_cloudformation,
    "awscc_globalaccelerator_listener": lower_awscc,
    "aws_globalaccelerator_accelerator": lower_accelerator,
    "AWS::GlobalAccelerator::Accelerator": lower_cloudformation_accelerator,
    "awscc_globalaccelerator_accelerator": lower_accelerator,
}

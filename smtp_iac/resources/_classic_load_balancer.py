"""Classic load balancers, which list their listeners themselves.

aws_elb, AWS::ElasticLoadBalancing::LoadBalancer, and the same of awscc. TCP and SSL carry mail, HTTP and
HTTPS do not; without `internal` or a scheme it faces the internet. Where no security groups are given, it has
the default group of its VPC, or one that Elastic Load Balancing makes (Elastic Load Balancing API reference
2012-06-01, CreateLoadBalancer and Listener; provider documentation).
"""

from __future__ import annotations

from ..choice import lift
from ..model import INGRESS
from ..model.listener import Listener
from ..model.load_balancer import Attached, LoadBalancer, closing, everyone
from ..model.rule import both
from ..value import Absent, Known, Many, Missing, Unknown
from ._load_balancer import facing, protocol
from .aws_traffic import port
from .fields import content, field, given, positions, presence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ..model.listener import Behind
    from ..resource import Resource
    from ..value import Element, Outcome

    Names = tuple[str, ...]

# Whether it faces the internet, how to make it internal, security groups, the listeners, and in each: the
# port, the protocol, and the port of the instances.
CLASSIC: Names = (
    "internal",
    "internal = true",
    "security_groups",
    "listener",
    "lb_port",
    "lb_protocol",
    "instance_port",
)
CLOUDFORMATION: Names = (
    "Scheme",
    "Scheme: internal",
    "SecurityGroups",
    "Listeners",
    "LoadBalancerPort",
    "Protocol",
    "InstancePort",
)
AWSCC: Names = (
    "scheme",
    'scheme = "internal"',
    "security_groups",
    "listeners",
    "load_balancer_port",
    "protocol",
    "instance_port",
)
IPV4 = Known("ipv4")
"""In a VPC it has no other addresses."""


def lower(resource: Resource, names: Names) -> list[Attached]:
    scheme, way, groups, listeners, *_ = names
    value = resource.body.value
    written = given(value(listeners))
    if isinstance(written, Absent):
        return []
    balancer = LoadBalancer(
        resource,
        facing=facing(value(scheme), scheme == CLASSIC[0]),
        kind=Known("classic"),
        groups=lift(lambda one: groups_or_default(resource, one), given(value(groups))),
        families=IPV4,
        closing=closing(f"set {way} on {resource.address}"),
    )
    return [listener(balancer, names, position, element) for position, element in positions(written)]


def groups_or_default(resource: Resource, groups: Outcome) -> Outcome:
    if not (isinstance(groups, Absent) or (isinstance(groups, Known) and groups.data == ())):
        return groups
    what = f"the security group of {resource.address}"
    why = Missing(what, "is not given, so it has a default one", "nobody can know", resource.header)
    return Known((Unknown(f"default group of {resource.id}", why),))


def listener(balancer: LoadBalancer, names: Names, position: str, element: Element) -> Attached:
    resource, body = balancer.resource, content(element)
    name, port_name, protocol_name, instance_port = names[3:]
    span = None if isinstance(body, Absent) else body.origin.span
    number = field(body, port_name)

    def made(of: LoadBalancer, forwards: Callable[[], str], behind: Behind | None) -> Listener:
        at, to = port(number, port_name), port(field(body, instance_port), instance_port)
        return Listener(
            resource=resource,
            declared=span if span is not None and resource.span.encloses(span) else resource.span,
            position=f"{name}[{position}]",
            exists=both(resource.exists, presence(element)),
            direction=Known(INGRESS),
            protocol=protocol(field(body, protocol_name), of.kind),
            from_port=at,
            to_port=at,
            peers=everyone(of.families, number),
            group=Known(None),
            notes=resource.notes,
            many=isinstance(element, Many),
            scheme=of.facing,
            behind=behind,
            forwards=lambda: str(to.data) if isinstance(to, Known) else "",
            closing=of.closing,
        )

    return Attached(resource, balancer, tuple, made)


def lower_terraform(resource: Resource) -> list[Attached]:
    return lower(resource, CLASSIC)


def lower_cloudformation(resource: Resource) -> list[Attached]:
    return lower(resource, CLOUDFORMATION)


def lower_awscc(resource: Resource) -> list[Attached]:
    return lower(resource, AWSCC)


LOWER = {
    "aws_elb": lower_terraform,
    "AWS::ElasticLoadBalancing::LoadBalancer": lower_cloudformation,
    "awscc_elasticloadbalancing_load_balancer": lower_awscc,
}

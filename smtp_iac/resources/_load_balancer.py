"""Application, network and gateway load balancers, their listeners and target groups.

aws_lb and aws_alb, AWS::ElasticLoadBalancingV2::LoadBalancer, and the same of awscc. Without `internal` or a
scheme they face the internet; a network load balancer without security groups filters nothing; an
application load balancer speaks HTTP where no protocol is given, and a gateway load balancer has no port
(provider documentation and source; Elastic Load Balancing API reference, CreateLoadBalancer, CreateListener).
"""

from __future__ import annotations

from ..choice import conditional, equal, lift
from ..model import HTTP, INGRESS, OTHER_PROTOCOL, TCP
from ..model.listener import Listener
from ..model.load_balancer import Attached, LoadBalancer, TargetGroup, closing, everyone
from ..value import NOWHERE, Absent, Known, Missing, Refuse, Unknown
from .aws_traffic import port
from .fields import boolean, content, default, field, given, positions

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ..model import Protocol
    from ..model.listener import Behind
    from ..resource import Resource
    from ..value import Outcome

    Names = tuple[str, ...]

# Whether it faces the internet, how to make it internal, its type, security groups, and kind of addresses.
BALANCER: Names = ("internal", "internal = true", "load_balancer_type", "security_groups", "ip_address_type")
CLOUDFORMATION_BALANCER: Names = ("Scheme", "Scheme: internal", "Type", "SecurityGroups", "IpAddressType")
AWSCC_BALANCER: Names = ("scheme", 'scheme = "internal"', "type", "security_groups", "ip_address_type")
# The load balancer, port, protocol, actions, and in those: the target group, a block of several, their list,
# and the id of each.
LISTENER: Names = (
    "load_balancer_arn",
    "port",
    "protocol",
    "default_action",
    "target_group_arn",
    "forward",
    "target_group",
    "arn",
)
CLOUDFORMATION_LISTENER: Names = (
    "LoadBalancerArn",
    "Port",
    "Protocol",
    "DefaultActions",
    "TargetGroupArn",
    "ForwardConfig",
    "TargetGroups",
    "TargetGroupArn",
)
AWSCC_LISTENER: Names = (
    "load_balancer_arn",
    "port",
    "protocol",
    "default_actions",
    "target_group_arn",
    "forward_config",
    "target_groups",
    "target_group_arn",
)

KINDS = ("application", "network", "gateway")
FAMILIES = ("ipv4", "dualstack", "dualstack-without-public-ipv4")
PROTOCOLS: dict[str, Protocol] = {
    "tcp": TCP,
    "tls": TCP,
    "ssl": TCP,
    "tcp_udp": TCP,
    "tcp_quic": TCP,
    "http": HTTP,
    "https": HTTP,
    "udp": OTHER_PROTOCOL,
    "quic": OTHER_PROTOCOL,
    "geneve": OTHER_PROTOCOL,
}
"""Of all kinds of load balancers, in any case, as the provider takes them."""


def facing(value: Outcome, is_flag: bool) -> Outcome:
    """Whether a load balancer faces the internet, by the flag `internal` or by its scheme."""
    if is_flag:
        return lift(lambda one: conditional(one, Known(False), Known(True)), boolean(default(value, False)))
    return lift(_facing, given(value))


def _facing(scheme: Outcome) -> Outcome:
    if isinstance(scheme, Absent):
        return Known(True)
    if isinstance(scheme, Known) and scheme.data not in ("internal", "internet-facing"):
        raise Refuse('the scheme of a load balancer is "internal" or "internet-facing"', scheme.origin)
    return conditional(equal(scheme, Known("internal")), Known(False), Known(True))


def balancer(resource: Resource, names: Names) -> LoadBalancer:
    scheme, way, kind, groups, families = names
    value = resource.body.value
    return LoadBalancer(
        resource,
        facing=facing(value(scheme), scheme == BALANCER[0]),
        kind=lift(lambda one: _word(one, kind, KINDS), default(value(kind), "application")),
        groups=given(value(groups)),
        families=lift(lambda one: _word(one, families, FAMILIES), default(value(families), "ipv4")),
        closing=closing(f"set {way} on {resource.address}"),
        said=f"{resource.address} faces the internet: {way} is not set",
    )


def _word(value: Outcome, name: str, words: tuple[str, ...]) -> Outcome:
    if not isinstance(value, Known):
        return value
    word = str(value.data).lower()
    if word not in words:
        raise Refuse(f"{name} is one of {', '.join(words)}", value.origin)
    return Known(word, value.origin)


def listener(resource: Resource, names: Names) -> list[Attached]:
    balancer_name, port_name, protocol_name, actions, *target = names
    value = resource.body.value
    number = given(value(port_name))
    if isinstance(number, Absent) and isinstance(given(value(protocol_name)), Absent):
        return []  # a gateway load balancer's listener has neither

    def made(of: LoadBalancer, forwards: Callable[[], str], behind: Behind | None) -> Listener:
        at = port(number, port_name)
        return Listener(
            resource=resource,
            declared=resource.span,
            position="",
            exists=resource.exists,
            direction=Known(INGRESS),
            protocol=protocol(given(value(protocol_name)), of.kind),
            from_port=at,
            to_port=at,
            peers=everyone(of.families, number),
            group=Known(None),
            notes=resource.notes,
            scheme=of.facing,
            behind=behind,
            forwards=forwards,
            closing=of.closing,
            of=None if of.resource is resource else (of.resource, of.said),
        )

    of = given(value(balancer_name))
    return [Attached(resource, of, lambda: targets_of(resource, actions, target), made)]


def protocol(value: Outcome, kind: Outcome) -> Outcome:
    return lift(_protocol, value, kind)


def _protocol(value: Outcome, kind: Outcome) -> Outcome:
    if isinstance(value, Absent):
        if isinstance(kind, Known) and kind.data == "application":
            return Known(HTTP)
        why = Missing(
            "protocol", "is not given, and only application load balancers have one", "nobody can know"
        )
        return Unknown("no protocol", why, NOWHERE)
    if isinstance(value, Unknown):
        return value
    found = PROTOCOLS.get(str(value.data).lower()) if isinstance(value, Known) else None
    if found is None:
        raise Refuse("this is no protocol of a listener", value.origin)
    return Known(found, value.origin)


def targets_of(resource: Resource, actions: str, names: list[str]) -> tuple[Outcome, ...]:
    """The ids of the target groups that actions forward to, as far as the actions are known."""
    one, several, groups, id_ = names
    found = []
    for _, element in positions(given(resource.body.value(actions))):
        body = content(element)
        found.append(field(body, one))
        for _, forward in positions(field(body, several)):
            found += [field(content(each), id_) for _, each in positions(field(content(forward), groups))]
    return tuple([each for each in found if not isinstance(each, Absent)])


def target_group(resource: Resource, name: str) -> TargetGroup:
    return TargetGroup(resource, lambda: given(resource.body.value(name)))


def lower_balancer(resource: Resource) -> LoadBalancer:
    return balancer(resource, BALANCER)


def lower_cloudformation_balancer(resource: Resource) -> LoadBalancer:
    return balancer(resource, CLOUDFORMATION_BALANCER)


def lower_awscc_balancer(resource: Resource) -> LoadBalancer:
    return balancer(resource, AWSCC_BALANCER)


def lower_listener(resource: Resource) -> list[Attached]:
    return listener(resource, LISTENER)


def lower_cloudformation_listener(resource: Resource) -> list[Attached]:
    return listener(resource, CLOUDFORMATION_LISTENER)


def lower_awscc_listener(resource: Resource) -> list[Attached]:
    return listener(resource, AWSCC_LISTENER)


def lower_target_group(resource: Resource) -> TargetGroup:
    return target_group(resource, "port")


def lower_cloudformation_target_group(resource: Resource) -> TargetGroup:
    return target_group(resource, "Port")


LOWER = {
    "aws_lb_listener": lower_listener,
    "aws_alb_listener": lower_listener,
    "AWS::ElasticLoadBalancingV2::Listener": lower_cloudformation_listener,
    "awscc_elasticloadbalancingv2_listener": lower_awscc_listener,
    "aws_lb": lower_balancer,
    "aws_alb": lower_balancer,
    "AWS::ElasticLoadBalancingV2::LoadBalancer": lower_cloudformation_balancer,
    "awscc_elasticloadbalancingv2_load_balancer": lower_awscc_balancer,
    "aws_lb_target_group": lower_target_group,
    "aws_alb_target_group": lower_target_group,
    "AWS::ElasticLoadBalancingV2::TargetGroup": lower_cloudformation_target_group,
    "awscc_elasticloadbalancingv2_target_group": lower_target_group,
}

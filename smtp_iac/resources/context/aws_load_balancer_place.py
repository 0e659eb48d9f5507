"""Load balancers with their groups and subnets, and what they and accelerators pass connections on to.

A load balancer is internet-facing unless it says otherwise (provider documentation, CloudFormation template
reference). An accelerator reaches what has no public address too (Global Accelerator developer guide,
"Endpoints for standard accelerators"). A target group passes connections on by IPv4 unless its address type
is `ipv6` (template reference); a classic load balancer in a VPC always does (Elastic Load Balancing user
guide, "Classic Load Balancers").
"""

from __future__ import annotations

from ...choice import lift
from ...model.context import Attachment, Forwarder, Forwarding
from ...value import ABSENT, Absent, Known, Unknown
from .spelling import at_path, first_given, flag, in_awscc, together

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ...model.context import Fact
    from ...resource import Resource
    from ...value import Outcome

INTERNAL = "an internal load balancer has no public address"


def internal_of(scheme: Outcome) -> Outcome:
    """Whether a scheme is `internal`; without one it is not."""

    def named(one: Outcome) -> Outcome:
        if isinstance(one, Absent):
            return Known(False)
        return Known(one.data == "internal", one.origin) if isinstance(one, Known) else one

    return lift(named, scheme)


def balancer(
    resource: Resource, kind: str, internal: Outcome, subnets: Outcome, ip_type: Outcome
) -> list[Fact]:
    def dual(one: Outcome) -> Outcome:
        if isinstance(one, Absent):
            return Known(False)
        return Known("dualstack" in str(one.data), one.origin) if isinstance(one, Known) else one

    public = lift(lambda one: Known(not one.data, one.origin) if isinstance(one, Known) else one, internal)
    words = {True: f"internal {kind}", False: f"internet-facing {kind}"}
    said = words.get(internal.data, kind) if isinstance(internal, Known) else kind
    return [
        Attachment(
            resource,
            said,
            first_given(resource, "security_groups", "SecurityGroups"),
            subnets,
            public=public,
            ipv6=lift(dual, ip_type),
            internal=INTERNAL if isinstance(internal, Known) and internal.data is True else "",
        )
    ]


def terraform(resource: Resource) -> list[Fact]:
    type_ = at_path(resource, "load_balancer_type")
    internal = flag(at_path(resource, "internal"))
    subnets = together(at_path(resource, "subnets"), at_path(resource, "subnet_mapping.subnet_id"))
    return balancer(
        resource, kind_of(type_), not_internal(internal), subnets, at_path(resource, "ip_address_type")
    )


def cloudformation(resource: Resource) -> list[Fact]:
    type_ = at_path(resource, "Type")
    internal = internal_of(at_path(resource, "Scheme"))
    subnets = together(at_path(resource, "Subnets"), at_path(resource, "SubnetMappings.SubnetId"))
    return balancer(resource, kind_of(type_), internal, subnets, at_path(resource, "IpAddressType"))


def kind_of(type_: Outcome) -> str:
    if isinstance(type_, Absent):
        return "application load balancer"
    return f"{type_.data} load balancer" if isinstance(type_, Known) else "load balancer"


def not_internal(internal: Outcome) -> Outcome:
    return lift(lambda one: Known(False) if isinstance(one, Absent) else one, internal)


def classic(resource: Resource) -> list[Fact]:
    internal = not_internal(flag(at_path(resource, "internal")))
    found = balancer(resource, "classic load balancer", internal, at_path(resource, "subnets"), ABSENT)
    return found + classic_forwarding(resource, at_path(resource, "instances"))


def cloudformation_classic(resource: Resource) -> list[Fact]:
    internal = internal_of(at_path(resource, "Scheme"))
    found = balancer(resource, "classic load balancer", internal, at_path(resource, "Subnets"), ABSENT)
    return found + classic_forwarding(resource, at_path(resource, "Instances"))


def classic_forwarding(resource: Resource, instances: Outcome) -> list[Fact]:
    forwarder = Forwarder(resource, Known(False))
    if isinstance(instances, Absent):
        return [forwarder]
    return [forwarder, Forwarding(resource, instances, itself(resource))]


def itself(resource: Resource) -> Known:
    return Known((Unknown(f"{resource.id}.id"),))


def by_ipv6(address_type: Outcome) -> Outcome:
    """Whether connections come by IPv6 from a target group of such an address type."""
    without = lift(lambda one: Known("ipv4") if isinstance(one, Absent) else one, address_type)
    return lift(lambda one: Known(one.data == "ipv6") if isinstance(one, Known) else one, without)


def target(resource: Resource) -> list[Fact]:
    behind = at_path(resource, "target_group_arn")
    return [Forwarding(resource, at_path(resource, "target_id"), behind)]


def target_group(resource: Resource) -> list[Fact]:
    return [
        Forwarding(resource, at_path(resource, "Targets.Id"), itself(resource)),
        Forwarder(resource, by_ipv6(at_path(resource, "IpAddressType"))),
    ]


def terraform_target_group(resource: Resource) -> list[Fact]:
    return [Forwarder(resource, by_ipv6(at_path(resource, "ip_address_type")))]


def classic_target(resource: Resource) -> list[Fact]:
    return [Forwarding(resource, at_path(resource, "instance"), at_path(resource, "elb"))]


def scaling_target(resource: Resource) -> list[Fact]:
    behind = together(
        at_path(resource, "lb_target_group_arn"),
        at_path(resource, "alb_target_group_arn"),
        at_path(resource, "elb"),
    )
    return [Forwarding(resource, at_path(resource, "autoscaling_group_name"), behind)]


def accelerated(resource: Resource) -> list[Fact]:
    targets = first_given(resource, "endpoint_configuration.endpoint_id", "EndpointConfigurations.EndpointId")
    return [Forwarding(resource, targets)]


CONTEXT = {
    "aws_lb": terraform,
    "aws_alb": terraform,
    "aws_elb": classic,
    "aws_lb_target_group": terraform_target_group,
    "aws_alb_target_group": terraform_target_group,
    "aws_lb_target_group_attachment": target,
    "aws_alb_target_group_attachment": target,
    "aws_elb_attachment": classic_target,
    "aws_autoscaling_attachment": scaling_target,
    "aws_globalaccelerator_endpoint_group": accelerated,
    "AWS::ElasticLoadBalancing::LoadBalancer": cloudformation_classic,
    **in_awscc(
        {
            "AWS::ElasticLoadBalancingV2::LoadBalancer": cloudformation,
            "AWS::ElasticLoadBalancingV2::TargetGroup": target_group,
            "AWS::GlobalAccelerator::EndpointGroup": accelerated,
        }
    ),
}

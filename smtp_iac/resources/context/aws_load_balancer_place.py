"""Load balancers with their groups and subnets, and what they and accelerators pass connections on to.

A load balancer is internet-facing unless it says otherwise (provider documentation, CloudFormation template
reference). An accelerator reaches what has no public address too (Global Accelerator developer guide,
"Endpoints for standard accelerators").
"""

from __future__ import annotations

from ...choice import lift
from ...model.context import Attachment, Forwarding
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
    instances = at_path(resource, "instances")
    return found if isinstance(instances, Absent) else [*found, Forwarding(resource, instances)]


def cloudformation_classic(resource: Resource) -> list[Fact]:
    internal = internal_of(at_path(resource, "Scheme"))
    found = balancer(resource, "classic load balancer", internal, at_path(resource, "Subnets"), ABSENT)
    instances = at_path(resource, "Instances")
    return found if isinstance(instances, Absent) else [*found, Forwarding(resource, instances)]


def target(resource: Resource) -> list[Fact]:
    behind = at_path(resource, "target_group_arn")
    return [Forwarding(resource, at_path(resource, "target_id"), behind)]


def target_group(resource: Resource) -> list[Fact]:
    itself = Known((Unknown(f"{resource.id}.id"),))
    return [Forwarding(resource, at_path(resource, "Targets.Id"), itself)]


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

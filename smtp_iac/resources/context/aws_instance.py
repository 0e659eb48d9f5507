"""Instances, network interfaces, launch templates and configurations, and the scaling groups that use them.

What an instance does not say, its launch template may. `associate_public_ip_address` of a launch template is
a text (provider documentation); without it the subnet decides.
"""

from __future__ import annotations

from ...model.context import Attachment, Forwarding, GroupOfInterface
from ...value import ABSENT, Absent, Known, Unknown
from ..fields import content, field, given, positions
from .spelling import at_path, first_given, flag, in_awscc, is_given, together

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ...model.context import Fact
    from ...resource import Resource
    from ...value import Outcome

    Interface = tuple[str, str, str, tuple[str, ...]]

INSTANCE, INTERFACE = "instance", "network interface"
TEMPLATE, CONFIGURATION = "launch template", "launch configuration"
SCALING = "Auto Scaling group"

# Of an interface that stands inside: its groups, subnet, public address, and what gives it IPv6 addresses.
TERRAFORM_INTERFACE: Interface = (
    "security_groups",
    "subnet_id",
    "associate_public_ip_address",
    ("ipv6_address_count", "ipv6_addresses", "ipv6_prefix_count", "ipv6_prefixes", "primary_ipv6"),
)
IPV6 = ("Ipv6AddressCount", "Ipv6Addresses", "Ipv6PrefixCount", "Ipv6Prefixes", "PrimaryIpv6")
INSTANCE_INTERFACE: Interface = ("GroupSet", "SubnetId", "AssociatePublicIpAddress", IPV6)
TEMPLATE_INTERFACE: Interface = ("Groups", "SubnetId", "AssociatePublicIpAddress", IPV6)


def ipv6_of(read: list[Outcome]) -> Outcome:
    there = [value for value in read if not isinstance(value, Absent)]
    return is_given(there[0]) if there else ABSENT


def interfaces(resource: Resource, kind: str, written: Outcome, names: Interface) -> list[Attachment]:
    """An attachment for each interface that is written inside; groups of one that is made elsewhere are its
    own."""
    groups, subnet, public, ipv6 = names
    found: list[Attachment] = []
    if isinstance(given(written), Absent):
        return found
    for _, element in positions(written):
        body = content(element)
        found.append(
            Attachment(
                resource,
                kind,
                field(body, groups),
                field(body, subnet),
                public=flag(field(body, public)),
                ipv6=ipv6_of([field(body, name) for name in ipv6]),
                is_template=kind == TEMPLATE,
            )
        )
    return found


def terraform_instance(resource: Resource) -> list[Fact]:
    groups = together(at_path(resource, "vpc_security_group_ids"), at_path(resource, "security_groups"))
    ipv6 = ipv6_of([at_path(resource, name) for name in ("ipv6_address_count", "ipv6_addresses")])
    template = together(at_path(resource, "launch_template.id"), at_path(resource, "launch_template.name"))
    public = flag(at_path(resource, "associate_public_ip_address"))
    subnets = at_path(resource, "subnet_id")
    return [Attachment(resource, INSTANCE, groups, subnets, public=public, ipv6=ipv6, template=template)]


def cloudformation_instance(resource: Resource) -> list[Fact]:
    groups = together(at_path(resource, "SecurityGroupIds"), at_path(resource, "SecurityGroups"))
    ipv6 = ipv6_of([at_path(resource, name) for name in ("Ipv6AddressCount", "Ipv6Addresses")])
    template = together(
        at_path(resource, "LaunchTemplate.LaunchTemplateId"),
        at_path(resource, "LaunchTemplate.LaunchTemplateName"),
    )
    found: list[Fact] = [
        *interfaces(
            resource,
            INSTANCE,
            at_path(resource, "NetworkInterfaces"),
            in_dialect(resource, INSTANCE_INTERFACE),
        )
    ]
    subnets = at_path(resource, "SubnetId")
    if not found or not isinstance(groups, Absent) or not isinstance(template, Absent):
        found.append(Attachment(resource, INSTANCE, groups, subnets, ipv6=ipv6, template=template))
    return found


def in_dialect(resource: Resource, names: Interface) -> Interface:
    from .spelling import spelled

    groups, subnet, public, ipv6 = names
    return (
        spelled(resource, groups),
        spelled(resource, subnet),
        spelled(resource, public),
        tuple([spelled(resource, name) for name in ipv6]),
    )


def terraform_template(resource: Resource) -> list[Fact]:
    written = at_path(resource, "network_interfaces")
    found: list[Fact] = [*interfaces(resource, TEMPLATE, written, TERRAFORM_INTERFACE)]
    groups = together(at_path(resource, "vpc_security_group_ids"), at_path(resource, "security_group_names"))
    if not found or not isinstance(groups, Absent):
        found.append(Attachment(resource, TEMPLATE, groups, is_template=True))
    return named(found, resource, "name")


def cloudformation_template(resource: Resource) -> list[Fact]:
    written = at_path(resource, "LaunchTemplateData.NetworkInterfaces")
    names = in_dialect(resource, TEMPLATE_INTERFACE)
    found: list[Fact] = [*interfaces(resource, TEMPLATE, written, names)]
    groups = together(
        at_path(resource, "LaunchTemplateData.SecurityGroupIds"),
        at_path(resource, "LaunchTemplateData.SecurityGroups"),
    )
    if not found or not isinstance(groups, Absent):
        found.append(Attachment(resource, TEMPLATE, groups, is_template=True))
    return named(found, resource, "LaunchTemplateName")


def configuration(resource: Resource) -> list[Fact]:
    groups = first_given(resource, "security_groups", "SecurityGroups")
    public = flag(first_given(resource, "associate_public_ip_address", "AssociatePublicIpAddress"))
    found = Attachment(resource, CONFIGURATION, groups, public=public, is_template=True)
    return named([found], resource, "name", "LaunchConfigurationName")


def named(facts: list[Fact], resource: Resource, *names: str) -> list[Fact]:
    """The same facts, with the name by which others may refer to the resource."""
    name = first_given(resource, *names)
    for fact in facts:
        fact.name = name
    return facts


SPECIFICATION = "mixed_instances_policy.launch_template.launch_template_specification"
CLOUDFORMATION_SPECIFICATION = "MixedInstancesPolicy.LaunchTemplate.LaunchTemplateSpecification"


def terraform_scaling(resource: Resource) -> list[Fact]:
    template = together(
        *[
            at_path(resource, path)
            for path in (
                "launch_template.id",
                "launch_template.name",
                f"{SPECIFICATION}.launch_template_id",
                f"{SPECIFICATION}.launch_template_name",
                "launch_configuration",
            )
        ]
    )
    subnets = at_path(resource, "vpc_zone_identifier")
    behind = together(at_path(resource, "target_group_arns"), at_path(resource, "load_balancers"))
    return scaling(resource, template, subnets, behind)


def cloudformation_scaling(resource: Resource) -> list[Fact]:
    template = together(
        *[
            at_path(resource, path)
            for path in (
                "LaunchTemplate.LaunchTemplateId",
                "LaunchTemplate.LaunchTemplateName",
                f"{CLOUDFORMATION_SPECIFICATION}.LaunchTemplateId",
                f"{CLOUDFORMATION_SPECIFICATION}.LaunchTemplateName",
                "LaunchConfigurationName",
            )
        ]
    )
    subnets = at_path(resource, "VPCZoneIdentifier")
    behind = together(at_path(resource, "TargetGroupARNs"), at_path(resource, "LoadBalancerNames"))
    return scaling(resource, template, subnets, behind)


def scaling(resource: Resource, template: Outcome, subnets: Outcome, behind: Outcome) -> list[Fact]:
    found: list[Fact] = [Attachment(resource, SCALING, ABSENT, subnets, template=template)]
    if not isinstance(behind, Absent):
        found.append(Forwarding(resource, Known((Unknown(f"{resource.id}.id"),)), behind))
    return named(found, resource, "name", "AutoScalingGroupName")


def node_group(resource: Resource) -> list[Fact]:
    template = together(at_path(resource, "launch_template.id"), at_path(resource, "LaunchTemplate.Id"))
    subnets = first_given(resource, "subnet_ids", "Subnets")
    return [Attachment(resource, "EKS node group", ABSENT, subnets, template=template)]


def terraform_interface(resource: Resource) -> list[Fact]:
    ipv6 = ipv6_of([at_path(resource, name) for name in TERRAFORM_INTERFACE[3]])
    groups, subnets = at_path(resource, "security_groups"), at_path(resource, "subnet_id")
    return [Attachment(resource, INTERFACE, groups, subnets, ipv6=ipv6)]


def cloudformation_interface(resource: Resource) -> list[Fact]:
    ipv6 = ipv6_of([at_path(resource, name) for name in IPV6])
    groups, subnets = at_path(resource, "GroupSet"), at_path(resource, "SubnetId")
    return [Attachment(resource, INTERFACE, groups, subnets, ipv6=ipv6)]


def group_of_interface(resource: Resource) -> list[Fact]:
    groups = at_path(resource, "security_group_id")
    return [GroupOfInterface(resource, groups, at_path(resource, "network_interface_id"))]


CONTEXT = {
    "aws_instance": terraform_instance,
    "aws_spot_instance_request": terraform_instance,
    "aws_launch_template": terraform_template,
    "aws_launch_configuration": configuration,
    "aws_autoscaling_group": terraform_scaling,
    "aws_eks_node_group": node_group,
    "aws_network_interface": terraform_interface,
    "aws_network_interface_sg_attachment": group_of_interface,
    "AWS::AutoScaling::LaunchConfiguration": configuration,
    "AWS::EKS::Nodegroup": node_group,
    **in_awscc(
        {
            "AWS::EC2::Instance": cloudformation_instance,
            "AWS::EC2::LaunchTemplate": cloudformation_template,
            "AWS::AutoScaling::AutoScalingGroup": cloudformation_scaling,
            "AWS::EC2::NetworkInterface": cloudformation_interface,
        }
    ),
}

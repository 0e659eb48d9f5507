"""What is known of attributes that nobody knows, and of those that are set to what nobody knows.

An address block of a VPC can only be so large, whatever its variable says; so a rule for it alone never lets
in the internet.
"""

from __future__ import annotations

from .network import Loose
from .value import NO_FACTS, Facts, Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .value import Outcome

# (type, attribute) -> the shortest prefix that it can have, and its family.
# A VPC's and a subnet's IPv4 block is between /16 and /28; a VPC's IPv6 block is a /56 from Amazon's pool or
# a /44 to /60 of one's own, a subnet's a /44 to /64 (Amazon VPC user guide, "VPC CIDR blocks" and "Subnet
# CIDR blocks").
BLOCKS = {
    ("aws_vpc", "cidr_block"): (16, 4),
    ("aws_default_vpc", "cidr_block"): (16, 4),
    ("aws_subnet", "cidr_block"): (16, 4),
    ("aws_default_subnet", "cidr_block"): (16, 4),
    ("aws_vpc_ipv4_cidr_block_association", "cidr_block"): (16, 4),
    ("aws_vpc", "ipv6_cidr_block"): (44, 6),
    ("aws_default_vpc", "ipv6_cidr_block"): (44, 6),
    ("aws_subnet", "ipv6_cidr_block"): (44, 6),
    ("aws_default_subnet", "ipv6_cidr_block"): (44, 6),
    ("aws_vpc_ipv6_cidr_block_association", "ipv6_cidr_block"): (44, 6),
    ("awscc_ec2_vpc", "cidr_block"): (16, 4),
    ("awscc_ec2_subnet", "cidr_block"): (16, 4),
    ("awscc_ec2_subnet", "ipv_6_cidr_block"): (44, 6),
    ("AWS::EC2::VPC", "CidrBlock"): (16, 4),
    ("AWS::EC2::Subnet", "CidrBlock"): (16, 4),
    ("AWS::EC2::Subnet", "Ipv6CidrBlock"): (44, 6),
    # Single addresses (provider documentation, "Attribute Reference"; CloudFormation, "Return values").
    ("aws_eip", "public_ip"): (32, 4),
    ("aws_eip", "private_ip"): (32, 4),
    ("aws_instance", "public_ip"): (32, 4),
    ("aws_instance", "private_ip"): (32, 4),
    ("aws_network_interface", "private_ip"): (32, 4),
    ("aws_nat_gateway", "public_ip"): (32, 4),
    ("aws_nat_gateway", "private_ip"): (32, 4),
    ("aws_lightsail_static_ip", "ip_address"): (32, 4),
    ("aws_lightsail_instance", "public_ip_address"): (32, 4),
    ("aws_lightsail_instance", "private_ip_address"): (32, 4),
    ("awscc_ec2_eip", "public_ip"): (32, 4),
    ("AWS::EC2::EIP", "PublicIp"): (32, 4),
    ("AWS::EC2::Instance", "PublicIp"): (32, 4),
    ("AWS::EC2::Instance", "PrivateIp"): (32, 4),
    ("AWS::EC2::NetworkInterface", "PrimaryPrivateIpAddress"): (32, 4),
    ("AWS::Lightsail::StaticIp", "IpAddress"): (32, 4),
}
# The same of each element of a list.
ELEMENTS = {
    ("aws_instance", "ipv6_addresses"): (128, 6),
    ("aws_network_interface", "private_ips"): (32, 4),
    ("aws_network_interface", "ipv6_addresses"): (128, 6),
    ("awscc_ec2_vpc", "ipv_6_cidr_blocks"): (44, 6),
    ("awscc_ec2_subnet", "ipv_6_cidr_blocks"): (44, 6),
    ("AWS::EC2::VPC", "Ipv6CidrBlocks"): (44, 6),
    ("AWS::EC2::Subnet", "Ipv6CidrBlocks"): (44, 6),
}
# What all prefix lists that AWS owns hold together, as address blocks of unknown place. They list addresses
# of AWS's own services only (Amazon VPC user guide, "AWS-managed prefix lists"). Everything that Amazon
# publishes as its own (ip-ranges.json) is less than a /4 of IPv4, and a few /24 to /32 of IPv6, where a whole
# regional registry is given a /12.
AWS_OWNED = Loose(v4=1 << (32 - 4), v6=1 << (128 - 12))
AWS_OWNED_NAMES = "com.amazonaws."
"""How the names of these lists begin; EC2 refuses the name to a list of anybody else (API reference,
CreateManagedPrefixList)."""
# (type, attribute) that is the id of such a list. Gateway endpoints have those of S3 and DynamoDB (provider
# documentation of aws_vpc_endpoint).
AWS_OWNED_IDS = frozenset((("aws_vpc_endpoint", "prefix_list_id"),))
# (type, attribute) that is a list of blocks among these: of the service of a gateway endpoint, and of the
# services and regions that a data source selects from ip-ranges.json (provider documentation).
AWS_OWNED_BLOCKS = frozenset(
    (
        ("aws_vpc_endpoint", "cidr_blocks"),
        ("aws_ip_ranges", "cidr_blocks"),
        ("aws_ip_ranges", "ipv6_cidr_blocks"),
        ("aws_prefix_list", "cidr_blocks"),
    )
)
# (type, attribute) that is the id of its resource by another name (provider documentation, "Attribute
# Reference"; CloudFormation reference, "Return values").
IDS = frozenset(
    (
        ("aws_lb", "arn"),
        ("aws_alb", "arn"),
        ("aws_lb_target_group", "arn"),
        ("aws_alb_target_group", "arn"),
        ("aws_globalaccelerator_accelerator", "arn"),
        ("awscc_ec2_security_group", "group_id"),
        ("awscc_ec2_security_group", "security_group_id"),
        ("awscc_ec2_prefix_list", "prefix_list_id"),
        ("awscc_ec2_network_acl", "network_acl_id"),
        ("awscc_elasticloadbalancingv2_load_balancer", "load_balancer_arn"),
        ("awscc_elasticloadbalancingv2_target_group", "target_group_arn"),
        ("awscc_globalaccelerator_accelerator", "accelerator_arn"),
        ("AWS::EC2::SecurityGroup", "GroupId"),
        ("AWS::EC2::SecurityGroup", "Id"),
        ("AWS::EC2::PrefixList", "PrefixListId"),
        ("AWS::EC2::NetworkAcl", "Id"),
        ("AWS::ElasticLoadBalancingV2::LoadBalancer", "LoadBalancerArn"),
        ("AWS::ElasticLoadBalancingV2::TargetGroup", "TargetGroupArn"),
        ("AWS::GlobalAccelerator::Accelerator", "AcceleratorArn"),
    )
)
# How ids begin (Amazon EC2 user guide, "Resource IDs"): so they are not empty either.
BEGINNINGS = {
    ("aws_security_group", "id"): "sg-",
    ("aws_default_security_group", "id"): "sg-",
    ("aws_vpc", "id"): "vpc-",
    ("aws_vpc", "default_security_group_id"): "sg-",
    ("aws_subnet", "id"): "subnet-",
    ("aws_network_acl", "id"): "acl-",
    ("aws_default_network_acl", "id"): "acl-",
    ("aws_ec2_managed_prefix_list", "id"): "pl-",
    ("aws_instance", "id"): "i-",
    ("aws_network_interface", "id"): "eni-",
}


def facts(type_: str, attribute: str) -> Facts:
    """What holds for an attribute that nobody knows."""
    if attribute == "id" or (type_, attribute) in BEGINNINGS:
        return Facts(type="string", not_null=True, prefix=BEGINNINGS.get((type_, attribute), ""))
    if attribute == "arn":
        return Facts(type="string", not_null=True, prefix="arn:" if type_.startswith("aws_") else "")
    if (type_, attribute) in AWS_OWNED_IDS:
        return Facts(type="string", aws_owned=True)
    if (type_, attribute) in AWS_OWNED_BLOCKS:
        return Facts(aws_owned=True)
    if (type_, attribute) in ELEMENTS:
        return Facts(elements=ELEMENTS[type_, attribute])
    block = BLOCKS.get((type_, attribute))
    return NO_FACTS if block is None else Facts(block=block, type="string", own=True)


def bounded(value: Outcome, type_: str, attribute: str) -> Outcome:
    """The value that an attribute is set to, with what holds for the attribute."""
    block = BLOCKS.get((type_, attribute))
    if block is None or not isinstance(value, Unknown) or value.facts.block is not None:
        return value
    known = Facts(
        block=block,
        type=value.facts.type,
        prefix=value.facts.prefix,
        not_null=value.facts.not_null,
        own=True,
    )
    return Unknown(value.id, value.why, value.origin, known, value.causes)

"""What is known of attributes that nobody knows: how large an address block of a VPC can be, and the like."""

from __future__ import annotations

from ...value import Facts

# (type, attribute) -> the shortest prefix that it can have, and its family.
# A VPC's and a subnet's IPv4 block is between /16 and /28; a VPC's IPv6 block is a /56 from Amazon's pool or
# /44 to /60 of one's own, a subnet's /44 to /64 (Amazon VPC user guide, "VPC CIDR blocks" and "Subnet CIDR
# blocks").
BLOCKS = {
    ("aws_vpc", "cidr_block"): (16, 4),
    ("aws_default_vpc", "cidr_block"): (16, 4),
    ("aws_subnet", "cidr_block"): (16, 4),
    ("aws_default_subnet", "cidr_block"): (16, 4),
    ("aws_vpc_ipv4_cidr_block_association", "cidr_block"): (16, 4),
    ("aws_vpc", "ipv6_cidr_block"): (44, 6),
    ("aws_default_vpc", "ipv6_cidr_block"): (44, 6),
    ("aws_subnet", "ipv6_cidr_block"): (44, 6),
}
IDS = Facts(type="string", not_null=True)


def facts(type_: str, attribute: str) -> Facts:
    block = BLOCKS.get((type_, attribute))
    if block is not None:
        return Facts(type="string", block=block)
    return IDS if attribute in ("id", "arn") else Facts()

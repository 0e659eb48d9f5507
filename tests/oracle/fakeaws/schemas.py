"""Schemas of the AWS types that decide which ports are open (as in hashicorp/aws v5 and v6).

RESOURCES and DATA are {type: schema}, in the form that `wire.py` documents. An argument that is missing here
is refused by the plan; every other type gets a lax schema from `needed.py`.
"""

from __future__ import annotations

import json
from typing import Any

RULE = {
    "cidr_blocks": ["list", "string"],
    "description": "string",
    "from_port": "number",
    "ipv6_cidr_blocks": ["list", "string"],
    "prefix_list_ids": ["list", "string"],
    "protocol": "string",
    "security_groups": ["set", "string"],
    "self": "bool",
    "to_port": "number",
}
ENTRY = {
    "action": "string",
    "cidr_block": "string",
    "from_port": "number",
    "icmp_code": "number",
    "icmp_type": "number",
    "ipv6_cidr_block": "string",
    "protocol": "string",
    "rule_no": "number",
    "to_port": "number",
}
ASSOCIATION = {"association_id": "string", "cidr_block": "string", "state": "string"}
TYPES: dict[str, Any] = {
    "strings": ["list", "string"],
    "string_set": ["set", "string"],
    "string_map": ["map", "string"],
    "rules": ["set", ["object", RULE]],
    "entries": ["set", ["object", ENTRY]],
    "associations": ["list", ["object", ASSOCIATION]],
}
FLAGS = {"r": "required", "o": "optional", "c": "computed", "z": "zero"}

# Each line: attribute, type, flags, and its default as JSON.
ONE_WAY_RULE = """
    arn string c
    cidr_ipv4 string o
    cidr_ipv6 string o
    description string o
    from_port number o
    id string c
    ip_protocol string r
    prefix_list_id string o
    referenced_security_group_id string o
    region string oc
    security_group_id string r
    security_group_rule_id string c
    tags string_map o
    tags_all string_map c
    to_port number o
"""
RESOURCE_TABLES = {
    "aws_security_group": """
        arn string c
        description string o "Managed by Terraform"
        egress rules ocz
        id string oc
        ingress rules ocz
        name string oc
        name_prefix string oc
        owner_id string c
        region string oc
        revoke_rules_on_delete bool o false
        tags string_map o
        tags_all string_map oc
        vpc_id string oc
    """,
    "aws_default_security_group": """
        arn string c
        description string c
        egress rules ocz
        id string oc
        ingress rules ocz
        name string c
        name_prefix string c
        owner_id string c
        region string oc
        revoke_rules_on_delete bool o false
        tags string_map o
        tags_all string_map oc
        vpc_id string oc
    """,
    "aws_security_group_rule": """
        cidr_blocks strings o
        description string o
        from_port number r
        id string oc
        ipv6_cidr_blocks strings o
        prefix_list_ids strings o
        protocol string r
        region string oc
        security_group_id string r
        security_group_rule_id string c
        self bool o false
        source_security_group_id string oc
        to_port number r
        type string r
    """,
    "aws_vpc_security_group_ingress_rule": ONE_WAY_RULE,
    "aws_vpc_security_group_egress_rule": ONE_WAY_RULE,
    "aws_network_acl": """
        arn string c
        egress entries ocz
        id string oc
        ingress entries ocz
        owner_id string c
        region string oc
        subnet_ids string_set oc
        tags string_map o
        tags_all string_map oc
        vpc_id string r
    """,
    "aws_default_network_acl": """
        arn string c
        default_network_acl_id string r
        egress entries ocz
        id string oc
        ingress entries ocz
        owner_id string c
        region string oc
        subnet_ids string_set oc
        tags string_map o
        tags_all string_map oc
        vpc_id string c
    """,
    "aws_network_acl_rule": """
        cidr_block string o
        egress bool o false
        from_port number o
        icmp_code number o
        icmp_type number o
        id string oc
        ipv6_cidr_block string o
        network_acl_id string r
        protocol string r
        region string oc
        rule_action string r
        rule_number number r
        to_port number o
    """,
    "aws_ec2_managed_prefix_list": """
        address_family string r
        arn string c
        id string oc
        max_entries number r
        name string r
        owner_id string c
        region string oc
        tags string_map o
        tags_all string_map oc
        version number c
    """,
    "aws_ec2_managed_prefix_list_entry": """
        cidr string r
        description string o
        id string oc
        prefix_list_id string r
        region string oc
    """,
}
DATA_TABLES = {
    "aws_vpc": """
        arn string c
        cidr_block string oc
        cidr_block_associations associations c
        default bool oc
        dhcp_options_id string oc
        enable_dns_hostnames bool c
        enable_dns_support bool c
        enable_network_address_usage_metrics bool c
        id string oc
        instance_tenancy string c
        ipv6_association_id string c
        ipv6_cidr_block string c
        main_route_table_id string c
        owner_id string c
        region string oc
        state string oc
        tags string_map oc
        tags_all string_map oc
    """,
    "aws_security_group": """
        arn string c
        description string c
        id string oc
        name string oc
        region string oc
        tags string_map oc
        tags_all string_map oc
        vpc_id string oc
    """,
    "aws_availability_zones": """
        all_availability_zones bool o
        exclude_names string_set o
        exclude_zone_ids string_set o
        group_names string_set c
        id string oc
        names strings c
        region string oc
        state string o
        zone_ids strings c
    """,
    "aws_subnets": """
        id string oc
        ids strings c
        region string oc
        tags string_map oc
    """,
}


def schema(table: str, blocks: dict[str, Any]) -> dict[str, Any]:
    attributes: dict[str, dict[str, Any]] = {}
    for line in table.strip().splitlines():
        name, type_, flags, *default = line.split(None, 3)
        attribute: dict[str, Any] = {FLAGS[flag]: True for flag in flags}
        attribute["type"] = TYPES.get(type_, type_)
        if default:
            attribute["default"] = json.loads(default[0])
        attributes[name] = attribute
    return {"attributes": attributes, "blocks": blocks}


def block(nesting: str, table: str) -> dict[str, Any]:
    return {"nesting": nesting, "block": schema(table, {})}


RESOURCE_BLOCKS = {
    "aws_security_group": {"timeouts": block("single", "create string o\ndelete string o")},
    "aws_security_group_rule": {"timeouts": block("single", "create string o")},
    "aws_ec2_managed_prefix_list": {"entry": block("set", "cidr string r\ndescription string o")},
}
VERSIONS = {"aws_security_group": 1, "aws_security_group_rule": 2}
DATA_BLOCKS = {
    "filter": block("set", "name string r\nvalues string_set r"),
    "timeouts": block("single", "read string o"),
}
RESOURCES = {
    type_: {**schema(table, RESOURCE_BLOCKS.get(type_, {})), "version": VERSIONS.get(type_, 0)}
    for type_, table in RESOURCE_TABLES.items()
}
DATA = {type_: schema(table, DATA_BLOCKS) for type_, table in DATA_TABLES.items()}

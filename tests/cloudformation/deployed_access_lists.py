"""Network ACLs that templates deploy in moto, read back with boto3.

moto has no AWS::EC2::NetworkAcl: the handlers here hand every property to moto's EC2, as CloudFormation does.
"""

from __future__ import annotations

from typing import Any

from moto.core.common_models import CloudFormationModel
from moto.ec2.models import ec2_backends

from ..access_list_lines import WITH_PORTS, Line
from .deployed_account import Account

Properties = dict[str, Any]
ACL, ENTRY = "AWS::EC2::NetworkAcl", "AWS::EC2::NetworkAclEntry"


class _Named:
    """A resource with an id."""

    def __init__(self, id_: str) -> None:
        self._id = id_

    @property
    def physical_resource_id(self) -> str:
        return self._id

    @staticmethod
    def cloudformation_name_type() -> str:
        return ""

    @classmethod
    def has_cfn_attr(cls, attr: str) -> bool:
        return attr == "Id"

    def get_cfn_attribute(self, attribute_name: str) -> str:
        return self._id


class NetworkAcl(_Named, CloudFormationModel):  # moto finds the direct subclasses of its base
    @staticmethod
    def cloudformation_type() -> str:
        return ACL

    @classmethod
    def create_from_cloudformation_json(
        cls, resource_name: str, cloudformation_json: Any, account_id: str, region_name: str, **_: Any
    ) -> NetworkAcl:
        backend = ec2_backends[account_id][region_name]
        return cls(backend.create_network_acl(cloudformation_json["Properties"]["VpcId"]).id)


class NetworkAclEntry(_Named, CloudFormationModel):
    @staticmethod
    def cloudformation_type() -> str:
        return ENTRY

    @classmethod
    def create_from_cloudformation_json(
        cls, resource_name: str, cloudformation_json: Any, account_id: str, region_name: str, **_: Any
    ) -> NetworkAclEntry:
        given: Properties = cloudformation_json["Properties"]
        ports: Properties = given.get("PortRange") or {}
        ec2_backends[account_id][region_name].create_network_acl_entry(
            network_acl_id=given["NetworkAclId"],
            rule_number=int(given["RuleNumber"]),
            protocol=str(given["Protocol"]),
            rule_action=str(given["RuleAction"]).lower(),
            egress=str(given.get("Egress", False)).lower() == "true",
            cidr_block=given.get("CidrBlock", ""),
            icmp_code=None,
            icmp_type=None,
            port_range_from=int(ports["From"]) if "From" in ports else None,
            port_range_to=int(ports["To"]) if "To" in ports else None,
            ipv6_cidr_block=given.get("Ipv6CidrBlock"),
        )
        return cls(resource_name)


def lines_of(account: Account) -> dict[str, set[Line]]:
    """The inbound rules of every list that is not a VPC's default, by its id."""
    found: dict[str, set[Line]] = {}
    for acl in account.ec2.describe_network_acls()["NetworkAcls"]:
        if not acl["IsDefault"]:
            found[acl["NetworkAclId"]] = {line_of(one) for one in acl["Entries"] if not one["Egress"]}
    return found


def line_of(entry: dict[str, Any]) -> Line:
    ports = entry.get("PortRange", {}) if entry["Protocol"] in WITH_PORTS else {}
    source = entry.get("CidrBlock") or entry.get("Ipv6CidrBlock", "")
    head = (entry["RuleNumber"], entry["RuleAction"], entry["Protocol"])
    return (*head, ports.get("From"), ports.get("To"), source)


def deployed(account: Account, template: dict[str, Any]) -> dict[str, set[Line]]:
    """The rules of each list of a template, by its logical id."""
    stack = account.deploy(template, {})
    resources = account.cloudformation.describe_stack_resources(StackName=stack)["StackResources"]
    lines = lines_of(account)
    return {
        each["LogicalResourceId"]: lines[each["PhysicalResourceId"]]
        for each in resources
        if each.get("ResourceType") == ACL and "PhysicalResourceId" in each
    }

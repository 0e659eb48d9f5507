"""What CloudFormation does with groups, rules, prefix lists and nested stacks, in place of what moto does."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest
from moto.cloudformation import parsing
from moto.cloudformation.models import Stack
from moto.core.common_models import CloudFormationModel
from moto.ec2.exceptions import InvalidPermissionDuplicateError
from moto.ec2.models import ec2_backends
from moto.ec2.models.security_groups import SecurityGroup, SecurityGroupIngress

from .deployed_functions import completed
from .deployed_template import OUTSIDE, text_of

Properties = dict[str, Any]
PROTOCOLS = ("-1", "all", "tcp", "udp", "icmp", "icmpv6")
HANDLER = "create_from_cloudformation_json"


def make_group(
    cls: Any, /, resource_name: str, cloudformation_json: Any, account_id: str, region_name: str, **_: Any
) -> Any:
    properties: Properties = cloudformation_json.get("Properties") or {}
    backend = ec2_backends[account_id][region_name]
    group = backend.create_security_group(
        name=resource_name,
        description=properties.get("GroupDescription") or "none",
        vpc_id=properties.get("VpcId") or backend.default_vpc.id,
    )
    rules = properties.get("SecurityGroupIngress") or []
    for rule in [rules] if isinstance(rules, dict) else rules:
        authorize(backend, group, rule)
    return group


def make_rule(
    cls: Any, /, resource_name: str, cloudformation_json: Any, account_id: str, region_name: str, **_: Any
) -> Any:
    properties: Properties = cloudformation_json.get("Properties") or {}
    backend = ec2_backends[account_id][region_name]
    if properties.get("GroupId"):
        stand_in(backend, properties["GroupId"], backend.default_vpc.id)
        group = backend.get_security_group_from_id(properties["GroupId"])
    else:
        (group,) = backend.describe_security_groups(groupnames=[properties["GroupName"]])
    authorize(backend, group, properties)
    return cls(group, properties)


def make_stack(made: Any) -> Any:
    """moto's own handler of nested stacks, with the values of parameters as texts: lists are joined."""

    def make(cls: Any, /, resource_name: str, cloudformation_json: Any, *where: str, **rest: Any) -> Any:
        properties = cloudformation_json["Properties"]
        given = {
            name: ",".join(map(text_of, each)) if isinstance(each, list) else text_of(each)
            for name, each in properties.get("Parameters", {}).items()
        }
        changed = {**cloudformation_json, "Properties": {**properties, "Parameters": given}}
        return made.__func__(cls, resource_name, changed, *where, **rest)

    return classmethod(make)


def output_of(stack: Stack, name: str) -> Any:
    """`Outputs.NAME`, which moto's nested stacks lack."""
    output = stack.output_map[name.removeprefix("Outputs.")]
    assert output is not None
    return output.value


def authorize(backend: Any, group: Any, rule: Properties) -> None:
    """One rule; ports that are left out are -1, which EC2 refuses for tcp and udp."""
    ports = [port(rule.get("FromPort", -1)), port(rule.get("ToPort", -1))]
    protocol = str(rule["IpProtocol"])
    if protocol.lower() not in PROTOCOLS and not (protocol.isdecimal() and int(protocol) < 256):
        raise ValueError(f"{protocol} is no protocol of a security group")
    if protocol.lower() in ("tcp", "udp", "6", "17") and not {"FromPort", "ToPort"} <= set(rule):
        raise ValueError("tcp and udp need both ports")
    ranges = [{name: rule[name]} for name in ("CidrIp", "CidrIpv6") if rule.get(name)]
    named = (("SourceSecurityGroupId", "GroupId"), ("SourceSecurityGroupName", "GroupName"))
    groups = [{key: rule[name]} for name, key in named if rule.get(name)]
    for each in groups:
        stand_in(backend, each.get("GroupId", ""), group.vpc_id)
    lists = [{"PrefixListId": rule["SourcePrefixListId"]}] if rule.get("SourcePrefixListId") else []
    named_sources = {"ip_ranges": ranges, "source_groups": groups, "prefix_list_ids": lists}
    for kind, sources in named_sources.items():
        for source in sources:  # each by itself: one that is there already must not stop the others
            given = {"ip_ranges": [], kind: [source]}
            with suppress(InvalidPermissionDuplicateError):
                backend.authorize_security_group_ingress(
                    group.id, protocol, *ports, vpc_id=group.vpc_id, **given
                )


def port(given: Any) -> int:
    """moto takes whatever int() takes; a property of type Integer takes no 25.5, and no boolean."""
    if isinstance(given, bool) or float(given) != int(float(given)):
        raise ValueError(f"{given} is no port")
    return int(float(given))


def stand_in(backend: Any, group_id: str, vpc_id: str) -> None:
    """A group for an id that is written in a template, and that an account would have."""
    if group_id and backend.get_security_group_from_id(group_id) is None:
        group = backend.create_security_group(f"{OUTSIDE}{group_id}", "named by its id", vpc_id)
        groups = backend.groups[vpc_id]
        groups[group_id] = groups.pop(group.id)
        group.id = group.group_id = group_id


class PrefixList(CloudFormationModel):
    """moto finds it among the subclasses of its base."""

    def __init__(self, made: Any) -> None:
        self._made = made

    @property
    def physical_resource_id(self) -> str:
        return str(self._made.id)

    @staticmethod
    def cloudformation_name_type() -> str:
        return "PrefixListName"

    @staticmethod
    def cloudformation_type() -> str:
        return "AWS::EC2::PrefixList"

    @classmethod
    def has_cfn_attr(cls, attr: str) -> bool:
        return attr == "PrefixListId"

    def get_cfn_attribute(self, attribute_name: str) -> str:
        return self.physical_resource_id

    @classmethod
    def create_from_cloudformation_json(
        cls,
        resource_name: str,
        cloudformation_json: Any,
        account_id: str,
        region_name: str,
        **kwargs: Any,
    ) -> PrefixList:
        properties: Properties = cloudformation_json["Properties"]
        made = ec2_backends[account_id][region_name].create_managed_prefix_list(
            address_family=properties["AddressFamily"],
            entry=properties.get("Entries", []),
            prefix_list_name=resource_name,
        )
        return cls(made)


@contextmanager
def supplied() -> Iterator[None]:
    """Put the handlers and functions in moto's place."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SecurityGroup, HANDLER, classmethod(make_group))
        patch.setattr(SecurityGroupIngress, HANDLER, classmethod(make_rule))
        patch.setattr(parsing, "clean_json", completed(parsing.clean_json))
        patch.setattr(Stack, "get_cfn_attribute", output_of, raising=False)
        patch.setattr(Stack, HANDLER, make_stack(Stack.__dict__[HANDLER]))
        yield

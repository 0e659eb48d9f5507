"""An account of moto in which templates are deployed, and what is in it afterwards.

moto evaluates the template: parameters, mappings, conditions, functions, references, and the order of
creation. What it then does with a security group is not what CloudFormation does: it drops CidrIpv6 and
SourcePrefixListId, stops where ports are left out, and has no AWS::EC2::PrefixList. So the handlers of
`deployed_handlers` hand every property to moto's EC2 instead, as CloudFormation does. Where EC2 would refuse
a duplicate of a rule, the duplicate is left out: the rules are the same set.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from re import compile as pattern
from typing import Any

from .deployed_inputs import by_name
from .deployed_template import OUTSIDE, NotDeployableError

REGION = "us-east-1"
ACCOUNT = "123456789012"
BUCKET = "templates"
GROUP = "AWS::EC2::SecurityGroup"
NESTED = "AWS::CloudFormation::Stack"
NO_EXPORT = pattern(r"No export named (\S+) found")


class Account:
    """A default VPC with a group, a key pair, and a bucket of templates; made by `opened`."""

    def __init__(self) -> None:
        import boto3

        self.cloudformation: Any = boto3.client("cloudformation", region_name=REGION)
        self.ec2: Any = boto3.client("ec2", region_name=REGION)
        self.s3: Any = boto3.client("s3", region_name=REGION)
        self.ssm: Any = boto3.client("ssm", region_name=REGION)
        self._numbers = count(1)
        self.s3.create_bucket(Bucket=BUCKET)
        self.ec2.create_key_pair(KeyName="a-key")
        self.vpc: str = self.ec2.describe_vpcs()["Vpcs"][0]["VpcId"]
        self.subnets: list[str] = [each["SubnetId"] for each in self.ec2.describe_subnets()["Subnets"]]
        self.zones = [f"{REGION}{letter}" for letter in "abcdef"]
        self.image: str = self.ec2.describe_images()["Images"][0]["ImageId"]

    def new_group(self) -> str:
        """A group that is not made by a template."""
        name = f"{OUTSIDE}{next(self._numbers)}"
        made = self.ec2.create_security_group(GroupName=name, Description=name, VpcId=self.vpc)
        return str(made["GroupId"])

    def store(self, name: str, value: str) -> None:
        """Keep a parameter in SSM, unless there is one."""
        with suppress(self.ssm.exceptions.ParameterAlreadyExists):
            self.ssm.put_parameter(Name=name, Value=value, Type="String")

    def upload(self, body: str) -> str:
        key = f"{next(self._numbers)}.json"
        self.s3.put_object(Bucket=BUCKET, Key=key, Body=body.encode())
        return f"https://s3.amazonaws.com/{BUCKET}/{key}"

    def deploy(self, template: dict[str, Any], parameters: dict[str, str]) -> str:
        """The name of the stack; raises whatever moto raises."""
        name = f"stack-{next(self._numbers)}"
        given = [{"ParameterKey": key, "ParameterValue": each} for key, each in parameters.items()]
        self.cloudformation.create_stack(
            StackName=name,
            TemplateBody=json.dumps(template, default=str, ensure_ascii=False),
            Parameters=given,
            Capabilities=["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"],
        )
        return name

    def export(self, exports: dict[str, str]) -> None:
        """Make a stack that exports these values."""
        outputs = {
            f"Output{number}": {"Value": value, "Export": {"Name": name}}
            for number, (name, value) in enumerate(exports.items())
        }
        topic = {"Topic": {"Type": "AWS::SNS::Topic"}}
        self.deploy({"Resources": topic, "Outputs": outputs}, {})

    def deploy_with_imports(
        self, template: dict[str, Any], parameters: dict[str, str]
    ) -> tuple[str, dict[str, str]]:
        """The name of the stack, after another stack exported what it imports, and these exports, with values
        by what they are called. Raises whatever moto raises."""
        imports: dict[str, str] = {}
        for _ in range(20):
            self.clear(parameters_stay=True)
            if imports:
                self.export(imports)
            try:
                return self.deploy(template, parameters), imports
            except Exception as error:
                missing = NO_EXPORT.search(str(error))
                if missing is None:
                    raise
                imports[missing[1]] = next(by_name(self, missing[1]), "203.0.113.0/24")
        raise NotDeployableError("more than 20 imports")

    def groups(self) -> list[dict[str, Any]]:
        pages = self.ec2.get_paginator("describe_security_groups").paginate()
        return [group for page in pages for group in page["SecurityGroups"]]

    def rules(self) -> dict[str, set[DeployedRule]]:
        """The rules of every group, by its id."""
        found: dict[str, set[DeployedRule]] = {each["GroupId"]: set() for each in self.groups()}
        for page in self.ec2.get_paginator("describe_security_group_rules").paginate():
            for rule in page["SecurityGroupRules"]:
                if not rule["IsEgress"]:
                    found[rule["GroupId"]].update(self._sources(rule))
        return found

    def _sources(self, rule: dict[str, Any]) -> Iterator[DeployedRule]:
        head = (rule["IpProtocol"], rule["FromPort"], rule["ToPort"])
        if "CidrIpv4" in rule:
            yield (*head, "IPv4 CIDR", rule["CidrIpv4"])
        if "CidrIpv6" in rule:
            yield (*head, "IPv6 CIDR", rule["CidrIpv6"])
        if rule.get("ReferencedGroupInfo", {}).get("GroupId"):
            yield (*head, "security group", rule["ReferencedGroupInfo"]["GroupId"])
        if rule.get("PrefixListId"):
            entries = self.entries(rule["PrefixListId"])
            if not entries:
                yield (*head, "prefix list", rule["PrefixListId"])
            for entry in entries:
                kind = "IPv6 CIDR" if ":" in entry["Cidr"] else "IPv4 CIDR"
                yield (*head, kind, entry["Cidr"])

    def entries(self, prefix_list: str) -> list[dict[str, str]]:
        """Of a prefix list; none where it is not in the account."""
        given: dict[str, Any] = {"Filters": [{"Name": "prefix-list-id", "Values": [prefix_list]}]}
        if not self.ec2.describe_managed_prefix_lists(**given)["PrefixLists"]:
            return []
        found = self.ec2.get_managed_prefix_list_entries(PrefixListId=prefix_list)
        return list(found["Entries"])

    def clear(self, parameters_stay: bool) -> None:
        """Forget all stacks, also those that failed, all rules, and every group that a template made; on
        demand also those that parameters and imports name."""
        from moto.cloudformation.models import cloudformation_backends
        from moto.ec2.models import ec2_backends

        cloudformation_backends[ACCOUNT][REGION].reset()
        for groups in ec2_backends[ACCOUNT][REGION].groups.values():
            for id_, group in list(groups.items()):
                group.ingress_rules = []
                if group.name != "default" and not (parameters_stay and group.name.startswith(OUTSIDE)):
                    del groups[id_]


class Deployed:
    """What a stack made. groups: `Parent/Child/LogicalId` -> id; names: of all groups -> id; rules: of every
    group, by its id."""

    def __init__(self, account: Account, stack: str) -> None:
        self._account = account
        self.groups: dict[str, str] = {}
        self._add(stack, "")
        self.names = {each["GroupName"]: each["GroupId"] for each in account.groups()}
        self.rules = account.rules()

    def _add(self, stack: str, prefix: str) -> None:
        found = self._account.cloudformation.describe_stack_resources(StackName=stack)
        for each in found["StackResources"]:
            if "PhysicalResourceId" not in each or "LogicalResourceId" not in each:
                continue  # not made: its condition is false, or moto has no such type
            path = prefix + each["LogicalResourceId"]
            if each["ResourceType"] == GROUP:
                self.groups[path] = each["PhysicalResourceId"]
            elif each["ResourceType"] == NESTED:
                self._add(each["PhysicalResourceId"], f"{path}/")


DeployedRule = tuple[str, int, int, str, str]


@contextmanager
def opened() -> Iterator[Account]:
    """An empty account; ImportError where moto or boto3 are not installed."""
    import warnings

    from moto import mock_aws
    from moto.cloudformation import parsing

    from .deployed_handlers import supplied

    with warnings.catch_warnings(), mock_aws(), supplied():
        warnings.simplefilter("ignore")  # of types that moto has not
        parsing.logger.disabled = True
        yield Account()

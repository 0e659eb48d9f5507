"""A template as moto can take it: in long forms, with what moto reads otherwise than CloudFormation mended.

What is changed, and why (each is a difference between moto 5.2 and CloudFormation):
- short forms are written long: moto has no `!Condition` and splits every dot of `!GetAtt`;
- a parameter of type Number becomes a String, and both sides of Fn::Equals text: to moto, 2 is not "2";
- the default of a list becomes a list: moto splits only what is passed;
- a condition that is a name alone becomes an And: moto takes functions only;
- local TemplateURLs become addresses of files in S3, as `aws cloudformation package` makes them;
- loops are unrolled by cfn-lint, which moto depends on: moto has none.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from re import compile as pattern
from typing import Any, Protocol

import yaml

Template = dict[str, Any]
VARIABLE = pattern(r"\$\{([^!}][^}]*)\}")

EXTENSIONS = "AWS::LanguageExtensions"
RULE = "AWS::EC2::SecurityGroupIngress"
GROUPS = frozenset(("AWS::EC2::SecurityGroup", RULE, "AWS::EC2::PrefixList"))
STACK = "AWS::CloudFormation::Stack"
STACKS = (STACK, "AWS::Serverless::Application")
STORED = "AWS::SSM::Parameter::Value"
OUTSIDE = "outside-"
"""How the names of groups begin that no template makes."""
MADE = "10.1.2.3/32"
"""What is in an SSM parameter that nobody knows."""
LACKING = ("Fn::ForEach", "Fn::Transform", "AWS::NotificationARNs")
"""Words of functions and references that moto has no answer to."""


class NotDeployableError(Exception):
    """Why a template cannot be deployed by moto."""


class _Loader(yaml.SafeLoader):
    pass


def _short_form(loader: _Loader, suffix: str, node: yaml.Node) -> dict[str, Any]:
    name = suffix if suffix in ("Ref", "Condition") else f"Fn::{suffix}"
    if isinstance(node, yaml.SequenceNode):
        return {name: loader.construct_sequence(node, deep=True)}
    if isinstance(node, yaml.MappingNode):
        return {name: loader.construct_mapping(node, deep=True)}
    assert isinstance(node, yaml.ScalarNode)
    text = loader.construct_scalar(node)
    return {name: text.split(".", 1) if suffix == "GetAtt" else text}


def _text(loader: _Loader, node: yaml.ScalarNode) -> str:
    return str(loader.construct_scalar(node))


_Loader.add_multi_constructor("!", _short_form)
_Loader.add_constructor("tag:yaml.org,2002:timestamp", _text)


def load(path: Path) -> Template | None:
    """The template in a file; None for a file that is none."""
    text = path.read_text(encoding="utf-8-sig", errors="replace")
    if "::" not in text or "Resources" not in text:
        return None
    try:
        template = json.loads(text) if text.lstrip().startswith("{") else yaml.load(text, _Loader)
    except (ValueError, yaml.YAMLError, RecursionError):
        return None
    resources = template.get("Resources") if isinstance(template, dict) else None
    return template if isinstance(resources, dict) and template_types(template) else None


def template_types(template: Template) -> set[str]:
    """The types that its resources have, those in loops included."""
    return {
        each["Type"]
        for each in walked(template["Resources"])
        if isinstance(each, dict) and isinstance(each.get("Type"), str) and "::" in each["Type"]
    }


def holds_groups(template: Template | None) -> bool:
    return template is not None and not GROUPS.isdisjoint(template_types(template))


def walked(node: Any) -> Iterator[Any]:
    yield node
    for each in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from walked(each)


def lacking(template: Template) -> list[str]:
    """What moto lacks of the functions that the template uses."""
    text = json.dumps(
        {key: each for key, each in template.items() if key != "Metadata"}, default=str, ensure_ascii=False
    )
    extended = EXTENSIONS in _transforms(template)
    return [word for word in LACKING if word in text and not (extended and word == "Fn::ForEach")]


class Store(Protocol):
    """Where templates and SSM parameters are kept."""

    def upload(self, body: str) -> str: ...

    def store(self, name: str, value: str) -> None: ...


def mended(template: Template, path: Path, store: Store, parameters: dict[str, str]) -> Template:
    """A copy that moto reads as CloudFormation would; what it needs besides is put into the store."""
    template = unrolled(template, path, parameters)
    twice = set(template.get("Parameters", {})) & set(template["Resources"])
    if twice:
        raise NotDeployableError(f"a parameter and a resource have one name: {', '.join(sorted(twice))}")
    for node in walked(template["Resources"]):
        if isinstance(node, dict) and isinstance(node.get("Fn::GetAtt"), str):
            node["Fn::GetAtt"] = node["Fn::GetAtt"].split(".", 1)
    for node in walked(template.get("Conditions", {})):
        if isinstance(node, dict) and isinstance(node.get("Fn::Equals"), list):
            node["Fn::Equals"] = [
                one if isinstance(one, (dict, list)) else text_of(one) for one in node["Fn::Equals"]
            ]
    for parameter in template.get("Parameters", {}).values():
        _mend_parameter(parameter, store)
    for name, condition in template.get("Conditions", {}).items():
        if isinstance(condition, dict) and set(condition) == {"Condition"}:
            template["Conditions"][name] = {"Fn::And": [condition, condition]}
    for resource in template["Resources"].values():
        if isinstance(resource, dict) and resource.get("Type") in STACKS:
            _package(resource, path, store)
    return template


def _transforms(template: Template) -> list[Any]:
    given = template.get("Transform", [])
    return given if isinstance(given, list) else [given]


def unrolled(template: Template, path: Path, parameters: dict[str, str]) -> Template:
    """A copy with its loops unrolled by cfn-lint, which takes defaults for values."""
    template = deepcopy(template)
    if EXTENSIONS not in _transforms(template) or "Fn::ForEach" not in json.dumps(template, default=str):
        return template
    for name, value in parameters.items():
        template["Parameters"][name]["Default"] = value
        template["Parameters"][name].pop("AllowedValues", None)
    from cfnlint.decode import decode_str
    from cfnlint.template import Template as Linted
    from cfnlint.template.transforms._language_extensions import language_extension

    decoded, _ = decode_str(json.dumps(template, default=str, ensure_ascii=False))
    matches, result = language_extension(Linted(str(path), decoded, ["us-east-1"]))
    if result is None:
        raise NotDeployableError(f"cfn-lint cannot apply its language extensions: {matches[0].message}")
    plain: Template = json.loads(json.dumps(result, default=str, ensure_ascii=False))
    return plain


def _mend_parameter(parameter: dict[str, Any], store: Store) -> None:
    kind = parameter.get("Type", "String")
    if "Default" in parameter:
        parameter["Default"] = text_of(parameter["Default"])
        if kind.startswith(STORED) and not parameter["Default"].startswith(("/aws/", "aws")):
            store.store(parameter["Default"], MADE)
        if is_list(kind):
            text = parameter["Default"]
            parameter["Default"] = [each.strip() for each in text.split(",")] if text else []
    if kind == "Number":
        parameter["Type"] = "String"


def is_list(kind: str) -> bool:
    return kind == "CommaDelimitedList" or kind.startswith("List<")


def text_of(value: Any) -> str:
    """A scalar as CloudFormation writes it into a string."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _package(stack: dict[str, Any], path: Path, store: Store) -> None:
    child_path = child_of(stack, path)
    child = None if child_path is None else load(child_path)
    if child_path is None or child is None:
        raise NotDeployableError("the template of a nested stack is not at hand")
    stack["Type"] = STACK
    body = json.dumps(mended(child, child_path, store, {}), default=str, ensure_ascii=False)
    stack["Properties"] = {**stack["Properties"], "TemplateURL": store.upload(body)}
    stack["Properties"].pop("Location", None)


def child_of(stack: dict[str, Any], path: Path) -> Path | None:
    """The local template of a nested stack, or a copy of a CDK asset beside it."""
    properties = stack.get("Properties", {})
    asset = stack.get("Metadata", {}).get("aws:asset:path")
    address = asset or properties.get("TemplateURL", properties.get("Location"))
    if isinstance(address, dict) and isinstance(address.get("Fn::Sub"), str):
        address = address["Fn::Sub"]
    if not isinstance(address, str) or "${" in address or "://" in address.removeprefix("file://"):
        return None
    child = path.parent / address.removeprefix("file://")
    return child if child.is_file() else None


KEPT = ("AWS::EC2::VPC", "AWS::EC2::Subnet")


def needed(template: Template, path: Path, types: frozenset[str]) -> Template:
    """Only its resources of these types, VPCs, subnets, nested stacks that are at hand, and what those refer
    to."""
    resources = template["Resources"]
    kept = {
        name
        for name, resource in resources.items()
        if (
            isinstance(resource, dict)
            and (
                resource.get("Type") in (*types, *KEPT)
                or (resource.get("Type") in STACKS and child_of(resource, path) is not None)
            )
        )
        or name.startswith("Fn::ForEach")
    }
    left = list(kept)
    while left:
        found = names_in(resources[left.pop()]) & set(resources) - kept
        kept |= found
        left += found
    sections = ("Parameters", "Mappings", "Conditions", "Transform")
    smaller = {name: template[name] for name in sections if name in template}
    smaller["Resources"] = {name: without_order(resources[name]) for name in resources if name in kept}
    return smaller


def without_order(resource: Any) -> Any:
    order = ("DependsOn", "CreationPolicy")
    return (
        {key: each for key, each in resource.items() if key not in order}
        if isinstance(resource, dict)
        else resource
    )


def names_in(resource: Any) -> set[str]:
    """What a resource refers to."""
    found: set[str] = set()
    for each in walked(resource):
        if isinstance(each, dict):
            if isinstance(each.get("Ref"), str):
                found.add(each["Ref"])
            got = each.get("Fn::GetAtt")
            if got:
                found.add(got.split(".")[0] if isinstance(got, str) else str(got[0]))
            sub = each.get("Fn::Sub")
            text = sub[0] if isinstance(sub, list) else sub
            if isinstance(text, str):
                found.update(name.partition(".")[0] for name in VARIABLE.findall(text))
    return found

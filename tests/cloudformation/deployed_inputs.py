"""Values for the parameters of a template that is to be deployed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice, product
from re import compile as pattern
from re import error, fullmatch
from typing import Any

from .deployed_template import STORED, Template, is_list, text_of, walked

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .deployed_account import Account

TEXTS = (
    "anything1",
    "203.0.113.7",
    "203.0.113.0/24",
    "1",
    "8080",
    "example.org",
    "a@example.org",
    "abcdef",
    "A1b2C3d4!",
)
ASKED = {
    "Cidr": "IPv4 CIDR",
    "CidrIp": "IPv4 CIDR",
    "CidrIpv6": "IPv6 CIDR",
    "CidrBlock": "IPv4 CIDR",
    "FromPort": "Number",
    "ToPort": "Number",
    "GroupId": "AWS::EC2::SecurityGroup::Id",
    "SourceSecurityGroupId": "AWS::EC2::SecurityGroup::Id",
    "SubnetId": "AWS::EC2::Subnet::Id",
    "VpcId": "AWS::EC2::VPC::Id",
}
"""Properties, and the types of parameters that are given to them."""
IN_LENGTH = pattern(r"/\$\{(\w+)\}")
IN_ADDRESS = pattern(r"\$\{(\w+)\}/")


def parameters_for(account: Account, template: Template, most: int) -> list[dict[str, str]]:
    """Each combination of what the parameters without a default may be, up to `most`. Parameters with a
    default keep it."""
    keys = keys_of_mappings(template)
    addresses = in_addresses(template)
    used = uses(template)
    options = {}
    for name, parameter in template.get("Parameters", {}).items():
        if "Default" in parameter:
            continue
        is_text = parameter.get("Type", "String") == "String"
        asked = {"Type": used[name]} if name in used and is_text else {}
        options[name] = values_for(account, name, {**parameter, **asked})
        if "AllowedValues" not in parameter:
            options[name] = keys.get(name) or addresses.get(name) or options[name]
    combinations = islice(product(*options.values()), most)
    return [dict(zip(options, chosen, strict=True)) for chosen in combinations]


def keys_of_mappings(template: Template) -> dict[str, list[str]]:
    """The parameters that are looked up in a mapping, and the keys there."""
    found = {}
    for node in walked(template):
        call = node.get("Fn::FindInMap") if isinstance(node, dict) else None
        if isinstance(call, list) and len(call) >= 3 and isinstance(call[0], str):
            entries = template.get("Mappings", {}).get(call[0], {})
            inner: dict[str, Any] = next(iter(entries.values()), {})
            for key, keys in zip(call[1:3], (entries, inner), strict=True):
                if isinstance(key, dict) and "Ref" in key:
                    found[key["Ref"]] = [str(each) for each in keys]
    return found


def uses(template: Template) -> dict[str, str]:
    """The parameters that are the whole of a property, and the type that this property asks for."""
    found = {}
    for node in walked(template["Resources"]):
        for key, each in node.items() if isinstance(node, dict) else ():
            if key in ASKED and isinstance(each, dict) and isinstance(each.get("Ref"), str):
                found[each["Ref"]] = ASKED[key]
    return found


def in_addresses(template: Template) -> dict[str, list[str]]:
    """The parameters that are put before a slash, and after one: values of them."""
    found: dict[str, list[str]] = {}
    for node in walked(template["Resources"]):
        call = node if isinstance(node, dict) else {}
        join, sub = call.get("Fn::Join"), call.get("Fn::Sub")
        if isinstance(join, list) and len(join) == 2 and join[0] in ("", "/") and isinstance(join[1], list):
            found.update({name: ["203.0.113.7"] for name in referred(join[1][:1])})
        text, given = sub if isinstance(sub, list) else (sub, {})
        for names, value in ((IN_ADDRESS, "203.0.113.7"), (IN_LENGTH, "16")):
            for name in names.findall(text) if isinstance(text, str) else ():
                found.update({each: [value] for each in referred([given.get(name, {"Ref": name})])})
    return found


def referred(nodes: list[Any]) -> list[str]:
    return [each["Ref"] for each in nodes if isinstance(each, dict) and isinstance(each.get("Ref"), str)]


def values_for(account: Account, name: str, parameter: dict[str, Any]) -> list[str]:
    allowed = parameter.get("AllowedValues")
    if allowed:
        return [text_of(each) for each in allowed]
    kind = parameter.get("Type", "String")
    if kind.startswith(STORED):
        account.store(f"/made/{name}", guessed(account, name))
        return [f"/made/{name}"]
    if is_list(kind):
        return [",".join(several(account, name, kind, parameter))]
    return [single(account, name, kind, parameter)]


def several(account: Account, name: str, kind: str, parameter: dict[str, Any]) -> list[str]:
    inner = kind.removeprefix("List<").removesuffix(">")
    if inner == "AWS::EC2::Subnet::Id" or (inner == "CommaDelimitedList" and "subnet" in name.lower()):
        return account.subnets[:3]
    if inner == "AWS::EC2::AvailabilityZone::Name":
        return account.zones[:3]
    if inner == "CommaDelimitedList" and "cidr" in name.lower():
        return [f"10.0.{number}.0/24" for number in range(6)]
    return [single(account, name, "String" if inner == "CommaDelimitedList" else inner, parameter)]


def single(account: Account, name: str, kind: str, parameter: dict[str, Any]) -> str:
    if kind == "Number":
        return text_of(parameter.get("MinValue", 25 if "port" in name.lower() else 1))
    made: dict[str, Callable[[], str]] = {
        "IPv4 CIDR": lambda: "203.0.113.0/24",
        "IPv6 CIDR": lambda: "2001:db8::/64",
        "AWS::EC2::VPC::Id": lambda: account.vpc,
        "AWS::EC2::Subnet::Id": lambda: account.subnets[0],
        "AWS::EC2::SecurityGroup::Id": account.new_group,
        "AWS::EC2::SecurityGroup::GroupName": lambda: "default",
        "AWS::EC2::KeyPair::KeyName": lambda: "a-key",
        "AWS::EC2::AvailabilityZone::Name": lambda: account.zones[0],
        "AWS::EC2::Image::Id": lambda: account.image,
    }
    allowed = str(parameter.get("AllowedPattern", ""))
    if kind in made and allows(allowed, made[kind]()):
        return made[kind]()
    return guessed(account, name, allowed)


def guessed(account: Account, name: str, allowed: str = "") -> str:
    """A value by what a parameter or export is called, or the first that its pattern allows."""
    return next((text for text in (*by_name(account, name), *TEXTS) if allows(allowed, text)), TEXTS[0])


def allows(allowed: str, text: str) -> bool:
    try:
        return not allowed or fullmatch(allowed, text) is not None
    except error:
        return True


def by_name(account: Account, name: str) -> Iterator[str]:
    word = name.lower().replace("-", "").replace("_", "")
    if "list" in word and ("prefix" in word or "pl" in word):
        yield "pl-0123456789abcdef0"
    elif "group" in word or word.endswith("sg"):
        yield account.new_group()
    elif any(one in word for one in ("cidr", "iprange", "location", "fromip")):
        yield "203.0.113.0/24"
    elif "subnet" in word:
        yield ",".join(account.subnets[:2]) if word.endswith("s") else account.subnets[0]
    elif "vpc" in word:
        yield account.vpc
    elif "port" in word:
        yield "8080"

"""Attributes along a path, in whichever dialect a resource is written; awscc spells CloudFormation's in snake
case (its naming rules: a digit is a word)."""

from __future__ import annotations

from ...choice import lift
from ...value import ABSENT, Absent, Known, Many, Refused
from ..fields import field, given

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ...model.context import Fact
    from ...resource import Resource
    from ...value import Element, Outcome

    Lowering = Callable[[Resource], list[Fact]]

YES = ("true", "enabled")
NO = ("false", "disabled")


def at_path(resource: Resource, path: str) -> Outcome:
    """The value at `a.b.c`; where one on the way is a list (as nested blocks are), the list of all that its
    elements have there. ABSENT where nothing is written."""
    first, *others = [spelled(resource, name) for name in path.split(".")]
    value = given(resource.body.value(first))
    for name in others:
        value = inside(value, name)
    return value


def inside(value: Outcome, name: str) -> Outcome:
    return lift(lambda one: _inside(one, name), value)


def _inside(value: Outcome, name: str) -> Outcome:
    if not isinstance(value, Known) or not isinstance(value.data, tuple):
        return field(value, name)
    found: list[Element] = []
    for element in value.data:
        one = element.value if isinstance(element, Many) else element
        part = inside(one, name) if not isinstance(one, Refused) else one
        if not isinstance(part, Absent):
            found.append(Many(part, element.of) if isinstance(element, Many) else part)
    return Known(tuple(found), value.origin) if found else ABSENT


def first_given(resource: Resource, *paths: str) -> Outcome:
    """The value at the first of the paths where anything is written."""
    for path in paths:
        value = at_path(resource, path)
        if not isinstance(value, Absent):
            return value
    return ABSENT


def together(*values: Outcome) -> Outcome:
    """All that is given, as one list."""
    there = tuple([value for value in values if not isinstance(value, Absent)])
    return Known(there) if there else ABSENT


def flag(value: Outcome) -> Outcome:
    """A boolean, also as a word or as the one element of a list; an empty text is none."""
    return lift(_flag, value)


def _flag(value: Outcome) -> Outcome:
    if isinstance(value, Known):
        if isinstance(value.data, tuple):
            first = value.data[0] if value.data else ABSENT
            return ABSENT if isinstance(first, (Absent, Many)) else flag(first)
        word = str(value.data).lower()
        if word in YES or word in NO:
            return Known(word in YES, value.origin)
        if value.data in (None, ""):
            return ABSENT
    return value


def is_given(value: Outcome) -> Outcome:
    """Known(True) where something is written, ABSENT where nothing is; a count of 0 is nothing."""

    def there(one: Outcome) -> Outcome:
        if isinstance(one, Known):
            return ABSENT if one.data in (None, (), "", 0, "0") else Known(True, one.origin)
        return one

    return lift(there, value)


def spelled(resource: Resource, name: str) -> str:
    return snake(name) if resource.type.startswith("awscc_") else name


def snake(name: str) -> str:
    """`MapPublicIpOnLaunch` -> `map_public_ip_on_launch`, `Ipv6CidrBlock` -> `ipv_6_cidr_block`."""
    found = ""
    for before, one, after in zip(" " + name, name, name[1:] + " ", strict=False):
        begins = one.isupper() and (before.islower() or before.isdigit() or after.islower())
        if (begins and before.isalnum()) or (one.isdigit() and before.isalpha()):
            found += "_"
        found += one
    return found.lower()


def in_awscc(table: dict[str, Any]) -> dict[str, Any]:
    """The table with the awscc name of each CloudFormation type beside it: `AWS::EC2::Subnet` is
    `awscc_ec2_subnet`."""
    found = dict(table)
    for name, made in table.items():
        parts = name.split("::")
        if len(parts) == 3 and parts[0] == "AWS":
            found[f"awscc_{parts[1].lower()}_{snake(parts[2])}"] = made
    return found

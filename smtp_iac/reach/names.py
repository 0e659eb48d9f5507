"""What a reference names: surely, perhaps, and what of it nobody knows."""

from __future__ import annotations

from ..patterns import pattern
from ..value import Choice, Known, Many, Refused, Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..value import Element

ITSELF = frozenset(("id", "arn", "name", "allocation_id", "AllocationId", "Id", "Arn"))
WITH_A_VPC = ("main_route_table_id", "default_route_table_id", "default_network_acl_id", "DefaultNetworkAcl")
OF_TYPE = {
    "aws_vpc": WITH_A_VPC,
    "aws_default_vpc": WITH_A_VPC,
    "AWS::EC2::VPC": WITH_A_VPC,
    "awscc_ec2_vpc": WITH_A_VPC,
    "aws_instance": ("primary_network_interface_id",),
    "aws_spot_instance_request": ("spot_instance_id", "primary_network_interface_id"),
}
"""Attributes that lead to a resource by another way than its own id."""


class Names:
    """sure, perhaps: the ids of what is named, and the values that name them; a text that is written out has
    the id `ROOT=TEXT`. open: whether it may name more."""

    __slots__ = ("open", "perhaps", "sure")

    def __init__(self) -> None:
        self.sure: dict[str, Element] = {}
        self.perhaps: dict[str, Element] = {}
        self.open = False

    def every(self) -> dict[str, Element]:
        return {**self.perhaps, **self.sure}


def names_in(value: Element, root: str) -> Names:
    """Everything that a reference, or a list of them, may name."""
    found = Names()
    _collect(value, root, found, True)
    return found


def _collect(value: Element, root: str, found: Names, sure: bool) -> None:
    if isinstance(value, Many):
        found.open = True
        _collect(value.value, root, found, False)
    elif isinstance(value, Choice):
        _collect_choice(value, root, found, sure)
    elif isinstance(value, Unknown):
        _add(found, value.id, value, sure)
        for id_ in behind(value):
            _add(found, id_, value, False)
    elif isinstance(value, Refused):
        found.open = True
    elif isinstance(value, Known) and isinstance(value.data, tuple):
        for element in value.data:
            _collect(element, root, found, sure)
    elif isinstance(value, Known) and not isinstance(value.data, dict) and value.data not in (None, ""):
        _add(found, literal(root, str(value.data)), value, sure)


def _add(found: Names, id_: str, value: Element, sure: bool) -> None:
    (found.sure if sure else found.perhaps).setdefault(id_, value)


def _collect_choice(value: Choice, root: str, found: Names, sure: bool) -> None:
    outcomes = [one for one in value.options.values() if not isinstance(one, Refused)]
    each = [names_in(one, root) for one in outcomes]
    found.open = found.open or any(one.open for one in each)
    for names in each:
        for id_, element in names.sure.items():
            _add(found, id_, element, sure and all(id_ in other.sure for other in each))
        for id_, element in names.perhaps.items():
            _add(found, id_, element, False)


def behind(unknown: Unknown) -> list[str]:
    """The ids of what an unknown value is computed from: it may be one of them."""
    found: dict[str, None] = {}
    stack = list(unknown.causes)
    while stack:
        cause = stack.pop()
        if cause.id not in found:
            found[cause.id] = None
            stack.extend(cause.causes)
    return list(found)


def literal(root: str, text: str) -> str:
    return f"={root}\n{text}"


def text_of_literal(id_: str) -> str:
    """The text of an id that is written out, or nothing."""
    return id_.partition("\n")[2] if id_.startswith("=") else ""


def is_itself(type_: str, attribute: str) -> bool:
    """Whether an attribute of a resource stands for the resource itself, as its id does; of a VPC also what
    came with it. The others are ids of something else."""
    if attribute in ITSELF or attribute in OF_TYPE.get(type_, ()):
        return True
    stem, underscore, kind = snake(attribute).rpartition("_")
    own = snake(type_.rpartition("::")[2])
    return bool(underscore) and kind in ("id", "arn", "name") and own.endswith(stem)


def snake(name: str) -> str:
    return pattern(r"([a-z0-9])([A-Z])").sub(r"\1_\2", name).lower()

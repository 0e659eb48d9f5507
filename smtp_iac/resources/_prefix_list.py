"""Managed prefix lists and their entries.

aws_ec2_managed_prefix_list (`entry` blocks, which are computed: where none are written, the entries are left
to aws_ec2_managed_prefix_list_entry, or to others), and aws_ec2_managed_prefix_list_entry, which is not for
lists with entries of their own: where both are written, a list is judged as their union (provider
documentation and source of both); AWS::EC2::PrefixList (Entries of Cidr; a list without any is empty until
others add some), and awscc_ec2_prefix_list.
"""

from __future__ import annotations

from ..choice import lift
from ..model.prefix_list import PrefixList, SeparateEntry
from ..network import EVERYTHING
from ..value import Absent, Known, Many, Unknown, passed_on
from .fields import content, field, given, positions

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..resource import Resource
    from ..value import Element, Outcome

    Spelling = tuple[str, str, str]

# The entries, the CIDR of each, and the family of the list.
TERRAFORM: Spelling = ("entry", "cidr", "address_family")
CLOUDFORMATION: Spelling = ("Entries", "Cidr", "AddressFamily")
AWSCC: Spelling = ("entries", "cidr", "address_family")
FAMILIES = {"IPv4": 4, "IPv6": 6}


def lower(resource: Resource, spelling: Spelling) -> PrefixList:
    entries, cidr, family = spelling
    written = given(resource.body.value(entries))
    if isinstance(written, Absent):
        return PrefixList(resource, None)
    kind = given(resource.body.value(family))
    found: list[Element] = []
    for _, element in positions(written):
        value = of_family(field(content(element), cidr), kind)
        found.append(Many(value, element.of) if isinstance(element, Many) else value)
    return PrefixList(resource, tuple(found))


def of_family(cidr: Outcome, kind: Outcome) -> Outcome:
    """What is known of an unknown entry: EC2 takes CIDRs of the list's family only."""
    family = FAMILIES.get(str(kind.data)) if isinstance(kind, Known) else None
    return cidr if family is None else lift(lambda one: _of_family(one, family), cidr)


def _of_family(cidr: Outcome, family: int) -> Outcome:
    if not isinstance(cidr, Unknown) or cidr.facts.aws_owned:
        return cidr
    within = cidr.facts.within if cidr.facts.within is not None else EVERYTHING
    block = (cidr.facts.block[0], family) if cidr.facts.block is not None else None
    facts = cidr.facts.but(within=within.family(family), block=block)
    return Unknown(cidr.id, cidr.why, cidr.origin, facts, cidr.causes)


def lower_list(resource: Resource) -> PrefixList:
    return lower(resource, TERRAFORM)


def lower_cloudformation(resource: Resource) -> PrefixList:
    return lower(resource, CLOUDFORMATION)


def lower_awscc(resource: Resource) -> PrefixList:
    return lower(resource, AWSCC)


def lower_entry(resource: Resource) -> SeparateEntry:
    value = resource.body.value
    cidr = passed_on(given(value("cidr")), resource.address, resource.header)
    return SeparateEntry(resource, given(value("prefix_list_id")), cidr)


LOWER = {
    "aws_ec2_managed_prefix_list": lower_list,
    "aws_ec2_managed_prefix_list_entry": lower_entry,
    "AWS::EC2::PrefixList": lower_cloudformation,
    "awscc_ec2_prefix_list": lower_awscc,
}

"""Network ACLs, with the rules that they list themselves and those that stand by themselves.

aws_network_acl and aws_default_network_acl (`ingress` blocks or a list of objects, one CIDR each; without any
the list denies all), aws_network_acl_rule (`egress` is false where it is left out; ports are sent as 0 where
they are), AWS::EC2::NetworkAcl (rules stand by themselves) and AWS::EC2::NetworkAclEntry (Egress is false
where it is left out), and the same of awscc (provider documentation and source; CloudFormation reference).
"""

from __future__ import annotations

from ..choice import conditional, lift
from ..identity import identity
from ..model import EGRESS, INGRESS
from ..model.access_list import ALLOW, DENY, FIRST, LAST, AccessList, Entry
from ..model.rule import Peer, both
from ..value import ABSENT, Absent, Known, Many, Refuse, Unknown
from .aws_traffic import acl_protocol, number, port, ports
from .fields import at, boolean, content, default, field, given, positions, presence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..model.rule import PeerKind
    from ..resource import Resource
    from ..value import Element, Outcome

    Sources = tuple[tuple[str, PeerKind], ...]

INLINE_SOURCES: Sources = (("cidr_block", "IPv4 CIDR"), ("ipv6_cidr_block", "IPv6 CIDR"))
CLOUDFORMATION_SOURCES: Sources = (("CidrBlock", "IPv4 CIDR"), ("Ipv6CidrBlock", "IPv6 CIDR"))
AWSCC_SOURCES: Sources = (("cidr_block", "IPv4 CIDR"), ("ipv_6_cidr_block", "IPv6 CIDR"))


def lower_list(resource: Resource) -> AccessList:
    """The list with its inline rules."""
    written = given(resource.body.value("ingress"))
    found = [] if isinstance(written, Absent) else positions(written)
    entries = [inline(resource, written, position, element) for position, element in found]
    return AccessList(f"{resource.id}.id", entries, resource=resource, exists=resource.exists, is_whole=True)


def lower_default(resource: Resource) -> AccessList:
    """The default list of a VPC, which rules may name by the VPC as well."""
    made = lower_list(resource)
    made.alias = identity_of(resource.body.value("default_network_acl_id"))
    return made


def lower_empty(resource: Resource) -> AccessList:
    """A list whose rules stand by themselves."""
    return AccessList(f"{resource.id}.id", (), resource=resource, exists=resource.exists, is_whole=True)


def identity_of(value: Outcome) -> str:
    """What rules may call the list by, where it is one thing; empty otherwise."""
    return identity(value) if isinstance(given(value), (Known, Unknown)) else ""


def inline(resource: Resource, written: Outcome, position: str, element: Element) -> Entry:
    body = content(element)
    span = None if isinstance(body, Absent) else body.origin.span
    from_port, to_port = ports(field(body, "from_port"), field(body, "to_port"), ("from_port", "to_port"))
    return Entry(
        resource=resource,
        declared=span if span is not None and resource.span.encloses(span) else resource.span,
        position=f"ingress[{position}]",
        exists=both(resource.exists, presence(element)),
        direction=Known(INGRESS),
        protocol=acl_protocol(field(body, "protocol")),
        from_port=from_port,
        to_port=to_port,
        peers=tuple(
            [Peer(kind, at(lift(_not_empty, field(body, name)), written)) for name, kind in INLINE_SOURCES]
        ),
        group=Unknown(f"{resource.id}.id"),
        notes=resource.notes,
        many=isinstance(element, Many),
        number=rule_number(field(body, "rule_no"), "rule_no"),
        action=action(field(body, "action"), "action"),
    )


def _not_empty(value: Outcome) -> Outcome:
    """To the provider an empty text is none; plans have one where nothing is written."""
    return ABSENT if isinstance(value, Known) and value.data == "" else value


def lower_rule(resource: Resource) -> Entry:
    value = resource.body.value
    first, last = [port(default(value(name), 0), name) for name in ("from_port", "to_port")]
    return Entry(
        **separate(resource, ("egress", "protocol", "network_acl_id"), INLINE_SOURCES),
        from_port=first,
        to_port=last,
        number=rule_number(given(value("rule_number")), "rule_number"),
        action=action(given(value("rule_action")), "rule_action"),
    )


def lower_entry(resource: Resource) -> Entry:
    return of_entry(
        resource,
        ("Egress", "Protocol", "NetworkAclId"),
        CLOUDFORMATION_SOURCES,
        ("PortRange", "From", "To"),
        ("RuleNumber", "RuleAction"),
    )


def lower_awscc_entry(resource: Resource) -> Entry:
    return of_entry(
        resource,
        ("egress", "protocol", "network_acl_id"),
        AWSCC_SOURCES,
        ("port_range", "from", "to"),
        ("rule_number", "rule_action"),
    )


def of_entry(
    resource: Resource,
    names: tuple[str, str, str],
    sources: Sources,
    range_names: tuple[str, str, str],
    order: tuple[str, str],
) -> Entry:
    value = resource.body.value
    range_ = given(value(range_names[0]))
    first, last = [field(range_, name) for name in range_names[1:]]
    from_port, to_port = ports(first, last, range_names[1:])
    return Entry(
        **separate(resource, names, sources),
        from_port=from_port,
        to_port=to_port,
        number=rule_number(given(value(order[0])), order[0]),
        action=action(given(value(order[1])), order[1]),
    )


def separate(resource: Resource, names: tuple[str, str, str], sources: Sources) -> dict[str, object]:
    """The fields of a rule that stands by itself: its direction, protocol, list and source."""
    egress, protocol, list_ = names
    value = resource.body.value
    return {
        "resource": resource,
        "declared": resource.span,
        "position": "",
        "exists": resource.exists,
        "direction": direction(value(egress)),
        "protocol": acl_protocol(given(value(protocol))),
        "peers": tuple([Peer(kind, given(value(name))) for name, kind in sources]),
        "group": given(value(list_)),
        "notes": resource.notes,
    }


def direction(egress: Outcome) -> Outcome:
    is_egress = boolean(default(egress, False))
    return lift(lambda one: conditional(one, Known(EGRESS), Known(INGRESS)), is_egress)


def action(value: Outcome, name: str) -> Outcome:
    """In any case, as the provider and CloudFormation take it."""
    return lift(lambda one: _action(one, name), value)


def _action(value: Outcome, name: str) -> Outcome:
    if isinstance(value, Unknown):
        return value
    text = str(value.data).lower() if isinstance(value, Known) else ""
    if text not in (ALLOW, DENY):
        raise Refuse(f'{name} is "allow" or "deny"', value.origin)
    return Known(text, value.origin)


def rule_number(value: Outcome, name: str) -> Outcome:
    return lift(lambda one: _rule_number(one, name), value)


def _rule_number(value: Outcome, name: str) -> Outcome:
    if isinstance(value, Unknown):
        return value
    found = number(value.data) if isinstance(value, Known) else None
    if found is None or not FIRST <= found <= LAST:
        raise Refuse(f"{name} is a number from {FIRST} to {LAST}", value.origin)
    return Known(found, value.origin)


LOWER = {
    "aws_network_acl": lower_list,
    "aws_default_network_acl": lower_default,
    "aws_network_acl_rule": lower_rule,
    "AWS::EC2::NetworkAcl": lower_empty,
    "AWS::EC2::NetworkAclEntry": lower_entry,
    "awscc_ec2_network_acl": lower_empty,
    "awscc_ec2_network_acl_entry": lower_awscc_entry,
}

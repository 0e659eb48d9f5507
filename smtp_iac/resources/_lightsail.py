"""Public ports of Lightsail instances.

aws_lightsail_instance_public_ports (`port_info` blocks), AWS::Lightsail::Instance (Networking.Ports), and the
same of awscc. A port without any source is open to everyone, IPv4 and IPv6 (provider source); what holds for
IPv6 where only IPv4 sources are given is not documented. An alias of sources stands for addresses of AWS
(Lightsail API reference, PortInfo).
"""

from __future__ import annotations

from ..choice import lift
from ..model import EGRESS, INGRESS
from ..model.listener import Listener
from ..model.load_balancer import EVERYONE
from ..model.rule import Peer, both
from ..value import ABSENT, NOWHERE, Absent, Known, Many, Missing, Unknown
from .aws_traffic import ports, protocol
from .fields import at, content, field, given, positions, presence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..resource import Resource
    from ..value import Element, Outcome

    Names = tuple[str, ...]

# The ports; in each the protocol, first and last port, direction, IPv4 and IPv6 sources, and their alias.
PUBLIC_PORTS: Names = (
    "port_info",
    "protocol",
    "from_port",
    "to_port",
    "access_direction",
    "cidrs",
    "ipv6_cidrs",
    "cidr_list_aliases",
)
CLOUDFORMATION: Names = (
    "Ports",
    "Protocol",
    "FromPort",
    "ToPort",
    "AccessDirection",
    "Cidrs",
    "Ipv6Cidrs",
    "CidrListAliases",
)
AWSCC: Names = (
    "ports",
    "protocol",
    "from_port",
    "to_port",
    "access_direction",
    "cidrs",
    "ipv_6_cidrs",
    "cidr_list_aliases",
)


def lower(resource: Resource, names: Names, written: Outcome) -> list[Listener]:
    if isinstance(written, Absent):
        return []
    return [
        public_port(resource, names, written, position, element) for position, element in positions(written)
    ]


def public_port(
    resource: Resource, names: Names, written: Outcome, position: str, element: Element
) -> Listener:
    name, protocol_name, first, last, direction, *sources = names
    body = content(element)
    span = None if isinstance(body, Absent) else body.origin.span
    from_port, to_port = ports(field(body, first), field(body, last), (first, last))
    return Listener(
        resource=resource,
        declared=span if span is not None and resource.span.encloses(span) else resource.span,
        position=f"{name}[{position}]",
        exists=both(resource.exists, presence(element)),
        direction=lift(_direction, field(body, direction)),
        protocol=protocol(field(body, protocol_name)),
        from_port=from_port,
        to_port=to_port,
        peers=peers(body, at(field(body, first), written), sources),
        group=Unknown(f"{resource.id}.id"),
        notes=resource.notes,
        many=isinstance(element, Many),
        scheme=Known(True),
        closing="list the addresses of the {whom} that need {needed} in"
        f" {sources[0]} and {sources[1]}, or remove the port",
    )


def _direction(value: Outcome) -> Outcome:
    if isinstance(value, Absent):
        return Known(INGRESS)
    if not isinstance(value, Known):
        return value
    return Known(EGRESS if str(value.data).lower() == "outbound" else INGRESS, value.origin)


def peers(body: Outcome, where: Outcome, names: list[str]) -> tuple[Peer, ...]:
    """Who is let in; everybody where no source is given at all, where the port stands then."""
    four, six, aliases = [lift(_none, field(body, name)) for name in names]
    origin = NOWHERE if isinstance(where, Absent) else where.origin

    def of_4(own: Outcome, other: Outcome, alias: Outcome) -> Outcome:
        if isinstance(own, Absent) and isinstance(other, Absent) and isinstance(alias, Absent):
            return Known(EVERYONE["IPv4 CIDR"], origin)
        return _or_not_known(own, names[0], origin) if isinstance(alias, Absent) else own

    def of_6(own: Outcome, other: Outcome, alias: Outcome) -> Outcome:
        if isinstance(own, Absent) and isinstance(other, Absent) and isinstance(alias, Absent):
            return Known(EVERYONE["IPv6 CIDR"], origin)
        return _or_not_known(own, names[1], origin)

    return (
        Peer("IPv4 CIDR", lift(of_4, four, six, aliases)),
        Peer("IPv6 CIDR", lift(of_6, six, four, aliases)),
    )


def _none(value: Outcome) -> Outcome:
    """An empty list is no list: the provider leaves it out."""
    return ABSENT if isinstance(value, Known) and value.data == () else value


def _or_not_known(value: Outcome, name: str, origin: object) -> Outcome:
    if not isinstance(value, Absent):
        return value
    why = Missing(name, "is not given, and what Lightsail does then is not documented", "nobody can know")
    return Unknown(f"no {name}", why, origin)  # type: ignore[arg-type]


def lower_terraform(resource: Resource) -> list[Listener]:
    return lower(resource, PUBLIC_PORTS, given(resource.body.value("port_info")))


def lower_cloudformation(resource: Resource) -> list[Listener]:
    return lower(resource, CLOUDFORMATION, field(given(resource.body.value("Networking")), "Ports"))


def lower_awscc(resource: Resource) -> list[Listener]:
    return lower(resource, AWSCC, field(given(resource.body.value("networking")), "ports"))


LOWER = {
    "aws_lightsail_instance_public_ports": lower_terraform,
    "AWS::Lightsail::Instance": lower_cloudformation,
    "awscc_lightsail_instance": lower_awscc,
}

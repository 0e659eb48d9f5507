"""Protocols and ports as AWS spells them: security groups and network ACLs (EC2 API reference, provider
source); and what the rules of a resource are about, where its plain data says so."""

from __future__ import annotations

from ..choice import lift
from ..model import ANY_PROTOCOL, EGRESS, INGRESS, Outline, Protocol
from ..remembering import remembering
from ..resource import PlainBody
from ..value import SENSITIVE, Absent, Known, Missing, Refuse, Unknown
from .fields import given

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from ..resource import Resource
    from ..value import Outcome

    Outlines = tuple[Outline, ...]

# What the provider and EC2 accept by name; any other protocol is written as its number.
PROTOCOLS = {"tcp": 6, "udp": 17, "icmp": 1, "icmpv6": 58}
# The keywords of IANA's registry of protocol numbers as the provider has them (internal/service/ec2,
# vpc_network_acl.go), from 0 on; a dash where a number has none.
KEYWORDS = """
hopopt icmp igmp ggp ipv4 st tcp cbt egp igp bbn-rcc-mon nvp-ii pup argus emcon xnet chaos udp mux dcn-meas
hmp prm xns-idp trunk-1 trunk-2 leaf-1 leaf-2 rdp irtp iso-tp4 netblt mfe-nsp merit-inp dccp 3pc idpr xtp ddp
idpr-cmtp tp++ il ipv6 sdrp ipv6-route ipv6-frag idrp rsvp gre dsr bna esp ah i-nlsp swipe narp mobile tlsp -
ipv6-icmp ipv6-nonxt ipv6-opts - cftp - sat-expak kryptolan rvd ippc - sat-mon visa ipcv cpnx cphb wsn pvp
br-sat-mon sun-nd wb-mon wb-expak iso-ip vmtp secure-vmtp vines ttp nsfnet-igp dgp tcf eigrp ospfigp
sprite-rpc larp mtp ax.25 ipip micp scc-sp etherip encap - gmtp ifmp pnni pim aris scps qnx a/n ipcomp snp
compaq-peer ipx-in-ip vrrp pgm - l2tp dd iatp stp srp uti smp sm ptp isis-over-ipv4 fire crtp crudp sscopmce
iplt sps pipe sctp fc rsvp-e2e-ignore mobility-header udplite mpls-in-ip manet hip shim6 wesp rohc
"""
LAST_PORT = 65535
LONGEST = 40
"""Characters of a value that a message shows."""
MOST_OUTLINES = 10_000


def protocol(value: Outcome) -> Outcome:
    return lift(_protocol, value)


def acl_protocol(value: Outcome) -> Outcome:
    """The protocol of a network ACL's rule: a number, or a keyword of IANA."""
    return lift(_acl_protocol, value)


def _acl_protocol(value: Outcome) -> Outcome:
    token = str(value.data).lower() if isinstance(value, Known) else ""
    if token[:1].isalnum() and not token.isdigit() and token in (names := KEYWORDS.split()):
        return Known(Protocol(names.index(token)), value.origin)
    return _protocol(value)


def _protocol(value: Outcome) -> Outcome:
    if isinstance(value, Unknown):
        return value
    if not isinstance(value, Known) or value.data is None:
        raise Refuse("a rule needs a protocol")
    token = str(value.data).lower()
    if token in ("-1", "all"):
        return Known(ANY_PROTOCOL, value.origin, value.type)
    if token in PROTOCOLS:
        return Known(Protocol(PROTOCOLS[token]), value.origin, value.type)
    code = int(token) if token.isascii() and token.isdigit() and len(token) < 9 else 256
    if code > 255:
        raise Refuse(f'"{shown(value)}" is no protocol of a security group', value.origin)
    return Known(Protocol(code), value.origin, value.type)


def ports(first: Outcome, last: Outcome, names: tuple[str, str]) -> tuple[Outcome, Outcome]:
    """The two ends as integers, by the names of their attributes; -1 for both means every port."""
    first, last = port(first, names[0]), port(last, names[1])
    return first, lift(_last, first, last)


def _last(first: Outcome, last: Outcome) -> Outcome:
    if isinstance(last, Known) and last.data == -1:
        if isinstance(first, Unknown):
            return first
        if isinstance(first, Known) and first.data == -1:
            return Known(LAST_PORT, last.origin)
    return last


def port(value: Outcome, name: str) -> Outcome:
    return lift(lambda one: _port(one, name), given(value))


def _port(value: Outcome, name: str) -> Outcome:
    if isinstance(value, Absent):
        # EC2 needs both ends for tcp: whichever is left out is not ours to invent.
        return Unknown(
            f"no {name}", Missing(name, "is not given, and tcp needs both ports", "nobody can know")
        )
    if isinstance(value, Unknown):
        return value
    assert isinstance(value, Known)
    found = number(value.data)
    if found is None:
        raise Refuse(f'{name} "{shown(value)}" is no port', value.origin)
    return Known(min(found, LAST_PORT), value.origin, value.type)


def shown(value: Known) -> str:
    if isinstance(value.data, (tuple, dict)):
        return "(a collection)"
    text = "(sensitive)" if value.type == SENSITIVE else str(value.data)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def number(data: object) -> int | None:
    """A whole number, also one that is written as text; None for anything else."""
    if isinstance(data, bool):
        return None
    if isinstance(data, str):
        from decimal import Decimal, InvalidOperation

        if not data.isascii() or "_" in data:  # Python's numbers, not those of terraform or YAML
            return None
        try:
            data = Decimal(data.strip())
        except InvalidOperation:
            return None
        if not data.is_finite() or data.adjusted() > 9:
            return None
    try:
        found: int = int(data)  # type: ignore[call-overload]
    except (TypeError, ValueError, OverflowError):
        return None
    return found if found == data else None


def plain(resource: Resource, *names: str) -> list[Any]:
    """Attributes as JSON data; None for each that is not plain, or not there."""
    body = resource.body
    return [body.plain(name) if isinstance(body, PlainBody) else None for name in names]


def outlines_of(rules: Iterable[list[Any]]) -> Outlines | None:
    """rules: of each, as JSON data, its direction, protocol, first and last port. None where one of them is
    not said in the way of most, with a text and whole numbers: then rules are made to see."""
    found = []
    for direction, token, first, last in rules:
        if not (type(token) is str and type(first) is type(last) is int and direction in (INGRESS, EGRESS)):
            return None
        found.append(outline((direction, token, first, last)))
    return tuple(found)


def _outline(said: tuple[str, str, int, int]) -> Outline:
    direction, token, first, last = said
    from_port, to_port = ports(Known(first), Known(last), ("from_port", "to_port"))
    return Outline(Known(direction), protocol(Known(token)), from_port, to_port)


outline = remembering(_outline, MOST_OUTLINES)
"""Made once for all rules that say the same: a plan has thousands of a few kinds."""

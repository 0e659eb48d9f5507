"""What a rule admits on a port, and why not where it does not, in words."""

from __future__ import annotations

from ..identity import missing_inputs
from ..model import ANY_PROTOCOL, EGRESS, TCP
from ..model.access_list import Entry
from ..model.admission import admitted, of_peer
from ..model.rule import traffic
from ..network import covers_internet, internet
from ..placing.place import Place, text_of_value
from ..truth import NO
from ..value import SENSITIVE, Absent, Choice, Known, Many, Refused

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..model.admission import Admission
    from ..model.rule import Peer, Rule
    from ..value import Element, Outcome

NAMES = {1: "icmp", 17: "udp", 58: "icmpv6"}
NAMED = 6
"""The most sources of a rule that are named."""


def of_rule(rule: Rule, port: int) -> str:
    """`tcp 25 from 0.0.0.0/0: lets in all of the IPv4 internet on 25`, `udp 25: not tcp`."""
    return f"{heading(rule)}: {outcome(rule, port)}"


def heading(rule: Rule) -> str:
    number = ""
    if isinstance(rule, Entry):
        parts = [text_of_value(rule.number), text_of_value(rule.action)]
        number = " ".join(["rule", *[part or "?" for part in parts]]) + ", "
    sources = sources_of(rule)
    return f"{number}{traffic(rule)}{f' from {sources}' if sources else ''}"


def outcome(rule: Rule, port: int) -> str:
    """Why it lets nobody in, or whom it lets in."""
    applies = rule.matches(TCP, port)
    if applies.truth is NO:
        return why_not(rule, port)
    admission = admitted(rule, TCP, port)
    refused = [value.reason for _, value in rule.fields() if isinstance(value, Refused)]
    refused += [one.reason for one in admission.refused]
    if refused:
        return f"cannot be deployed: {refused[0]}"
    verb = "matches" if isinstance(rule, Entry) else "lets in"
    said = f"{verb} {whom(admission)} on {port}"
    missing = missing_inputs(*[ground.value for ground in admission.open if ground.value is not None])
    if missing and not everybody(admission):
        said += f"; waits for {', '.join([one.sentence for one in missing[:3]])}"
    return said


def why_not(rule: Rule, port: int) -> str:
    if rule.existence().truth is NO:
        return "lets nobody in: it is not made"
    if isinstance(rule.direction, Known) and rule.direction.data == EGRESS:
        return "lets nobody in: it is about what goes out"
    protocol = rule.protocol
    if isinstance(protocol, Known) and protocol.data not in (TCP, ANY_PROTOCOL):
        number = protocol.data.number
        return f"lets nobody in on tcp: it is about {NAMES.get(number, f'protocol {number}')}"
    return f"lets nobody in on {port}: it is about other ports"


def everybody(admission: Admission) -> bool:
    return any(covers_internet(admission.certain, family) for family in (4, 6))


def whom(admission: Admission) -> str:
    """The part of the internet that is let in: surely, and possibly."""
    found = []
    for family in (4, 6):
        public = (admission.certain & internet()).family(family)
        if covers_internet(admission.certain, family):
            found.append(f"all of the IPv{family} internet")
        elif public.size(family):
            found.append(f"{public.size(family):,} IPv{family} addresses of the internet")
    may = []
    for family in (4, 6):
        if covers_internet(admission.certain, family):
            continue
        possible = (admission.possible & internet()).family(family)
        if covers_internet(admission.possible, family):
            may.append(f"all of the IPv{family} internet")
        elif possible.size(family) > (admission.certain & internet()).size(family):
            may.append(f"up to {possible.size(family):,} IPv{family} addresses of the internet")
        elif admission.loose.size(family):
            may.append(f"an IPv{family} block of unknown place")
    if not found and not may:
        private = "" if admission.possible.is_empty else ", only private or reserved addresses"
        return f"nobody of the internet{private}"
    perhaps = f"perhaps {' and '.join(may)}" if may else ""
    return ", ".join([part for part in (" and ".join(found), perhaps) if part])


def sources_of(rule: Rule) -> str:
    """Who is named as a source, the first few."""
    texts: list[str] = []
    for peer in rule.peers:
        if peer.kind == "security group":
            if not is_nothing(peer.value):
                texts.append("a security group")
        else:
            texts += [source(element, peer) for element in elements_of(peer.value)]
    each = list(dict.fromkeys([text for text in texts if text]))
    more = f" and {len(each) - NAMED} more" if len(each) > NAMED else ""
    return ", ".join(each[:NAMED]) + more


def is_nothing(value: Outcome) -> bool:
    return isinstance(value, Absent) or (isinstance(value, Known) and value.data in (None, (), ""))


def elements_of(value: Outcome) -> list[Element]:
    if is_nothing(value):
        return []
    return list(value.data) if isinstance(value, Known) and isinstance(value.data, tuple) else [value]


def source(element: Element, peer: Peer) -> str:
    inner = element.value if isinstance(element, Many) else element
    if isinstance(inner, Known):
        return "(sensitive)" if inner.type == SENSITIVE else text_of_value(inner)
    if isinstance(inner, Absent):
        return ""
    if isinstance(inner, Refused):
        return f"what is refused ({inner.reason})"
    names = [one.what for one in missing_inputs(inner)]
    if isinstance(inner, Choice):
        return f"one of {len(inner.options)} options{f' of {names[0]}' if names else ''}"
    return f"unknown {peer.kind} ({names[0]})" if names else f"an unknown {peer.kind}"


def written(rule: Rule) -> list[Place]:
    """Where each source that lets in anybody of the internet, or may, is written."""
    found: list[Place] = []
    for peer in rule.peers:
        if peer.kind == "security group":
            continue
        admission = of_peer(rule, peer)
        found += [
            Place(ground) for ground, addresses in admission.grounds if not (addresses & internet()).is_empty
        ]
        found += [Place(ground) for ground in admission.open]
    return found

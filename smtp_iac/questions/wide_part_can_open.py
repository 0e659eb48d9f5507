"""wide-part-can-open: can more of the internet than a threshold open one of these ports, but not all of it?

What the whole internet can open, or may, is another question's (`UNLESS`): its findings speak of these rules,
so that nothing is said twice.
"""

from __future__ import annotations

from ..model import of_word
from ..model.admission import is_inner
from ..network import covers_internet, internet
from ..truth import MAYBE, NO, YES, Judgement
from ..value import SENSITIVE, Known
from . import internet_can_open

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..model.admission import Admission
    from ..model.filter import SecurityGroup
    from ..model.rule import Ground
    from ..network import AddressSet

NAME = "wide-part-can-open"
ABOUT = "security groups"
PARAMETERS = {
    "ports": "a list of port numbers",
    "protocol": "a protocol",
    "threshold": "a number of addresses for each family",
}
VERDICT = "advised"
UNLESS = internet_can_open.NAME

SITE = 1 << 80
"""The addresses of a /48, which is what one site is given (RFC 6177)."""


def ask(
    group: SecurityGroup, ports: tuple[int, ...], threshold: dict[int, int], protocol: str = "tcp"
) -> Judgement:
    """YES rests on the elements that let a part of it in, MAYBE on what keeps open how large that is."""
    judgement = Judgement(NO)
    for port in ports:
        for one in of_word(protocol):
            judgement |= judge(group.admitted(one, port), threshold)
    return judgement


def matters(
    group: SecurityGroup, ports: tuple[int, ...], threshold: dict[int, int], protocol: str = "tcp"
) -> bool:
    return internet_can_open.matters(group, ports, protocol)


def judge(admission: Admission, threshold: dict[int, int]) -> Judgement:
    if any(covers_internet(admission.certain, family) for family in (4, 6)):
        return Judgement(NO)
    if any(public(admission.certain, family) > threshold[family] for family in (4, 6)):
        return Judgement(YES, *parts(admission))
    if any(most(admission, family) > threshold[family] for family in (4, 6)):
        return Judgement(MAYBE, *[one for one in admission.open if not is_inner(one.value)])
    return Judgement(NO)


def most(admission: Admission, family: int) -> int:
    """How many addresses of the internet may be let in."""
    loose = admission.loose.size(family) - admission.inner.size(family)
    return public(admission.possible, family) + loose


def public(addresses: AddressSet, family: int) -> int:
    """How many addresses of the internet there are among these."""
    return addresses.public.size(family)


def parts(admission: Admission) -> list[object]:
    """The elements that let in a part of the internet, however small."""
    return [ground for ground, addresses in admission.grounds if public(addresses, 4) or public(addresses, 6)]


def detail(asked: list[SecurityGroup], grounds: list[Ground], **parameters: Any) -> str:
    """How much of the internet is let in, as a message ends; of several cases, the least. Nothing of what is
    sensitive."""
    if any(isinstance(ground.value, Known) and ground.value.type == SENSITIVE for ground in grounds):
        return ""
    sizes = [measure(group, parameters["ports"], parameters["protocol"]) for group in asked]
    said = [
        f"{in_words(size, family)} ({share(size, family)} of IPv{family})"
        for family, size in zip((4, 6), min(sizes), strict=True)
        if size
    ]
    return ("at least " if len(set(sizes)) > 1 else "") + " and ".join(said)


def measure(group: SecurityGroup, ports: tuple[int, ...], protocol: str) -> tuple[int, int]:
    """How many addresses of the internet are surely let in on one of the ports: IPv4, IPv6."""
    largest = (0, 0)
    for port in ports:
        for one in of_word(protocol):
            certain = group.admitted(one, port).certain
            largest = max(largest, (public(certain, 4), public(certain, 6)))
    return largest


def in_words(size: int, family: int) -> str:
    if family == 6 and size >= SITE:
        return f"{size // SITE:,} times a /48"
    return "1 address" if size == 1 else f"{size:,} addresses"


def share(size: int, family: int) -> str:
    """Per cent of the internet of this family, two digits of it, never rounded up to all of it."""
    percent = 100 * size / internet().size(family)
    if percent >= 10:
        return f"{int(percent)} %"
    return f"{percent:.2g} %" if percent >= 0.0001 else "less than 0.0001 %"

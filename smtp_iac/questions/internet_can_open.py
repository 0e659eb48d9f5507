"""internet-can-open: can everybody on the internet open one of these ports?"""

from __future__ import annotations

from ..model import of_word
from ..model.admission import NOBODY
from ..network import covers_internet
from ..truth import MAYBE, NO, YES, Judgement

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..model.admission import Admission
    from ..model.filter import SecurityGroup
    from ..network import AddressSet

NAME = "internet-can-open"
ABOUT = "security groups"
PARAMETERS = {"ports": "a list of port numbers", "protocol": "a protocol"}


def ask(group: SecurityGroup, ports: tuple[int, ...], protocol: str = "tcp") -> Judgement:
    """YES rests on the elements that let the internet in, MAYBE on what keeps it open whether they do."""
    judgement = Judgement(NO)
    for port in ports:
        for one in of_word(protocol):
            judgement |= judge(group.admitted(one, port))
    return judgement


def matters(group: SecurityGroup, ports: tuple[int, ...], protocol: str = "tcp") -> bool:
    """Whether the group may let in anybody of the internet on one of the ports, however few."""
    return any(has_part(group.admitted(one, port)) for port in ports for one in of_word(protocol))


def has_part(admission: Admission) -> bool:
    if admission is NOBODY:
        return False
    loose = any(admission.loose.size(family) for family in (4, 6))
    return loose or lets_in(admission.possible, [4, 6])


def judge(admission: Admission) -> Judgement:
    covered = [family for family in (4, 6) if covers_internet(admission.certain, family)]
    if covered:
        return Judgement(YES, *grounds(admission, covered))
    return Judgement(MAYBE, *admission.open) if admission.may_cover else Judgement(NO)


def grounds(admission: Admission, families: list[int]) -> list[object]:
    """The elements that cover the internet by themselves; where it takes several, all that take part."""
    whole = [
        ground
        for ground, addresses in admission.grounds
        if any(covers_internet(addresses, family) for family in families)
    ]
    return [*(whole or [ground for ground, addresses in admission.grounds if lets_in(addresses, families)])]


def lets_in(addresses: AddressSet, families: list[int]) -> bool:
    """Whether any part of the internet is among the addresses."""
    return any((addresses.public.v4 if family == 4 else addresses.public.v6) for family in families)

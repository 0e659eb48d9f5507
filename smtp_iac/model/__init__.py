"""The common security-group model: what every cloud's rules are lowered to.

Here are what all of it speaks of: protocols, directions, and `Outline`, the traffic that a rule is about.
"""

from __future__ import annotations

from ..value import Known

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from ..value import Outcome

INGRESS: Final = "ingress"
EGRESS: Final = "egress"


class Protocol:
    """An IP protocol by its IANA number, or every protocol at once; negative numbers are not of IANA."""

    __slots__ = ("number",)

    def __init__(self, number: int | None) -> None:
        self.number = number

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Protocol) and self.number == other.number

    def __hash__(self) -> int:
        return hash(self.number)

    def __repr__(self) -> str:
        names = {None: "all", 6: "tcp", 17: "udp", -1: "http", -2: "another protocol"}
        return names.get(self.number, str(self.number))


ANY_PROTOCOL: Final = Protocol(None)
TCP: Final = Protocol(6)
UDP: Final = Protocol(17)
HTTP: Final = Protocol(-1)
"""What an application load balancer speaks: it reads the bytes as HTTP, so that no mail passes."""
OTHER_PROTOCOL: Final = Protocol(-2)
"""Any protocol that is none of those named here."""


OF_WORD = {"tcp": (TCP,), "udp": (UDP,)}


def of_word(word: str) -> tuple[Protocol, ...]:
    """The protocols with ports that a policy asks about: tcp, udp, or any of them."""
    return OF_WORD.get(word, (TCP, UDP))


class Outline:
    """direction, protocol, from_port, to_port: as a `Rule` has them."""

    __slots__ = ("direction", "from_port", "protocol", "to_port")

    def __init__(self, direction: Outcome, protocol: Outcome, from_port: Outcome, to_port: Outcome) -> None:
        self.direction = direction
        self.protocol = protocol
        self.from_port = from_port
        self.to_port = to_port

    def is_about_another(self, protocol: Protocol, port: int) -> bool:
        """Whether what is known alone says that it is about something else: so are most rules."""
        own, first, last = self.protocol, self.from_port, self.to_port
        if isinstance(self.direction, Known) and self.direction.data != INGRESS:
            return True
        if not isinstance(own, Known) or own.data == ANY_PROTOCOL:
            return False
        if own.data != protocol:
            return True
        if not isinstance(first, Known) or not isinstance(last, Known):
            return False
        return not first.data <= port <= last.data

    def is_surely_about(self, protocol: Protocol, port: int) -> bool:
        """Whether what is known alone says that it is about this."""
        own, first, last = self.protocol, self.from_port, self.to_port
        if (
            not isinstance(self.direction, Known)
            or self.direction.data != INGRESS
            or not isinstance(own, Known)
        ):
            return False
        if own.data == ANY_PROTOCOL:
            return True
        if own.data != protocol or not isinstance(first, Known) or not isinstance(last, Known):
            return False
        found: bool = first.data <= port <= last.data
        return found

"""Protocols and directions, as the model has them."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

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

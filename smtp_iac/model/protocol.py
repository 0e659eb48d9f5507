"""Protocols and directions, as the model has them."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

INGRESS: Final = "ingress"
EGRESS: Final = "egress"


class Protocol:
    """An IP protocol by its IANA number, or every protocol at once."""

    __slots__ = ("number",)

    def __init__(self, number: int | None) -> None:
        self.number = number

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Protocol) and self.number == other.number

    def __hash__(self) -> int:
        return hash(self.number)

    def __repr__(self) -> str:
        return "all" if self.number is None else {6: "tcp", 17: "udp"}.get(self.number, str(self.number))


ANY_PROTOCOL: Final = Protocol(None)
TCP: Final = Protocol(6)

"""`Outline`: the traffic that a rule is about."""

from __future__ import annotations

from ..value import Known
from .protocol import ANY_PROTOCOL, INGRESS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..value import Outcome
    from .protocol import Protocol


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

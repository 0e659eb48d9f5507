"""`SecurityGroup`: a union of allowing rules."""

from __future__ import annotations

from .admission import Admission
from .filter import Filter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .protocol import Protocol


class SecurityGroup(Filter):
    """Whatever any of its rules lets in is let in."""

    __slots__ = ()

    def admitted(self, protocol: Protocol, port: int) -> Admission:
        if len(self.rules) == 1:
            return self.admitted_by(self.rules[0], protocol, port)
        return Admission.union_of([self.admitted_by(rule, protocol, port) for rule in self.rules])

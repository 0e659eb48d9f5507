"""Findings about code that is not at hand: an estate that was never initialised has thousands of them."""

from __future__ import annotations

from ..finding import STATES, Finding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..finding import Change
    from ..policy import Policy
    from ..reading import Opaque


class NotAtHand(Finding):
    """An undecided finding about an Opaque. What few of them are asked for is put together when it is."""

    __slots__ = ()

    verdict = "undecided"
    trail = related = notes = rules = ()
    edit = reach = None
    distance = STATES.index("")

    def __init__(self, found: Opaque, policy: Policy, policy_name: str) -> None:
        self.policy = policy.id
        self.policy_name = policy_name
        self.ports = policy.ports
        self.severity = policy.severity
        self.gates = policy.gate
        self.span = found.span
        self.resource = found.address
        self.root = found.root
        self.missing = (found.missing,)
        self.change: Change | None = None

    @property
    def message(self) -> str:  # type: ignore[override]
        return f"{self.missing[0].sentence}; it may hold a rule that the internet can use"

    @property
    def fingerprint(self) -> str:
        from .fingerprint import fingerprint

        return fingerprint(self.root, self.resource, self.policy, [], [])

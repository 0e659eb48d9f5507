"""`Listener`: a port that is open to clients, and the security groups that stand before it."""

from __future__ import annotations

from ..choice import restrict
from ..identity import children
from ..truth import NO, YES
from ..value import Known, Refused
from .rule import OF_EVERY_RULE, Ground, Rule, truth_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Self

    from ..choice import Assignment
    from ..resource import Resource
    from ..truth import Judgement
    from ..value import Outcome
    from . import Protocol
    from .admission import Admission
    from .filter import Filter


class Behind:
    """The security groups that a client has to pass, each under the condition that it is one of them:
    whatever any of them lets in passes. The listeners of a load balancer share it, and what it knows."""

    __slots__ = ("_admitted", "_refusals", "_under", "_whole", "groups")

    def __init__(self, groups: tuple[tuple[Outcome, Filter], ...]) -> None:
        self.groups = groups
        self._admitted: dict[tuple[Protocol, int], Admission] = {}
        self._whole: Known | None = None
        self._refusals: list[Refused] | None = None
        self._under: dict[tuple[object, ...], Behind | None] = {}

    def admitted(self, protocol: Protocol, port: int) -> Admission:
        if (protocol, port) not in self._admitted:
            self._admitted[protocol, port] = self._admitting(protocol, port)
        return self._admitted[protocol, port]

    def _admitting(self, protocol: Protocol, port: int) -> Admission:
        from .admission import Admission

        found = []
        for condition, group in self.groups:
            passes = truth_of(condition, lambda there: there is True)
            if passes is not NO:
                admission = group.admitted(protocol, port)
                found.append(admission if passes is YES else admission.only_possible(()))
        return Admission.union_of(found)

    @property
    def whole(self) -> Known:
        """All values that an answer depends on, as one."""
        if self._whole is None:
            values = [condition for condition, _ in self.groups]
            values += [value for _, group in self.groups for value in group.asked()]
            self._whole = Known(tuple(values))
        return self._whole

    @property
    def refusals(self) -> list[Refused]:
        """Why the groups cannot be deployed."""
        if self._refusals is None:
            from .filter import refusals

            self._refusals = [
                refused for _, group in self.groups for rule in group.rules for refused in refusals(rule)
            ]
        return self._refusals

    def under(self, assignment: Assignment) -> Behind | None:
        """In one combination of options; None where one of the groups cannot be deployed."""
        key = tuple(sorted(assignment.items(), key=lambda one: one[0]))
        if key not in self._under:
            self._under[key] = self._restricted(assignment)
        return self._under[key]

    def _restricted(self, assignment: Assignment) -> Behind | None:
        found: list[tuple[Outcome, Filter]] = []
        for condition, group in self.groups:
            chosen, resolved = restrict(condition, assignment), group.under(assignment)
            if truth_of(chosen, lambda there: there is True) is NO:
                continue
            if resolved is None:
                return None
            found.append((chosen, resolved))
        return Behind(tuple(found))


class Listener(Rule):
    """A listener of a load balancer or accelerator, or a public port of an instance: a rule that lets in
    clients from the internet.

    scheme: whether it faces the internet. behind: None where no security group stands before it. forwards:
    the port that the traffic goes to, as text, where that is known; messages ask for it. closing: the change
    that closes it. of: the load balancer, where that is another resource, and what is said of it.
    """

    __slots__ = ("behind", "closing", "forwards", "of", "scheme")
    roles = (*OF_EVERY_RULE, "scheme")

    def __init__(
        self,
        *,
        scheme: Outcome,
        closing: str,
        behind: Behind | None = None,
        forwards: Callable[[], str] = str,
        of: tuple[Resource, str] | None = None,
        **fields: Any,
    ) -> None:
        super().__init__(**fields)
        self.scheme = scheme
        self.closing = closing
        self.behind = behind
        self.forwards = forwards
        self.of = of

    def changed(self, **fields: Any) -> Self:
        own = {"closing": self.closing, "behind": self.behind, "forwards": self.forwards, "of": self.of}
        return super().changed(**own | fields)

    def asked(self, of_group: bool) -> list[Outcome]:
        return super().asked(of_group) + ([self.behind.whole] if self.behind is not None else [])

    def grounds(self) -> list[Ground]:
        found = super().grounds()
        values = children(self.behind.whole) if self.behind is not None else []
        return found + [Ground(self, "behind", value) for value in values]

    def under(self, assignment: Assignment) -> Self:
        made = super().under(assignment)
        if self.behind is not None:
            made.behind = self.behind.under(assignment)
            if made.behind is None:
                return made.changed(exists=Refused("one of its security groups is refused"))
        return made

    def further_refusals(self) -> list[Refused]:
        return self.behind.refusals if self.behind is not None else []

    def matches(self, protocol: Protocol, port: int) -> Judgement:
        return self._judged("scheme", lambda faces: faces is True) & super().matches(protocol, port)

    def narrowed(self, admission: Admission, protocol: Protocol, port: int) -> Admission:
        if self.behind is None:
            return admission
        passes = self.behind.admitted(protocol, port)
        return admission.within(passes, tuple([Ground(self, "behind", one.value) for one in passes.open]))

    def admits(self, sources: str, traffic: str) -> str:
        return f"accepts {traffic} from {sources}{self._onwards()}"

    def may_admit(self, traffic: str) -> str:
        return f"may accept {traffic} from everyone{self._onwards()}"

    def _onwards(self) -> str:
        to = self.forwards()
        same = isinstance(self.from_port, Known) and str(self.from_port.data) == to
        return f" and forwards it to port {to}" if to and not same else ""

    @property
    def is_closed_by_its_source(self) -> bool:
        return False

    def edit(self, source: str, needed: str, whom: str) -> str:
        groups = "give it security groups that" if self.behind is None else "have its security groups"
        said = {"{needed}": needed, "{whom}": whom, "{groups}": groups}
        closing = self.closing
        for word, text in said.items():
            closing = closing.replace(word, text)
        return closing

"""What a run says: `Finding`, `Diagnostic`, and the `Report` that holds them."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any, Literal

    from .source import Span, Unreadable
    from .value import Missing

    Verdict = Literal["exposed", "undecided", "advised"]
    Severity = Literal["critical", "high", "medium", "low", "info"]
    ChangeWord = Literal[
        "newly open",
        "perhaps newly open",
        "still open",
        "not newly open",
        "closed",
        "no longer managed",
    ]
    State = Literal["reachable", "attached", "not attached", "closed"]


class Link:
    """A line that belongs to a finding: a step of its trail, or a related place. `what` is said of it."""

    __slots__ = ("span", "what")

    def __init__(self, span: Span, what: str) -> None:
        self.span = span
        self.what = what


class Edit:
    """The change that closes an exposure: what to do in a sentence, and the edited text where a format
    can print it in its own dialect."""

    __slots__ = ("span", "text", "what")

    def __init__(self, what: str, span: Span | None = None, text: str = "") -> None:
        self.what = what
        self.span = span
        self.text = text


class Change:
    """What a plan changes about what a finding speaks of.

    word: "newly open"; "perhaps newly open", where an input is missing; "still open"; "not newly open", of an
    undecided finding that can open nothing that was not open or undecided before; "closed"; "no longer
    managed", of what stays open and leaves terraform's care. addresses: those that are newly open, closed
    or no longer managed, as CIDRs; rest: those that the same rules let in besides.
    """

    __slots__ = ("addresses", "rest", "word")

    def __init__(self, word: ChangeWord, addresses: tuple[str, ...] = (), rest: tuple[str, ...] = ()) -> None:
        self.word = word
        self.addresses = addresses
        self.rest = rest


class Closed:
    """An exposure that is not there after a plan, or is there and no longer managed. span: the resource."""

    __slots__ = ("change", "fingerprint", "message", "policy", "resource", "root", "span")

    def __init__(
        self,
        *,
        policy: str,
        span: Span,
        resource: str,
        root: str,
        message: str,
        fingerprint: str,
        change: Change,
    ) -> None:
        self.policy = policy
        self.span = span
        self.resource = resource
        self.root = root
        self.message = message
        self.fingerprint = fingerprint
        self.change = change

    @property
    def sort_key(self) -> tuple[object, ...]:
        return (self.change.word, *self.span.sort_key, self.policy, self.resource, self.fingerprint)


STATES = ("reachable", "attached", "", "not attached", "closed")
"""In the order in which findings are listed."""


class Reach:
    """Whether the internet comes to what a finding is about, as far as the code shows. text: a line that says
    it; steps: the lines that it rests on. It never changes the verdict."""

    __slots__ = ("state", "steps", "text")

    def __init__(self, state: State, text: str, steps: tuple[Link, ...] = ()) -> None:
        self.state = state
        self.text = text
        self.steps = steps


class Finding:
    """One rule of one instance (or one group) that a policy speaks about.

    ports: those that it is about. span: the primary place, in the block that declares the rule. trail: from
    where the value is written to the rule. missing: the inputs that an undecided one waits for. related:
    other values or rules of the same finding. fingerprint: made of root, address, policy, normalised sources
    and ports, when it is asked for. change: what the plan changes about it; None where no plan says what was
    before. rules: those of the model that it is about. reach: None where nothing can be attached.
    """

    __slots__ = (
        "_fingerprint",
        "change",
        "edit",
        "gates",
        "message",
        "missing",
        "notes",
        "policy",
        "policy_name",
        "ports",
        "reach",
        "related",
        "resource",
        "root",
        "rules",
        "severity",
        "span",
        "trail",
        "verdict",
    )

    def __init__(
        self,
        *,
        policy: str,
        policy_name: str,
        verdict: Verdict,
        severity: Severity,
        gates: bool,
        span: Span,
        resource: str,
        root: str,
        message: str,
        fingerprint: Callable[[], str],
        ports: tuple[int, ...] = (),
        missing: tuple[Missing, ...] = (),
        trail: tuple[Link, ...] = (),
        related: tuple[Link, ...] = (),
        notes: tuple[str, ...] = (),
        edit: Edit | None = None,
        change: Change | None = None,
        rules: tuple[Any, ...] = (),
        reach: Reach | None = None,
    ) -> None:
        self.change = change
        self.policy = policy
        self.policy_name = policy_name
        self.ports = ports
        self.verdict = verdict
        self.severity = severity
        self.gates = gates
        self.span = span
        self.resource = resource
        self.root = root
        self.message = message
        self._fingerprint: Callable[[], str] | str = fingerprint
        self.missing = missing
        self.trail = trail
        self.related = related
        self.notes = notes
        self.edit = edit
        self.rules = rules
        self.reach = reach

    def __lt__(self, other: Finding) -> bool:
        """The order of findings that are equal in everything else that orders them."""
        return self.fingerprint < other.fingerprint

    @property
    def fingerprint(self) -> str:
        if not isinstance(self._fingerprint, str):
            self._fingerprint = self._fingerprint()
        return self._fingerprint

    @property
    def distance(self) -> int:
        """Its place among findings of one severity: what the internet is seen to reach comes first."""
        return STATES.index("" if self.reach is None else self.reach.state)

    @property
    def may_be_new(self) -> bool:
        """Whether nothing says that all of it was there before."""
        return self.change is None or self.change.word in ("newly open", "perhaps newly open")


class Diagnostic:
    """Something a person should know that is no finding: a place and a sentence."""

    __slots__ = ("line", "message", "path")

    def __init__(self, path: str, line: int | None, message: str) -> None:
        self.path = path
        self.line = line
        self.message = message

    @property
    def sort_key(self) -> tuple[str, int, str]:
        return (self.path, self.line or 0, self.message)


class Report:
    """A whole run. Everything in it is sorted; paths are as the operating system has them.

    display and relative turn a path into the one that text and JSON print (relative to the working
    directory) and the one of SARIF (relative to the boundary). closed: the exposures that plans close.
    not_new: the verdicts of the findings that are left out because no plan opens anything by them.
    """

    __slots__ = (
        "closed",
        "diagnostics",
        "files",
        "findings",
        "not_new",
        "not_supported",
        "paths",
        "policies",
        "resources_judged",
        "unreadable",
    )

    def __init__(
        self,
        *,
        findings: list[Finding],
        unreadable: list[Unreadable],
        diagnostics: list[Diagnostic],
        files: int,
        resources_judged: int,
        not_supported: dict[str, int],
        policies: list[PolicyText],
        paths: Paths,
        closed: Sequence[Closed] = (),
        not_new: Sequence[Verdict] = (),
    ) -> None:
        self.findings = findings
        self.closed = list(closed)
        self.not_new = list(not_new)
        self.unreadable = unreadable
        self.diagnostics = diagnostics
        self.files = files
        self.resources_judged = resources_judged
        self.not_supported = not_supported
        self.policies = policies
        self.paths = paths

    def count(self, verdict: Verdict) -> int:
        return [finding.verdict for finding in self.findings].count(verdict)


if TYPE_CHECKING:
    from typing import Protocol

    class Paths(Protocol):
        """How paths are shown. standard_input: the path that stands for it."""

        boundary: str

        @property
        def standard_input(self) -> str: ...

        def display(self, path: str) -> str: ...

        def relative(self, path: str) -> str: ...

    class PolicyText(Protocol):
        """What a reporter needs of a policy."""

        id: str
        severity: Severity
        gate: bool

        @property
        def name(self) -> str: ...

        rationale: str
        remediation: str
        references: tuple[str, ...]

"""What a format made of the files it was given."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Container, Sequence
    from typing import Any, Protocol

    from .finding import Diagnostic
    from .resource import Planned, Resource
    from .source import Span, Tree, Unreadable
    from .value import Missing, Outcome

    Use = Callable[[Resource], None]

    class Candidate(Protocol):
        """A file that discovery found: `path`, the `kind` it was recognised as, whether it was `named`."""

        path: str
        kind: str
        named: bool

    class Format(Protocol):
        """A package in `formats/` has one, listed in FORMATS.

        kinds: the kinds of files that it reads. `read` judges nothing: it returns every resource of the
        wanted types, evaluated lazily.
        """

        kinds: frozenset[str]

        def read(
            self, files: Sequence[Candidate], tree: Tree, inputs: Inputs, types: frozenset[str]
        ) -> Reading: ...


class Inputs:
    """What the command line and the environment give.

    variables: in the order given, each ("var", "name=value") or ("file", path); environment: the TF_VAR_
    variables, without their prefix; data_directory: TF_DATA_DIR, where terraform keeps what it installs;
    workspace: its name, and where that was given. parameters: of templates, in the order given, each
    ("parameter", "Key=Value") or ("file", path); region and account_id: where they are deployed, empty where
    nobody says. changed: the files that changed, absolute and without links, where only what these reach is
    asked for; None for everything. sources: the root directories of the configurations that plans were made
    of.
    """

    __slots__ = (
        "account_id",
        "changed",
        "data_directory",
        "environment",
        "parameters",
        "region",
        "sources",
        "variables",
        "workspace",
    )

    def __init__(
        self,
        variables: Sequence[tuple[str, str]] = (),
        environment: dict[str, str] | None = None,
        data_directory: str = "",
        workspace: tuple[str, str] | None = None,
        *,
        parameters: Sequence[tuple[str, str]] = (),
        region: str = "",
        account_id: str = "",
        changed: frozenset[str] | None = None,
        sources: Sequence[str] = (),
    ) -> None:
        self.changed = changed
        self.sources = tuple(sources)
        self.parameters = tuple(parameters)
        self.region = region
        self.account_id = account_id
        self.variables = tuple(variables)
        self.environment = environment or {}
        self.data_directory = data_directory
        self.workspace = workspace


class Opaque:
    """Code that is not at hand and may hold a rule: a module call, a nested stack, a macro.

    address: `module.NAME`, or the logical id of the stack; exists: as for a Resource.
    """

    __slots__ = ("address", "exists", "missing", "root", "span")

    def __init__(self, address: str, root: str, span: Span, missing: Missing, exists: Outcome) -> None:
        self.address = address
        self.root = root
        self.span = span
        self.missing = missing
        self.exists = exists


class Baseline:
    """What was there before a plan. root: the plan; resources: with the addresses and ids that they have
    afterwards, made when they are asked for, and the very same where the plan leaves them as they are;
    forgotten: the ids of those that stay and are no longer managed."""

    __slots__ = ("forgotten", "resources", "root")

    def __init__(
        self, root: str, resources: Callable[[], list[Resource]], forgotten: Sequence[str] = ()
    ) -> None:
        self.root = root
        self.resources = resources
        self.forgotten = tuple(forgotten)


class Wanted:
    """Which further resources are asked for: those of the types, and those whose text holds one of the words,
    in the roots that are named; but none whose type holds one of the words of besides. types: asked for once
    there is a resource of another type than these, for they take time to load."""

    __slots__ = ("_is_besides", "besides", "roots", "types", "words")

    def __init__(
        self,
        types: Callable[[], Container[str]],
        words: tuple[bytes, ...],
        roots: frozenset[str],
        besides: tuple[str, ...],
    ) -> None:
        self.types = types
        self.words = words
        self.roots = roots
        self.besides = besides
        self._is_besides: dict[str, bool] = {}

    def wants(self, type_: str, data: bytes, start: int, end: int) -> bool:
        """data: what the resource's text is a part of."""
        if type_ not in self._is_besides:
            self._is_besides[type_] = any(word in type_ for word in self.besides)
        if self._is_besides[type_]:
            return False
        return type_ in self.types() or any(data.find(word, start, end) >= 0 for word in self.words)

    def wants_block(self, type_: str, span: Span) -> bool:
        return self.wants(type_, span.source.data, span.start, span.end)


class Reading:
    """The resources of some files, and what could not be looked into.

    files: the paths that are ours (any `.tf`, a template, a plan), read or not. baselines: one for each plan
    that says what was before it; plans: what knows where each of them is written. complete: adds what was met
    while the resources were judged; called once, after that. further: reads more resources of the same files
    and gives each to a function, for what is said of findings; what cannot be read or evaluated while that
    runs is not reported. lowered: what is made of each resource, by the lowering and the resource's id();
    with the resource, so that no other gets its id().
    """

    __slots__ = (
        "baselines",
        "complete",
        "diagnostics",
        "files",
        "further",
        "lowered",
        "opaque",
        "plans",
        "resources",
        "unreadable",
    )

    def __init__(self) -> None:
        self.resources: list[Resource] = []
        self.opaque: list[Opaque] = []
        self.baselines: list[Baseline] = []
        self.lowered: dict[tuple[object, int], tuple[Resource, Any]] = {}
        self.unreadable: list[Unreadable] = []
        self.diagnostics: list[Diagnostic] = []
        self.files: set[str] = set()
        self.plans: list[Planned] = []
        self.complete: Callable[[], None] = lambda: None
        self.further: Callable[[Wanted, Use], None] = lambda wanted, use: None

    def add(self, other: Reading) -> None:
        """Take in what another format read; what it completes later is not known yet."""
        one, two = self.further, other.further

        def further(wanted: Wanted, use: Use) -> None:
            one(wanted, use)
            two(wanted, use)

        self.further = further
        self.resources += other.resources
        self.opaque += other.opaque
        self.baselines += other.baselines
        self.unreadable += other.unreadable
        self.diagnostics += other.diagnostics
        self.files |= other.files
        self.plans += other.plans

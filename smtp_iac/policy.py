"""`Policy`: what is asked of every resource, and what a report says of the answer (docs/policies.md); and
which policies a run asks: our own, a team's, and what the command line changes of them."""

from __future__ import annotations

from .patterns import pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence
    from typing import Any

    from .finding import Severity
    from .policy_file import Questions

SEVERITIES = ("critical", "high", "medium", "low", "info")
PORTS = (25,)
"""What a policy asks about that names no ports of its own."""

MOST_PORTS = 100
PLACE_OF_PORTS = "{port}"
"""The one placeholder of a policy's name."""
OF_MAIL = " (SMTP)"


class PolicyError(Exception):
    """A policy file that cannot be used: `path`, the 1-based `line`, and a sentence."""

    def __init__(self, path: str, line: int, message: str) -> None:
        super().__init__(f"{path}:{line}: {message}")
        self.path = path
        self.line = line
        self.message = message


class NoSuchPolicy(Exception):  # noqa: N818 - the word of discover.NoSuchPath
    """An id that no policy has, and the ids that there are."""

    def __init__(self, id: str, known: Sequence[str]) -> None:  # noqa: A002 - the policy's own word
        super().__init__(f"no policy is called {id!r}; they are {', '.join(known)}")


class Example:
    """Code that the policy finds, and what to write instead. language: terraform or cloudformation."""

    __slots__ = ("finds", "instead", "language")

    def __init__(self, language: str, finds: str, instead: str) -> None:
        self.language = language
        self.finds = finds
        self.instead = instead


class Policy:
    """What is asked of every resource, and what a report says of the answer.

    title: the name as it is written, with `{port}`. gate: whether a finding fails the run. asks: a question's
    name; parameters: what that question takes, as plain data (ports: a tuple of int). types: the resource
    types that are meant, empty for every one; where: a JSONPath, empty for every resource.
    """

    __slots__ = (
        "_where",
        "asks",
        "examples",
        "gate",
        "id",
        "parameters",
        "rationale",
        "references",
        "remediation",
        "severity",
        "title",
        "types",
        "where",
    )

    def __init__(
        self,
        *,
        id: str,  # noqa: A002 - the file's own word
        title: str,
        severity: Severity,
        gate: bool,
        asks: str,
        parameters: dict[str, Any],
        rationale: str,
        remediation: str,
        references: tuple[str, ...],
        examples: tuple[Example, ...] = (),
        types: tuple[str, ...] = (),
        where: Where | None = None,
    ) -> None:
        self.id = id
        self.title = title
        self.severity = severity
        self.gate = gate
        self.asks = asks
        self.parameters = parameters
        self.rationale = rationale
        self.remediation = remediation
        self.references = references
        self.examples = examples
        self.types = types
        self.where = "" if where is None else where.text
        self._where = where

    @property
    def ports(self) -> tuple[int, ...]:
        """The ports that are asked about; none where the question has no such parameter."""
        found: tuple[int, ...] = self.parameters.get("ports", ())
        return found

    @property
    def name(self) -> str:
        return self.named(self.ports, "or")

    def named(self, ports: Iterable[int], joined_by: str) -> str:
        """The name, about these ports: "the whole internet can open TCP 25 and 587 (SMTP)"; without the last
        word where they are no ports of mail."""
        from .network import are_of_mail, ports_in_words

        ports = tuple(ports)
        name = self.title.replace(PLACE_OF_PORTS, ports_in_words(ports, joined_by))
        return name if are_of_mail(ports) else name.replace(OF_MAIL, "")

    def selects(self, resource: dict[str, Any]) -> bool:
        """Whether the policy means this resource: always, or where its JSONPath finds anything.

        resource: `{"type": str, "address": str, "attributes": {name: plain data}}`. The path is asked of a
        list that holds it alone, because a JSONPath filter selects among the elements of a list:
        `$[?(@.attributes.tags.env == "prod")]`.
        """
        return self._where is None or self._where.finds([resource])

    def reads(self, attribute: str) -> bool:
        """Whether `selects` may look at this attribute: if it does and a part of it is unknown, the answer
        is not to be relied on. An attribute that `where` does not name is read only through a wildcard."""
        return attribute in self.where or (self._where is not None and self._where.wild)


class Where:
    """A JSONPath, parsed when the policy is loaded."""

    __slots__ = ("_parsed", "line", "path", "text", "wild")

    def __init__(self, text: str, path: str, line: int) -> None:
        from jsonpath_ng.exceptions import JSONPathError
        from jsonpath_ng.ext.parser import parse

        unquoted = pattern(r"""^\$\[\*\]|"[^"]*"|'[^']*'""").sub("", text)
        self.wild = "*" in unquoted or ".." in unquoted
        self.text = text
        self.path = path
        self.line = line
        if not text.startswith("$["):
            raise PolicyError(path, line, f"where: {text!r} does not begin with '$['")
        if "`sub(" in text:  # only a filter selects, and this has a pattern of Python's
            raise PolicyError(path, line, f"where: {text!r} has `sub()`, which is not supported")
        _patterns_in_linear_time()
        try:
            self._parsed = parse(text)
        except JSONPathError as error:
            raise PolicyError(path, line, f"where: {text!r} is no JSONPath: {first_line(error)}") from None

    def finds(self, document: list[dict[str, Any]]) -> bool:
        try:
            return bool(self._parsed.find(document))
        except Exception as error:  # jsonpath-ng lets through whatever comparing the values raises
            reason = f"where: cannot be asked of {document[0]['address']}: {first_line(error)}"
            raise PolicyError(self.path, self.line, reason) from None


def _patterns_in_linear_time() -> None:
    """Makes RE2 match the patterns of `=~`: Python's `re` may take longer than anybody waits."""
    from jsonpath_ng.ext import filter as filters

    filters.OPERATOR_MAP["=~"] = _matches


def _matches(value: Any, pattern: str) -> bool:
    import re2

    options = re2.Options()
    options.log_errors = False
    try:
        compiled = re2.compile(pattern, options)
    except re2.error as error:
        reason = error.args[0].decode("utf-8", "replace") if error.args else ""
        raise ValueError(f"invalid regular expression: {reason}") from None
    return isinstance(value, str) and compiled.search(value) is not None


def port_of(text: str) -> int | None:
    """A port as a plain decimal number, 0 to 65535."""
    if not (text.isascii() and text.isdigit() and len(text) <= 5):
        return None
    return int(text) if str(int(text)) == text and int(text) <= 65535 else None


def first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]


ALL = "all"


class PolicyOptions:
    """What a run asks, as it was given: directory: of a team's own policies, beside ours. ports: those that
    policies ask about which name none. gate: the ids of the policies that gate, in place of those that say so
    themselves, or `all`. only: the ids of the policies that are asked; empty for all of them. with_examples:
    ours are read from their files, which takes longer than a run over a small module may."""

    __slots__ = ("directory", "gate", "only", "ports", "with_examples")

    def __init__(
        self,
        directory: str = "",
        *,
        ports: Sequence[int] = (),
        gate: Sequence[str] = (),
        only: Sequence[str] = (),
        with_examples: bool = False,
    ) -> None:
        self.directory = directory
        self.ports = tuple(dict.fromkeys(ports)) or PORTS
        self.gate = tuple(gate)
        self.only = tuple(only)
        self.with_examples = with_examples


DEFAULT = PolicyOptions()


def our_own(ports: tuple[int, ...] = PORTS) -> list[Policy]:
    from .policy_table import TABLE

    policies = []
    for row in TABLE:
        policy = Policy(**row)
        if policy.parameters.get("ports") == ():
            policy.parameters = {**policy.parameters, "ports": ports}
        policies.append(policy)
    return policies


def policies_of(
    options: PolicyOptions, questions: Callable[[], Questions], types: Callable[[], Collection[str]]
) -> list[Policy]:
    """The policies to ask, by id. Raises PolicyError and NoSuchPolicy.

    questions, types: what a policy's file may name; asked for only if there is a file to read.
    """
    if options.with_examples:
        from .policy_file import default_directory, load

        policies = load(default_directory(), questions(), types(), options.ports)
    else:
        policies = our_own(options.ports)
    if options.directory:
        policies += theirs(options, {policy.id for policy in policies}, questions(), types())
    ids = sorted([policy.id for policy in policies])
    for one in (*options.only, *[one for one in options.gate if one != ALL]):
        if one not in ids:
            raise NoSuchPolicy(one, ids)
    if options.only:
        policies = [policy for policy in policies if policy.id in options.only]
    if options.gate:
        for policy in policies:
            policy.gate = ALL in options.gate or policy.id in options.gate
    return sorted(policies, key=lambda policy: policy.id)


def theirs(
    options: PolicyOptions, ours: set[str], questions: Questions, types: Collection[str]
) -> list[Policy]:
    import os

    from .policy_file import load

    policies = load(options.directory, questions, types, options.ports)
    for policy in policies:
        if policy.id in ours:
            path = os.path.join(options.directory, f"{policy.id}.yaml")
            raise PolicyError(path, 1, f"id: {policy.id!r} is the id of a policy that is built in")
    return policies

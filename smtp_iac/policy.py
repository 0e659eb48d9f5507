"""Reads and validates a directory of policies: one YAML file each, named after the policy's id.

docs/policies.md says how a file is written. Every mistake is a `PolicyError` with its line.
"""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from typing import Any

    from .finding import Severity

    Node = Any  # of yaml.nodes; its stubs lack the attribute that tells the kinds apart

    Questions = Mapping[str, Mapping[str, str]]
    """For each question the parameters that it takes, all required: name -> one of the words of KINDS."""

SEVERITIES = ("critical", "high", "medium", "low", "info")
REQUIRED = ("id", "name", "severity", "gate", "asks", "rationale", "remediation", "references")
OPTIONAL = ("where",)


class PolicyError(Exception):
    """A policy file that cannot be used: `path`, the 1-based `line`, and a sentence."""

    def __init__(self, path: str, line: int, message: str) -> None:
        super().__init__(f"{path}:{line}: {message}")
        self.path = path
        self.line = line
        self.message = message


class Policy:
    """What is asked of every resource, and what a report says of the answer.

    gate: whether a finding fails the run. asks: a question's name; parameters: what that question takes, as
    plain data (ports: a tuple of int). where: a JSONPath, empty for every resource.
    """

    __slots__ = (
        "_where",
        "asks",
        "gate",
        "id",
        "name",
        "parameters",
        "rationale",
        "references",
        "remediation",
        "severity",
        "where",
    )

    def __init__(
        self,
        *,
        id: str,  # noqa: A002 - the file's own word
        name: str,
        severity: Severity,
        gate: bool,
        asks: str,
        parameters: dict[str, Any],
        rationale: str,
        remediation: str,
        references: tuple[str, ...],
        where: Where | None = None,
    ) -> None:
        self.id = id
        self.name = name
        self.severity = severity
        self.gate = gate
        self.asks = asks
        self.parameters = parameters
        self.rationale = rationale
        self.remediation = remediation
        self.references = references
        self.where = "" if where is None else where.text
        self._where = where

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
        import re

        from jsonpath_ng.exceptions import JSONPathError
        from jsonpath_ng.ext.parser import parse

        unquoted = re.sub(r"""^\$\[\*\]|"[^"]*"|'[^']*'""", "", text)
        self.wild = "*" in unquoted or ".." in unquoted
        self.text = text
        self.path = path
        self.line = line
        if not text.startswith("$["):
            raise PolicyError(path, line, f"where: {text!r} does not begin with '$['")
        try:
            self._parsed = parse(text)
        except JSONPathError as error:
            raise PolicyError(path, line, f"where: {text!r} is no JSONPath: {_first_line(error)}") from None

    def finds(self, document: list[dict[str, Any]]) -> bool:
        try:
            return bool(self._parsed.find(document))
        except Exception as error:  # jsonpath-ng lets through whatever comparing the values raises
            reason = f"where: cannot be asked of {document[0]['address']}: {_first_line(error)}"
            raise PolicyError(self.path, self.line, reason) from None


def default_directory() -> str:
    """Where our own policies are: inside an installed package, beside it in a source checkout."""
    package = os.path.dirname(os.path.abspath(__file__))
    installed = os.path.join(package, "policies")
    return installed if os.path.isdir(installed) else os.path.join(os.path.dirname(package), "policies")


def load(directory: str, questions: Questions) -> list[Policy]:
    """Every policy of a directory, sorted by id."""
    try:
        names = sorted(os.listdir(directory))
    except OSError as error:
        raise PolicyError(directory, 1, f"cannot be read: {error.strerror}") from None
    policies = []
    for name in names:
        path = os.path.join(directory, name)
        if name.endswith(".yml"):
            raise PolicyError(path, 1, "the name of a policy file ends in .yaml")
        if name.endswith(".yaml"):
            policies.append(_read(path, questions))
    return policies


def _read(path: str, questions: Questions) -> Policy:
    fields = _Fields(path, _compose(path))
    asks = fields.word("asks", questions, "question")
    parameters = questions[asks]
    fields.hold_to((*REQUIRED, *parameters), OPTIONAL)
    policy_id = fields.text("id")
    if policy_id != os.path.basename(path).removesuffix(".yaml"):
        raise fields.error("id", f"{policy_id!r} is not the name of its file, {os.path.basename(path)!r}")
    severity: Any = fields.word("severity", SEVERITIES, "severity")
    where = fields.text("where") if "where" in fields.nodes else None
    return Policy(
        id=policy_id,
        name=fields.text("name"),
        severity=severity,
        gate=fields.flag("gate"),
        asks=asks,
        parameters={name: KINDS[kind](fields, name) for name, kind in parameters.items()},
        rationale=fields.text("rationale"),
        remediation=fields.text("remediation"),
        references=tuple(fields.texts("references")),
        where=None if where is None else Where(where, path, fields.line("where")),
    )


def _compose(path: str) -> Node | None:
    import yaml

    try:
        with open(path, "rb") as stream:
            text = stream.read().decode("utf-8-sig")
        return yaml.compose(text, Loader=yaml.SafeLoader)  # libyaml's loader crashes on deep nesting
    except OSError as error:
        raise PolicyError(path, 1, f"cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise PolicyError(path, 1, "is not UTF-8") from None
    except RecursionError:
        raise PolicyError(path, 1, "is nested too deeply") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or _first_line(error)
        raise PolicyError(path, mark.line + 1 if mark else 1, f"is no YAML: {problem}") from None


class _Fields:
    """The keys of a policy file, each with its node, so that a mistake is reported at its line."""

    def __init__(self, path: str, root: Node | None) -> None:
        self.path = path
        self.nodes: dict[str, tuple[Node, Node]] = {}
        if root is None or root.id != "mapping":
            raise PolicyError(path, 1, "a policy is a map of keys")
        for key, node in root.value:
            if key.id != "scalar" or key.value in self.nodes:
                what = "a key is a word" if key.id != "scalar" else f"{key.value}: is given twice"
                raise PolicyError(path, key.start_mark.line + 1, what)
            self.nodes[key.value] = (key, node)

    def line(self, name: str) -> int:
        return int(self.nodes[name][0].start_mark.line) + 1

    def error(self, name: str, message: str, node: Node | None = None) -> PolicyError:
        line = self.line(name) if node is None else node.start_mark.line + 1
        return PolicyError(self.path, line, f"{name}: {message}")

    def hold_to(self, required: tuple[str, ...], optional: tuple[str, ...]) -> None:
        """Refuse a key that is not among these, and the lack of one that is required."""
        allowed = (*required, *optional)
        for name in self.nodes:
            if name not in allowed:
                raise self.error(name, f"is no key of a policy; the keys are {', '.join(allowed)}")
        for name in required:
            if name not in self.nodes:
                raise self.missing(name)

    def missing(self, name: str) -> PolicyError:
        return PolicyError(self.path, 1, f"{name}: is missing")

    def scalar(self, name: str, node: Node, tag: str, kind: str) -> str:
        if node.id != "scalar" or node.tag != f"tag:yaml.org,2002:{tag}":
            shown = repr(node.value) if node.id == "scalar" else f"a {node.id}"
            raise self.error(name, f"{shown} is not {kind}", node)
        return str(node.value)

    def text(self, name: str) -> str:
        node = self.nodes[name][1]
        text = self.scalar(name, node, "str", "text").strip()
        if not text:
            raise self.error(name, "is empty", node)
        return text

    def word(self, name: str, allowed: Collection[str], kind: str) -> str:
        if name not in self.nodes:
            raise self.missing(name)
        text = self.text(name)
        if text not in allowed:
            known = ", ".join(allowed) or f"(no {kind} is known)"
            raise self.error(name, f"{text!r} is none of {known}", self.nodes[name][1])
        return text

    def flag(self, name: str) -> bool:
        node = self.nodes[name][1]
        value = self.scalar(name, node, "bool", "true or false").lower()
        if value not in ("true", "false"):
            raise self.error(name, f"{node.value!r} is not true or false", node)
        return value == "true"

    def items(self, name: str) -> list[Node]:
        node = self.nodes[name][1]
        if node.id != "sequence" or not node.value:
            raise self.error(name, "is not a list with at least one item", node)
        return list(node.value)

    def texts(self, name: str) -> list[str]:
        return [self.scalar(name, item, "str", "text") for item in self.items(name)]

    def ports(self, name: str) -> tuple[int, ...]:
        ports = []
        for item in self.items(name):
            text = self.scalar(name, item, "int", "a port, 0 to 65535")
            if not text.isdecimal() or str(int(text)) != text or int(text) > 65535:
                raise self.error(name, f"{text!r} is not a port, 0 to 65535", item)
            ports.append(int(text))
        return tuple(ports)


KINDS: dict[str, Callable[[_Fields, str], Any]] = {
    "a list of port numbers": _Fields.ports,
    "text": _Fields.text,
}


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]

"""Reads and validates a directory of policies: one YAML file each, named after the policy's id.

docs/policies.md says how a file is written. Every mistake is a `PolicyError` with its line.
"""

from __future__ import annotations

import os
import stat

from .network import BITS
from .patterns import pattern
from .policy import (
    MOST_PORTS,
    PLACE_OF_PORTS,
    PORTS,
    SEVERITIES,
    Example,
    Policy,
    PolicyError,
    Where,
    first_line,
    port_of,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from typing import Any

    Node = Any  # of yaml.nodes; its stubs lack the attribute that tells the kinds apart

    Questions = Mapping[str, Mapping[str, str]]
    """For each question the parameters that it takes: name -> one of the words of KINDS."""

REQUIRED = ("id", "name", "severity", "gate", "asks", "rationale", "remediation", "references")
OPTIONAL = ("direction", "types", "where", "examples")
LANGUAGES = ("terraform", "cloudformation")
PROTOCOLS = ("tcp", "udp", "any")
DIRECTIONS = ("ingress",)
"""What leaves a network is not judged."""


LARGEST = 64 << 10
MOST_FILES = 1000
LONGEST_WHERE = 1000
ID = pattern(r"(?!all$)[A-Za-z][A-Za-z0-9_.-]{0,63}")


def default_directory() -> str:
    """Where our own policies are: inside an installed package, beside it in a source checkout."""
    package = os.path.dirname(os.path.abspath(__file__))
    installed = os.path.join(package, "policies")
    return installed if os.path.isdir(installed) else os.path.join(os.path.dirname(package), "policies")


def load(
    directory: str, questions: Questions, types: Collection[str] = (), ports: tuple[int, ...] = PORTS
) -> list[Policy]:
    """Every policy of a directory, sorted by id. types: the resource types that a policy may name; ports:
    those that a policy asks about which names none."""
    try:
        names = sorted(os.listdir(directory))
    except OSError as error:
        raise PolicyError(directory, 1, f"cannot be read: {error.strerror}") from None
    if len(names) > MOST_FILES:
        raise PolicyError(directory, 1, f"holds more than {MOST_FILES:,} files")
    policies = []
    for name in names:
        path = os.path.join(directory, name)
        if name.endswith(".yml"):
            raise PolicyError(path, 1, "the name of a policy file ends in .yaml")
        if name.endswith(".yaml"):
            policies.append(_read(path, questions, types, ports))
    return policies


def _read(path: str, questions: Questions, types: Collection[str], ports: tuple[int, ...]) -> Policy:
    fields = Fields(path, _compose(path))
    asks = fields.word("asks", questions, "question")
    parameters = questions[asks]
    fields.hold_to(REQUIRED, (*parameters, *OPTIONAL))
    policy_id = fields.text("id")
    if policy_id != os.path.basename(path).removesuffix(".yaml"):
        raise fields.error("id", f"{policy_id!r} is not the name of its file, {os.path.basename(path)!r}")
    if not ID.fullmatch(policy_id):
        raise fields.error("id", f"{policy_id!r} is not a letter, and then letters, digits and _.- only")
    severity: Any = fields.word("severity", SEVERITIES, "severity")
    if "direction" in fields.nodes:
        fields.word("direction", DIRECTIONS, "direction")
    return Policy(
        id=policy_id,
        title=_title(fields, parameters),
        severity=severity,
        gate=fields.flag("gate"),
        asks=asks,
        parameters={name: _parameter(fields, name, kind, ports) for name, kind in parameters.items()},
        rationale=fields.text("rationale"),
        remediation=fields.text("remediation"),
        references=tuple(fields.texts("references")),
        examples=_examples(fields),
        types=fields.words("types", types, "resource type") if "types" in fields.nodes else (),
        where=_where(fields),
    )


def _title(fields: Fields, parameters: Mapping[str, str]) -> str:
    title = fields.text("name")
    allowed = PLACE_OF_PORTS if "ports" in parameters else "(none: the question takes no ports)"
    for found in pattern(r"{[^{}]*}").findall(title):
        if found != allowed:
            raise fields.error("name", f"{found!r} is none of {allowed}")
    return title


def _parameter(fields: Fields, name: str, kind: str, ports: tuple[int, ...]) -> Any:
    read, default = KINDS[kind]
    if name in fields.nodes:
        return read(fields, name)
    return ports if name == "ports" else default


def _examples(fields: Fields) -> tuple[Example, ...]:
    if "examples" not in fields.nodes:
        return ()
    examples = []
    for node in fields.items("examples"):
        example = Fields(fields.path, node, "examples: ")
        example.hold_to(("language", "finds", "instead"), ())
        language = example.word("language", LANGUAGES, "language")
        examples.append(Example(language, example.text("finds"), example.text("instead")))
    return tuple(examples)


def _where(fields: Fields) -> Where | None:
    if "where" not in fields.nodes:
        return None
    text = fields.text("where")
    if len(text) > LONGEST_WHERE:
        raise fields.error("where", f"is longer than {LONGEST_WHERE:,} characters")
    return Where(text, fields.path, fields.line("where"))


def _compose(path: str) -> Node | None:
    import yaml

    try:
        if not stat.S_ISREG(os.stat(path).st_mode):
            raise PolicyError(path, 1, "cannot be read: is no regular file")
        with open(path, "rb") as stream:
            data = stream.read(LARGEST + 1)
        if len(data) > LARGEST:
            raise PolicyError(path, 1, f"is larger than {LARGEST >> 10} KiB")
        # libyaml's loader crashes on deep nesting
        return yaml.compose(data.decode("utf-8-sig"), Loader=yaml.SafeLoader)
    except OSError as error:
        raise PolicyError(path, 1, f"cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise PolicyError(path, 1, "is not UTF-8") from None
    except RecursionError:
        raise PolicyError(path, 1, "is nested too deeply") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or first_line(error)
        raise PolicyError(path, mark.line + 1 if mark else 1, f"is no YAML: {problem}") from None


class Fields:
    """The keys of a policy, or of a map inside one, each with its node, so that a mistake is reported at its
    line. inside: the name of such a map, as messages begin with it."""

    def __init__(self, path: str, root: Node | None, inside: str = "") -> None:
        self.path = path
        self.inside = inside
        self.nodes: dict[str, tuple[Node, Node]] = {}
        self.start = 1 if root is None or not inside else root.start_mark.line + 1
        if root is None or root.id != "mapping":
            raise PolicyError(path, self.start, f"{inside or 'a policy '}is a map of keys")
        for key, node in root.value:
            if key.id != "scalar" or key.value in self.nodes:
                what = "a key is a word" if key.id != "scalar" else f"{key.value}: is given twice"
                raise PolicyError(path, key.start_mark.line + 1, what)
            self.nodes[key.value] = (key, node)

    def line(self, name: str) -> int:
        return int(self.nodes[name][0].start_mark.line) + 1

    def error(self, name: str, message: str, node: Node | None = None) -> PolicyError:
        line = self.line(name) if node is None else node.start_mark.line + 1
        return PolicyError(self.path, line, f"{self.inside}{name}: {message}")

    def hold_to(self, required: tuple[str, ...], optional: tuple[str, ...]) -> None:
        """Refuse a key that is not among these, and the lack of one that is required."""
        allowed = (*required, *optional)
        for name in self.nodes:
            if name not in allowed:
                raise self.error(name, f"is no key here; the keys are {', '.join(allowed)}")
        for name in required:
            if name not in self.nodes:
                raise self.missing(name)

    def missing(self, name: str) -> PolicyError:
        return PolicyError(self.path, self.start, f"{self.inside}{name}: is missing")

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
            port = port_of(text)
            if port is None:
                raise self.error(name, f"{text[:40]!r} is not a port, 0 to 65535", item)
            ports.append(port)
        if len(ports) > MOST_PORTS:
            raise self.error(name, f"holds more than {MOST_PORTS} ports")
        return tuple(dict.fromkeys(ports))

    def words(self, name: str, allowed: Collection[str], kind: str) -> tuple[str, ...]:
        """A list of words, each of them one of those allowed."""
        for item, text in zip(self.items(name), self.texts(name), strict=True):
            if text not in allowed:
                raise self.error(name, f"{text!r} is no {kind}; they are {', '.join(sorted(allowed))}", item)
        return tuple(self.texts(name))

    def protocol(self, name: str) -> str:
        return self.word(name, PROTOCOLS, "protocol")

    def threshold(self, name: str) -> dict[int, int]:
        """How many addresses of each family: a count, or the prefix length of a block that holds as many."""
        inner = Fields(self.path, self.nodes[name][1], f"{name}: ")
        inner.hold_to((), ("ipv4", "ipv6"))
        found = dict(THRESHOLD)
        for key, family in (("ipv4", 4), ("ipv6", 6)):
            if key in inner.nodes:
                found[family] = inner.size(key, BITS[family])
        return found

    def size(self, name: str, bits: int) -> int:
        node = self.nodes[name][1]
        text = str(node.value) if node.id == "scalar" else ""
        digits = text.removeprefix("/")
        if digits.isascii() and digits.isdigit() and len(digits) < 40:
            if digits == text:
                return int(digits)
            if int(digits) <= bits:
                return 1 << (bits - int(digits))
        kind = f"a number of addresses or a prefix length, /0 to /{bits}"
        raise self.error(name, f"{text[:40]!r} is not {kind}", node)


THRESHOLD = {4: 1 << 16, 6: 1 << 96}
"""More addresses than these are a wide part of the internet: a /16 of IPv4, 65,536 addresses, and a /32 of
IPv6, 65,536 times a /48, which is what one site is given (RFC 6177); a /32 is the least that the registries
give a provider (ripe-738, 5.1)."""

KINDS: dict[str, tuple[Callable[[Fields, str], Any], Any]] = {
    "a list of port numbers": (Fields.ports, None),
    "a protocol": (Fields.protocol, "tcp"),
    "a number of addresses for each family": (Fields.threshold, THRESHOLD),
}
"""How each kind of parameter is read, and what holds where a policy does not name it."""

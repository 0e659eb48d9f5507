"""Versions and version constraints as terraform compares them (hashicorp/go-version, terraform 1.11.4)."""

from __future__ import annotations

from ....patterns import pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

_NUMBERS = r"[0-9]+(?:\.[0-9]+)*"
_REST = r"(?:-(?P<pre>[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+[0-9A-Za-z.-]+)?"
_VERSION = rf"v?(?P<numbers>{_NUMBERS}){_REST}"
_CONSTRAINT = r"\s*(?P<operator>[!<>]?=|[<>]|~>|)\s*(?P<version>v?[0-9][^\s,]*)\s*"


class Version:
    """numbers: padded to three, as written (`written` of them); pre: the parts of a pre-release."""

    __slots__ = ("numbers", "pre", "written")

    def __init__(self, numbers: tuple[int, ...], pre: tuple[str, ...]) -> None:
        self.written = len(numbers)
        self.numbers = numbers + (0,) * (3 - len(numbers))
        self.pre = pre

    @classmethod
    def parse(cls, text: str) -> Version | None:
        match = pattern(_VERSION).fullmatch(text)
        if match is None:
            return None
        pre = tuple(match["pre"].split(".")) if match["pre"] else ()
        return cls(tuple([int(number) for number in match["numbers"].split(".")]), pre)

    @property
    def order(self) -> tuple[object, ...]:
        """What sorts versions: trailing zeros say nothing, and a pre-release comes before its release."""
        numbers = list(self.numbers)
        while numbers and numbers[-1] == 0:
            numbers.pop()
        parts = tuple([(0, int(part), "") if part.isdigit() else (1, 0, part) for part in self.pre])
        return tuple(numbers), not self.pre, parts


def satisfies(version: str, constraint: str) -> bool | None:
    """Whether a version meets every part of a constraint; None where either cannot be read."""
    found = Version.parse(version)
    matches = [pattern(_CONSTRAINT).fullmatch(part) for part in constraint.split(",")]
    if found is None:
        return None
    answers = []
    for match in matches:
        asked = Version.parse(match["version"]) if match is not None else None
        if match is None or asked is None:
            return None
        answers.append(_OPERATORS[match["operator"]](found, asked))
    return all(answers)


def _comparable(version: Version, asked: Version) -> bool:
    """A pre-release only meets a constraint that names a pre-release of the same version."""
    if version.pre and asked.pre:
        return version.numbers == asked.numbers
    return not version.pre


def _pessimistic(version: Version, asked: Version) -> bool:
    """`~>`: only the last number that is written may be greater."""
    if not _comparable(version, asked) or (asked.pre and not version.pre):
        return False
    fixed = asked.written - 1
    return (
        version.order >= asked.order
        and version.numbers[:fixed] == asked.numbers[:fixed]
        and len(version.numbers) >= len(asked.numbers)
    )


_OPERATORS: dict[str, Callable[[Version, Version], bool]] = {
    "": lambda version, asked: version.order == asked.order,
    "=": lambda version, asked: version.order == asked.order,
    "!=": lambda version, asked: version.order != asked.order,
    ">": lambda version, asked: _comparable(version, asked) and version.order > asked.order,
    ">=": lambda version, asked: _comparable(version, asked) and version.order >= asked.order,
    "<": lambda version, asked: _comparable(version, asked) and version.order < asked.order,
    "<=": lambda version, asked: _comparable(version, asked) and version.order <= asked.order,
    "~>": _pessimistic,
}

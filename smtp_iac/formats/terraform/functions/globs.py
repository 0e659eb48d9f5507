"""File name patterns as github.com/bmatcuk/doublestar 1.x matches them, which terraform's fileset uses."""

from __future__ import annotations

from ....patterns import pattern
from ....value import Refuse
from ..values import TooMuch

_MOST_STEPS = 200_000
_META = frozenset("*?[{\\")


class BadPattern(Refuse):
    def __init__(self) -> None:
        super().__init__("syntax error in pattern")


class Matcher:
    """Matches names with components of patterns; `steps` are counted over all of them."""

    __slots__ = ("steps",)

    def __init__(self) -> None:
        self.steps = 0

    def matches(self, pattern: str, name: str) -> bool:
        """Whether one component matches; raises BadPattern as far as the pattern is looked at."""
        if not pattern or (not name and pattern != "*"):
            return not pattern and not name
        at = here = 0
        while at < len(pattern) and here < len(name):
            self._step()
            letter = pattern[at]
            if letter == "*":
                return self._star(pattern[at + 1 :], name[here:])
            if letter == "{":
                return self._alternatives(pattern[at + 1 :], name[here:])
            if letter == "[":
                end = index_unescaped(pattern, "]", at + 1)
                if end < 0:
                    raise BadPattern
                if not _in_class(pattern[at + 1 : end], name[here]):
                    return False
                at = end
            elif letter == "\\":
                at += 1
                if at >= len(pattern):
                    raise BadPattern
                if pattern[at] != name[here]:
                    return False
            elif letter not in ("?", name[here]):
                return False
            at, here = at + 1, here + 1
        rest = pattern[at:]
        return here >= len(name) and rest in ("", "*", "**")

    def _step(self) -> None:
        self.steps += 1
        if self.steps > _MOST_STEPS:
            raise TooMuch("a pattern that takes too long to match")

    def _star(self, rest: str, name: str) -> bool:
        if not rest:
            return True
        for start in range(len(name)):
            try:
                if self.matches(rest, name[start:]):
                    return True
            except BadPattern:
                self._step()
        return False

    def _alternatives(self, text: str, name: str) -> bool:
        end = index_unescaped(text, "}", 0)
        if end < 0:
            raise BadPattern
        return any(self.matches(each + text[end + 1 :], name) for each in split(text[:end], ","))


def split(text: str, separator: str) -> list[str]:
    """Split where the separator is not escaped; an empty text has no parts if it has no separator."""
    if separator not in text:
        return [text]
    parts, start = [], 0
    while (end := index_unescaped(text, separator, start)) >= 0:
        parts.append(text[start:end])
        start = end + 1
    return [*parts, text[start:]]


def index_unescaped(text: str, letter: str, start: int) -> int:
    """The first such letter from `start` on without a backslash before it; -1 if there is none."""
    found = text.find(letter, start)
    while found > start and text[found - 1] == "\\":
        start = found + 1
        found = text.find(letter, start)
    return found


def is_pattern(component: str) -> bool:
    return not _META.isdisjoint(component)


_BOUND = r"(\\.|[^-\\])"
_RANGE = pattern(rf"(?s){_BOUND}(?:-{_BOUND})?")


def _in_class(text: str, letter: str) -> bool:
    if not text:
        raise BadPattern
    inverted = text.startswith("^")
    at, found = int(inverted), False
    while at < len(text):
        bounds = _RANGE.match(text, at)
        if bounds is None or text[bounds.end() : bounds.end() + 1] == "-":
            raise BadPattern
        low, high = bounds[1][-1], (bounds[2] or bounds[1])[-1]
        found = found or low <= letter <= high
        at = bounds.end()
    return found != inverted

"""regex, regexall and replace by a pattern: RE2 as Go has it, by google-re2, in time linear in the text.

What Go refuses and RE2 accepts (`\\C`, names of groups beyond ASCII) is refused here, and names that stand
twice, which Go accepts, are taken out of the pattern before RE2 sees it.
"""

from __future__ import annotations

from ....identity import derived
from ....patterns import pattern
from ....remembering import remembering
from ....value import Facts, Known, Refuse
from ..values import TooMuch, few_elements, short_text
from ..values.interpolation import normal_text
from .signatures import Call, Function

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from re import Match
    from typing import Any

    from ....value import Outcome, Value
    from ..values.types import Type

MOST_PATTERN = 64 * 1024
MOST_MEMORY = 2 * 1024 * 1024
"""Bytes for one compiled pattern and its states."""
MOST_WORK = 600_000_000
"""Bytes of text that are looked at, times instructions of the pattern: each takes 3 ns at the very worst."""
MOST_REMEMBERED = 32

# What RE2 surely takes and has no groups. Nobody asks for more of a pattern where the text is not known.
_SIMPLE = pattern(
    r"(?a)\^?(?:(?:[\w@:/, =-]|\\[.dws-]|\[\^?(?:a-z|A-Z|0-9|[\w.@:/, ])+-?\])[+*?]?)*\$?|\(\?i:\w+\)"
)
_LONGEST_SIMPLE = 200
# The others are compiled when a pattern is.
_PIECE = r"(?s)\\Q.*?(?:\\E|\Z)|\\.|\[\^?\]?(?:\\.|\[:\^?[a-z]+:\]|[^\]\\])*\]|\(\?P?<([^>]*)>|(\()(?!\?)"
_GROUP_NAME = r"(?a)[A-Za-z0-9_]+"
# A pattern that surely takes in no newline: after a match, nothing beyond the end of the line is looked at.
_IN_ONE_LINE = r"(?a)(?:[^\\\x00-\x1f(\[]|\\[dwb.*+?()\[\]{}|^$/\\-]|\((?!\?)|\(\?(?::|P?<)|\[(?![\^:]))*"


class Pattern:
    """A pattern; a simple one is compiled when a text is held to it. names: an entry for each group, None for
    one without a name."""

    __slots__ = ("_compiled", "_in_one_line", "_text", "names")

    def __init__(self, text: str) -> None:
        self._text = text
        self._compiled: Any = None
        self._in_one_line = False
        self.names: list[str | None] = []
        if len(text) > _LONGEST_SIMPLE or _SIMPLE.fullmatch(text) is None:
            self._compile()

    def _compile(self) -> None:
        without_names, self.names = _groups(self._text)
        self._compiled = _compiled(without_names)
        self._in_one_line = pattern(_IN_ONE_LINE).fullmatch(self._text) is not None
        if self._compiled.groups != len(self.names):
            raise TooMuch("the groups of this pattern are not understood")

    def type(self) -> Type:
        """The type of one match. Raises Refuse."""
        named = {name for name in self.names if name is not None}
        if not self.names:
            return "string"
        if not named:
            return ("tuple", ("string",) * len(self.names))
        if None in self.names:
            raise Refuse("invalid regexp pattern: cannot mix both named and unnamed capture groups")
        return ("object", tuple([(name, "string") for name in sorted(named)]))

    def matches(self, text: bytes) -> Iterator[list[tuple[int, int]]]:
        """The spans of each match and its groups, (-1, -1) for a group without part in it; as Go goes on
        after a match of nothing, which may still follow another match directly."""
        if self._compiled is None:
            self._compile()
        position = work = 0
        while position <= len(text):
            if work + self._seen(text, position, None) * self._compiled.programsize > MOST_WORK:
                raise TooMuch("takes too long to search")
            found = self._compiled.search(text, position)
            work += self._seen(text, position, found) * self._compiled.programsize
            if found is None:
                return
            yield [found.span(group) for group in range(len(self.names) + 1)]
            end = found.end()
            position = end if end > position else position + _width(text, position)

    def _seen(self, text: bytes, position: int, found: Any) -> int:
        """How many bytes a search may have looked at."""
        end = len(text)
        if found is not None and self._in_one_line:
            newline = text.find(b"\n", found.end())
            end = end if newline < 0 else newline
        return end - position + 1


def _width(text: bytes, position: int) -> int:
    """Of the character there, in bytes."""
    end = position + 1
    while end < len(text) and text[end] & 0xC0 == 0x80:
        end += 1
    return end - position


def _groups(text: str) -> tuple[str, list[str | None]]:
    """The pattern without names of groups, and those names. Raises Refuse."""
    names: list[str | None] = []

    def plain(piece: Match[str]) -> str:
        if piece[0] == "\\C" or (piece[0][0] == "[" and "\\C" in piece[0].replace("\\\\", "")):
            raise Refuse("invalid regexp pattern: invalid escape sequence in \\C")
        if piece[2] is not None:
            names.append(None)
        elif piece[1] is not None:
            if not pattern(_GROUP_NAME).fullmatch(piece[1]):
                raise Refuse(f"invalid regexp pattern: invalid named capture in {piece[0]}")
            names.append(piece[1])
            return "("
        return piece[0]

    return pattern(_PIECE).sub(plain, text), names


def _compiled(text: str) -> Any:
    try:
        import re2
    except ImportError:
        raise TooMuch("is not supported yet: google-re2 is not installed") from None
    options = re2.Options()
    options.max_mem = MOST_MEMORY
    options.log_errors = False
    try:
        return re2.compile(text.encode("utf-8", "replace"), options)
    except re2.error as error:
        reason = error.args[0].decode("utf-8", "replace") if error.args else ""
    finally:
        re2.purge()  # it would remember 128 of them
    if "too large" in reason:
        raise TooMuch("has a pattern that is too large")
    raise Refuse(f"invalid regexp pattern: {reason}")


def _within_limits(text: str) -> Pattern:
    if len(text) > MOST_PATTERN:
        raise TooMuch(f"has a pattern of more than {MOST_PATTERN >> 10} KiB")
    return Pattern(text)


regex = remembering(_within_limits, MOST_REMEMBERED)
"""The pattern compiled. Raises Refuse and TooMuch."""


def _regex(call: Call, written: Value, text: Value) -> Outcome:
    if not isinstance(written, Known):
        return derived(call.name, written, text, origin=call.origin)
    compiled = regex(written.data)
    type_ = compiled.type()
    if not isinstance(text, Known):
        return derived(call.name, written, text, facts=Facts(type=type_, not_null=True), origin=call.origin)
    data = text.data.encode("utf-8", "replace")
    spans = next(compiled.matches(data), None)
    if spans is None:
        raise Refuse("the pattern did not match any part of the given string", call.origin)
    return _match(call, compiled, data, spans)


def _regexall(call: Call, written: Value, text: Value) -> Outcome:
    if not isinstance(written, Known):
        return derived(call.name, written, text, origin=call.origin)
    compiled = regex(written.data)
    type_ = ("list", compiled.type())
    if not isinstance(text, Known):
        return derived(call.name, written, text, facts=Facts(type=type_, not_null=True), origin=call.origin)
    data = text.data.encode("utf-8", "replace")
    found: list[Outcome] = []
    before = -1
    for spans in compiled.matches(data):
        start, end = spans[0]
        if start != end or start != before:
            found.append(_match(call, compiled, data, spans))
            few_elements(len(found) * len(spans))
        before = end
    return Known(tuple(found), call.origin, type_)


def _match(call: Call, compiled: Pattern, data: bytes, spans: list[tuple[int, int]]) -> Known:
    def part(span: tuple[int, int]) -> Known:
        if span[0] < 0:
            return Known(None, call.origin, "string")
        return Known(normal_text(data[slice(*span)].decode("utf-8", "replace")), call.origin)

    if not compiled.names:
        return part(spans[0])
    parts = [part(span) for span in spans[1:]]
    if None in compiled.names:
        return Known(tuple(parts), call.origin)
    return Known(dict(zip(compiled.names, parts, strict=True)), call.origin)


def replaced(text: str, written: str, replacement: str) -> str:
    """The text with each match of a pattern replaced, as Go's ReplaceAllString does it."""
    from .expansions import expanded, parsed

    compiled = regex(written)
    pieces = parsed(replacement, compiled.names)
    data = text.encode("utf-8", "replace")
    result: list[bytes] = []
    copied = length = 0
    for spans in compiled.matches(data):
        start, end = spans[0]
        new = [data[copied:start]]
        if end > copied or start == 0:
            new.append(expanded(pieces, data, spans))
        copied = end
        length += sum(map(len, new))
        short_text(length)
        result += new
    result.append(data[copied:])
    short_text(length + len(result[-1]))
    return normal_text(b"".join(result).decode("utf-8", "replace"))


TABLE = {
    "regex": Function(_regex, "string", "string"),
    "regexall": Function(_regexall, "string", "string"),
}

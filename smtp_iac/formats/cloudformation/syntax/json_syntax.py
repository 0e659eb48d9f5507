"""JSON text -> nodes with their places; json itself keeps none, and YAML refuses some of it."""

from __future__ import annotations

from ....patterns import pattern
from . import nodes
from .nodes import MAX_DEPTH, Builder, Entries, Items, Later, Node, Scalar, SyntaxFault

TYPE_CHECKING = False
if TYPE_CHECKING:
    from re import Pattern
    from typing import Any

    from .checked import Checker

SPACES = r"[ \t\n\r]*+"
STRINGS = r'"(?:[^"\\\x00-\x1f]++|\\.)*+"'
LITERALS = r"(?:true\b|false\b|null\b|-?(?:0|[1-9]\d*+)(?:\.\d+)?(?:[eE][-+]?\d+)?(?![\w.]))"
SPACE = pattern(SPACES)
STRING = pattern(STRINGS)
LITERAL = pattern(LITERALS)
SURROGATE = pattern("[\ud800-\udfff]")

# A key, where there is one; a text, an opening bracket or another value; the comma or bracket after it.
VALUE = rf"(?:({STRINGS})|([{{\[])|({LITERALS}))(?:{SPACES}([,}}\]]))?"
ELEMENT = pattern(rf"{SPACES}(){VALUE}").match
MEMBER = pattern(rf"{SPACES}({STRINGS}){SPACES}:{SPACES}{VALUE}").match
AFTER = pattern(rf"{SPACES}([,}}\]])").match


def read_json(text: str) -> Node | None:
    """The root of a JSON text. Raises SyntaxFault."""
    return _read_quickly(text) or _Reader(text).read()


def _read_quickly(text: str) -> Node | None:
    """The root of an object as nearly all are. None where something is unusual or wrong, which the careful
    reader knows to tell."""
    start = len(text) - len(text.lstrip(" \t\n\r"))
    if not text.startswith("{", start) or len(text) > nodes.MAX_NODES:  # so it cannot have more of them
        return None
    from .checked import Checker

    root = _object(text, start, Checker(text))
    return root if root is not None and not text[root.end :].strip(" \t\n\r") else None


def _object(text: str, start: int, checker: Checker | None = None) -> Entries | None:
    """The object that begins there: one match for each of its members. With a checker, what its sections name
    is read later."""
    here: Any = Entries(start)
    above: list[Any] = []
    is_mapping = True
    at = start + 1
    while True:
        found = (MEMBER if is_mapping else ELEMENT)(text, at)
        if found is None:
            return None
        key, string, opening, literal, after = found.groups()
        at = found.end()
        node: Node
        if string:
            start = found.start(2)
            content = _unescaped(string) if "\\" in string else string[1:-1]
            if content is None:
                return None
            node = Scalar(start, start + len(string), content, False)
        elif opening:
            start = found.start(3)
            later = _later(text, start, checker) if checker and len(above) == 1 and opening == "{" else None
            if later is not None:
                following = AFTER(text, later.end)
                if following is None:
                    return None
                opening, after, at = "", following[1], following.end()
            node = later or (Entries(start) if opening == "{" else Items(start))
        else:
            start = found.start(4)
            node = Scalar(start, start + len(literal), literal, True)
        if is_mapping:
            name = _unescaped(key) if "\\" in key else key[1:-1]
            if name is None or name in here.keys:
                return None
            start = found.start(1)
            here.keys[name] = start, start + len(key), False
            here.values[name] = node
        else:
            here.items.append(node)
        if opening:
            above.append(here)
            here, is_mapping = node, opening == "{"
            if after == "," or len(above) >= MAX_DEPTH:
                return None
            if after is None:
                continue
        while after != ",":
            if after != ("}" if is_mapping else "]"):
                return None
            here.end = at
            if not above:
                return here  # type: ignore[no-any-return]
            here = above.pop()
            is_mapping = type(here) is Entries
            following = AFTER(text, at)
            if following is None:
                return None
            after, at = following[1], following.end()


def _later(text: str, start: int, checker: Checker) -> Later | None:
    """The object that begins there, checked and not read; None where there is more to it."""
    found = checker.check(start)
    if found is None:
        return None

    def read() -> Entries:
        entries = _object(text, start)
        assert entries is not None
        return entries

    return Later(start, *found, read)


def _unescaped(text: str) -> str | None:
    """What a string says; None where it has an escape that JSON does not have."""
    if "\\" not in text:
        return text[1:-1]
    import json

    try:
        content: str = json.loads(text)
    except ValueError:
        return None
    return SURROGATE.sub("\ufffd", content)


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.builder = Builder()
        self.closing: list[str] = []
        self.first = True

    def read(self) -> Node | None:
        self._skip()
        self._value()
        while self.closing:
            if self._next() == self.closing[-1]:
                self._close()
                continue
            if not self.first:
                self._expect(",")
            self.first = False
            if self.closing[-1] == "}":
                self._key()
            self._value()
        if self.at < len(self.text):
            raise SyntaxFault(self.at, "more text after the end of the JSON value")
        return self.builder.root

    def _next(self) -> str:
        return self.text[self.at : self.at + 1]

    def _skip(self) -> None:
        space = SPACE.match(self.text, self.at)
        self.at = space.end() if space else self.at

    def _expect(self, character: str) -> None:
        if self._next() != character:
            raise SyntaxFault(
                self.at, f'expected "{character}"' if self._next() else "the text ends too early"
            )
        self.at += 1
        self._skip()

    def _key(self) -> None:
        self._scalar(STRING, "expected a key in double quotes")
        self._expect(":")

    def _value(self) -> None:
        character = self._next()
        if character in ("{", "["):
            self.builder.open(Entries(self.at) if character == "{" else Items(self.at))
            self.closing.append("}" if character == "{" else "]")
            self.at += 1
            self.first = True
            self._skip()
        elif character == '"':
            self._scalar(STRING, "a string without its end, or with a control character")
        else:
            self._scalar(LITERAL, "expected a JSON value")

    def _close(self) -> None:
        self.closing.pop()
        self.at += 1
        self.first = False
        self.builder.close(self.at)
        self._skip()

    def _scalar(self, kind: Pattern[str], otherwise: str) -> None:
        found = kind.match(self.text, self.at)
        if found is None:
            raise SyntaxFault(self.at, otherwise if self.at < len(self.text) else "the text ends too early")
        text = found.group()
        content = self._content(text) if kind is STRING else text
        self.builder.scalar(Scalar(self.at, found.end(), content, kind is not STRING))
        self.at = found.end()
        self._skip()

    def _content(self, text: str) -> str:
        content = _unescaped(text)
        if content is None:
            raise SyntaxFault(self.at, "a string with an escape that JSON does not have")
        return content

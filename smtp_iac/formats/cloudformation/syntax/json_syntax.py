"""JSON text -> nodes with their places; json itself keeps none, and YAML refuses some of it."""

from __future__ import annotations

from re import compile as pattern

from . import nodes
from .nodes import MAX_DEPTH, Builder, Entries, Items, Node, Scalar, SyntaxFault

TYPE_CHECKING = False
if TYPE_CHECKING:
    from re import Match, Pattern

SPACES = r"[ \t\n\r]*+"
STRINGS = r'"(?:[^"\\\x00-\x1f]++|\\.)*+"'
LITERALS = r"(?:true\b|false\b|null\b|-?(?:0|[1-9]\d*+)(?:\.\d+)?(?:[eE][-+]?\d+)?(?![\w.]))"
SPACE = pattern(SPACES)
STRING = pattern(STRINGS)
LITERAL = pattern(LITERALS)
SURROGATE = pattern("[\ud800-\udfff]")

# A value or the bracket that begins it, and the comma or bracket after it.
VALUE = rf"(?:(?P<text>{STRINGS})|(?P<literal>{LITERALS})|(?P<opening>[{{\[]))(?:{SPACES}(?P<after>[,}}\]]))?"
ELEMENT = pattern(SPACES + VALUE).match
MEMBER = pattern(rf"{SPACES}(?P<key>{STRINGS}){SPACES}:{SPACES}{VALUE}").match
AFTER = pattern(rf"{SPACES}([,}}\]])").match


def read_json(text: str) -> Node | None:
    """The root of a JSON text. Raises SyntaxFault."""
    return _read_quickly(text) or _Reader(text).read()


def _read_quickly(text: str) -> Node | None:
    """The root of an object as nearly all are: one match for each of its members. None where something is
    unusual or wrong, which the careful reader knows to tell."""
    start = len(text) - len(text.lstrip(" \t\n\r"))
    if not text.startswith("{", start) or len(text) > nodes.MAX_NODES:  # so it cannot have more of them
        return None
    here: Entries | Items = Entries(start)
    above: list[Entries | Items] = []
    at = start + 1
    while True:
        found = (MEMBER if type(here) is Entries else ELEMENT)(text, at)
        if found is None:
            return None
        opening, after, at = found["opening"], found["after"], found.end()
        node = _node(found)
        if node is None or not _put(here, found, node):
            return None
        if opening:
            above.append(here)
            here = node  # type: ignore[assignment]
            if after == "," or len(above) >= MAX_DEPTH:
                return None
            if after is None:
                continue
        while after != ",":
            if after != ("}" if type(here) is Entries else "]"):
                return None
            here.end = at
            if not above:
                return None if text[at:].strip(" \t\n\r") else here
            here = above.pop()
            following = AFTER(text, at)
            if following is None:
                return None
            after, at = following[1], following.end()


def _node(found: Match[str]) -> Node | None:
    """The scalar, or the collection that begins there."""
    opening = found["opening"]
    if opening:
        at = found.start("opening")
        return Entries(at) if opening == "{" else Items(at)
    kind = "text" if found["literal"] is None else "literal"
    content = _unescaped(found["text"]) if kind == "text" else found["literal"]
    return None if content is None else Scalar(*found.span(kind), content, kind == "literal")


def _put(here: Entries | Items, found: Match[str], node: Node) -> bool:
    """Add a member or an element; False where a key is no text, or there twice."""
    if isinstance(here, Items):
        here.items.append(node)
        return True
    key = _unescaped(found["key"])
    if key is None or key in here.keys:
        return False
    here.keys[key] = (*found.span("key"), False)
    here.values[key] = node
    return True


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

"""JSON text -> nodes with their places; json itself keeps none, and YAML refuses some of it."""

from __future__ import annotations

from re import compile as pattern

from .nodes import Builder, Entries, Items, Node, Scalar, SyntaxFault

TYPE_CHECKING = False
if TYPE_CHECKING:
    from re import Pattern

SPACE = pattern(r"[ \t\n\r]*+")
STRING = pattern(r'"(?:[^"\\\x00-\x1f]++|\\.)*+"')
LITERAL = pattern(r"true\b|false\b|null\b|-?(?:0|[1-9]\d*+)(?:\.\d+)?(?:[eE][-+]?\d+)?(?![\w.])")
SURROGATE = pattern("[\ud800-\udfff]")


def read_json(text: str) -> Node | None:
    """The root of a JSON text. Raises SyntaxFault."""
    return _Reader(text).read()


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
        if "\\" not in text:
            return text[1:-1]
        import json

        try:
            content: str = json.loads(text)
        except ValueError:
            raise SyntaxFault(self.at, "a string with an escape that JSON does not have") from None
        return SURROGATE.sub("\ufffd", content)

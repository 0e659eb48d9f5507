"""Reads JSON and keeps the byte offsets of every key and value. No recursion."""

from __future__ import annotations

from ....patterns import pattern
from . import SyntaxProblem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from re import Match
    from typing import Any

_SPACE = pattern(rb"[ \t\r\n]*+").match
_STRING = pattern(rb'"(?:[^"\\\x00-\x1f]+|\\["\\/bfnrt]|\\u[0-9A-Fa-f]{4})*+"').match
_SCALAR = pattern(rb"(true|false|null)\b|-?(?:0|[1-9][0-9]*+)(\.[0-9]++)?(?:[eE]([+-]?[0-9]++))?").match
_WORDS = {b"true": True, b"false": False, b"null": None}
_DEEPEST = 150


class JsonNode:
    """A JSON value, data[start:end].

    `kind` is "object", "array", "string", "number", "bool" or "null". `value` is the list of (key, value)
    nodes of an object, repeated keys included, the list of nodes of an array, else the Python value (numbers:
    int, or Decimal where not integral).
    """

    __slots__ = ("end", "kind", "start", "value")

    def __init__(self, kind: str, start: int, end: int, value: Any) -> None:
        self.kind = kind
        self.start = start
        self.end = end
        self.value = value

    def __repr__(self) -> str:
        return f"JsonNode({self.kind} at {self.start})"


def parse_json(data: bytes) -> JsonNode:
    """The value that the whole of `data` is. Raises SyntaxProblem."""
    try:
        data.decode()
    except UnicodeDecodeError as error:
        raise SyntaxProblem(error.start, "not UTF-8") from None
    pos = _skip(data, 3 if data.startswith(b"\xef\xbb\xbf") else 0)
    root, pos = _value(data, pos)
    stack = [root] if root.kind in {"object", "array"} else []
    while stack:
        pos = _member(data, _skip(data, pos), stack)
    pos = _skip(data, pos)
    if pos < len(data):
        raise SyntaxProblem(pos, "more follows the end of the JSON value")
    return root


def _member(data: bytes, pos: int, stack: list[JsonNode]) -> int:
    """Read the next member of the innermost open object or array, or its end; the offset after that."""
    holder = stack[-1]
    closer = b"}" if holder.kind == "object" else b"]"
    found = data[pos : pos + 1]
    if found == closer:
        holder.end = pos + 1
        stack.pop()
        return pos + 1
    if not found:
        raise SyntaxProblem(holder.start, f"`{'{' if holder.kind == 'object' else '['}` is never closed")
    if holder.value:
        if found != b",":
            raise SyntaxProblem(pos, f"expected `,` or `{closer.decode()}`")
        pos = _skip(data, pos + 1)
    if holder.kind == "object":
        key = _string(data, pos)
        pos = _skip(data, key.end)
        if data[pos : pos + 1] != b":":
            raise SyntaxProblem(pos, "expected `:` after a property name")
        value, pos = _value(data, _skip(data, pos + 1))
        holder.value.append((key, value))
    else:
        value, pos = _value(data, pos)
        holder.value.append(value)
    if value.kind in {"object", "array"}:
        if len(stack) >= _DEEPEST:
            raise SyntaxProblem(value.start, f"nested deeper than {_DEEPEST} levels")
        stack.append(value)
    return pos


def _value(data: bytes, pos: int) -> tuple[JsonNode, int]:
    """The value at `pos`, of an object or array only its beginning, and the offset after it."""
    found = data[pos : pos + 1]
    if found == b"{":
        return JsonNode("object", pos, pos, []), pos + 1
    if found == b"[":
        return JsonNode("array", pos, pos, []), pos + 1
    if found == b'"':
        string = _string(data, pos)
        return string, string.end
    match = _SCALAR(data, pos)
    if match is None:
        raise SyntaxProblem(pos, "expected a JSON value" if found else "the JSON text ends too soon")
    if match[1]:
        value = _WORDS[match[1]]
        return JsonNode("null" if value is None else "bool", pos, match.end(), value), match.end()
    return JsonNode("number", pos, match.end(), _number(match)), match.end()


def _number(match: Match[bytes]) -> Any:
    if len(match[0]) > 4000 or len(match[3] or b"") > 6:
        raise SyntaxProblem(match.start(), "number is too long")
    if match[2] is None and match[3] is None:
        return int(match[0])
    from decimal import Decimal

    number = Decimal(match[0].decode())
    whole = number.adjusted() < 400 and number == number.to_integral_value()
    return int(number) if whole else number


def _string(data: bytes, pos: int) -> JsonNode:
    match = _STRING(data, pos)
    if match is None:
        quoted = data.startswith(b'"', pos)
        raise SyntaxProblem(pos, "malformed or unclosed string" if quoted else "expected a property name")
    text = match[0]
    if b"\\" not in text:
        return JsonNode("string", pos, match.end(), text[1:-1].decode())
    import json

    value = json.loads(text)
    if not value.isprintable():  # half of a surrogate pair stands for no character
        value = value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return JsonNode("string", pos, match.end(), value)


def _skip(data: bytes, pos: int) -> int:
    return _SPACE(data, pos).end()  # type: ignore[union-attr]

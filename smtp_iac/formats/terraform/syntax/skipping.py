"""Skips over brackets, strings, heredocs and comments of HCL without reading them: bytes in, offsets out.

One possessive match steps over everything that is no bracket, no string with a nested brace and no heredoc;
Python sees only what is left. Two traps keep it linear: every comment pattern accepts the end of the text as
its end, and nothing that may fail follows a repeat that is not possessive. Nesting lives on a list, never on
Python's stack.
"""

from __future__ import annotations

from itertools import pairwise

from ....patterns import pattern
from . import SyntaxProblem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from re import Match, Pattern


def but(characters: bytes) -> bytes:
    """A class of all bytes but these. Written without `^`, it is matched in half the time."""
    edges = pairwise((-1, *sorted(characters), 256))
    ranges = [rb"\x%02x-\x%02x" % (low + 1, high - 1) for low, high in edges if high - low > 1]
    return b"[%s]" % b"".join(ranges)


def among(plain: bytes, *others: bytes) -> bytes:
    """Any number of what is plain, a run of bytes, and of the others."""
    return plain + rb"(?:(?:" + rb"|".join(others) + rb")" + plain + rb")*+"


IDENTIFIER = rb"(?![0-9-])[\w\x80-\xff-]++"  # so written, it compiles in half the time
COMMENT_REST = rb"(?:[^*]+|\*(?!/))*+(?:\*/|\Z)"  # what follows `/*`
LINES_BEFORE = rb"[ \t\r\n]*+(?:(?:#|//)[^\n]*+[ \t\r\n]*+)*+"  # and comments to the end of their lines
HEREDOC_START = rb"<<(-?)(" + IDENTIFIER + rb")\r?\n"
TEMPLATE_TEXT = rb"\$\$\{|%%\{|[$%](?!\{)"

# A whole quoted string, if its interpolations hold no brace, quote or comment of their own.
_EASY_STRING = (
    rb'"' + among(but(b'"\\$%\n') + rb"*+", rb"\\[^\n]", TEMPLATE_TEXT, rb'[$%]\{[^"{}#/<\n]*\}') + rb'"'
)
EASY_DEPTH = 4
_PLAIN = but(b'"{}#/<') + rb"*+"
_NESTED_ATOMS = _EASY_STRING + rb"|(?:#|//)[^\n]*|/(?![/*])|<(?!<)"
_ATOMS = _NESTED_ATOMS + rb"|/\*" + COMMENT_REST
_IN_BRACES = among(_PLAIN, _ATOMS)
_NESTED = among(_PLAIN, _NESTED_ATOMS)
for _ in range(EASY_DEPTH - 1):
    _NESTED = among(_PLAIN, _NESTED_ATOMS, rb"\{" + _NESTED + rb"\}")
# A heredoc without sequences, up to its end marker.
_EASY_HEREDOC = (
    rb"<<-?(?P<marker>" + IDENTIFIER + rb")\r?(?=\n)(?:[^\n$%]+|" + TEMPLATE_TEXT
    + rb"|\n(?![ \t]*+(?P=marker)[ \t]*+\r?\n))*+\n[ \t]*+(?P=marker)"
)  # fmt: skip
EASY_BODY = among(_PLAIN, _ATOMS, _EASY_HEREDOC, rb"\{" + _NESTED + rb"\}")
"""What stands between the braces of most blocks: no more than EASY_DEPTH braces, in which is no `/*`."""
_FLAT = but(b'"{}()[]#/<') + rb"*+"
_FLAT_PAIRS = rb"\(" + _FLAT + rb"\)|\[" + _FLAT + rb"\]|\{" + _FLAT + rb"\}"
# Compiled where they are needed.
_BRACKETS = among(but(b'"{}()[]#/<') + rb"*+", _ATOMS, _FLAT_PAIRS)
_WARY = among(but(b'"{}#/<\n') + rb"*+", rb"\n(?!=======|>>>>>>>)", _ATOMS)

_STRING_TEXT = pattern(rb'(?:[^"\\$%\n]+|\\[^\n]|' + TEMPLATE_TEXT + rb")*+").match
# Stops before a sequence, and before a line that holds one word only and so may be the end marker.
_HEREDOC_TEXT = rb"(?:[^\n$%]+|" + TEMPLATE_TEXT + rb"|\n(?![ \t]*+" + IDENTIFIER + rb"[ \t]*+\r?\n))*+"

_QUOTE, _LESS = ord('"'), ord("<")
_CLOSERS = {ord("{"): ord("}"), ord("["): ord("]"), ord("("): ord(")")}
_NOTHING = -1
_NO_BRACKETS = bytes(range(256)).translate(None, b"()[]{}")
_USUAL_DEPTH = 8


def without_pairs(text: bytes, dropped: bytes = _NO_BRACKETS) -> bytes:
    """The brackets of a text, wherever they stand, without pairs, as deep as most files are nested; and what
    else is not among the bytes dropped."""
    brackets = text.translate(None, dropped)
    for _ in range(_USUAL_DEPTH):
        length = len(brackets)
        brackets = brackets.replace(b"()", b"").replace(b"[]", b"").replace(b"{}", b"")
        if len(brackets) == length:
            break
    return brackets


def in_a_row(of: Pattern[bytes], data: bytes, pos: int, end: int) -> list[Match[bytes]]:
    """The matches from `pos` on, each where the one before it ends."""
    return list(iter(of.scanner(data, pos, end).match, None))  # type: ignore[attr-defined] # as re.Scanner does


def has_conflict_line(data: bytes) -> bool:
    """Whether some line, perhaps of a heredoc or a comment, begins like a marker of a merge conflict."""
    # With `in`, Python makes an exception first, and drops it.
    return data.find(b"\n=======") >= 0 or data.find(b"\n>>>>>>>") >= 0


def identifier(name: bytes, offset: int) -> str:
    """The name as text; raises SyntaxProblem if a character beyond ASCII may not stand in a name."""
    text = name.decode()
    if not name.isascii() and not text.replace("-", "_").isidentifier():
        raise SyntaxProblem(offset, "character that may not stand in a name")
    return text


def close(data: bytes, opening: int, end: int, wary: bool = False) -> int:
    """The offset after the `}` that closes the `{` at `opening`; round and square brackets are not looked at.

    Raises SyntaxProblem at what is never closed; if `wary`, also at a marker of a merge conflict.
    """
    return _close(data, opening, end, pattern(_WARY) if wary else pattern(_IN_BRACES))


def close_any(data: bytes, opening: int, end: int) -> int:
    """The offset after what closes the bracket, quote or heredoc that begins at `opening`.

    A heredoc ends after its marker, before the newline. Raises SyntaxProblem at what is never closed.
    """
    skip = pattern(_BRACKETS).match
    closers: list[int] = []
    pos = opening
    while True:
        found = data[pos] if pos < end else _NOTHING
        if found in _CLOSERS:
            closers.append(_CLOSERS[found])
        elif closers and found == closers[-1]:
            closers.pop()
            if not closers:
                return pos + 1
        else:  # a string, heredoc or comment that is not easy, or what is wrong
            return _close(data, opening, end, pattern(_BRACKETS))
        pos = skip(data, pos + 1, end).end()  # type: ignore[union-attr]


def _close(data: bytes, opening: int, end: int, inside: Pattern[bytes]) -> int:
    skip = inside.match
    stack: list[int] = []  # the offsets of what is open
    pos = _open(data, opening, stack)
    while stack:
        kind = data[stack[-1]]
        if kind == _QUOTE:
            pos = _in_string(data, pos, end, stack)
        elif kind == _LESS:
            pos = _in_heredoc(data, pos, end, stack)
        else:
            pos = skip(data, pos, end).end()  # type: ignore[union-attr]
            found = data[pos] if pos < end else _NOTHING
            if found == _CLOSERS[kind]:
                stack.pop()
                pos += 1
            elif found == _NOTHING or found in b"}])":
                raise _never_closed(data, stack[-1])
            else:
                pos = _open(data, pos, stack)
    return pos


def _open(data: bytes, pos: int, stack: list[int]) -> int:
    """Note what opens at `pos`; the offset where its content begins (of a heredoc: the newline before it)."""
    if data[pos] == _LESS:
        start = pattern(HEREDOC_START).match(data, pos)
        if start is None:
            conflict = data.startswith(b"<<<<<<<", pos)
            raise SyntaxProblem(pos, "merge conflict marker" if conflict else "`<<` begins no heredoc here")
        stack.append(pos)
        return start.end() - 1
    if data[pos] == ord("\n"):
        raise SyntaxProblem(pos + 1, "merge conflict marker")
    if data[pos] == ord("/"):
        raise SyntaxProblem(pos, "`/*` is never closed")
    stack.append(pos)
    return pos + 1


def _in_string(data: bytes, pos: int, end: int, stack: list[int]) -> int:
    pos = _STRING_TEXT(data, pos, end).end()  # type: ignore[union-attr]
    found = data[pos : pos + 1] if pos < end else b""
    if found == b'"':
        stack.pop()
        return pos + 1
    if found in {b"$", b"%"} and pos + 1 < end:
        stack.append(pos + 1)
        return pos + 2
    raise _never_closed(data, stack[-1])


def _in_heredoc(data: bytes, pos: int, end: int, stack: list[int]) -> int:
    pos = pattern(_HEREDOC_TEXT).match(data, pos, end).end()  # type: ignore[union-attr]
    found = data[pos : pos + 1] if pos < end else b""
    if found == b"\n":
        line = data[pos + 1 : data.index(b"\n", pos + 1)].rstrip(b" \t\r")
        start = data[stack[-1] : data.index(b"\n", stack[-1])]
        if line.lstrip(b" \t") != start.lstrip(b"<-").rstrip(b"\r"):
            return pos + 1
        stack.pop()
        return pos + 1 + len(line)
    if found and pos + 1 < end:
        stack.append(pos + 1)
        return pos + 2
    raise _never_closed(data, stack[-1])


def _never_closed(data: bytes, opening: int) -> SyntaxProblem:
    kind = data[opening]
    if kind == _QUOTE:
        return SyntaxProblem(opening, "quoted string is never closed")
    if kind == _LESS:
        return SyntaxProblem(opening, "heredoc is never closed")
    return SyntaxProblem(opening, f"`{chr(kind)}` is never closed")

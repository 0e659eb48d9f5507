"""Templates: quoted strings, heredocs and bare templates have one syntax, put together here.

The parts come in order: ("text", s, e), ("interp", s, e, node), ("if", s, e, condition), ("else", s, e),
("endif", s, e), ("for", s, e, key or None, value, collection), ("endfor", s, e). Trimming, the `<<-` margin
and the nesting of directives follow HCL's own parser_template.go: a `~` trims only the literal next to it,
which in a heredoc ends with its line, and the margin is measured after that trimming.
"""

from __future__ import annotations

from ....patterns import pattern
from . import SyntaxProblem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from re import Match
    from typing import Any

    from .expressions import Node

# What Go's unicode.IsSpace calls a space.
_SPACE = (
    "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006"
    "\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
)
# Few runs need these: they are compiled where they are used.
_QUOTED_ESCAPE = rb"\\(?:u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|(?s:.))|\$\$\{|%%\{"
_PLAIN_ESCAPE = rb"([$%])\1\{"
_ESCAPES = {
    b"\\n": b"\n",
    b"\\r": b"\r",
    b"\\t": b"\t",
    b'\\"': b'"',
    b"\\\\": b"\\",
    b"$${": b"${",
    b"%%{": b"%{",
}
_DEEPEST = 150


def quoted_text(text: bytes, offset: int) -> str:
    """What a literal part of a quoted string stands for; raises SyntaxProblem at an unknown escape."""
    if b"\\" not in text and b"{" not in text:
        return text.decode()

    def meaning(match: Match[bytes]) -> bytes:
        escape = match[0]
        if escape in _ESCAPES:
            return _ESCAPES[escape]
        try:
            return chr(int(escape[2:], 16)).encode()
        except (ValueError, OverflowError):
            raise SyntaxProblem(offset + match.start(), "unknown escape in a quoted string") from None

    return pattern(_QUOTED_ESCAPE).sub(meaning, text).decode()


def plain_text(text: bytes) -> str:
    """What a literal part of a heredoc or bare template stands for: there are no backslash escapes."""
    return pattern(_PLAIN_ESCAPE).sub(rb"\1{", text).decode() if b"{" in text else text.decode()


def template_node(
    text: bytes, parts: Sequence[Any], start: int, end: int, *, quoted: bool, flush: bool = False
) -> Node:
    """The node of a template that spans text[start:end]."""
    pieces = _trimmed(text, parts, quoted)
    if flush:
        _cut_margin(pieces)
    pieces = _melded(pieces)
    if len(pieces) == 1 and pieces[0][0] == "interp":
        return ("wrap", start, end, pieces[0][3])
    return _joined(_nested(pieces), start, end)


def _trimmed(text: bytes, parts: Sequence[Any], quoted: bool) -> list[Any]:
    """The parts with every "text" made ["text", s, e, string], trimmed where a `~` is next to it."""
    pieces: list[Any] = []
    trim_next = False
    for part in parts:
        kind, start, end = part[:3]
        if kind == "text":
            raw = text[start:end]
            string = quoted_text(raw, start) if quoted else plain_text(raw)
            pieces.append(["text", start, end, string.lstrip(_SPACE) if trim_next else string])
            trim_next = False
            continue
        if pieces and pieces[-1][0] == "text" and text.startswith(b"~", start + 2):
            pieces[-1][3] = pieces[-1][3].rstrip(_SPACE)
        pieces.append(part)
        trim_next = text.startswith(b"~}", end - 2)
    return pieces


def _cut_margin(pieces: list[Any]) -> None:
    """Take the smallest indentation off every line; lines of blanks do not count and are not cut."""
    margin: int | None = None
    lines = []
    at_start = True
    for piece in pieces:
        literal = piece[0] == "text"
        if at_start:
            at_start = False
            if not literal:
                margin = 0
            elif piece[3].strip(_SPACE) or not piece[3].endswith("\n"):
                indent = len(piece[3]) - len(piece[3].lstrip(_SPACE))
                margin = indent if margin is None else min(margin, indent)
                lines.append(piece)
        if literal and piece[3].endswith("\n"):
            at_start = True
    for piece in lines:
        piece[1] += len(piece[3][:margin].encode())
        piece[3] = piece[3][margin:]


def _melded(pieces: list[Any]) -> list[Any]:
    """Neighbouring literals as one ("lit", s, e, string)."""
    result: list[Any] = []
    texts: list[Any] = []
    for piece in [*pieces, None]:
        if piece is not None and piece[0] == "text":
            texts.append(piece)
            continue
        if texts:
            result.append(("lit", texts[0][1], texts[-1][2], "".join(text[3] for text in texts)))
            texts = []
        if piece is not None:
            result.append(piece)
    return result


def _nested(pieces: list[Any]) -> list[Node]:
    """The pieces with their if and for directives nested."""
    nodes: list[Node] = []
    stack: list[
        tuple[Any, Any, list[Node] | None, list[Node]]
    ] = []  # (opener, else, then nodes, outer nodes)
    for piece in pieces:
        kind = piece[0]
        if kind in {"if", "for"}:
            stack.append((piece, None, None, nodes))
            nodes = []
            if len(stack) > _DEEPEST:
                raise SyntaxProblem(piece[1], f"nested deeper than {_DEEPEST} levels")
        elif kind in ("else", "endif", "endfor"):
            if not stack or stack[-1][0][0] != ("for" if kind == "endfor" else "if"):
                raise SyntaxProblem(piece[1], f"unexpected {kind} directive")
            opener, middle, then, outer = stack.pop()
            if kind == "else":
                if middle is not None:
                    raise SyntaxProblem(piece[1], "second else of one if directive")
                stack.append((opener, piece, nodes, outer))
                nodes = []
                continue
            outer.append(_directive(opener, middle, then, nodes, piece))
            nodes = outer
        elif kind == "interp":
            nodes.append(piece[3])
        else:
            nodes.append(piece)
    if stack:
        raise SyntaxProblem(stack[-1][0][1], f"{stack[-1][0][0]} directive is never ended")
    return nodes


def _directive(opener: Any, middle: Any, then: list[Node] | None, nodes: list[Node], closer: Any) -> Node:
    start, end = opener[1], closer[2]
    if opener[0] == "for":
        return ("tfor", start, end, *opener[3:], _joined(nodes, opener[2], closer[1]))
    if middle is None:
        return (
            "tif",
            start,
            end,
            opener[3],
            _joined(nodes, opener[2], closer[1]),
            ("lit", closer[1], closer[1], ""),
        )
    then_node = _joined(then or [], opener[2], middle[1])
    return ("tif", start, end, opener[3], then_node, _joined(nodes, middle[2], closer[1]))


def _joined(nodes: list[Node], start: int, end: int) -> Node:
    if not nodes:
        return ("lit", start, end, "")
    if len(nodes) == 1 and nodes[0][0] == "lit" and isinstance(nodes[0][3], str):
        return ("lit", start, end, nodes[0][3])
    return ("template", start, end, tuple(node for node in nodes if node[0] != "lit" or node[3] != ""))

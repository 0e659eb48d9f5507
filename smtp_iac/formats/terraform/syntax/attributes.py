"""`Attribute`: a name and where its expression stands; nothing is parsed until somebody asks."""

from __future__ import annotations

from ....patterns import pattern
from . import SyntaxProblem
from .expressions import parse_expression
from .skipping import COMMENT_REST, LINES_BEFORE, TEMPLATE_TEXT, among, but, close_any, identifier

TYPE_CHECKING = False
if TYPE_CHECKING:
    from re import Match

    from .expressions import Node

_EASY_STRING = rb'"(?:[^"\\$%\r\n{}]+|\\[^\r\n{}]|' + TEMPLATE_TEXT.replace(rb"\$\$\{|%%\{|", b"") + rb')*+"'
_RUN = pattern(rb'(?:[^"{}()\[\]#/<\n]+|' + _EASY_STRING + rb"|/(?![/*])|<(?!<))*+").match
EASY_BRACKETS = 8
# What stands in most brackets. A string or comment in them has no bracket but those of a plain interpolation.
_FLAT = but(b'"{}()[]#/<') + rb"*+"
_IN_SEQUENCE = rb'[^"{}()\[\]#/<\r\n]*+'
_PLAIN_SEQUENCE = (
    rb"|[$%](?:\{"
    + among(_IN_SEQUENCE, rb"\(%s\)" % _IN_SEQUENCE, rb"\[%s\]" % _IN_SEQUENCE)
    + rb"\}|(?!\{))"
)
_FLAT_STRING = rb'"(?:[^"\\$%\r\n{}()\[\]]+' + _PLAIN_SEQUENCE + rb')*+"'
LINE_STRING = rb'"(?:[^"\\$%\r\n{}]+|\\[^\r\n{}]' + _PLAIN_SEQUENCE + rb')*+"'
_IN_FLAT = (_FLAT_STRING, rb"#[^\n{}()\[\]]*+(?=\n)", rb"/(?![/*])", rb"<(?!<)")
IN_BRACKETS = among(_FLAT, *_IN_FLAT)
for _ in range(EASY_BRACKETS - 1):
    IN_BRACKETS = among(_FLAT, *_IN_FLAT, rb"[({\[]%s[)}\]]" % IN_BRACKETS)
# What most expressions are, up to the end of the line: with at most EASY_BRACKETS around anything.
EASY_EXPRESSION = among(but(b'"{}()[]#/<\r\n') + rb"*+", LINE_STRING, rb"[({\[]%s[)}\]]" % IN_BRACKETS)
EASY_ATTRIBUTE = pattern(
    LINES_BEFORE
    + rb"([A-Za-z_][A-Za-z0-9_-]*+)[ \t]*+=(?![=>])[ \t]*+("
    + EASY_EXPRESSION
    + rb")(?<![ \t])(?=\n)"
)
"""A whole attribute as most are written, with what may stand before it. Any closing bracket is taken for that
of any opening one: it is for text in which they are all paired (`skipping.without_pairs`)."""
_COMMENT = rb"/\*" + COMMENT_REST


class Attribute:
    """`name` at `name_start`; data[start:end] is the expression without trailing blanks and comments.

    A heredoc ends after its end marker, the newline excluded. `literal` is None here; the attributes of
    `.tf.json` have the text of a JSON string there.
    """

    __slots__ = ("_parsed", "data", "end", "name", "name_start", "start")
    literal: str | None = None

    def __init__(self, data: bytes, name: str, name_start: int, start: int, end: int) -> None:
        self.data = data
        self.name = name
        self.name_start = name_start
        self.start = start
        self.end = end
        self._parsed: Node | None = None

    @property
    def text(self) -> bytes:
        return self.data[self.start : self.end]

    def node(self) -> tuple[Node, int]:
        """The parsed expression, and the offset to add to its offsets to get offsets into the file.

        Raises SyntaxProblem with an offset into the file.
        """
        if self._parsed is None:
            try:
                self._parsed = parse_expression(self.data[self.start : self.end])
            except SyntaxProblem as problem:
                raise problem.moved(self.start) from None
        return self._parsed, self.start

    def __repr__(self) -> str:
        return f"Attribute({self.name} at {self.name_start})"


class SetTwice(Attribute):
    """An argument that a body sets for the second time, which terraform does not accept."""

    __slots__ = ()

    def __init__(self, second: Attribute) -> None:
        super().__init__(second.data, second.name, second.name_start, second.start, second.end)

    def node(self) -> tuple[Node, int]:
        raise SyntaxProblem(self.name_start, f"`{self.name}` is set twice")


def easy_attribute(data: bytes, name: str, match: Match[bytes]) -> Attribute:
    """The attribute that is a match of EASY_ATTRIBUTE."""
    return Attribute(data, name, match.start(1), match.start(2), match.end())


def read_attribute(data: bytes, match: Match[bytes], limit: int) -> Attribute:
    """The attribute that begins with a match of `blocks.ATTRIBUTE`; its expression ends before `limit`."""
    name = identifier(match[1], match.start())
    return Attribute(data, name, match.start(), match.end(), _expression_end(data, match.end(), limit))


def _expression_end(data: bytes, start: int, limit: int) -> int:
    """The end of the expression at `start`: before a newline, a comment that ends the line, or a `}`."""
    pos = end = start
    while True:
        after = _RUN(data, pos, limit).end()  # type: ignore[union-attr]
        if run := data[pos:after].rstrip(b" \t\r"):
            end = pos + len(run)
        pos = after
        found = data[pos : pos + 1] if pos < limit else b"\n"
        if found in (b"\n", b"}", b"#") or data.startswith(b"//", pos):
            return end
        if found == b"/":
            comment = pattern(_COMMENT).match(data, pos, limit)
            assert comment
            pos = comment.end()
        elif found in (b"]", b")"):
            raise SyntaxProblem(pos, f"`{found.decode()}` closes nothing")
        else:
            pos = end = close_any(data, pos, limit)

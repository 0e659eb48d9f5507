"""The lazy block index: the top-level blocks of a Terraform file, found by one scan over its bytes.

`index` decides whether a file is readable at all: brackets, strings, heredocs and comments close, there are
no marks of a merge conflict, and between the top-level blocks is nothing but attributes and comments. What is
inside a block is split (`Block.body`) and parsed only when somebody asks.
"""

from __future__ import annotations

from ....patterns import pattern
from . import SyntaxProblem
from .attributes import Attribute, SetTwice, read_attribute
from .skipping import (
    COMMENT_REST,
    EASY_BODY,
    IDENTIFIER,
    LINES_BEFORE,
    but,
    close,
    close_any,
    has_conflict_line,
    identifier,
    in_a_row,
    without_pairs,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from re import Match

    from .bodies import Body

_INLINE = rb"(?:[ \t]|/\*" + COMMENT_REST + rb")*+"
_LABEL = rb'"(?:[^"\\\n$%]+|\\[^\n]|\$\$\{|%%\{|[$%](?!\{))*+"'
# Group 1 is the last block comment, group 2 is set if it is never closed.
BETWEEN = pattern(rb"(?:[ \t\r\n]+|#[^\n]*|//[^\n]*|(/\*)(?:[^*]+|\*(?!/))*+(?:\*/|(\Z)))*+").match
HEADER = pattern(
    rb"("
    + IDENTIFIER
    + rb")((?:"
    + _INLINE
    + rb"(?:"
    + _LABEL
    + rb"|"
    + IDENTIFIER
    + rb"))*+)"
    + _INLINE
    + rb"\{"
).match
ATTRIBUTE = pattern(rb"(" + IDENTIFIER + rb")" + _INLINE + rb"=(?![=>])" + _INLINE).match
_LABELS = rb"/\*" + COMMENT_REST + rb"|(" + _LABEL + rb")|(" + IDENTIFIER + rb")"
LINE_REST = pattern(_INLINE + rb"(?:\r?\n|#|//|\Z)").match
# A whole block as most are written, and what may stand before it: its type and two labels are plain.
_EASY_LABEL = rb'(?:[ \t]*+"(' + but(b'"\\\n$%') + rb'*+)")?+'
_EASY_BLOCK = pattern(
    LINES_BEFORE
    + rb"(([A-Za-z_][A-Za-z0-9_-]*+)"
    + _EASY_LABEL
    + _EASY_LABEL
    + rb")[ \t]*+\{("
    + EASY_BODY
    + rb")\}(?=[ \t]*+(?:\r?\n|\Z))"
)
TYPES = {kind.encode(): kind for kind in ("variable", "output", "module", "resource", "data", "locals")}
"""One text for all blocks of a type: there are thousands."""
_ALL_BUT_BRACKETS = bytes(range(1, 256)).translate(None, b"()[]{}")


class Block:
    """A block: `type`, `labels`, and byte offsets into the file.

    data[start:header_end] is `resource "a" "b"`, data[body_start:end - 1] what stands between the braces,
    `end` the offset after the closing brace. `depth` is 0 for a top-level block. `paired` is set where all
    brackets in it, wherever they stand, were found to be paired.
    """

    __slots__ = ("_body", "labels", "paired", "type")

    data: bytes
    start: int
    header_end: int
    body_start: int
    end: int
    depth: int

    def __init__(self, kind: str, labels: tuple[str, ...]) -> None:
        self.type = kind
        self.labels = labels
        self.paired = False
        self._body: Body | None = None

    @property
    def inside(self) -> bytes:
        """What stands between its braces."""
        return self.data[self.body_start : self.end - 1]

    def body(self) -> Body:
        """The block's attributes and nested blocks, split when first asked for. Raises nothing."""
        if self._body is None:
            start, end = self.body_start, self.end - 1
            self._body = bodies.body(self.data, start, end, self.depth + 1, self.paired)
        return self._body

    def __repr__(self) -> str:
        return f"Block({' '.join((self.type, *self.labels))} at {self.start})"


class CarefulBlock(Block):
    """A block that was read the careful way."""

    __slots__ = ("body_start", "data", "depth", "end", "header_end", "start")

    def __init__(  # noqa: PLR0917 - many are made, and keywords cost more
        self,
        data: bytes,
        kind: str,
        labels: tuple[str, ...],
        start: int,
        header_end: int,
        body_start: int,
        end: int,
        depth: int = 0,
    ) -> None:
        super().__init__(kind, labels)
        self.data = data
        self.start = start
        self.header_end = header_end
        self.body_start = body_start
        self.end = end
        self.depth = depth


class EasyBlock(Block):
    """A top-level block that is one match, which keeps its offsets: of most blocks nobody asks for them, and
    there are thousands."""

    __slots__ = ("_match",)
    depth = 0

    def __init__(self, match: Match[bytes]) -> None:
        kind, first, second = match.group(2, 3, 4)
        self.type = TYPES.get(kind) or kind.decode()
        if second is not None:
            self.labels = (first.decode(), second.decode())
        else:
            self.labels = () if first is None else (first.decode(),)
        self.paired = False
        self._match = match
        self._body = None

    @property
    def data(self) -> bytes:  # type: ignore[override]
        return self._match.string

    @property
    def start(self) -> int:  # type: ignore[override]
        return self._match.start(1)

    @property
    def header_end(self) -> int:  # type: ignore[override]
        return self._match.end(1)

    @property
    def body_start(self) -> int:  # type: ignore[override]
        return self._match.start(5)

    @property
    def end(self) -> int:  # type: ignore[override]
        return self._match.end()

    @property
    def inside(self) -> bytes:
        return self._match[5]


def index(data: bytes) -> list[Block]:
    """The top-level blocks of a file, in order. Raises SyntaxProblem if the file is unreadable."""
    return top_level(data)[1]


def top_level(data: bytes) -> tuple[dict[str, Attribute], list[Block]]:
    """The top-level attributes (what is set twice cannot be parsed) and blocks.

    Raises SyntaxProblem as `index` does.
    """
    _refuse_binary(data)
    wary = has_conflict_line(data)
    attributes: dict[str, Attribute] = {}
    blocks: list[Block] = []
    end = len(data)
    pos = 3 if data.startswith(b"\xef\xbb\xbf") else 0
    while True:
        if not wary and (easy := in_a_row(_EASY_BLOCK, data, pos, end)):
            blocks += map(EasyBlock, easy)
            pos = easy[-1].end()
        between = BETWEEN(data, pos, end)
        assert between
        if between.start(2) >= 0:
            raise SyntaxProblem(between.start(1), "`/*` is never closed")
        pos = between.end()
        if pos >= end:
            return attributes, blocks
        header = HEADER(data, pos, end)
        if header:
            pos = close(data, header.end() - 1, end, wary)
            blocks.append(make_block(data, header, pos))
        else:
            attribute = _attribute(data, pos, end)
            if attributes.setdefault(attribute.name, attribute) is not attribute:
                attributes[attribute.name] = SetTwice(attribute)
            pos = attribute.end
        if not LINE_REST(data, pos, end):
            raise SyntaxProblem(pos, "a new line is missing here")


def unbalanced(blocks: Sequence[Block]) -> Iterator[tuple[Block, SyntaxProblem]]:
    """What makes blocks unreadable though their braces close: a `[` or `(` that does not. Where as many close
    as open in a block, nothing is looked at more closely. Says of each block whether it is `paired`."""
    brackets = without_pairs(b"\0".join([block.inside for block in blocks]), _ALL_BUT_BRACKETS)
    if len(brackets) < len(blocks):  # nothing is left but what stands between the blocks
        for block in blocks:
            block.paired = True
        return
    for block, found in zip(blocks, brackets.split(b"\0"), strict=bool(blocks)):
        block.paired = not found
        if found and (found.count(b"(") != found.count(b")") or found.count(b"[") != found.count(b"]")):
            try:
                close_any(block.data, block.body_start - 1, block.end)
            except SyntaxProblem as problem:
                yield block, problem


def _attribute(data: bytes, pos: int, end: int) -> Attribute:
    match = ATTRIBUTE(data, pos, end)
    if match:
        return read_attribute(data, match, end)
    if data.startswith((b"<<<<<<<", b"=======", b">>>>>>>"), pos):
        raise SyntaxProblem(pos, "merge conflict marker")
    if data[pos : pos + 1] in b'{[("<':  # what never closes is the better thing to say
        close_any(data, pos, end)
    raise SyntaxProblem(pos, "neither a block nor an attribute")


def make_block(data: bytes, header: Match[bytes], end: int, depth: int = 0) -> Block:
    """The block of a HEADER match that reaches to `end`."""
    labels = header[2]
    return CarefulBlock(
        data,
        identifier(header[1], header.start()),
        read_labels(labels, header.start(2)) if labels else (),
        header.start(),
        header.end(2),
        header.end(),
        end,
        depth,
    )


def read_labels(text: bytes, offset: int) -> tuple[str, ...]:
    """The labels in a block's header, `offset` being where `text` begins."""
    if b"\\" not in text and b"{" not in text:
        pieces = text.decode().split('"')
        if not "".join(pieces[::2]).strip():  # nothing but blanks outside of the quotes
            return tuple(pieces[1::2])
    labels = []
    for match in pattern(_LABELS).finditer(text):
        if match[1] is not None:
            labels.append(_unquote(match[1][1:-1], offset + match.start()))
        elif match[2] is not None:
            labels.append(identifier(match[2], offset + match.start()))
    return tuple(labels)


def _unquote(text: bytes, offset: int) -> str:
    if b"\\" not in text and b"{" not in text:
        return text.decode()
    from .templates import quoted_text

    return quoted_text(text, offset)


def _refuse_binary(data: bytes) -> None:
    zero = data.find(b"\0")
    if zero >= 0:
        raise SyntaxProblem(zero, "binary content")
    if not data.isascii():
        try:
            data.decode()
        except UnicodeDecodeError as error:
            raise SyntaxProblem(error.start, "not UTF-8") from None


from . import bodies  # noqa: E402 - it needs what stands above

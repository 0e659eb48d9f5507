"""Splits one expression or template into the terminals of `grammar_table`, following terraform's scanner.

Tokens are (terminal, value). A value begins with (kind, start, end): punctuation is just that, names and
literals are nodes already, so that the parser need not touch them again. Where a dotted name (`local.a.b`)
is read at once, the NAME's value is the whole node, an "attr"; so is a DOT's with the name after it. Newlines
and comments come out only where they separate the elements of an object; `for`, `in`, `if` and the like are
terminals only inside the brackets or the directive where they can mean something.
"""

from __future__ import annotations

from ....patterns import pattern
from . import SyntaxProblem
from .skipping import (
    HEREDOC_START,
    IDENTIFIER,
    TEMPLATE_TEXT,
    identifier,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Token = tuple[str, tuple[Any, ...]]

_NUMBER = rb"[0-9](?:\.*+(?:[0-9]|[eE][+-]?[0-9]))*+"
_TOKEN = pattern(
    rb"[ \t]*+(?:(?P<name>" + IDENTIFIER + rb")(?P<attributes>(?:\." + IDENTIFIER + rb"){0,9}+)"
    rb"|\.(?P<attribute>" + IDENTIFIER + rb")"
    rb'|"(?P<string>[^"\\$%\n]*+)"'
    rb"|(?P<sign>\.\.\.|\[[ \t\r\n]*+\*[ \t\r\n]*+\]|\.[ \t]*\*|=>|==|!=|<=|>=|&&|\|\||::|~\}"
    rb"|[-+*%!?>=:(){}\[\],.]|/(?![/*])|<(?!<))"
    rb"|(?P<number>" + _NUMBER + rb")"
    rb'|(?P<newline>\r?\n)|(?P<comment>#|//|/\*)|(?P<quote>")|(?P<heredoc><<))'
).match
_STRING, _SIGN = 4, 5
_QUOTED_TEXT = pattern(rb'(?:[^"\\$%\n]+|\\[^\n]|' + TEMPLATE_TEXT + rb")*+").match
# Of heredocs; compiled where they are used.
_LINE_TEXT = rb"(?:[^\n$%]+|" + TEMPLATE_TEXT + rb")*+\n?"
_MARKER = rb"[ \t]*+(" + IDENTIFIER + rb")[ \t\r]*+(?:\n|\Z)"
_VALID_NUMBER = rb"[0-9]++(\.[0-9]++)?+([eE][+-]?[0-9]++)?+"

_SIGNS = {
    b"...": "ELLIPSIS", b"=>": "FOR_OBJECT_ARROW", b"==": "DOUBLE_EQ", b"!=": "NEQ", b"<=": "LEQ",
    b">=": "GEQ", b"&&": "DOUBLE_AMP", b"||": "DOUBLE_PIPE", b"::": "COLONS", b"-": "MINUS", b"+": "PLUS",
    b"*": "ASTERISK", b"/": "SLASH", b"%": "PERCENT", b"!": "NOT", b"?": "QMARK", b"<": "LT", b">": "GT",
    b"=": "EQ", b":": "COLON", b",": "COMMA", b".": "DOT",
}  # fmt: skip
_BRACKETS = {
    b"(": "LPAR", b")": "RPAR", b"[": "LSQB", b"]": "RSQB", b"{": "LBRACE", b"}": "RBRACE", b"~}": "RBRACE",
}  # fmt: skip
_CONSTANTS = {b"true": ("TRUE", True), b"false": ("FALSE", False), b"null": ("NULL", None)}
_KEYWORDS = {
    b"for": "FOR", b"in": "IN", b"if": "IF", b"else": "ELSE", b"endif": "ENDIF", b"endfor": "ENDFOR",
}  # fmt: skip
# The nonterminals that a dotted name, and a dot with the name after it, are already.
DOTTED_NAME, DOT_AND_NAME = "get_attr_expr_term", "get_attr"
_WORDS = frozenset((*_CONSTANTS, *_KEYWORDS))

# What is open. Newlines separate only directly in an object; keywords are looked for in the last two.
_TOP, _ROUND, _SQUARE, _OBJECT, _SEQUENCE, _FOR_LIST, _FOR_OBJECT, _DIRECTIVE = range(8)
_KEYWORD_FRAMES = (_FOR_LIST, _FOR_OBJECT, _DIRECTIVE)
_OPENED_BY = {b"(": _ROUND, b"[": _SQUARE, b"{": _OBJECT}
_CLOSED_BY = {_TOP: b"", _ROUND: b")", _SQUARE: b"]", _OBJECT: b"}", _FOR_LIST: b"]", _FOR_OBJECT: b"}"}


class Tokenizer:
    """Splits `text`; `tokens` grows as it goes. Offsets count from the beginning of `text`.

    dotted: whether up to nine attributes of a name are read at once, for which the text has to be ASCII.
    """

    __slots__ = ("dotted", "frames", "pos", "templates", "text", "tokens")

    def __init__(self, text: bytes, dotted: bool = False) -> None:
        self.text = text
        self.dotted = dotted
        self.pos = 0
        self.tokens: list[Token] = []
        self.frames: list[tuple[int, int]] = []  # (what is open, its offset)
        # The open templates: (marker of a heredoc; b'"' of a quoted string; b"" of a bare one, its offset)
        self.templates: list[tuple[bytes, int]] = []

    def expression(self) -> list[Token]:
        """The tokens of a whole text that is one expression. Raises SyntaxProblem."""
        self.frames.append((_TOP, 0))
        self._run()
        return self.tokens

    def template(self) -> list[Token]:
        """The tokens of a whole text that is one bare template. Raises SyntaxProblem."""
        self.tokens.append(("TEMPLATE_START", ("", 0, 0)))
        self.templates.append((b"", 0))
        self._template_text()
        self._run()
        return self.tokens

    def _run(self) -> None:
        """Read expressions until the text ends; template text is read where it begins or goes on."""
        text, frames, add, pos, dotted = self.text, self.frames, self.tokens.append, self.pos, self.dotted
        while pos < len(text):
            match = _TOKEN(text, pos)
            if match is None:
                self._fail(pos)
                break
            group, pos = match.lastgroup, match.end()
            if group == "attributes":
                name, attributes = match.group(1, 2)
                end = pos - len(attributes)
                start = end - len(name)
                if name in _WORDS:
                    self._word(name, start, end)
                    pos = end
                elif not dotted:
                    add(("NAME", ("var", start, end, identifier(name, start))))
                    pos = end
                else:
                    node: tuple[Any, ...] = ("var", start, end, name.decode())
                    if not attributes:
                        add(("NAME", node))
                        continue
                    for attribute in attributes.decode().split(".")[1:]:
                        end += len(attribute) + 1
                        node = ("attr", start, end, node, attribute)
                    add((DOTTED_NAME, node))
            elif group == "sign":
                sign = match[_SIGN]
                start = pos - len(sign)
                terminal = _SIGNS.get(sign)
                if terminal is not None:
                    add((terminal, ("", start, pos)))
                elif sign in _OPENED_BY:
                    frames.append((_OPENED_BY[sign], start))
                    add((_BRACKETS[sign], ("", start, pos)))
                elif sign == _CLOSED_BY.get(frames[-1][0]):
                    frames.pop()
                    add((_BRACKETS[sign], ("", start, pos)))
                else:
                    self.pos = pos
                    self._bracket(sign, start, pos)
                    pos = self.pos
            elif group == "string":
                string = match[_STRING]
                add(("STRING", ("lit", pos - len(string) - 2, pos, string.decode())))
            elif group == "number":
                number = match["number"]
                add(_number(number, pos - len(number), pos))
            elif group == "attribute":
                start = match.start(group)
                if dotted:
                    add((DOT_AND_NAME, ("attr", start - 1, pos, text[start:pos].decode())))
                else:
                    add(("DOT", ("", start - 1, start)))
                    pos = start
            elif group == "newline":
                start = match.start(group)
                if frames[-1][0] == _OBJECT:
                    if self.tokens[-1][0] != "NL_OR_COMMENT":
                        add(("NL_OR_COMMENT", ("newline", start, pos)))
                elif frames[-1][0] == _TOP and text[pos:].strip():
                    raise SyntaxProblem(start, "the expression ends here, but more follows")
            elif group == "comment":
                pos = _comment_end(text, match.start(group))
            elif group == "quote":
                add(("DBLQUOTE", ("", pos - 1, pos)))
                self.templates.append((b'"', pos - 1))
                self.pos = pos
                self._template_text()
                pos = self.pos
            else:
                self._heredoc(pos - 2)
                pos = self.pos
        if self.templates or len(frames) > 1:
            raise self._never_closed()

    def _word(self, word: bytes, start: int, end: int) -> None:
        if word in _CONSTANTS:
            terminal, value = _CONSTANTS[word]
            self.tokens.append((terminal, ("lit", start, end, value)))
            return
        if word == b"for":
            self._begin_for()
        terminal = _KEYWORDS[word] if self.frames[-1][0] in _KEYWORD_FRAMES else "NAME"
        self.tokens.append((terminal, ("var", start, end, word.decode())))

    def _begin_for(self) -> None:
        """What a bracket opens with a `for` right after it is a for expression."""
        what, opened = self.frames[-1]
        if what not in (_SQUARE, _OBJECT):
            return
        newline = self.tokens[-1][0] == "NL_OR_COMMENT"
        if self.tokens[-2 if newline else -1][1][1] == opened:
            self.frames[-1] = (_FOR_LIST if what == _SQUARE else _FOR_OBJECT, opened)
            if newline:
                self.tokens.pop()

    def _bracket(self, sign: bytes, start: int, end: int) -> None:
        frames, terminal = self.frames, _BRACKETS.get(sign)
        if terminal is None:
            terminal = "FULL_SPLAT_START" if sign[0] == ord("[") else "ATTR_SPLAT"
        elif frames[-1][0] not in (_SEQUENCE, _DIRECTIVE):
            raise SyntaxProblem(start, f"`{sign.decode()}` closes nothing")
        elif terminal != "RBRACE":
            raise self._never_closed()
        else:
            frames.pop()
            self.tokens.append((terminal, ("", start, end)))
            self._template_text()
            return
        self.tokens.append((terminal, ("", start, end)))

    def _heredoc(self, start: int) -> None:
        match = pattern(HEREDOC_START).match(self.text, start)
        if match is None:
            self._fail(start)
            return
        self.tokens.append(("HEREDOC_START", ("flush" if match[1] else "", start, match.end())))
        self.pos, marker = match.end(), match[2]
        self.templates.append((marker, start))
        if not self._marker_line(marker):
            self._template_text()

    def _marker_line(self, marker: bytes) -> bool:
        """Whether the line at `pos` ends the heredoc; if so, it is read."""
        match = pattern(_MARKER).match(self.text, self.pos)
        if match is None or match[1] != marker:
            return False
        self.templates.pop()
        self.tokens.append(("HEREDOC_END", ("", self.pos, match.end(1))))
        self.pos = match.end(1)
        return True

    def _template_text(self) -> None:
        """Read template text up to the next sequence or the template's end."""
        kind, opened = self.templates[-1]
        text, add = self.text, self.tokens.append
        read = _QUOTED_TEXT if kind == b'"' else pattern(_LINE_TEXT).match
        while True:
            start = self.pos
            end = self.pos = read(text, start).end()  # type: ignore[union-attr]
            if end > start:
                add(("STRING_CHARS", ("text", start, end)))
            if kind != b'"' and end > start and text[end - 1] == ord("\n"):
                if kind and self._marker_line(kind):
                    return
                continue
            found = text[end : end + 2]
            if found in (b"${", b"%{"):
                self._sequence(found)
            elif kind == b'"' and found[:1] == b'"':
                self.templates.pop()
                self.pos += 1
                add(("DBLQUOTE", ("", end, end + 1)))
            elif not kind and not found:
                self.templates.pop()
                add(("TEMPLATE_END", ("", end, end)))
            else:
                what = "quoted string" if kind == b'"' else "heredoc"
                raise SyntaxProblem(opened, f"{what} is never closed")
            return

    def _sequence(self, opener: bytes) -> None:
        start = self.pos
        self.pos += 3 if self.text.startswith(b"~", start + 2) else 2
        interpolation = opener == b"${"
        self.frames.append((_SEQUENCE if interpolation else _DIRECTIVE, start))
        terminal = "INTERP_START" if interpolation else "DIRECTIVE_START"
        self.tokens.append((terminal, ("", start, self.pos)))

    def _never_closed(self) -> SyntaxProblem:
        frame, start = self.frames[-1]
        opener = {_SEQUENCE: "${", _DIRECTIVE: "%{"}.get(frame) or chr(self.text[start])
        return SyntaxProblem(start, f"`{opener}` is never closed")

    def _fail(self, pos: int) -> None:
        rest = self.text[pos:].lstrip(b" \t\r")
        if rest:
            raise SyntaxProblem(
                len(self.text) - len(rest), f"unexpected `{rest[:4].decode('utf-8', 'replace')[:1]}`"
            )
        self.pos = len(self.text)


def _comment_end(text: bytes, start: int) -> int:
    """The end of a comment; the newline after it is none of it."""
    if text.startswith(b"/*", start):
        end = text.find(b"*/", start + 2)
        if end < 0:
            raise SyntaxProblem(start, "`/*` is never closed")
        return end + 2
    end = text.find(b"\n", start)
    return len(text) if end < 0 else end


def _number(text: bytes, start: int, end: int) -> Token:
    if text.isdigit() and end - start <= 4000:
        return "INT_LITERAL", ("lit", start, end, int(text))
    valid = pattern(_VALID_NUMBER).fullmatch(text)
    if valid is None:
        raise SyntaxProblem(start, "malformed number")
    if end - start > 4000 or len(valid[2] or b"") > 6:
        raise SyntaxProblem(start, "number is too long")
    from decimal import Decimal

    number = Decimal(text.decode())
    if number.adjusted() < 400 and number == number.to_integral_value():
        return "FLOAT_LITERAL", ("lit", start, end, int(number))
    return "FLOAT_LITERAL", ("lit", start, end, number)

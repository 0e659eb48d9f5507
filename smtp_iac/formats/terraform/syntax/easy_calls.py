"""A module call as most are written, read with one match: nobody needs to split its body then."""

from __future__ import annotations

from ....patterns import pattern
from .attributes import EASY_EXPRESSION
from .skipping import LINES_BEFORE

_TEXT = rb'[ \t]*+=[ \t]*+"%s"[ \t]*+(?:#[^\n]*+)?+(?=\n)'
_OTHER = rb"(?!(?:source|version|count|for_each)[ \t=])[A-Za-z_][A-Za-z0-9_-]*+[ \t]*+=(?![=>])[ \t]*+"
_EASY_CALL = (
    rb"\n" + LINES_BEFORE + rb"source" + _TEXT % rb"(?!\.)([\w./:?=&@~+-]++)"
    + rb"(?:" + LINES_BEFORE + rb"version" + _TEXT % rb"[\w ,.<>=~!*+-]*+" + rb")?+"
    + rb"(?:" + LINES_BEFORE + _OTHER + EASY_EXPRESSION + rb"[ \t]*+(?:#[^\n]*+)?+(?=\n))*+" + LINES_BEFORE
)  # fmt: skip
"""For text in which all brackets are paired, as `attributes.EASY_ATTRIBUTE` is."""


def easy_source(data: bytes, start: int, end: int) -> str | None:
    """The source of a call with the body data[start:end], in which all brackets are paired, if it is no path
    and written first, perhaps with a version after it, and what follows are other attributes than these,
    `count` and `for_each`, in which nothing is wrong. None for any other call."""
    match = pattern(_EASY_CALL).fullmatch(data, start, end)
    return match[1].decode() if match else None

"""AllowedPattern: a regular expression of Java, which must match the whole value, or each value of a list
(CloudFormation user guide, "Parameters" and "Using regular expressions").

Matched by RE2, whose time is linear in the text; what only Java has (look-around, references back) is not
judged: such a pattern allows everything.
"""

from __future__ import annotations

from ....patterns import pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

LONGEST = 4096
"""Characters of a pattern; CloudFormation's own limit of a template's parameter is far below."""
# `/` and then digits, classes and alternatives of fixed length to the end: the prefix length of a CIDR.
TAIL = pattern(r"\\?/(?P<tail>(?:\((?:\?:)?|\)|[0-9]|\[[0-9]+(?:-[0-9])?\]|\\d|\||\[[0-9]-[0-9]{1,4}\])+)\Z")
LITERAL = pattern(r"\\.|\[\^?\]?[^\]]*\]")
# Unions and intersections of classes, `[a[b]]` and `[a-z&&[^b]]`, are other classes in RE2.
CLASS_OF_CLASSES = pattern(r"\[(?:\\.|[^\]\\\[])*\[|&&")


def matches(text: str, value: str) -> bool:
    compiled = _compiled(text)
    return compiled is None or compiled.fullmatch(value) is not None


def _compiled(text: str) -> Any:
    try:
        import re2
    except ImportError:  # google-re2 has no wheel for this machine
        return None
    if len(text) > LONGEST or CLASS_OF_CLASSES.search(text):
        return None
    options = re2.Options()
    options.log_errors = False
    try:
        return re2.compile(text, options)
    except re2.error:
        return None


def shortest_prefix(text: str) -> int:
    """The shortest prefix length that a pattern of CIDRs allows; 0 where that is not clear.

    Clear is a pattern that ends in `/` and alternatives of digits, with no alternative outside of them.
    """
    if len(text) > LONGEST or r"\Q" in text:
        return 0
    body = text.removeprefix("^").removesuffix("$")
    while _is_wrapped(body):
        body = body[1:-1].removeprefix("?:")
    found = TAIL.search(body)
    if found is None or _compiled(text) is None:
        return 0
    head, tail = body[: found.start()], found["tail"]
    while tail.endswith(")") and tail.count(")") > tail.count("("):  # a group around the whole length
        if not head.endswith(("(", "(?:")):
            return 0
        tail, head = tail[:-1], head.removesuffix("?:").removesuffix("(")
    if _has_alternative(head) or tail.count("(") != tail.count(")"):
        return 0
    compiled = _compiled(tail)
    if compiled is None:
        return 0
    lengths = range(1000)
    return next((length for length in lengths if any(map(compiled.fullmatch, spellings(length)))), 0)


def spellings(length: int) -> list[str]:
    """A prefix length as a pattern may want it, with zeros before it or without: of up to three digits."""
    return [f"{length:0{digits}}" for digits in range(len(str(length)), 4)]


def _is_wrapped(text: str) -> bool:
    """Whether one pair of parentheses holds all of it."""
    if not (text.startswith("(") and text.endswith(")")):
        return False
    depth = 0
    for index, character in enumerate(text):
        depth += (character == "(") - (character == ")")
        if depth == 0 and index < len(text) - 1:
            return False
    return True


def _has_alternative(head: str) -> bool:
    """Whether `|` stands outside of all groups before the length."""
    depth = 0
    for character in LITERAL.sub("x", head):
        depth += (character == "(") - (character == ")")
        if character == "|" and depth <= 0:
            return True
    return depth > 0

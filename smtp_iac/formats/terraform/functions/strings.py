"""Functions of one text and plain arguments; and the characters of a text as terraform counts them: what a
reader sees as one (Unicode's grapheme clusters)."""

from __future__ import annotations

from ....identity import derived
from ....value import BOOLEAN, Facts, Known, Refuse
from ..values import TooMuch, few_elements, short_text
from ..values.interpolation import normal_text
from .signatures import Function, plain, whole

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ....value import Outcome, Value
    from ..values.arithmetic import Number
    from .signatures import Call

_JOINER = "\u200d"
_FIRST_MARK = "\u0300"
"""No character before this one extends another, but the line feed, and what a joiner joins."""


def graphemes(text: str) -> list[str]:
    """The clusters of a text; scripts with rules of their own are not supported."""
    if text.isascii() and "\r\n" not in text:
        return list(text)
    found: list[str] = []
    for character in text:
        plain = character < _FIRST_MARK and character != "\n" and (not found or found[-1][-1] != _JOINER)
        if found and not plain and _extends(found[-1], character):
            found[-1] += character
        else:
            found.append(character)
    return found


def _extends(cluster: str, character: str) -> bool:
    from unicodedata import category

    if character == "\n" or cluster[-1] in "\r\n":
        return character == "\n" and cluster == "\r"
    if _is_jamo(character) or category(character) == "Mc":
        raise TooMuch("a text in a script whose characters are not counted here")
    if (
        character == _JOINER
        or category(character) in ("Mn", "Me")
        or "\U0001f3fb" <= character <= "\U0001f3ff"
    ):
        return True
    if cluster[-1] == _JOINER:
        return category(character) == "So"
    return _is_flag(character) and all(_is_flag(each) for each in cluster) and len(cluster) == 1


def _is_jamo(character: str) -> bool:
    return (
        "\u1100" <= character <= "\u11ff"
        or "\ua960" <= character <= "\ua97f"
        or "\ud7b0" <= character <= "\ud7ff"
    )


def _is_flag(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"


_SPACE = "".join(map(chr, (*range(9, 14), 32, 0x85, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x2028, 0x2029)))
_SPACE += "\u202f\u205f\u3000"


def _upper(text: str) -> str:
    """Character by character, as Go does it: "ß" stays."""
    if text.isascii():
        return text.upper()
    return "".join([each.upper() if len(each.upper()) == 1 else each for each in text])


def _lower(text: str) -> str:
    return text.lower() if text.isascii() else "".join([each.lower()[0] for each in text])


def _title(text: str) -> str:
    """Go's strings.Title: the first letter of each word, words being letters, digits and underscores, and
    what is not ASCII and no space."""
    result, before = [], " "
    for each in text:
        result.append(_capital(each) if _separates(before) else each)
        before = each
    return "".join(result)


def _capital(character: str) -> str:
    found = character.title()
    return found if len(found) == 1 else character


def _separates(character: str) -> bool:
    if character.isascii():
        return not (character.isalnum() or character == "_")
    return character in _SPACE


def _chomp(text: str) -> str:
    return text.rstrip("\r\n")


def _indent(spaces: Number, text: str) -> str:
    pad = whole(spaces)
    if pad < 0:
        raise Refuse("a negative number of spaces")
    short_text(pad)
    short_text(len(text) + pad * text.count("\n"))
    return text.replace("\n", "\n" + " " * pad)


def _trim(text: str, characters: str) -> str:
    return text.strip(characters) if characters else text


def _strrev(text: str) -> str:
    return normal_text("".join(reversed(graphemes(text))))


def _substr(text: str, offset: Number, length: Number) -> str:
    start, count = whole(offset), whole(length)
    if start < 0 and count == 0:  # go-cty seeks from the end, and then never meets a length of nothing
        count = -1
    characters = graphemes(text)
    if start < 0:
        start = max(0, start + len(characters))
    end = len(characters) if count < 0 else start + count
    return "".join(characters[start:end])


def _split(separator: str, text: str) -> list[str]:
    if not separator:
        few_elements(len(text))
        return list(text)
    few_elements(text.count(separator))
    return text.split(separator)


def _replace(text: str, old: str, new: str) -> str:
    if len(old) > 1 and old.startswith("/") and old.endswith("/"):
        from .patterns import replaced

        return replaced(text, old[1:-1], new)
    short_text(len(text) + (text.count(old) if old else len(text) + 1) * max(len(new) - len(old), 0))
    return normal_text(text.replace(old, new))


def _begins(call: Call, text: Value, prefix: Value) -> Outcome:
    """Also of an unknown text of which the beginning is known."""
    if isinstance(text, Known) and isinstance(prefix, Known):
        return Known(text.data.startswith(prefix.data), call.origin)
    if isinstance(prefix, Known) and not isinstance(text, Known):
        sure: str = text.facts.prefix  # type: ignore[union-attr]
        if sure.startswith(prefix.data):
            return Known(True, call.origin)
        if not prefix.data.startswith(sure):
            return Known(False, call.origin)
    return derived(call.name, text, prefix, facts=BOOLEAN, origin=call.origin)


def _test(function: Callable[[str, str], bool]) -> Function:
    def compute(call: Call, text: Value, part: Value) -> Outcome:
        if isinstance(text, Known) and isinstance(part, Known):
            return Known(function(text.data, part.data), call.origin)
        return derived(call.name, text, part, facts=BOOLEAN, origin=call.origin)

    return Function(compute, "string", "string")


def _trimmed(function: Callable[[str], str]) -> Function:
    """A function that cuts characters off the ends: what remains of an unknown block is that block."""

    def compute(call: Call, text: Value) -> Outcome:
        if isinstance(text, Known):
            return Known(function(text.data), call.origin)
        old = text.facts  # type: ignore[union-attr]
        # of a text that is only said not to be "0.0.0.0/0", what remains may be that
        block = old.block if old.block is not None and old.block[0] > 1 else None
        facts = Facts(type="string", not_null=True, block=block)
        return derived(call.name, text, facts=facts, origin=call.origin)

    return Function(compute, "string")


TABLE = {
    "upper": plain(_upper, "string", result="string"),
    "lower": plain(_lower, "string", result="string"),
    "title": plain(_title, "string", result="string"),
    "chomp": _trimmed(_chomp),
    "trimspace": _trimmed(lambda text: text.strip(_SPACE)),
    "indent": plain(_indent, "number", "string", result="string"),
    "trim": plain(_trim, "string", "string", result="string"),
    "trimprefix": plain(lambda text, part: text.removeprefix(part), "string", "string", result="string"),
    "trimsuffix": plain(lambda text, part: text.removesuffix(part), "string", "string", result="string"),
    "startswith": Function(_begins, "string", "string"),
    "endswith": _test(lambda text, part: text.endswith(part)),
    "strcontains": _test(lambda text, part: part in text),
    "strrev": plain(_strrev, "string", result="string"),
    "substr": plain(_substr, "string", "number", "number", result="string"),
    "split": plain(_split, "string", "string", result=("list", "string")),
    "replace": plain(_replace, "string", "string", "string", result="string"),
}

"""Text put together from parts: templates, and functions that do the same (`format`, `join`)."""

from __future__ import annotations

from ....choice import lift, too_many
from ....identity import derived
from ....patterns import pattern
from ....value import LIMIT, Absent, Facts, Known, Refuse, Unknown
from . import computed, guarded, short_text
from .conversion import convert
from .open_elements import combinations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ....value import Origin, Outcome, Value

_LENGTH_AT_END = r"/([1-9][0-9]{0,2})"
STRING = Facts(type="string", not_null=True)


def concatenated(parts: Sequence[Outcome], origin: Origin) -> Outcome:
    """The parts as one string; a null part is refused.

    With an unknown part, what is sure of the text is kept: its beginning, and that it is one block when it
    ends in a literal prefix length.
    """
    return guarded(lambda: _concatenated(parts, computed(origin, parts)), "template", tuple(parts), origin)


def _concatenated(parts: Sequence[Outcome], origin: Origin) -> Outcome:
    texts = [lift(_text, part) for part in parts]
    if combinations(texts) > LIMIT:
        return too_many(derived("template", *texts, origin=origin), "a text of many conditions")
    return lift(lambda *each: _joined(each, origin), *texts)


def _text(part: Value | Absent) -> Outcome:
    if isinstance(part, Absent) or (isinstance(part, Known) and part.data is None):
        raise Refuse("a null value in a text")
    return convert(part, "string")


def _joined(parts: Sequence[Value], origin: Origin) -> Outcome:
    short_text(sum([len(part.data) for part in parts if isinstance(part, Known)]))
    merged: list[str | Unknown] = []
    for part in parts:
        if isinstance(part, Unknown):
            merged.append(part)
        elif merged and isinstance(merged[-1], str):
            assert isinstance(part, Known)
            merged[-1] += part.data
        elif isinstance(part, Known) and part.data:
            merged.append(part.data)
    if not merged:
        return Known("", origin)
    if len(merged) == 1 and isinstance(merged[0], str):
        return Known(normal_text(merged[0]), origin)
    if len(merged) == 1:
        return merged[0]  # type: ignore[return-value]
    operands = [Known(part) if isinstance(part, str) else part for part in merged]
    return derived("template", *operands, facts=text_facts(merged), origin=origin)


def text_facts(parts: Sequence[str | Unknown]) -> Facts:
    """What is sure of a text with unknown parts."""
    prefix = ""
    for part in parts:
        if isinstance(part, Unknown):
            prefix += part.facts.prefix
            break
        prefix += part
    return Facts(type="string", not_null=True, prefix=prefix, block=_block(parts[-1]))


def _block(last: str | Unknown) -> tuple[int, int | None] | None:
    """A text that ends in "/n" is one block of that size, if it is an address at all."""
    if isinstance(last, Unknown):
        return None
    at = last.rfind("/")
    found = pattern(_LENGTH_AT_END).fullmatch(last, at) if at >= 0 else None
    if found is None or int(found[1]) > 128:
        return None
    return (int(found[1]), 6 if int(found[1]) > 32 else None)


def normal_text(text: str) -> str:
    """Terraform keeps all strings in Unicode's composed form."""
    if text.isascii():
        return text
    from unicodedata import normalize

    return normalize("NFC", text)

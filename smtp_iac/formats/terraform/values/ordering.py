"""The order of a set's elements, which is terraform's: it shows in `tolist`, `for` and instance keys."""

from __future__ import annotations

from ....identity import identity, symbols
from ....value import Known, Many
from . import arithmetic

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from ....value import Element, Origin
    from .types import Type


def as_set(elements: Iterable[Element], type_: Type, origin: Origin) -> Known:
    """A set of elements that are already of its type: each once, the known ones in order, then the others."""
    known: dict[str, Element] = {}
    others: dict[str, Element] = {}
    for element in elements:
        settled = isinstance(element, Known) and not symbols(element)
        (known if settled else others).setdefault(identity(element), element)
    ordered = sorted(known.values(), key=sort_key)
    return Known((*ordered, *others.values()), origin, ("set", type_))


def without_order(elements: Iterable[Element]) -> list[Element]:
    """Elements of which the order is known only when all are: those with unknown parts come first, any number
    of times, so that no position means anything."""
    found = list(elements)
    unsure = [each if isinstance(each, Many) else Many(each) for each in found if _unsure(each)]
    return [*unsure, *[each for each in found if not _unsure(each)]]


def _unsure(element: Element) -> bool:
    return not isinstance(element, Known) or bool(symbols(element))


def sort_key(element: Element) -> tuple[int, Any]:
    """Numbers by value, strings by code point, false before true, null last; the rest as cty hashes it."""
    data = element.data if isinstance(element, Known) else None
    if data is None:
        return (1, "")
    if isinstance(data, (tuple, dict)):
        return (0, _hash_text(element))
    return (0, data)


def _hash_text(value: Element) -> str:
    if isinstance(value, Many) or not isinstance(value, Known):
        return "?"
    data = value.data
    if data is None:
        return "~"
    if isinstance(data, bool):
        return "T" if data else "F"
    if isinstance(data, str):
        return _quoted(data)
    if isinstance(data, dict):
        if value.type is not None:
            return "{" + "".join([f"{_quoted(key)}:{_hash_text(data[key])};" for key in sorted(data)]) + "}"
        return "<" + "".join([_hash_text(data[key]) + ";" for key in sorted(data)]) + ">"
    if isinstance(data, tuple):
        inside = "".join([_hash_text(each) + ";" for each in data])
        return f"<{inside}>" if value.type is None else f"[{inside}]"
    return arithmetic.text_of_number(data)


def _quoted(text: str) -> str:
    import json

    return json.dumps(text, ensure_ascii=False)

"""Objects in JSON texts, checked by json itself: much quicker than with the places of everything in them."""

from __future__ import annotations

from json import JSONDecoder

from .calls import DEPENDS_ON, GET_ATT, REF, SUB
from .nodes import MAX_DEPTH

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Checked = tuple[int, str | None, list[tuple[str, str]]]

AROUND = 2
"""Collections around the objects that are asked about."""
REFERRING = frozenset((GET_ATT, REF, SUB))


class Checker:
    """Checks objects of one text; what the careful reader may know better is none."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._refers: list[tuple[str, str]] = []
        self._decode = JSONDecoder(object_pairs_hook=self._entries, parse_constant=_no_json).raw_decode

    def check(self, start: int) -> Checked | None:
        """Where the object ends that begins there, its type and what it refers to (nodes.Later). None for
        what is no object, is empty, has a key twice or may be nested too deeply."""
        self._refers = []
        try:
            found, end = self._decode(self._text, start)
            self._note(DEPENDS_ON, *_listed(found.get(DEPENDS_ON, [])))
        except (ValueError, RecursionError):
            return None
        opened = self._text.count("{", start, end) + self._text.count("[", start, end)
        if not found or opened > MAX_DEPTH - AROUND or self._text.find("\\u", start, end) >= 0:
            return None
        type_ = found.get("Type")
        return end, type_ if isinstance(type_, str) else None, self._refers

    def _entries(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(pairs) == 1:
            name, argument = pairs[0]
            if name in REFERRING:
                self._note(name, *_listed(argument)[:1])
        elif len(found) < len(pairs):
            raise ValueError("a key twice")
        return found

    def _note(self, function: str, *arguments: Any) -> None:
        for each in arguments:
            if isinstance(each, str):
                self._refers.append((function, each))
            elif not isinstance(each, (dict, list)):
                raise ValueError(f"{function} of what is no text")


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _no_json(text: str) -> None:
    raise ValueError(f"{text} is no JSON")

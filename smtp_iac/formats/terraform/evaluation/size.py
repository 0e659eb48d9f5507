"""How large a value is when parts that it shares are counted each time: what walking over it would cost.
A text is one part, and one more for each KiB, or for each 16 characters if they are not all ASCII.

Ten locals, each a list of ten times the one before, are ten short lines and ten billion parts.
"""

from __future__ import annotations

from ....value import Choice, Known, Many

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ....value import Element

MOST_PARTS = 250_000
TOO_LARGE = f"has more than {MOST_PARTS:,} parts"
TOO_MUCH_WORK = "takes too long to evaluate"
TOO_MUCH_MADE = "makes too many elements or too much text, with what was made before it"


def new_parts(value: Known) -> tuple[int, int]:
    """How many elements and characters were made for a value: what was there before has an origin of its own,
    and a collection that is only handed on has the origin where it was written."""
    if isinstance(value.data, str):
        return 0, len(value.data)
    if not isinstance(value.data, (tuple, dict)) or value.origin.written is not None:
        return 0, 0
    count = text = 0
    stack = [value]
    while stack:
        data = stack.pop().data
        inside = data.values() if isinstance(data, dict) else data
        count += len(data)
        for part in inside:
            if isinstance(part, Known) and part.origin is value.origin:
                if isinstance(part.data, str):
                    text += len(part.data)
                elif isinstance(part.data, (tuple, dict)):
                    stack.append(part)
    return count, text


class Sizes:
    """Remembers the sizes of collections, so that what is shared is counted once, however often it counts."""

    __slots__ = ("_known",)

    def __init__(self) -> None:
        # The collection is kept beside its size, because another one may have its id when it is gone.
        self._known: dict[int, tuple[object, int]] = {}

    def too_large(self, value: Element) -> bool:
        """Whether the value has too many parts."""
        return self.of(value) > MOST_PARTS

    def of(self, value: Element, remember: bool = True) -> int:
        """The number of parts. remember: for a value that will be asked again."""
        parts: dict[Any, Any] | tuple[Any, ...]
        if isinstance(value, Known):
            if isinstance(value.data, str):
                return 1 + (len(value.data) >> (10 if value.data.isascii() else 4))
            if not isinstance(value.data, (tuple, dict)):
                return 1
            parts = value.data
        elif isinstance(value, Choice):
            parts = value.options
        else:
            return self.of(value.value, remember) if isinstance(value, Many) else 1
        known = self._known.get(id(parts))
        if known is not None:
            return known[1]
        inside = parts.values() if isinstance(parts, dict) else parts
        size = 1 + sum([self.of(part, remember) for part in inside])
        if remember:
            self._known[id(parts)] = (parts, size)
        return size

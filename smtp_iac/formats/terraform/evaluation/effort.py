"""How large values are, and what the evaluation of one root module has cost so far; beyond a limit, an
expression is given up.

Everything is counted, not timed: the same configuration reaches the same limit on every machine. The size of
a value counts the parts that it shares each time, as walking over it would: ten locals, each a list of ten
times the one before, are ten short lines and ten billion parts. A text is one part, and one more for each
KiB, or for each 16 characters if they are not all ASCII.
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
        while isinstance(value, Many):
            value = value.value
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
            return 1
        known = self._known.get(id(parts))
        if known is not None:
            return known[1]
        inside = parts.values() if isinstance(parts, dict) else parts
        size = 1 + sum([self.of(part, remember) for part in inside])
        if remember:
            self._known[id(parts)] = (parts, size)
        return size


STEPS = 500_000
"""The most nodes and attributes that are evaluated for one root module."""
WORK = 200_000
"""The most that one expression may cost: one for each expression inside it that is evaluated, as often as it
is, for each element that a function takes, and for each KiB of text."""
ALL_WORK = 3 * WORK
"""The same in one root module, for the expressions that cost more than `SMALL_WORK`."""
SMALL_WORK = 256
ELEMENTS = 100_000
"""The most elements that the `for`s of one expression go over."""
PARTS = 500_000
"""The most elements that the functions of one expression make; twice as many in one root module, small
collections apart."""
TEXT = 16 * 1024 * 1024
"""The most characters that one expression puts together; four times as many in one root module, short texts
apart."""
_SMALL = 256
_SHORT = 1024
CALL = 4
"""What the call of a function costs, whatever it takes."""
PRICES = {
    "fileset": 5000,
    "rsadecrypt": 1000,
    **dict.fromkeys(("file", "filebase64", "filebase64sha256", "filebase64sha512", "templatefile"), 100),
    **dict.fromkeys(("filemd5", "filesha1", "filesha256", "filesha512"), 100),
}
"""The same where it is more: for what they find on disk, or compute."""


class Effort:
    """Counts for one root module; `work`, `elements`, `parts` and `text` are those of the current step."""

    __slots__ = ("all_parts", "all_text", "all_work", "elements", "parts", "steps", "text", "work")

    def __init__(self) -> None:
        self.steps = 0
        self.work = self.all_work = 0
        self.elements = 0
        self.parts = self.all_parts = 0
        self.text = self.all_text = 0

    def step(self) -> bool:
        """Begin a step; False when the limit is reached."""
        self.steps += 1
        if self.work > SMALL_WORK:
            self.all_work += self.work
        self.work = self.elements = self.parts = self.text = 0
        return self.steps <= STEPS

    def set_aside(self) -> tuple[int, int, int, int]:
        """The counts of a step that waits for others, for `take_up`."""
        kept = (self.work, self.elements, self.parts, self.text)
        self.work = self.elements = self.parts = self.text = 0
        return kept

    def take_up(self, kept: tuple[int, int, int, int]) -> None:
        """Go on with a step that waited."""
        if self.work > SMALL_WORK:
            self.all_work += self.work
        self.work, self.elements, self.parts, self.text = kept

    def element(self) -> bool:
        """Count an element that the expression of this step makes; False when a limit is reached."""
        self.elements += 1
        return self.elements <= ELEMENTS and self.affordable()

    def call(self, name: str, size: int) -> bool:
        """Count the call of a function of values of that size; False when a limit is reached."""
        self.work += PRICES.get(name, CALL) + size
        return self.affordable()

    def affordable(self) -> bool:
        return self.work <= WORK and (self.work <= SMALL_WORK or self.all_work + self.work <= ALL_WORK)

    def made(self, parts: int, text: int) -> bool:
        """Count what was put together: elements and characters; False when a limit is reached."""
        self.work += parts + (text >> 10)
        self.parts += parts
        self.text += text
        self.all_parts += parts if parts > _SMALL else 0
        self.all_text += text if text > _SHORT else 0
        here = self.parts <= PARTS and self.text <= TEXT
        if here and self.all_parts <= 2 * PARTS and self.all_text <= 4 * TEXT:
            return True
        self.elements = ELEMENTS  # the `for`s around it need not go on
        return False

"""What the evaluation of one root module has cost so far; beyond a limit, an expression is given up.

Everything is counted, not timed: the same configuration reaches the same limit on every machine.
"""

from __future__ import annotations

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

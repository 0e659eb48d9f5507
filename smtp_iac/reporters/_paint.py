"""Colours of a terminal, or none."""

from __future__ import annotations

CODES = {
    "error": "1;31",
    "warning": "1;33",
    "undecided": "1;33",
    "advice": "1;36",
    "frame": "34",
    "clear": "32",
}


class Paint:
    """Wraps text in the colour of a word; without colours it leaves the text alone."""

    __slots__ = ("colour",)

    def __init__(self, colour: bool) -> None:
        self.colour = colour

    def __call__(self, word: str, text: str) -> str:
        return f"\x1b[{CODES[word]}m{text}\x1b[0m" if self.colour else text

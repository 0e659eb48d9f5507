"""What a run looks like to a reader: each module has a NAME and `render(report, options) -> str`. What they
share: the options, and colours."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

    from ..finding import Finding, Report

    Undecided = Literal["warn", "fail", "hide"]


class Options:
    """How a report is written.

    colour: with ANSI colours, which only `text` has. undecided: `hide` leaves undecided findings out, and
    they are still counted. exit_code: what the process will end with, where a format can say so.
    """

    __slots__ = ("colour", "exit_code", "undecided")

    def __init__(
        self, *, colour: bool = False, undecided: Undecided = "warn", exit_code: int | None = None
    ) -> None:
        self.colour = colour
        self.undecided = undecided
        self.exit_code = exit_code


DEFAULT = Options()


def shown(report: Report, options: Options) -> list[Finding]:
    """The findings that are listed one by one."""
    hidden = options.undecided == "hide"
    return [finding for finding in report.findings if not (hidden and finding.verdict == "undecided")]


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

"""Regular expressions, from a table of what Python's compiler makes of them.

Compiling them took a quarter of what a small run takes, and importing `re`, which imports much, a tenth
(measured). So the compiler's output is kept, by the text of the expression. `_sre`, which runs it, checks it
and says with MAGIC which code it understands: all versions of CPython in the table's MAGICS make the same of
every expression. On any other Python, and for a text that is not in the table, `re` compiles as ever.
"""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from re import Pattern
    from typing import AnyStr

    Row = tuple[int, tuple[str | None, ...], bytes]
    """Flags; the names of all groups, None for those without one and for the whole; code."""

WORD_LIMIT = 0xFFFFFFFF  # of a code of 32 bits
_made: dict[str | bytes, Pattern[str] | Pattern[bytes]] = {}


def table() -> Mapping[str | bytes, Row]:
    """The rows by the texts; none where this Python's code is another one."""
    if sys.implementation.name == "cpython" and sys.byteorder == "little":
        from _sre import MAGIC, MAXREPEAT

        from .pattern_table import MAGICS, ROWS

        if MAGIC in MAGICS and MAXREPEAT == WORD_LIMIT:
            return ROWS
    return {}


_ROWS = table()


def pattern(text: AnyStr) -> Pattern[AnyStr]:
    """The compiled expression; the same object each time if it is in the table. Flags are written in the
    text, as `(?i)`."""
    made = _made.get(text)
    if made is None:
        row = _ROWS.get(text)
        if row is None:
            from re import compile as compiled

            return compiled(text)
        made = _made[text] = _from_row(text, *row)
    return made  # type: ignore[return-value]


def _from_row(
    text: str | bytes, flags: int, names: tuple[str | None, ...], code: bytes
) -> Pattern[str] | Pattern[bytes]:
    from _sre import compile as checked

    groups = {name: number for number, name in enumerate(names) if name is not None}
    words = list(memoryview(code).cast("I"))
    return checked(text, flags, words, len(names) - 1, groups, names)  # type: ignore[no-any-return]

"""Counts work instead of timing it: the calls of functions, which are the same on every machine."""

from __future__ import annotations

import sys
from collections.abc import Callable


def calls_of(function: Callable[[], object]) -> int:
    """How many functions are called, those in C included."""
    count = 0

    def called(frame: object, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(called)
    try:
        function()
    finally:
        sys.setprofile(before)
    return count


def assert_grows_evenly(work: Callable[[int], Callable[[], object]], size: int, most: float = 2.2) -> None:
    """The double of a size takes about twice as many calls, without what one of a single thing takes.
    work: prepares a size, and gives what is to be counted."""
    work(1)()  # imports, tables that are made once
    least, once, twice = [calls_of(work(count)) for count in (1, size, 2 * size)]
    assert twice - least < most * (once - least), (least, once, twice)

"""Standard input as a file to judge: the path `-`."""

from __future__ import annotations

import sys

GIVE = "pipe in what `terraform show -json FILE` prints, or a template"


class NoInput(Exception):  # noqa: N818
    """Why there is nothing to read."""


def read_all(most: int) -> bytes:
    """Everything that comes. Raises NoInput, also for more than `most` bytes."""
    if sys.stdin is None:
        raise NoInput(f"closed; {GIVE}")
    if sys.stdin.isatty():
        raise NoInput(f"a terminal; {GIVE}")
    try:
        data = sys.stdin.buffer.read(most + 1)
    except OSError as error:
        raise NoInput(f"cannot be read: {error.strerror}") from None
    if len(data) > most:
        raise NoInput(f"larger than {most >> 20} MiB")
    if not data.strip():
        raise NoInput(f"empty; {GIVE}")
    return data

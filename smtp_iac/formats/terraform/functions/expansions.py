"""`$1` and `${name}` in a replacement, as Go's regexp.Expand reads them."""

from __future__ import annotations

from ....patterns import pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

_NAME = pattern(r"\$(?:\$|\{(\w+)\}|(\w+))")
_LARGEST = 100_000_000


def parsed(text: str, names: Sequence[str | None]) -> list[bytes | tuple[int, ...]]:
    """A replacement as literal texts and the groups that a name in it may mean, 0 being the whole match.

    The longest possible name counts: in `$1x` it is "1x". A `$` that begins no name stands for itself.
    """
    pieces: list[bytes | tuple[int, ...]] = []
    at = 0
    for found in _NAME.finditer(text):
        pieces.append(text[at : found.start()].encode("utf-8", "replace"))
        at = found.end()
        name = found[1] or found[2]
        pieces.append(b"$" if name is None else _groups(name, names))
    pieces.append(text[at:].encode("utf-8", "replace"))
    return pieces


def _groups(name: str, names: Sequence[str | None]) -> tuple[int, ...]:
    number = name.isascii() and name.isdigit() and (name == "0" or name[0] != "0") and len(name) < 10
    if number and int(name) < _LARGEST * 10:
        return (int(name),) if int(name) <= len(names) else ()
    return tuple([at for at, each in enumerate(names, 1) if each == name])


def expanded(pieces: list[bytes | tuple[int, ...]], text: bytes, spans: list[tuple[int, int]]) -> bytes:
    """The replacement for one match."""
    return b"".join([each if isinstance(each, bytes) else _group(each, text, spans) for each in pieces])


def _group(groups: tuple[int, ...], text: bytes, spans: list[tuple[int, int]]) -> bytes:
    """The first of the groups that takes part in the match."""
    return next((text[slice(*spans[group])] for group in groups if spans[group][0] >= 0), b"")

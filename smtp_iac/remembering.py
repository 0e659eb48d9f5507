"""What a function made is kept for its arguments, as functools.lru_cache does: importing functools takes a
twentieth of what a small run does (measured)."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TypeVar

    Key = TypeVar("Key")
    Made = TypeVar("Made")


class _Kept(dict):  # type: ignore[type-arg]
    __slots__ = ("make", "most")

    def __init__(self, make: Callable[[Any], Any], most: int) -> None:
        super().__init__()
        self.make = make
        self.most = most

    def __missing__(self, key: Any) -> Any:
        made = self.make(key)
        if len(self) >= self.most:
            self.clear()
        self[key] = made
        return made


def remembering(make: Callable[[Key], Made], most: int) -> Callable[[Key], Made]:
    """The function, which is asked once for each argument; with `most` of them, all are forgotten."""
    return _Kept(make, most).__getitem__

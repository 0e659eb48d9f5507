"""The text of a JSON file, walked part by part: what is looked at is decoded, and little of it is kept.

The walk takes each byte for a character, so that an index is a byte offset, and looks at a window of the file
at a time, so that the text takes no memory beside it; what is kept is decoded again, from UTF-8 and with
checks. Of a plan that is a small part: the whole of it as objects takes five times the file (measured).
"""

from __future__ import annotations

from sys import intern

from ....patterns import pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from json import JSONDecoder
    from re import Match, Pattern
    from typing import Any

    Range = tuple[int, int]
    """Byte offsets."""

MOST_DIGITS = 30
"""Of a number with a fraction or exponent: int() of more could take forever."""
SPACE = pattern(rb"[ \t\n\r]*")
WINDOW = 1 << 18
"""Bytes of the text that are looked at together, of values that are not longer."""
REST = 1 << 13
"""Bytes at the end of a window with which nothing is begun there: most values are not longer."""
CUT_NUMBER = 2
"""Characters that may be left of a number whose rest is cut off: `1.`, `1e-`."""


class PlanFault(Exception):  # noqa: N818
    """Why a file cannot be read: a byte offset, or None, and a short phrase."""

    def __init__(self, reason: str, offset: int | None = None) -> None:
        super().__init__(reason, offset)
        self.reason = reason
        self.offset = offset


class JsonText:
    """Every position is a byte offset. Every method raises PlanFault where the text is not JSON."""

    __slots__ = ("_data", "_end", "_exact", "_is_ascii", "_rough", "_start", "_window")

    def __init__(self, data: bytes) -> None:
        from json import JSONDecoder

        self._data = data
        self._is_ascii = data.isascii()
        self._rough: JSONDecoder = JSONDecoder(parse_constant=no_number)
        self._exact: JSONDecoder = JSONDecoder(
            object_pairs_hook=once, parse_float=number, parse_constant=no_number
        )
        self._look_at(0, 0)

    def _look_at(self, start: int, size: int) -> None:
        self._start = start
        self._end = min(start + size, len(self._data))
        self._window = self._data[self._start : self._end].decode("latin-1")

    def begins(self, at: int, character: bytes) -> bool:
        return self._data.startswith(character, at)

    def rough(self, at: int) -> tuple[Any, int]:
        """The value at `at`, to look at only (what is not ASCII is garbled), and where it ends."""
        return self._decoded(self._rough, at)

    def match(self, pattern: Pattern[bytes], at: int) -> Match[bytes] | None:
        return pattern.match(self._data, at)

    def _decoded(self, decoder: JSONDecoder, at: int) -> tuple[Any, int]:
        size = WINDOW
        if not self._start <= at < self._end - REST:
            self._look_at(at, size)
        while True:
            is_cut = self._end < len(self._data)
            try:
                value, end = decoder.raw_decode(self._window, at - self._start)
                if not is_cut or end + CUT_NUMBER < len(self._window):
                    return value, self._start + end
            except ValueError as error:
                if not is_cut:
                    raise self._fault(error) from None
            except RecursionError:
                raise PlanFault("nested too deeply") from None
            except PlanFault as fault:
                raise PlanFault(fault.reason, at) from None
            self._look_at(at, size)
            size *= 8

    def exact(self, start: int, end: int) -> Any:
        """The value there, to rely on: in no object a key stands twice, and numbers are exact."""
        try:
            return self._exact.decode(self._data[start:end].decode("utf-8", "replace"))
        except RecursionError:
            raise PlanFault("nested too deeply", start) from None
        except PlanFault as fault:
            raise PlanFault(fault.reason, start) from None

    def whole(self, each: Callable[[str, int, int], int]) -> None:
        """Walk the text, if it is an object; it is one value, and nothing else."""
        start = self._after_space(0)
        end = self.members(start, each) if self.begins(start, b"{") else self.rough(start)[1]
        end = self._after_space(end)
        if end != len(self._data):
            raise PlanFault("not JSON: extra data", end)

    def members(self, at: int, each: Callable[[str, int, int], int]) -> int:
        """Walk the object at `at`, and give where it ends. `each` gets a key, where that and its value
        begin, and gives where the value ends."""
        names: set[str] = set()
        at = self._opened(at, b"{", b"}")
        while at > 0:
            if not self.begins(at, b'"'):
                raise self._expected("property name enclosed in double quotes", at)
            name, end = self.rough(at)
            if name in names:
                raise PlanFault(twice(name.encode("latin-1").decode("utf-8", "replace")), at)
            names.add(name)
            colon = self._after_space(end)
            if not self.begins(colon, b":"):
                raise self._expected("':' delimiter", colon)
            at = self._next(each(name, at, self._after_space(colon + 1)), b"}")
        return -at

    def elements(self, at: int, each: Callable[[int], int]) -> int:
        """Walk the array at `at`, and give where it ends. `each` gets where an element begins, and gives
        where it ends."""
        at = self._opened(at, b"[", b"]")
        data = self._data
        while at > 0:
            end = each(at)
            # as terraform writes it, without blanks
            at = end + 1 if data.startswith(b",{", end) else self._next(end, b"]")
        return -at

    def jump(self, at: int, following: Sequence[bytes]) -> int | None:
        """The end of the object or array at `at` if, in a text without blanks, one of these keys of the same
        object follows it; None where it is not found so. What is jumped over is not looked at.

        A key of that name further inside would be taken for the one meant: then the text that follows closes
        more brackets than are open, and whoever walks on meets a fault.
        """
        closing = b"}" if self.begins(at, b"{") else b"]"
        end = len(self._data)
        for name in following:
            found = self._data.find(b'%b,"%b":' % (closing, name), at, end)
            end = end if found < 0 else found
        return None if end == len(self._data) else end + 1

    def holds(self, words: Sequence[bytes], start: int, end: int) -> bool:
        return any(self._data.find(word, start, end) >= 0 for word in words)

    def release(self) -> None:
        """Drop what only walking needs."""
        self._look_at(0, 0)

    def exact_from(self, at: int) -> tuple[Any, int]:
        """The value at `at`, to rely on, and where it ends."""
        if not self._is_ascii:
            end = self.rough(at)[1]
            return self.exact(at, end), end
        return self._decoded(self._exact, at)

    def _opened(self, at: int, opening: bytes, closing: bytes) -> int:
        """Where the first part begins; the end, made negative, where there is none."""
        if not self.begins(at, opening):
            raise self._expected("value", at)
        at = self._after_space(at + 1)
        return -(at + 1) if self.begins(at, closing) else at

    def _next(self, end: int, closing: bytes) -> int:
        """Where the part after the one that ends there begins; the end, made negative, after the last."""
        at = self._after_space(end)
        if self.begins(at, closing):
            return -(at + 1)
        if not self.begins(at, b","):
            raise self._expected("',' delimiter", at)
        return self._after_space(at + 1)

    def _after_space(self, at: int) -> int:
        match = SPACE.match(self._data, at)
        return match.end() if match is not None else at

    def _expected(self, what: str, at: int) -> PlanFault:
        return self._not_json(f"expecting {what}", at)

    def _fault(self, error: ValueError) -> PlanFault:
        from json import JSONDecodeError

        if not isinstance(error, JSONDecodeError):  # of int
            return PlanFault("a number of too many digits")
        return self._not_json(error.msg[0].lower() + error.msg[1:], self._start + error.pos)

    def _not_json(self, what: str, at: int) -> PlanFault:
        cut = what.startswith("unterminated string") or self._after_space(at) >= len(self._data)
        return PlanFault(f"not JSON{', perhaps cut off' if cut else ''}: {what}", at)


def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = {intern(name): value for name, value in pairs}  # one string for a key, in however many entries
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        raise PlanFault(twice(next(name for name in names if names.count(name) > 1)))
    return found


def twice(name: str) -> str:
    return f"not JSON as terraform writes it: the key {readable(name)!r} stands twice in one object"


def number(text: str) -> Any:
    """A number with a fraction or exponent: int where it is whole; what is absurd is infinite."""
    from decimal import Decimal, InvalidOperation

    infinite = Decimal("Infinity")
    try:
        value = Decimal(text)
    except InvalidOperation:
        return infinite
    if value.is_zero():
        return 0
    if abs(value.adjusted()) > MOST_DIGITS:
        return infinite
    return int(value) if value == int(value) else value


def no_number(text: str) -> Any:
    raise PlanFault(f"not JSON: {text} is no number")


def readable(text: str) -> str:
    """The text without halves of surrogate pairs, which cannot be printed."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()

"""Where the parts of a plan stand in its text: searched only when something is reported."""

from __future__ import annotations

from ....source import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from json import JSONDecoder

    from ....source import Source

    Range = tuple[int, int]
    Member = tuple[int, str, int, int]
    """Where a member's key begins, the key, and where its value begins and ends, in characters."""


BEGINNING = (0, 0)


class EntrySpan(Span):
    """The place of an entry: everything in the entry stands there, so that asking need not search."""

    __slots__ = ()

    def encloses(self, other: Span) -> bool:
        return other is self or super().encloses(other)


class Places:
    """The places in one plan. The text is walked again, once, when the first of them is asked for."""

    __slots__ = ("_found", "source")

    def __init__(self, source: Source) -> None:
        self.source = source
        self._found: dict[int | str, Range] | None = None

    def entry(self, index: int) -> EntrySpan:
        """An entry of resource_changes: from its brace to the end of its address."""
        span = EntrySpan.searched(self.source, lambda: self._searched().get(index, BEGINNING))
        assert isinstance(span, EntrySpan)
        return span

    def key(self, name: str) -> Span:
        """A key of the top level; the beginning of the file if it has none of this name."""
        return Span.searched(self.source, lambda: self._searched().get(name, BEGINNING))

    def _searched(self) -> dict[int | str, Range]:
        """Entries by their index, keys of the top level by their name."""
        if self._found is None:
            try:
                found = Walk(self.source.text).plan()
            except RecursionError:  # the stack is deeper now than when the plan was read
                found = {}
            offset = self.source.offset
            self._found = {name: (offset(start), offset(end)) for name, (start, end) in found.items()}
        return self._found


class Walk:
    """A walk through a text that json has already read. Positions are indexes of characters."""

    __slots__ = ("_decoder", "_text")

    def __init__(self, text: str) -> None:
        from json import JSONDecoder

        self._decoder: JSONDecoder = JSONDecoder(parse_int=float)
        self._text = text

    def plan(self) -> dict[int | str, Range]:
        """The entries of resource_changes by their index, and the keys of the top level by their name."""
        found: dict[int | str, Range] = {}
        for start, name, value, _ in self.members(self.after_space(0)):
            found[name] = (start, self._end(start))
            if name == "resource_changes" and self._text[value] == "[":
                for index, element in enumerate(self.elements(value)):
                    found[index] = (element, self.address_end(element))
        return found

    def address_end(self, start: int) -> int:
        """Where the address of the entry at `start` ends; just after the brace if other things come first."""
        if self._text[start] == "{":
            for _, name, _, end in self.members(start):
                if name == "address":
                    return end
                if name == "change":
                    break
        return start + 1

    def members(self, start: int) -> Iterator[Member]:
        """The members of the object at `start`."""
        at = self.after_space(start + 1)
        while self._text[at] == '"':
            name, end = self._decoder.raw_decode(self._text, at)
            value = self.after_space(self.after_space(end) + 1)
            end = self._end(value)
            yield at, name, value, end
            at = self.after_space(end)
            if self._text[at] == ",":
                at = self.after_space(at + 1)

    def elements(self, start: int) -> Iterator[int]:
        """Where each element of the array at `start` begins."""
        at = self.after_space(start + 1)
        while self._text[at] != "]":
            yield at
            at = self.after_space(self._end(at))
            if self._text[at] == ",":
                at = self.after_space(at + 1)

    def after_space(self, at: int) -> int:
        while self._text[at] in " \t\n\r":
            at += 1
        return at

    def _end(self, start: int) -> int:
        end: int = self._decoder.raw_decode(self._text, start)[1]
        return end

"""Where the parts of a plan stand in its text: what is told of them is searched only when it is reported."""

from __future__ import annotations

from ....source import Span
from .json_text import JsonText, PlanFault

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ....source import Source
    from .json_text import Range


class EntrySpan(Span):
    """What is shown of an entry: from its brace to the end of its address, which is searched for when it is
    reported. Everything in the entry stands there, so that asking and sorting need not search."""

    __slots__ = ("_entry", "_shown")

    def __init__(self, source: Source, entry: Range) -> None:
        self.source = source
        self._entry = entry
        self._shown: Range | None = None

    def _resolve(self) -> Range:
        if self._shown is None:
            self._shown = address_of(self.source, self._entry)
        return self._shown

    @property
    def start(self) -> int:  # type: ignore[override]
        return self._entry[0]

    @property
    def end(self) -> int:  # type: ignore[override]
        return self._resolve()[1]

    @property
    def sort_key(self) -> tuple[str, int, int]:
        return (self.source.path, *self._entry)

    def encloses(self, other: Span) -> bool:
        return other is self or super().encloses(other)


class Places:
    """The places in one plan. keys: those of its top level."""

    __slots__ = ("_keys", "source")

    def __init__(self, source: Source, keys: dict[str, Range]) -> None:
        self.source = source
        self._keys = keys

    def entry(self, place: Range) -> EntrySpan:
        return EntrySpan(self.source, place)

    def key(self, name: str) -> Span:
        """A key of the top level; the beginning of the file if it has none of this name."""
        return Span(self.source, *self._keys.get(name, (0, 0)))


def address_of(source: Source, place: Range) -> Range:
    """From the brace to the end of the address; to just after the brace if longer things come first."""
    start, end = place
    text = JsonText(source.data[start:end])
    ends: dict[str, int] = {}

    def member(name: str, _: int, value: int) -> int:
        ends[name] = end = text.rough(value)[1]
        return end

    try:
        text.whole(member)
    except PlanFault:  # the stack is deeper now than when the plan was read
        return start, start + 1
    names = list(ends)
    longer = [names.index(name) for name in ("change", "values") if name in ends]
    if "address" not in ends or names.index("address") > min(longer, default=len(names)):
        return start, start + 1
    return start, start + ends["address"]

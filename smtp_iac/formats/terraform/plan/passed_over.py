"""The entries of a plan that nobody asks for, found by what refers to them: the id that one has, or the block
that it is an instance of. Only those that may be meant are decoded."""

from __future__ import annotations

from json import loads

from ....patterns import pattern
from .change import EntryFault
from .document import BEGINNING, STRING, Entry
from .json_text import PlanFault

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .change import Change
    from .json_text import Range
    from .reader import Plan

IDS = ("id", "arn")
"""The attributes by which a resource is referred to."""
ID_KEYS = tuple([f'"{name}":'.encode() for name in IDS])
TEXT = pattern(STRING)
NAME = pattern(rb"[^\"\\]*")


class PassedOver:
    """places: of entries that begin as terraform writes them, in order. What is found has its ids, and no
    other attributes."""

    __slots__ = ("_by_block", "_by_id", "_changes", "_data", "_places", "_plan")

    def __init__(self, plan: Plan, places: Iterable[Range]) -> None:
        self._plan = plan
        self._data = plan.places.source.data
        self._places = list(places)
        self._changes: dict[Range, Change | None] = {}
        self._by_id: dict[str, list[Range]] | None = None
        self._by_block: dict[str, list[Range]] | None = None

    def with_id(self, id_: str) -> list[Change]:
        """Those that have this id."""
        if self._by_id is None:
            self._by_id = {}
            for place in self._places:
                for text in self._texts_of_ids(*place):
                    self._by_id.setdefault(text, []).append(place)
        return [one for one in self._there(self._by_id.get(id_, ())) if id_ in ids_of(one)]

    def of_block(self, block: str) -> list[Change]:
        """The instances of a block, whichever its module."""
        if self._by_block is None:
            self._by_block = {}
            for place in self._places:
                self._by_block.setdefault(self._block(place[0]), []).append(place)
        return self._there(self._by_block.get(block, ()))

    def _texts_of_ids(self, start: int, end: int) -> Iterator[str]:
        """Every text that may be an id, of nested attributes too."""
        data = self._data
        for key in ID_KEYS:
            at = start
            while (at := data.find(key, at, end)) >= 0:
                at += len(key)
                text = TEXT.match(data, at, end)
                if text is not None:
                    found: str = (
                        loads(text[0]) if b"\\" in text[0] else text[0][1:-1].decode("utf-8", "replace")
                    )
                    yield found

    def _block(self, start: int) -> str:
        begun = BEGINNING.match(self._data, start)
        name = NAME.match(self._data, begun.end()) if begun is not None else None
        return f"{begun[1].decode()}.{name[0].decode()}" if begun is not None and name is not None else ""

    def _there(self, places: Iterable[Range]) -> list[Change]:
        found = [self._change(place) for place in places]
        return [one for one in found if one is not None and one.after is not None]

    def _change(self, place: Range) -> Change | None:
        if place not in self._changes:
            self._changes[place] = passed_over(self._plan, place)
        return self._changes[place]


def passed_over(plan: Plan, place: Range) -> Change | None:
    """The entry, with nothing but its ids; None where it cannot be read, or is not about a resource."""
    start, end = place
    try:
        value = loads(plan.places.source.data[start:end].decode("utf-8", "replace"))
        change = plan.change(Entry(value, place)) if value["mode"] == "managed" else None
    except (PlanFault, EntryFault, RecursionError, ValueError):
        return None
    if change is not None:
        after = change.after
        change.after = after and {name: after[name] for name in IDS if name in after}
        change.before = change.sensitive = change.sensitive_before = None
        change.unknown = {}
    return change


def ids_of(change: Change) -> list[str]:
    ids = [(change.after or {}).get(name) for name in IDS]
    return [one for one in ids if isinstance(one, str)]

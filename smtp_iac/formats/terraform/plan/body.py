"""The attributes of a planned resource as Values: `after`, with `after_unknown` laid over it."""

from __future__ import annotations

from ....resource import PlainBody
from ....value import ABSENT, SENSITIVE, Known, Missing, Unknown
from .json_text import readable
from .redaction import REDACTED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ....value import Origin, Outcome

MOST_LEVELS = 32
"""Of nesting; attributes of the resources judged here have four."""

AFTER_APPLY = "is not known before apply"


class Overlay:
    """Makes Values of one resource. id: the identity of the resource; every value stands at its entry."""

    __slots__ = ("address", "id", "origin")

    def __init__(self, id: str, address: str, origin: Origin) -> None:  # noqa: A002
        self.id = id
        self.address = address
        self.origin = origin

    def unknown(self, path: str, why: str = AFTER_APPLY) -> Unknown:
        camp: Any = "nobody can know" if why in (AFTER_APPLY, REDACTED) else "not supported yet"
        missing = Missing(f"{self.address}.{path}", why, camp, self.origin.span)
        return Unknown(f"{self.id}.{path}", missing, self.origin)

    def value(self, path: str, after: Any, unknown: Any, sensitive: Any, level: int = 0) -> Outcome:
        """`unknown` and `sensitive` are true for the whole, or have the shape of `after`; parts of it that
        are known are left out there, and parts that are unknown are null or left out in `after`."""
        if not level and not is_marked(unknown) and not is_marked(sensitive):
            return self._all_known(after, path)
        if unknown is True:
            return self.unknown(path)
        if unknown == REDACTED:
            return self.unknown(path, REDACTED)
        if level > MOST_LEVELS:
            return self.unknown(path, "is nested too deeply")
        if isinstance(after, dict) or (isinstance(unknown, dict) and unknown):
            return self._map(path, after, unknown, sensitive, level)
        if isinstance(after, list) or (isinstance(unknown, list) and unknown):
            return self._list(path, after, unknown, sensitive, level)
        data = readable(after) if isinstance(after, str) else after
        return Known(data, self.origin, SENSITIVE if sensitive is True else None)

    def _all_known(self, data: Any, path: str, level: int = 0) -> Outcome:
        """The same where nothing is marked: most values of a plan, for which paths need not be made."""
        if isinstance(data, str):
            return Known(readable(data), self.origin)
        if not isinstance(data, dict | list):
            return Known(data, self.origin)
        if level > MOST_LEVELS:
            return self.unknown(path, "is nested too deeply")
        level += 1
        if isinstance(data, list):
            return Known(tuple([self._all_known(one, path, level) for one in data]), self.origin)
        entries = {readable(name): self._all_known(one, path, level) for name, one in data.items()}
        return Known(entries, self.origin)

    def _map(self, path: str, after: Any, unknown: Any, sensitive: Any, level: int) -> Outcome:
        if not isinstance(after, dict | None) or not isinstance(unknown, dict | bool | None):
            return self.unknown(path, "has another shape in after_unknown")
        names = dict.fromkeys([*(after or {}), *(unknown if isinstance(unknown, dict) else ())])
        entries: dict[str, Any] = {}
        for name in names:
            key = readable(name)
            inner, open_, hidden = [part_of(one, name) for one in (after, unknown, sensitive)]
            entries[key] = self.value(f"{path}.{key}", inner, open_, hidden, level + 1)
        return Known(entries, self.origin)

    def _list(self, path: str, after: Any, unknown: Any, sensitive: Any, level: int) -> Outcome:
        if not isinstance(after, list | None) or not isinstance(unknown, list | bool | None):
            return self.unknown(path, "has another shape in after_unknown")
        count = max([len(one) for one in (after, unknown) if isinstance(one, list)])
        elements = []
        for index in range(count):
            inner, open_, hidden = [element_of(one, index) for one in (after, unknown, sensitive)]
            elements.append(self.value(f"{path}[{index}]", inner, open_, hidden, level + 1))
        return Known(tuple(elements), self.origin)


def is_marked(marks: Any) -> bool:
    """Whether anything in an overlay is marked: true, or a reason."""
    if isinstance(marks, dict):
        return any(map(is_marked, marks.values()))
    return any(map(is_marked, marks)) if isinstance(marks, list) else bool(marks)


def part_of(holder: Any, name: str) -> Any:
    return holder.get(name) if isinstance(holder, dict) else (holder is True or None)


def element_of(holder: Any, index: int) -> Any:
    if isinstance(holder, list):
        return holder[index] if index < len(holder) else None
    return holder is True or None


class PlanBody(PlainBody):
    """A `resource.Body`. special: what an attribute is, given its name and the value that it
    seems to have."""

    __slots__ = ("_after", "_overlay", "_sensitive", "_special", "_unknown")

    def __init__(
        self,
        overlay: Overlay,
        after: dict[str, Any],
        unknown: dict[str, Any],
        sensitive: Any,
        special: Callable[[str, Outcome], Outcome] | None = None,
    ) -> None:
        self._overlay = overlay
        self._after = after
        self._unknown = unknown
        self._sensitive = sensitive
        self._special = special

    def value(self, name: str) -> Outcome:
        after, unknown = self._after.get(name), self._unknown.get(name)
        if after is None and not unknown:
            return ABSENT
        value = self._overlay.value(readable(name), after, unknown, part_of(self._sensitive, name))
        return value if self._special is None else self._special(name, value)

    def plain(self, name: str) -> Any:
        if is_marked(self._unknown.get(name)) or is_marked(part_of(self._sensitive, name)):
            return None
        return self._after.get(name)

    def names(self) -> list[str]:
        given = [name for name, value in self._after.items() if value is not None]
        return sorted({*given, *[name for name, unknown in self._unknown.items() if unknown]})

"""One entry of resource_changes, or a resource of a state: which one, and what is true of it after apply."""

from __future__ import annotations

from sys import intern

from ....patterns import pattern
from .configuration import KEY
from .json_text import readable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .document import Entry
    from .json_text import Range

UNCHANGED = ["no-op"]
GONE = (["delete"], ["forget"], ["read"])
"""Actions after which no resource of the plan is there; after any other, `after` is what there is."""


ADDRESS = pattern(rf'(?:(.+)\.)?[^."\[\]]+\.[^."\[\]]+(?:{KEY})?')
"""Of a resource; the group is its module's."""


class EntryFault(Exception):  # noqa: N818
    """Why an entry cannot be read."""


class Change:
    """A managed resource of a wanted type.

    place: the entry's bytes; address, module_address: as terraform writes them; block: the address in the
    configuration, without module and key; before, after: attributes, or None; unknown, sensitive: the
    overlays of `after`; sensitive_before: that of `before`.
    """

    __slots__ = (
        "actions",
        "address",
        "after",
        "before",
        "block",
        "module_address",
        "place",
        "sensitive",
        "sensitive_before",
        "type",
        "unknown",
    )

    def __init__(self, place: Range, entry: dict[str, Any], address: str, module_address: str) -> None:
        """A resource that is not there. Raises EntryFault."""
        self.place = place
        self.type = intern(readable(needed(entry, "type", str)))
        self.address = readable(address)
        self.block = f"{self.type}.{needed(entry, 'name', str)}"
        self.module_address = readable(module_address)
        self.actions: list[Any] = UNCHANGED
        self.before: dict[str, Any] | None = None
        self.after: dict[str, Any] | None = None
        self.unknown: dict[str, Any] = {}
        self.sensitive: Any = None
        self.sensitive_before: Any = None

    @property
    def is_deleted(self) -> bool:
        return self.actions == ["delete"]

    @property
    def prefix(self) -> str:
        """What the addresses of its module begin with."""
        return f"{self.module_address}." if self.module_address else ""


def read_change(entry: Entry) -> Change | None:
    """The entry, or None where it is about a deposed object, which terraform only has yet to delete. Raises
    EntryFault."""
    value = described(entry)
    if value.get("deposed"):
        return None
    change = needed(value, "change", dict)
    address = needed(value, "address", str)
    found = Change(entry.place, value, address, optional(value, "module_address", str, ""))
    found.actions = needed(change, "actions", list)
    found.before = optional(change, "before", dict, None)
    if found.actions not in GONE:
        found.after = needed(change, "after", dict)
    found.unknown = optional(change, "after_unknown", dict, {})
    found.sensitive = change.get("after_sensitive")
    found.sensitive_before = change.get("before_sensitive")
    return found


def read_resource(entry: Entry) -> Change:
    """A resource of a state, as an entry that changes nothing. Raises EntryFault.

    A deposed object is still there; it has the address of the one that took its place.
    """
    value = described(entry)
    values = needed(value, "values", dict)
    address = needed(value, "address", str)
    match = ADDRESS.fullmatch(address)
    module_address = (match[1] or "") if match is not None else ""
    deposed = value.get("deposed_key")
    if deposed:
        address = f"{address} (deposed object {deposed})"
    found = Change(entry.place, value, address, module_address)
    found.before = found.after = values
    found.sensitive = value.get("sensitive_values")
    return found


def described(entry: Entry) -> dict[str, Any]:
    if not isinstance(entry.value, dict):
        raise EntryFault("an entry of it is no object")
    needed(entry.value, "mode", str)
    needed(entry.value, "type", str)
    return entry.value


def needed(holder: dict[str, Any], name: str, kind: type) -> Any:
    value = holder.get(name)
    if not isinstance(value, kind):
        raise EntryFault(f"an entry of it has no valid {name!r}")
    return value


def optional(holder: dict[str, Any], name: str, kind: type, default: Any) -> Any:
    value = holder.get(name)
    return default if value is None or value is False else needed(holder, name, kind)

"""One entry of resource_changes: which resource, and what is true of it after apply."""

from __future__ import annotations

from .document import readable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

GONE = (["delete"], ["forget"], ["read"])
"""Actions after which no resource of the plan is there; after any other, `after` is what there is."""


class EntryFault(Exception):  # noqa: N818
    """Why an entry cannot be read."""


class Change:
    """A managed resource of a wanted type.

    index: the entry's place in the list; address, module_address: as terraform writes them; block: the
    address in the configuration, without module and key; before, after: attributes, or None; unknown,
    sensitive: the overlays of `after`.
    """

    __slots__ = (
        "actions",
        "address",
        "after",
        "before",
        "block",
        "index",
        "module_address",
        "sensitive",
        "type",
        "unknown",
    )

    def __init__(self, index: int, entry: dict[str, Any]) -> None:
        """Raises EntryFault."""
        change = needed(entry, "change", dict)
        self.index = index
        self.type = readable(needed(entry, "type", str))
        self.address = readable(needed(entry, "address", str))
        self.block = f"{self.type}.{needed(entry, 'name', str)}"
        self.module_address = readable(optional(entry, "module_address", str, ""))
        self.actions: list[Any] = needed(change, "actions", list)
        self.before: dict[str, Any] | None = optional(change, "before", dict, None)
        self.after: dict[str, Any] | None = None
        if self.actions not in GONE:
            self.after = needed(change, "after", dict)
        self.unknown: dict[str, Any] = optional(change, "after_unknown", dict, {})
        self.sensitive: Any = change.get("after_sensitive")

    @property
    def is_deleted(self) -> bool:
        return self.actions == ["delete"]

    @property
    def prefix(self) -> str:
        """What the addresses of its module begin with."""
        return f"{self.module_address}." if self.module_address else ""


def read_change(index: int, entry: object, types: frozenset[str]) -> Change | None:
    """The entry, or None where it is not about a wanted resource. Raises EntryFault.

    A deposed object is one that terraform only has yet to delete.
    """
    if not isinstance(entry, dict):
        raise EntryFault("an entry of resource_changes is no object")
    mode, type_ = needed(entry, "mode", str), needed(entry, "type", str)
    if mode != "managed" or type_ not in types or entry.get("deposed"):
        return None
    return Change(index, entry)


def needed(holder: dict[str, Any], name: str, kind: type) -> Any:
    value = holder.get(name)
    if not isinstance(value, kind):
        raise EntryFault(f"an entry of resource_changes has no valid {name!r}")
    return value


def optional(holder: dict[str, Any], name: str, kind: type, default: Any) -> Any:
    value = holder.get(name)
    return default if value is None or value is False else needed(holder, name, kind)

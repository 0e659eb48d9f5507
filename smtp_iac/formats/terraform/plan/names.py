"""What a plan or state says of its configuration: the names of its blocks, the values of its variables."""

from __future__ import annotations

from .address import calls_and_block, without_keys
from .configuration import inside
from .json_text import PlanFault

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .configuration import Configuration
    from .document import Document


class Names:
    """A redacted plan and a state have no configuration: the addresses of what is there tell the blocks."""

    __slots__ = ("_addresses", "_document", "_root")

    def __init__(self, document: Document, configuration: Configuration, addresses: list[str]) -> None:
        self._document = document
        self._root = configuration.module(())
        self._addresses = addresses

    @property
    def is_whole(self) -> bool:
        """Whether everything that will be there is in it."""
        return self._document.kind != "state" and self._document.incomplete is None

    def variables(self) -> dict[str, Any]:
        """Plain data by the names of the root module's variables."""
        try:
            found = self._document.section("variables")
        except PlanFault:
            return {}
        if not isinstance(found, dict):
            return {}
        return {name: one["value"] for name, one in found.items() if isinstance(one, dict) and "value" in one}

    def root_names(self) -> frozenset[str]:
        """The resources, data sources and module calls of the root module, by their names."""
        if not isinstance(self._root, dict):
            parts = [calls_and_block(address) for address in self._addresses]
            return frozenset([f"module.{calls[0][0]}" if calls else block for calls, block, _ in parts])
        calls = inside(self._root, "module_calls")
        names = [f"module.{name}" for name in (calls if isinstance(calls, dict) else ())]
        return frozenset([*names, *resources_of(self._root)])

    def blocks(self) -> frozenset[str]:
        """Every resource, data source and module call whose code was there, with its modules and without
        keys."""
        if not isinstance(self._root, dict):
            return frozenset([without_keys(address) for address in self._addresses])
        found: list[str] = []
        waiting: list[tuple[str, Any]] = [("", self._root)]
        while waiting:
            prefix, module = waiting.pop()
            found += [prefix + address for address in resources_of(module)]
            calls = inside(module, "module_calls")
            for name, call in calls.items() if isinstance(calls, dict) else ():
                called = inside(call, "module")
                found += [f"{prefix}module.{name}"] if isinstance(called, dict) else []
                waiting.append((f"{prefix}module.{name}.", called))
        return frozenset(found)


def resources_of(module: object) -> list[str]:
    listed = inside(module, "resources")
    addresses = [inside(one, "address") for one in (listed if isinstance(listed, list) else ())]
    return [address for address in addresses if isinstance(address, str)]

"""What the lowerings in `resources/` make of resources, each of them once."""

from __future__ import annotations

from ..plugins import load
from ..reading import Opaque
from ..value import Missing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ..reading import Reading
    from ..resource import Resource

    Lowering = Callable[[Resource], Any]


def tables(name: str, package: str = "smtp_iac.resources") -> dict[str, Any]:
    found: dict[str, Any] = {}
    for module in load(package):
        found.update(getattr(module, name, {}))
    return found


def made_by(table: dict[str, Any], reading: Reading) -> list[Any]:
    """What a table of lowerings makes of the resources; what cannot be followed may hold a rule."""
    made = [made_of(table[one.type], one, reading) for one in reading.resources if one.type in table]
    return [one for one in made if one is not None]


def made_of(lower: Lowering, resource: Resource, reading: Reading) -> Any:
    """The same of one resource; None for what cannot be followed."""
    key = (lower, id(resource))
    try:
        if key not in reading.lowered:
            reading.lowered[key] = (resource, lower(resource))
    except RecursionError:
        missing = Missing(resource.address, "is nested too deeply", "not supported yet", resource.header)
        reading.opaque.append(
            Opaque(resource.address, resource.root, resource.header, missing, resource.exists)
        )
        return None
    return reading.lowered[key][1]

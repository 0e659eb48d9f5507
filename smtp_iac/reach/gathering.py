"""Reads what stands around the filters of some roots, once there is something to tell."""

from __future__ import annotations

from ..judging.lowering import context_lowerings
from ..reading import Opaque, Wanted
from ..value import Known, Missing
from .surroundings import Surroundings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..judging.lowering import Model
    from ..model.context import Fact
    from ..reading import Reading
    from ..resource import Resource

WORDS = (b"security_group", b"SecurityGroup")
"""What the text of a resource holds that has a security group."""
OWN = ("security_group", "SecurityGroup")
"""What the types of groups and of their rules hold: they are attached to nothing."""


def surroundings(roots: Iterable[str], model: Model, reading: Reading) -> Surroundings:
    table = context_lowerings()
    others = table.pop("*")
    facts: list[Fact] = []
    opaque = list(reading.opaque)

    def use(resource: Resource) -> None:
        made = table.get(resource.type, others)
        if made is others and any(word in resource.type for word in OWN):
            return
        try:
            facts.extend(made(resource))
        except RecursionError:
            missing = Missing(resource.address, "is nested too deeply", "not supported yet", resource.header)
            opaque.append(Opaque(resource.address, resource.root, resource.header, missing, Known(True)))

    reading.further(Wanted(frozenset(table), WORDS, frozenset(roots), OWN), use)
    groups = [f"{resource.id}.id" for resource in reading.resources]
    return Surroundings(facts, model.access_lists, opaque, groups)

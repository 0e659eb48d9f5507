"""Any other resource that names security groups: attached to them, and no more is known of it."""

from __future__ import annotations

from ...model.context import Attachment
from ...patterns import pattern
from ...value import Absent, Choice, Known, Many
from .spelling import together

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ...model.context import Fact
    from ...resource import Resource
    from ...value import Element, Outcome

# Compiled when a resource is looked at: many estates have none besides those that have a file of their own.
NAMED = r"(?i)(.*_)?security_?groups?(_?ids?|_?names?)?(_?list)?|.*SecurityGroups?(Ids?|Names?)?"
"""How attributes are named that hold security groups."""
SOURCES = r"(?i).*(source|referenced|peer|allowed|destination).*"
"""How those are named that let a group in, and attach nothing."""
DEEPEST = 4


def attached(resource: Resource) -> list[Fact]:
    found = [
        value
        for name in resource.body.names()
        for value in groups_in(name, resource.body.value(name), 0)
        if not isinstance(value, Absent)
    ]
    return [Attachment(resource, "", together(*found))] if found else []


def groups_in(name: str, value: Element, level: int) -> list[Outcome]:
    """The values of the attributes that are named so, at any depth."""
    inner = value.value if isinstance(value, Many) else value
    if pattern(SOURCES).fullmatch(name):
        return []
    if pattern(NAMED).fullmatch(name):
        return [inner]
    if isinstance(inner, Choice):
        return [one for option in inner.options.values() for one in groups_in(name, option, level)]
    if not isinstance(inner, Known) or level > DEEPEST:
        return []
    if isinstance(inner.data, tuple):
        return [one for element in inner.data for one in groups_in(name, element, level + 1)]
    if isinstance(inner.data, dict):
        return [one for key in inner.data for one in groups_in(key, inner.data[key], level + 1)]
    return []


CONTEXT = {"*": attached}
"""What is made of a resource of no other type, if its text speaks of security groups."""

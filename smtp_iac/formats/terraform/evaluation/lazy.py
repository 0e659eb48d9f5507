"""Objects whose attributes are evaluated when asked for: resources and modules that are referred to."""

from __future__ import annotations

from ....choice import lift
from ....value import Known, Refused, passed_on

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ....value import Origin, Outcome, Value


class Undeclared(Refused):
    """A reference to what is not declared, which terraform refuses even inside try() and can()."""

    __slots__ = ()


class LazyObject(dict[str, "Value"]):
    """What stands for a whole resource or module: `attribute` gives each of its attributes, also those that
    only the provider knows. As a dict it holds no more than what tells it from others."""

    __slots__ = ("attribute",)

    def __init__(self, identity: Value, attribute: Callable[[str], Outcome]) -> None:
        super().__init__(id=identity)
        self.attribute = attribute


def attribute_of(
    value: Outcome, name: str, origin: Origin, otherwise: Callable[[Outcome], Outcome]
) -> Outcome:
    """An attribute, by `otherwise` where the value is no lazy object."""
    return lift(lambda one: _attribute(one, name, origin, otherwise), value)


def _attribute(value: Outcome, name: str, origin: Origin, otherwise: Callable[[Outcome], Outcome]) -> Outcome:
    if isinstance(value, Known) and isinstance(value.data, LazyObject):
        return passed_on(value.data.attribute(name), origin.what, origin.span)
    return otherwise(value)


def lazy(identity: Value, attribute: Callable[[str], Outcome], origin: Origin) -> Known:
    return Known(LazyObject(identity, attribute), origin)

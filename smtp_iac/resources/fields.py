"""Reading fields of resources and of the elements in their lists, whatever is open about them."""

from __future__ import annotations

from ..choice import elements, lift
from ..identity import derived
from ..value import ABSENT, BOOLEAN, Absent, Choice, Known, Many, Refuse, Refused, Unknown, passed_on

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..value import Element, Outcome

LISTS = frozenset(("cidr_blocks", "ipv6_cidr_blocks", "prefix_list_ids", "security_groups"))
"""The attributes of the AWS provider's rules that are lists or sets (provider documentation)."""


def given(value: Outcome) -> Outcome:
    """The value, or ABSENT where it is null: a null argument is an omitted one."""
    return _given(value) if isinstance(value, Known) else lift(_given, value)


def _given(value: Outcome) -> Outcome:
    return ABSENT if isinstance(value, Known) and value.data is None else value


def default(value: Outcome, data: object) -> Outcome:
    """The value, or the provider's default where it is absent or null."""
    return lift(lambda one: Known(data) if isinstance(_given(one), Absent) else one, value)


def boolean(value: Outcome) -> Outcome:
    """The value as a bool, also one that is written as text."""
    return lift(_boolean, value)


def _boolean(value: Outcome) -> Outcome:
    if isinstance(value, Known):
        text = str(value.data).lower()
        if text not in ("true", "false"):
            raise Refuse("true or false is needed here", value.origin)
        return Known(text == "true", value.origin)
    return value


def field(element: Outcome, name: str) -> Outcome:
    """A field of a map that may be open; ABSENT where it is not there or null."""
    if isinstance(element, Known) and isinstance(element.data, dict):
        return given(element.data.get(name, ABSENT))
    return lift(lambda one: _field(one, name), element)


def _field(element: Outcome, name: str) -> Outcome:
    if isinstance(element, Absent):
        return ABSENT
    if isinstance(element, Unknown):
        return derived(f".{name}", element, origin=element.origin)
    if not isinstance(element, Known) or not isinstance(element.data, dict):
        raise Refuse("a block or mapping of attributes is needed here", element.origin)
    value: Outcome = element.data.get(name, ABSENT)
    return given(value)


def of_shape(value: Outcome, name: str) -> Outcome:
    """The value of an attribute: terraform's lists and sets (`cidr_blocks`) take no single value."""
    if name not in LISTS or (isinstance(value, Known) and isinstance(value.data, tuple)):
        return value
    return lift(lambda one: _of_shape(one, name), value)


def _of_shape(value: Outcome, name: str) -> Outcome:
    if isinstance(value, Known) and not isinstance(value.data, tuple):
        raise Refuse(f"{name} needs a list", value.origin)
    return value


def positions(value: Outcome) -> list[tuple[str, Element]]:
    """The elements of a list of blocks, each with its position.

    What is made at one position under different options is one element, so that it stays one rule. A single
    map stands for a list of it.
    """
    if isinstance(value, Choice):
        lists = [_closed(outcome) for outcome in value.options.values()]
        if all(one is not None for one in lists):
            return _merged(value, [one for one in lists if one is not None])
    if isinstance(value, Known) and isinstance(value.data, dict):
        return [("0", value)]
    if isinstance(value, Known) and not isinstance(value.data, tuple):
        return [("0", Refused("a list of blocks is needed here", value.origin))]
    return [(str(index), element) for index, element in enumerate(elements(value))]


def _closed(value: Outcome) -> tuple[Outcome, ...] | None:
    """The elements of a list of a known length, or of a single map; None for any other value."""
    if isinstance(value, Absent) or (isinstance(value, Known) and value.data is None):
        return ()
    if not isinstance(value, Known):
        return None
    if isinstance(value.data, dict):
        return (value,)
    if not isinstance(value.data, tuple) or any(isinstance(element, Many) for element in value.data):
        return None
    return value.data


def _merged(of: Choice, lists: list[tuple[Outcome, ...]]) -> list[tuple[str, Element]]:
    found: list[tuple[str, Element]] = []
    for index in range(max(map(len, lists))):
        options = {
            chosen: one[index] if index < len(one) else ABSENT
            for chosen, one in zip(of.options, lists, strict=True)
        }
        found.append((str(index), Choice(of.unknown, options, of.origin)))
    return found


def presence(element: Element) -> Outcome:
    """Whether an element is there: false in the options that leave it out, unknown for any number of them."""
    if isinstance(element, Many):
        of = element.of if element.of is not None else element.value
        return derived(
            "any", of, facts=BOOLEAN, origin=of.origin if not isinstance(of, Absent) else element.origin
        )
    if isinstance(element, Known):
        return Known(True)
    return lift(lambda one: Known(not isinstance(one, Absent)), element)


def content(element: Element) -> Outcome:
    return element.value if isinstance(element, Many) else element


def at(value: Outcome, container: Outcome) -> Outcome:
    """The value as an element of the container: its way leads through it."""
    if isinstance(container, Absent) or isinstance(value, Absent):
        return value
    return passed_on(value, "", value.origin.span, (container.origin,))

"""How many instances a block makes: count, for_each, and the items of a dynamic block."""

from __future__ import annotations

from ....choice import lift
from ....identity import children, derived, symbols
from ....value import (
    ABSENT,
    BOOLEAN,
    Absent,
    Choice,
    Known,
    Many,
    Missing,
    Origin,
    Refused,
    Unknown,
    passed_on,
    with_origin,
)
from ..values.conversion import convert
from ..values.open_elements import unknown_element, unknown_key

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ....source import Span
    from ....value import Element, Option, Outcome

MOST_INSTANCES = 10_000
"""More instances of one block than this are not made; the block is undecided then."""


class Instance:
    """key: as in an address: `[0]`, `["smtp"]`, or empty; `[*]` stands for any number of instances.

    names: what is bound inside (each, count). exists: whether it is made.
    """

    __slots__ = ("exists", "key", "names")

    def __init__(self, key: str, names: dict[str, Element], exists: Outcome) -> None:
        self.key = key
        self.names = names
        self.exists = exists


class Expansion:
    """The instances of a block. given: the value of count or for_each, ABSENT without either."""

    __slots__ = ("given", "instances", "kind")

    def __init__(self, kind: str, given: Outcome | None, instances: list[Instance]) -> None:
        self.kind = kind
        self.given = given
        self.instances = instances

    def value(self, object_of: Callable[[Instance], Outcome], unknown: Callable[[], Outcome]) -> Outcome:
        """What a reference to the whole block is: an object, a list of them (count) or a map (for_each)."""
        if self.kind == "single" or self.given is None:
            return object_of(self.instances[0])
        by_key = {instance.key: object_of(instance) for instance in self.instances}
        if self.kind == "count":
            return lift(lambda number: _listed(number, by_key, unknown), self.given)
        return lift(lambda items: _mapped(items, by_key, unknown), self.given)


def _listed(number: Outcome, by_key: dict[str, Outcome], unknown: Callable[[], Outcome]) -> Outcome:
    if not isinstance(number, Known) or f"[{number.data - 1}]" not in {*by_key, "[-1]"}:
        return unknown()
    return Known(tuple([by_key[f"[{index}]"] for index in range(number.data)]), number.origin)


def _mapped(items: Outcome, by_key: dict[str, Outcome], unknown: Callable[[], Outcome]) -> Outcome:
    entries = _keyed(items)
    if entries is None or _open_elements(items) or any(_quoted(key) not in by_key for key in entries):
        return unknown()
    return Known({key: by_key[_quoted(key)] for key in entries}, items.origin)


ALONE = Instance("", {}, Known(True))
"""The instance of a block that makes one, whatever happens."""


def single() -> Expansion:
    return Expansion("single", None, [ALONE])


def by_enabled(given: Outcome, span: Span) -> Expansion:
    """`lifecycle { enabled }` of OpenTofu: one instance or none."""
    answer = convert(given, "bool")
    if isinstance(answer, Known) and answer.data is None:
        answer = Refused("enabled is null", Origin("", span))
    return Expansion("single", None, [Instance("", {}, answer)])


def refused(kind: str, outcome: Refused | Unknown) -> Expansion:
    """A block whose count or for_each terraform would refuse, or that cannot be told: one instance stands for
    all."""
    exists = (
        outcome
        if isinstance(outcome, Refused)
        else derived("any", outcome, facts=BOOLEAN, origin=outcome.origin)
    )
    index = derived("index", outcome) if isinstance(outcome, Unknown) else outcome
    names: dict[str, Element] = {"count": Known({"index": index})}
    if kind == "for_each":
        names = {"each": Known({"key": index, "value": index})}
    return Expansion(kind, outcome, [Instance("[*]", names, exists)])


def by_count(given: Outcome, span: Span) -> Expansion:
    number = convert(given, "number")
    most = _most(number, lambda one: one.data if isinstance(one.data, int) and one.data >= 0 else None)
    if most is None:
        return refused("count", _why_not(number, "count is not a whole number", span))
    if most > MOST_INSTANCES:
        return refused("count", _limit(span))
    link = Origin("", span, (), number.origin)
    instances = []
    for index in range(most):
        exists = lift(lambda one, index=index: Known(_counts(one) > index), number)
        names: dict[str, Element] = {"count": Known({"index": Known(index, link)}, link)}
        instances.append(Instance(f"[{index}]", names, with_origin(exists, link)))
    return Expansion("count", number, instances)


def by_for_each(given: Outcome, span: Span) -> Expansion:
    if isinstance(given, Unknown):
        return Expansion("for_each", given, [_representative(given, unknown_element(given), span)])
    entries: dict[int, tuple[Outcome, dict[str, Outcome] | None]] = {}

    def keyed(one: Outcome) -> dict[str, Outcome] | None:
        """The entries of an option, which is kept beside them, so that no other one gets its id."""
        if id(one) not in entries:
            entries[id(one)] = (one, _keyed(one))
        return entries[id(one)][1]

    most = _most(given, lambda one: None if keyed(one) is None else len(one.data))
    if most is None:
        return refused("for_each", _why_not(given, "for_each needs a map or a set of strings", span))
    if most > MOST_INSTANCES:
        return refused("for_each", _limit(span))
    keys = sorted({key for one in _options(given) for key in keyed(one) or {}})
    link = Origin("", span, (given.origin,))
    instances = []
    for key in keys:
        value = lift(lambda one, key=key: (keyed(one) or {}).get(key, ABSENT), given)
        exists = lift(lambda one: Known(not isinstance(one, Absent)), value)
        each = _present(value, link)
        names: dict[str, Element] = {
            "each": Known({"key": _key_value(key, value, link), "value": each}, link)
        }
        instances.append(Instance(_quoted(key), names, with_origin(exists, link)))
    for number, many in enumerate(_open_elements(given)):
        of = many.of if many.of is not None else derived("elements", given)
        instances.append(_representative(of, many.value, span, f"[*{number + 1}]" if number else "[*]"))
    return Expansion("for_each", given, instances)


def _representative(of: Unknown, element: Outcome, span: Span, key: str = "[*]") -> Instance:
    """The instance that stands for any number of instances."""
    link = Origin("", span, (of.origin,))
    names: dict[str, Element] = {"each": Known({"key": unknown_key(of), "value": element}, link)}
    return Instance(key, names, derived("any", of, facts=BOOLEAN, origin=link))


def _present(value: Outcome, link: Origin) -> Outcome:
    """The value in the options where there is one."""
    if isinstance(value, Choice):
        there = {chosen: one for chosen, one in value.options.items() if not isinstance(one, Absent)}
        if len(there) == 1:
            value = next(iter(there.values()))
        else:
            stands_in = next(iter(there.values()))
            options: dict[Option, Outcome] = {
                chosen: stands_in if isinstance(one, Absent) else one for chosen, one in value.options.items()
            }
            value = Choice(value.unknown, options, value.origin)
    return passed_on(value, "", link.span, (link,))


def _key_value(key: str, value: Outcome, link: Origin) -> Outcome:
    """each.key: in a set it is the element itself, with the place where that is written."""
    if isinstance(value, Known) and value.data == key:
        return passed_on(value, "", link.span, (link,))
    return Known(key, link)


def _quoted(key: str) -> str:
    escaped = key.replace("\\", "\\\\").replace('"', '\\"')
    return f'["{escaped}"]'


def _options(value: Outcome) -> list[Outcome]:
    if isinstance(value, Choice):
        return [leaf for outcome in value.options.values() for leaf in _options(outcome)]
    return [value]


def _most(value: Outcome, measure: Callable[[Known], int | None]) -> int | None:
    """The largest measure over the options that are not refused; None where one has none."""
    found = []
    for outcome in _options(value):
        if isinstance(outcome, Refused):
            continue
        size = measure(outcome) if isinstance(outcome, Known) else None
        if size is None:
            return None
        found.append(size)
    return max(found) if found else None


def _counts(value: Outcome) -> int:
    return int(value.data) if isinstance(value, Known) else 0


def _keyed(value: Outcome) -> dict[str, Outcome] | None:
    """The entries of a map or object, or the strings of a set; None for anything that for_each does not take.

    What is optional in a set is an entry that is ABSENT in some options.
    """
    if not isinstance(value, Known):
        return None
    if isinstance(value.data, dict):
        return {key: element for key, element in value.data.items() if not isinstance(element, Many)}
    if not isinstance(value.data, tuple) or value.type is None or value.type[0] != "set":
        return None
    found: dict[str, Outcome] = {}
    for element in value.data:
        if isinstance(element, Many):
            continue
        for leaf in _options(element):
            if isinstance(leaf, Known) and isinstance(leaf.data, str):
                found[leaf.data] = lift(lambda one, key=leaf.data: _if_equal(one, key), element)
            elif not isinstance(leaf, (Absent, Refused)):
                return None
    return found


def _if_equal(value: Outcome, key: str) -> Outcome:
    return value if isinstance(value, Known) and value.data == key else ABSENT


def _open_elements(given: Outcome) -> list[Many]:
    known = [one for one in _options(given) if isinstance(one, Known)]
    return [element for one in known for element in children(one) if isinstance(element, Many)]


def _why_not(value: Outcome, reason: str, span: Span) -> Refused | Unknown:
    if isinstance(value, (Refused, Unknown)):
        return with_origin(value, Origin("", span, (value.origin,), value.origin))  # type: ignore[return-value]
    if symbols(value):
        return derived("instances", value, origin=Origin("", span, (value.origin,)))
    return Refused(reason, Origin("", span))


def _limit(span: Span) -> Unknown:
    why = f"makes more than {MOST_INSTANCES:,} instances"
    missing = Missing("count or for_each", why, "not supported yet", span)
    return Unknown(f"limit {span.source.path}:{span.start}", missing, Origin("", span))

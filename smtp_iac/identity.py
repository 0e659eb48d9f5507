"""Which values are equal, what they are made of, and which inputs they wait for."""

from __future__ import annotations

from .value import NO_FACTS, NOWHERE, SENSITIVE, Absent, Choice, Known, Many, Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TypeGuard

    from .value import Element, Facts, Missing, Option, Origin


MOST_LISTS = 256
NO_SYMBOLS: frozenset[str] = frozenset()
LONGEST_ID = 200
"""Characters of an id that a message shows; ARNs of load balancers have fewer."""


class OfLists:
    """What is worked out of a list once, for values and rules that share it. A list is known by its id, and
    kept, so that no other has that; of so many, then they are forgotten."""

    __slots__ = ("_found", "_work")

    def __init__(self, work: Callable[[tuple[Element, ...]], Any]) -> None:
        self._work = work
        self._found: dict[int, tuple[tuple[Element, ...], Any]] = {}

    def of(self, elements: tuple[Element, ...]) -> Any:
        found = self._found.get(id(elements))
        if found is None:
            if len(self._found) >= MOST_LISTS:
                self._found.clear()
            found = self._found[id(elements)] = (elements, self._work(elements))
        return found[1]


def identity(value: Element) -> str:
    """A text that is equal for equal values, whatever their origins; long ones are digested."""
    if isinstance(value, Unknown):
        return value.id
    if isinstance(value, (Known, Choice)):
        # Kept, because values share their parts: one of a few lines may have a million leaves.
        if value._identity is None:
            value._identity = shorten(_of_choice(value) if isinstance(value, Choice) else _of_known(value))
        return value._identity
    if isinstance(value, Many):
        return shorten(f"many({identity(value.value)})")
    return "absent" if isinstance(value, Absent) else "refused"


def _of_known(value: Known) -> str:
    data = value.data
    if isinstance(data, tuple):
        return "[" + ",".join([identity(element) for element in data]) + "]"
    if isinstance(data, dict):
        return "{" + ",".join([f"{key!r}:{identity(data[key])}" for key in sorted(data)]) + "}"
    return f"{type(data).__name__} {data!r}"


def _of_choice(value: Choice) -> str:
    options = [f"{chosen!r}:{identity(outcome)}" for chosen, outcome in sorted_options(value.options)]
    return f"choice({value.symbol};{','.join(options)})"


def sorted_options(options: dict[Option, Any]) -> list[tuple[Option, Any]]:
    return sorted(options.items(), key=lambda item: (item[0][0], repr(item[0][1])))


def shorten(text: str) -> str:
    if len(text) <= 1000:
        return text
    from hashlib import blake2b

    return "#" + blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def same(first: Element, second: Element) -> bool:
    """Whether two values are surely equal."""
    return identity(first) == identity(second)


def derived(operation: str, *operands: Element, facts: Facts = NO_FACTS, origin: Origin = NOWHERE) -> Unknown:
    """An Unknown computed from others: its id is the operation with the ids of its operands."""
    id_ = shorten(f"{operation}({','.join([identity(operand) for operand in operands])})")
    return Unknown(id_, None, origin, facts, unknowns_of(operands))


def unknowns_of(operands: tuple[Element, ...]) -> tuple[Unknown, ...]:
    """The unknowns that the operands are made of, each once, in order."""
    found: dict[str, Unknown] = {}
    seen: set[int] = set()
    stack = list(reversed(operands))
    while stack:
        value = stack.pop()
        if id(value) in seen:
            continue
        seen.add(id(value))
        if isinstance(value, Unknown):
            found.setdefault(value.id, value)
        elif isinstance(value, Choice):
            found.setdefault(value.symbol, value.unknown)
            stack.extend(reversed(value.options.values()))
        elif isinstance(value, Many):
            stack.append(value.value)
            if value.of is not None:
                stack.append(value.of)
        elif isinstance(value, Known) and isinstance(value.data, (tuple, dict)) and symbols(value):
            stack.extend(reversed(children(value)))
    return tuple(found.values())


def missing_inputs(*values: Element) -> list[Missing]:
    """The inputs that these values wait for, each once, sorted by name."""
    found: dict[tuple[str, str], Missing] = {}
    seen: set[str] = set()
    stack = list(unknowns_of(values))
    while stack:
        unknown = stack.pop()
        if unknown.id in seen:
            continue
        seen.add(unknown.id)
        if unknown.why is not None:
            found.setdefault(unknown.why.sort_key, unknown.why)
        stack.extend(unknown.causes)
    return [found[key] for key in sorted(found)]


def id_in_words(id_: Element) -> str:
    """An id as a message says it: itself, or the input that it waits for. Empty where it is none, which a
    collection is, or one that is not to be seen."""
    if isinstance(id_, Known):
        if not isinstance(id_.data, str) or id_.type == SENSITIVE:
            return ""
        return id_.data if len(id_.data) <= LONGEST_ID else f"{id_.data[:LONGEST_ID]}…"
    missing = missing_inputs(id_)
    return missing[0].what if missing else ""


def children(value: Known) -> list[Element]:
    """The elements of a collection, in order; of a scalar, none."""
    data = value.data
    if isinstance(data, tuple):
        return list(data)
    return list(data.values()) if isinstance(data, dict) else []


def symbols(value: Element) -> frozenset[str]:
    """The ids of every Unknown and Choice inside, which is what `restrict` could decide, and of what decides
    how many elements a collection has."""
    while isinstance(value, Many):
        value = value.value
    if isinstance(value, Unknown):
        return frozenset((value.id,))
    if not (isinstance(value, Choice) or is_collection(value)):
        return NO_SYMBOLS
    if value._symbols is None:
        _find_symbols(value)
    return value._symbols or NO_SYMBOLS


def is_collection(value: Element) -> TypeGuard[Known]:
    return isinstance(value, Known) and isinstance(value.data, (tuple, dict))


def _find_symbols(value: Known | Choice) -> None:
    """Fills in the symbols of a value, after those of everything inside it: however deeply it is nested."""
    stack = [value]
    while stack:
        parts = list(stack[-1].options.values()) if isinstance(stack[-1], Choice) else children(stack[-1])
        bare = [part.value if isinstance(part, Many) else part for part in parts]
        inner = [part for part in bare if isinstance(part, Choice) or is_collection(part)]
        pending = [part for part in inner if part._symbols is None]
        if pending:
            stack += pending
            continue
        ready = stack.pop()
        found = {ready.symbol} if isinstance(ready, Choice) else set()
        found.update([part.of.id for part in parts if isinstance(part, Many) and part.of is not None])
        ready._symbols = frozenset(found.union(*map(symbols, bare))) or NO_SYMBOLS


def choices_in(value: Element) -> list[Choice]:
    """Every Choice inside a value, those inside the options of others included."""
    found: list[Choice] = []
    seen: set[int] = set()
    stack: list[Element] = [value]
    while stack:
        item = stack.pop()
        if id(item) in seen:
            continue
        seen.add(id(item))
        if isinstance(item, Choice):
            found.append(item)
            stack.extend(reversed(item.options.values()))
        elif isinstance(item, Many):
            stack.append(item.value)
        elif isinstance(item, Known) and symbols(item):
            stack.extend(reversed(children(item)))
    return found

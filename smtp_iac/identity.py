"""Which values are equal, what they are made of, and which inputs they wait for."""

from __future__ import annotations

from .value import NO_FACTS, NOWHERE, SENSITIVE, Absent, Choice, Known, Many, Refused, Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Set as AbstractSet
    from typing import Any, TypeGuard

    from .value import Element, Facts, Missing, Option, Origin


MOST_LISTS = 256
NONE: dict[str, Unknown] = {}
LONGEST_ID = 200
"""Characters of an id that a message shows; ARNs of load balancers have fewer."""


LONG, VERY_LONG = 160, 4000
"""Characters of an identity that is kept as it is, and of one that is numbered."""
MOST_NUMBERS = 10_000
_numbers: dict[str, int] = {}


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
    """A text that is equal for equal values, whatever their origins; long ones are shortened."""
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
        return "[" + ",".join(map(identity, data)) + "]"
    if isinstance(data, dict):
        return "{" + ",".join([f"{key!r}:{identity(data[key])}" for key in sorted(data)]) + "}"
    return f"{type(data).__name__} {data!r}"


def _of_choice(value: Choice) -> str:
    options = [f"{chosen!r}:{identity(outcome)}" for chosen, outcome in sorted_options(value.options)]
    return f"choice({value.symbol};{','.join(options)})"


def sorted_options(options: dict[Option, Any]) -> list[tuple[Option, Any]]:
    return sorted(options.items(), key=lambda item: (item[0][0], repr(item[0][1])))


def shorten(text: str) -> str:
    """What stands for a long text, and is equal for equal ones: its number, for hashlib takes 3 ms to
    import; where it is very long, or one of very many, its digest."""
    if len(text) <= LONG:
        return text
    number = _numbers.get(text)
    if number is None and len(text) <= VERY_LONG and len(_numbers) < MOST_NUMBERS:
        number = _numbers[text] = len(_numbers)
    if number is not None:
        return f"#{number}"
    from hashlib import blake2b

    return "#" + blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def same(first: Element, second: Element) -> bool:
    """Whether two values are surely equal."""
    if first is second:
        return True
    if is_scalar(first):
        return is_scalar(second) and _same_data(first.data, second.data)
    if is_scalar(second):
        return False
    if isinstance(first, Choice) and isinstance(second, Choice):
        ours, theirs = first.options, second.options
        alike = first.symbol == second.symbol and ours.keys() == theirs.keys()
        return alike and all(same(outcome, theirs[chosen]) for chosen, outcome in ours.items())
    alike = isinstance(first, Refused) or type(first) is type(second)
    return alike and identity(first) == identity(second)


def _same_data(first: Any, second: Any) -> bool:
    """Whether two scalars are of one type and read alike, for equal numbers may have more or fewer zeros."""
    return type(first) is type(second) and str(first) == str(second)


def derived(operation: str, *operands: Element, facts: Facts = NO_FACTS, origin: Origin = NOWHERE) -> Unknown:
    """An Unknown computed from others: its id is the operation with the ids of its operands."""
    id_ = shorten(f"{operation}({','.join(map(identity, operands))})")
    return Unknown(id_, None, origin, facts, unknowns_of(operands))


def unknowns_of(operands: tuple[Element, ...]) -> tuple[Unknown, ...]:
    """The unknowns that the operands are made of, each once, in order."""
    found: dict[str, Unknown] = {}
    for operand in operands:
        if isinstance(operand, Many) and operand.of is not None:
            found.setdefault(operand.of.id, operand.of)
        if isinstance(operand, Unknown):
            found.setdefault(operand.id, operand)
            continue
        for id_, unknown in unknowns_in(operand).items():
            found.setdefault(id_, unknown)
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


def symbols(value: Element) -> AbstractSet[str]:
    """The ids of every Unknown and Choice inside, which is what `restrict` could decide, and of what decides
    how many elements a collection has."""
    return unknowns_in(value).keys()


def unknowns_in(value: Element) -> dict[str, Unknown]:
    """The same with the unknowns themselves, in order."""
    if isinstance(value, Known):
        if not isinstance(value.data, (tuple, dict)):
            return NONE
    elif isinstance(value, Unknown):
        return {value.id: value}
    elif not isinstance(value, Choice):
        return unknowns_in(value.value) if isinstance(value, Many) else NONE
    return _unknowns_of_parts(value) if value._unknowns is None else value._unknowns


def is_collection(value: Element) -> TypeGuard[Known]:
    return isinstance(value, Known) and isinstance(value.data, (tuple, dict))


def is_scalar(value: Element) -> TypeGuard[Known]:
    return isinstance(value, Known) and not isinstance(value.data, (tuple, dict))


def _unknowns_of_parts(value: Known | Choice) -> dict[str, Unknown]:
    """The unknowns of a value, found after those of everything inside it, however deeply it is nested, and
    kept."""
    stack = [value]
    while stack:
        whole = stack[-1]
        found: dict[str, Unknown] = {}
        if isinstance(whole, Choice):
            found[whole.symbol] = whole.unknown
        pending = _add_parts(whole, found)
        if pending:
            stack += pending
        else:
            whole._unknowns = found or NONE
            stack.pop()
    return value._unknowns or NONE


def _add_parts(whole: Known | Choice, found: dict[str, Unknown]) -> list[Known | Choice]:
    """Adds the unknowns of each part; the parts of which they are not found yet."""
    pending: list[Known | Choice] = []
    for part in whole.options.values() if isinstance(whole, Choice) else children(whole):
        inner = part
        if isinstance(part, Many):
            inner = part.value
            if part.of is not None:
                found.setdefault(part.of.id, part.of)
        if isinstance(inner, Unknown):
            found.setdefault(inner.id, inner)
        elif isinstance(inner, Choice) or is_collection(inner):
            if inner._unknowns is None:
                pending.append(inner)
            elif not found:
                found.update(inner._unknowns)
            else:
                for id_, unknown in inner._unknowns.items():
                    found.setdefault(id_, unknown)
    return pending


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

"""The algebra of choices: what a function of values is while some of them are open.

Options of one symbol are never mixed: what is computed from a Choice is a Choice on the same symbol, and
splits of one symbol refine each other.
"""

from __future__ import annotations

from .identity import derived, identity, is_scalar, same, shorten, symbols, unknowns_in, unknowns_of
from .value import (
    ABSENT,
    BOOLEAN,
    FALSE,
    LIMIT,
    NO_FACTS,
    NOWHERE,
    NULL,
    OTHER,
    TRUE,
    Absent,
    Choice,
    Facts,
    Known,
    Many,
    Missing,
    Refuse,
    Refused,
    Unknown,
    option,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from .value import Element, Option, Origin, Outcome, Value

    Excluded = frozenset[Option]
    Assignment = dict[str, Option | Excluded]
    """Symbol -> the option it has, or the options that it has not (the *other* of a split)."""


DEPTH = 64
"""The most choices that may lie inside one another: no chain of conditions in a real configuration comes
near, and following one takes several frames of Python's stack at each level."""
CALLS = 4 * LIMIT
"""The most calls of a function over the options of its arguments: their results may agree and be few."""
MANY_CONDITIONS = "a value of many conditions"


def choice(unknown: Unknown, options: dict[Option, Outcome], origin: Origin = NOWHERE) -> Outcome:
    """A Choice, or what all of its options are when they agree.

    A refused option stays named: dropping it would send it to *other*.
    """
    first, *others = options.values()
    if isinstance(first, Refused) and all(isinstance(outcome, Refused) for outcome in others):
        return first
    if unknown.facts.domain is None and OTHER not in options:
        return Choice(unknown, options, origin)
    for outcome in others:
        if not same(first, outcome):
            return Choice(unknown, options, origin)
    return first


def assignments(symbol: str, options: dict[Option, Any] | tuple[Option, ...]) -> dict[Option, Assignment]:
    """What each option of a split says of its symbol."""
    named = frozenset([chosen for chosen in options if chosen != OTHER])
    return {chosen: {symbol: named if chosen == OTHER else chosen} for chosen in options}


def restrict(value: Any, assignment: Assignment) -> Any:
    """The value under an assignment of options to symbols; collections are followed."""
    if isinstance(value, Unknown):
        chosen = assignment.get(value.id)
        return value if chosen is None or isinstance(chosen, frozenset) else Known(chosen[1], value.origin)
    if is_scalar(value) or unknowns_in(value).keys().isdisjoint(assignment):
        return value
    if isinstance(value, Choice):
        return restrict_choice(value, assignment)
    if isinstance(value, Many):
        return Many(restrict(value.value, assignment), value.of)
    if isinstance(value.data, tuple):
        elements = tuple([restrict(element, assignment) for element in value.data])
        return Known(elements, value.origin, value.type)
    entries = {key: restrict(element, assignment) for key, element in value.data.items()}
    return Known(entries, value.origin, value.type)


def restrict_choice(value: Choice, assignment: Assignment) -> Outcome:
    chosen = assignment.get(value.symbol)
    if chosen is not None and not isinstance(chosen, frozenset):
        decided: Outcome = restrict(_option_or_other(value.options, chosen), assignment)
        return decided
    excluded = chosen or frozenset()
    left = [other for other in value.options if other not in excluded]
    if all(other == OTHER for other in left):
        return restrict(_option_or_other(value.options, OTHER), assignment)  # type: ignore[no-any-return]
    named = frozenset([other for other in value.options if other != OTHER])
    options = {}
    for other in left:
        deeper = {**assignment, value.symbol: (excluded | named) if other == OTHER else other}
        options[other] = restrict(value.options[other], deeper)
    return choice(value.unknown, options, value.origin)


def _option_or_other(options: dict[Option, Outcome], chosen: Option) -> Outcome:
    if chosen in options:
        return options[chosen]
    return options.get(OTHER, Refused("a value that is not allowed here"))


def merged_options(choices: list[Choice]) -> tuple[Option, ...]:
    """The options of one symbol over all its splits: they refine each other."""
    for one in choices:
        if one.unknown.facts.domain is not None:
            return one.unknown.facts.domain
    found = dict.fromkeys([chosen for one in choices for chosen in one.options if chosen != OTHER])
    has_other = any(OTHER in one.options for one in choices)
    return (*found, OTHER) if has_other else tuple(found)


def leaves(value: Element) -> int:
    if isinstance(value, Choice):
        return sum([leaves(outcome) for outcome in value.options.values()])
    return 1


def depth(value: Element) -> int:
    """How many choices lie inside one another at the top of a value."""
    level, found = [value], -1
    while level:
        found += 1
        level = [
            outcome for choice in level if isinstance(choice, Choice) for outcome in choice.options.values()
        ]
    return found


def limited(value: Outcome, what: str) -> Outcome:
    """The value, or an Unknown where it has become more than is asked."""
    if not isinstance(value, Choice):
        return value
    if is_flat(value) and len(value.options) <= LIMIT:
        return value
    return too_many(value, what) if depth(value) > DEPTH or leaves(value) > LIMIT else value


def is_flat(value: Choice) -> bool:
    """Whether no option is a Choice itself, as in most."""
    return Choice not in map(type, value.options.values())


def too_many(value: Element, what: str, operation: str = "limit") -> Unknown:
    """What stands for a value of too many combinations."""
    why = Missing(what, f"has more than {LIMIT} combinations", "not supported yet")
    return Unknown(
        shorten(f"{operation}({identity(value)})"), why, value.origin, NO_FACTS, unknowns_of((value,))
    )


def lift(function: Any, *arguments: Any) -> Outcome:
    """`function` of the arguments, where it sees no Choice at the top of any: one call per option.

    A refused argument refuses the result; `Refuse` raised by the function does so too.
    """
    for argument in arguments:
        if not isinstance(argument, (Known, Unknown)):
            break
    else:  # as in most calls
        try:
            result: Outcome = function(*arguments)
        except Refuse as refuse:
            return refuse.refused
        return limited(result, MANY_CONDITIONS) if type(result) is Choice else result
    if len(arguments) == 1 and isinstance(argument, Choice) and is_simple(argument):
        return limited(_of_options(function, argument), MANY_CONDITIONS)
    results: list[Outcome] = []
    try:
        return limited(_lifted(function, arguments, results, 0), MANY_CONDITIONS)
    except _TooManyError:
        # What it gave so far tells this computation from others with the same arguments.
        so_far = Known((*arguments, *results))
        return too_many(so_far, MANY_CONDITIONS, f"limit {getattr(function, '__qualname__', '')}")


def is_simple(value: Choice) -> bool:
    """Whether no option is a Choice, or made of what decides between the options."""
    symbol = value.symbol
    for outcome in value.options.values():
        if isinstance(outcome, Choice) or symbol in unknowns_in(outcome):
            return False
    return True


def _of_options(function: Any, value: Choice) -> Outcome:
    """`lift` of one Choice of which no option has to be restricted."""
    options: dict[Option, Outcome] = {}
    for each in merged_options([value]):
        result = _option_or_other(value.options, each)
        if not isinstance(result, Refused):
            try:
                result = function(result)
            except Refuse as refuse:
                result = refuse.refused
        options[each] = result
    return choice(value.unknown, options, value.origin)


class _TooManyError(Exception):
    pass


def _lifted(function: Any, arguments: tuple[Any, ...], results: list[Outcome], level: int) -> Outcome:
    first = None
    for argument in arguments:
        if isinstance(argument, Refused):
            return argument
        if first is None and isinstance(argument, Choice):
            first = argument
    if first is None:
        try:
            result: Outcome = function(*arguments)
        except Refuse as refuse:
            result = refuse.refused
        results.append(result)
        return result
    if level == DEPTH or len(results) >= CALLS:
        raise _TooManyError
    splits = [one for one in arguments if isinstance(one, Choice) and one.symbol == first.symbol]
    options: dict[Option, Outcome] = {}
    for each, assignment in assignments(first.symbol, merged_options(splits)).items():
        under = tuple([restrict(argument, assignment) for argument in arguments])
        options[each] = _lifted(function, under, results, level + 1)
    return choice(first.unknown, options, first.origin)


def conditional(condition: Outcome, yes: Outcome, no: Outcome) -> Outcome:
    """`condition ? yes : no`: each arm is seen under the options that lead to it."""
    if isinstance(condition, Known):
        return yes if condition.data else no
    if isinstance(condition, (Refused, Absent)):
        return condition
    options: dict[Option, Outcome] = {}
    if isinstance(condition, Unknown):
        unknown = condition
        if condition.facts.domain is None:
            unknown = Unknown(condition.id, condition.why, condition.origin, BOOLEAN, condition.causes)
        options[TRUE] = restrict(yes, {condition.id: TRUE})
        options[FALSE] = restrict(no, {condition.id: FALSE})
        if NULL in (unknown.facts.domain or ()):
            options[NULL] = Refused("the condition is null", condition.origin)
    else:
        unknown = condition.unknown
        for each, assignment in assignments(condition.symbol, condition.options).items():
            options[each] = conditional(
                restrict(condition.options[each], assignment),
                restrict(yes, assignment),
                restrict(no, assignment),
            )
    return limited(choice(unknown, options, condition.origin), "a condition of many conditions")


def equal(first: Outcome, second: Outcome) -> Outcome:
    """`first == second` for values of which at most the type rules are known to the caller.

    An unknown compared with a scalar splits its symbol; two unknowns of one id are equal.
    """
    return lift(_equal, first, second)


def _equal(first: Value, second: Value) -> Outcome:
    if isinstance(first, Known) and isinstance(second, Known):
        if symbols(first) or symbols(second):
            return derived("==", first, second, facts=BOOLEAN) if not same(first, second) else Known(True)
        return Known(same(first, second))
    if isinstance(first, Known):
        first, second = second, first
    assert isinstance(first, Unknown)
    if isinstance(second, Known) and not isinstance(second.data, (tuple, dict)):
        wanted = option(second.data)
        if first.facts.domain is not None:
            return choice(first, {each: Known(each == wanted) for each in first.facts.domain})
        return Choice(first, {wanted: Known(True), OTHER: Known(False)})
    if same(first, second):
        return Known(True)
    ordered = sorted((first, second), key=identity)
    return derived("==", *ordered, facts=BOOLEAN)


def not_a_list(value: Known) -> list[Element]:
    return [] if value.data is None else [Refused("a list is needed here", value.origin)]


def elements(value: Outcome) -> Iterator[Element]:
    """The elements of a list as they may be: an unknown list is any number of one unknown element; each
    element of one option of a Choice is optional. What is no list is refused."""
    if isinstance(value, Known):
        yield from value.data if isinstance(value.data, tuple) else not_a_list(value)
    elif isinstance(value, Unknown):
        facts = Facts(aws_owned=value.facts.aws_owned, block=value.facts.elements)
        yield Many(derived("element", value, facts=facts, origin=value.origin), value)
    elif isinstance(value, Choice):
        for chosen, outcome in value.options.items():
            inside = [outcome] if isinstance(outcome, Refused) else elements(outcome)
            for element in inside:
                yield optional(value, chosen, element)
    elif isinstance(value, Refused):
        yield value


def optional(of: Choice, chosen: Option, element: Element) -> Element:
    """An element that is there only while `of` has the option `chosen`."""
    inner = element.value if isinstance(element, Many) else element
    options: dict[Option, Outcome] = dict.fromkeys(of.options, ABSENT)
    options[chosen] = inner
    result = Choice(of.unknown, options, inner.origin)
    return Many(result, element.of) if isinstance(element, Many) else result

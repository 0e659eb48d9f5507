"""Values, rules and worlds by hand: what the tests of the algebra compute with.

A world says what every open input is. An `Expression` is one formula twice: as the value that the program
computes while the inputs are open, and as a plain function of a world.
"""

from __future__ import annotations

from functools import partial
from itertools import product
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from smtp_iac.choice import choice, conditional, elements, equal, lift, restrict
from smtp_iac.identity import derived
from smtp_iac.model import INGRESS, TCP
from smtp_iac.model.rule import Peer, Rule
from smtp_iac.questions import internet_can_open
from smtp_iac.resource import Resource
from smtp_iac.source import Source, Span
from smtp_iac.value import (
    ABSENT,
    BOOLEAN,
    NOWHERE,
    OTHER,
    Absent,
    Choice,
    Facts,
    Known,
    Many,
    Missing,
    Refused,
    Unknown,
    option,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from smtp_iac.value import Element, Option, Outcome


World = dict[str, Any]
"""Input -> what it is."""

ask = partial(internet_can_open.ask, ports=(25,))
SOURCE = Source("/estate/main.tf", b'resource "aws_security_group" "mx" {\n}\n' * 9)
BLOCK = Span(SOURCE, 0, len(SOURCE.data))

ANYWHERE, LOWER, UPPER, INTERNAL = "0.0.0.0/0", "0.0.0.0/1", "128.0.0.0/1", "10.0.0.0/8"
HALVES = {ANYWHERE: 3, LOWER: 1, UPPER: 2, INTERNAL: 0}
"""Which halves of the IPv4 internet each of the blocks covers, as bits."""


def value_of(item: Any) -> Element:
    """A Python value as a Value; Values and what may stand for them as they are."""
    if isinstance(item, (Known, Unknown, Choice, Many, Absent, Refused)):
        return item
    if isinstance(item, (list, tuple)):
        return Known(tuple([value_of(each) for each in item]))
    if isinstance(item, dict):
        return Known({key: value_of(each) for key, each in item.items()})
    return Known(item)


def listed(*items: Any) -> Known:
    return Known(tuple([value_of(item) for item in items]))


def open_input(name: str, facts: Facts | None = None) -> Unknown:
    why = Missing(name, "has no value", "nobody can know")
    return Unknown(name, why, NOWHERE, facts or Facts())


def boolean(name: str) -> Unknown:
    return open_input(name, BOOLEAN)


def allowed(name: str, *values: Any) -> Choice:
    """An input of which every possible value is listed."""
    domain = tuple([option(each) for each in values])
    return Choice(open_input(name, Facts(domain=domain)), {option(each): Known(each) for each in values})


def negation(condition: Outcome) -> Outcome:
    return conditional(condition, Known(False), Known(True))


def index(collection: Outcome, key: Outcome, default: Outcome | None = None) -> Outcome:
    """`collection[key]`, or lookup with a default."""
    missing = Refused("no such key") if default is None else default

    def look(one: Outcome, at: Outcome) -> Outcome:
        if not isinstance(one, Known):
            return derived("index", one, at)
        if isinstance(at, Known):
            found: Outcome = one.data.get(at.data, missing)
            return found
        assert isinstance(at, Unknown)
        options: dict[Option, Outcome] = {
            option(name): restrict(one.data[name], {at.id: option(name)}) for name in one.data
        }
        names = frozenset(options)
        options[OTHER] = restrict(missing, {at.id: names})
        return choice(at, options)

    return lift(look, collection, key)


def concat(*lists: Outcome) -> Known:
    return Known(tuple([element for one in lists for element in elements(one)]))


class Attributes:
    """A `Body` of given attributes."""

    def __init__(self, attributes: dict[str, Any]) -> None:
        self.attributes = attributes

    def value(self, name: str) -> Outcome:
        return value_of(self.attributes[name]) if name in self.attributes else ABSENT  # type: ignore[return-value]

    def names(self) -> list[str]:
        return sorted(self.attributes)


def resource(
    type: str = "aws_security_group",  # noqa: A002 - the dialect's word
    attributes: dict[str, Any] | None = None,
    name: str = "mx",
    exists: Outcome | None = None,
) -> Resource:
    address = f"{type}.{name}"
    return Resource(
        type=type,
        address=address,
        root=".",
        id=address,
        body=Attributes(attributes or {}),
        exists=Known(True) if exists is None else exists,
        span=BLOCK,
        header=Span(SOURCE, 0, 30),
        origin=NOWHERE,
    )


def rule(
    name: str,
    cidrs: Any,
    port: Any = 25,
    *,
    last: Any = None,
    exists: Any = True,
    group: Any = None,
    **more: Any,
) -> Rule:
    """A TCP rule of the group "sg.id", of one port unless `last` is given."""
    fields: dict[str, Any] = {
        "direction": value_of(INGRESS),
        "protocol": value_of(TCP),
        "from_port": value_of(port),
        "to_port": value_of(port if last is None else last),
        "group": Unknown("sg.id") if group is None else group,
        "exists": value_of(exists),
        **more,
    }
    peers = (Peer("IPv4 CIDR", value_of(cidrs)),)  # type: ignore[arg-type]
    return Rule(resource=resource(name=name), declared=BLOCK, position=name, **{"peers": peers, **fields})


class Stop(Exception):  # noqa: N818
    """In a world where terraform would stop."""


class Expression:
    """A value, and what it is in a world."""

    def __init__(self, value: Outcome, of: Callable[[World], Any]) -> None:
        self.value = value
        self.of = of

    def __repr__(self) -> str:
        return repr(self.value)


ENVIRONMENTS = ("dev", "prod", "stage")
INPUTS: World = {
    "var.p": (True, False),
    "var.q": (True, False),
    "var.env": (*ENVIRONMENTS, "something else"),
    "var.port": (25, 587),
}
OPEN_INPUTS: World = {
    **INPUTS,
    "var.cidr": tuple(HALVES),
    "var.extra": ((), (ANYWHERE,), (LOWER, UPPER)),
}


def worlds(inputs: World) -> list[World]:
    return [dict(zip(inputs, chosen, strict=True)) for chosen in product(*inputs.values())]


FINITE_WORLDS = worlds(INPUTS)
OPEN_WORLDS = worlds(OPEN_INPUTS)


def assignment_of(world: World) -> dict[str, Any]:
    """A world as `restrict` takes it: the inputs that can be split."""
    return {name: option(world[name]) for name in INPUTS}


def concrete(value: Element) -> Any:
    """The plain data of a value without anything open; raises Stop for one that is refused."""
    if isinstance(value, Refused):
        raise Stop
    assert isinstance(value, Known), value
    if isinstance(value.data, tuple):
        return [concrete(each) for each in value.data if not isinstance(each, Absent)]
    return value.data


def constant(data: Any) -> Expression:
    return Expression(value_of(data), lambda world: data)  # type: ignore[arg-type]


def input_(name: str) -> Expression:
    return Expression(boolean(name), lambda world: world[name])


def is_environment(name: str) -> Expression:
    return Expression(equal(open_input("var.env"), Known(name)), lambda world: world["var.env"] == name)


def not_(one: Expression) -> Expression:
    return Expression(negation(one.value), lambda world: not one.of(world))


def and_(one: Expression, two: Expression) -> Expression:
    value = conditional(one.value, two.value, Known(False))
    return Expression(value, lambda world: one.of(world) and two.of(world))


def if_(condition: Expression, yes: Expression, no: Expression) -> Expression:
    value = conditional(condition.value, yes.value, no.value)
    return Expression(value, lambda world: yes.of(world) if condition.of(world) else no.of(world))


def concatenation(one: Expression, two: Expression) -> Expression:
    return Expression(concat(one.value, two.value), lambda world: one.of(world) + two.of(world))


def lookup(entries: dict[str, Expression], default: Expression | None) -> Expression:
    def of(world: World) -> Any:
        if world["var.env"] in entries:
            return entries[world["var.env"]].of(world)
        if default is None:
            raise Stop
        return default.of(world)

    collection = Known({name: entry.value for name, entry in entries.items()})
    value = index(collection, open_input("var.env"), default.value if default is not None else None)
    return Expression(value, of)


PORT = Expression(allowed("var.port", 25, 587), lambda world: world["var.port"])
PORT_IS_25 = Expression(equal(PORT.value, Known(25)), lambda world: world["var.port"] == 25)

conditions: st.SearchStrategy[Expression] = st.recursive(
    st.sampled_from(
        [constant(True), input_("var.p"), input_("var.q"), PORT_IS_25, *map(is_environment, ENVIRONMENTS)]
    ),
    lambda inner: st.one_of(
        st.builds(not_, inner), st.builds(and_, inner, inner), st.builds(if_, inner, inner, inner)
    ),
    max_leaves=5,
)


def lookups(entries: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    named = st.dictionaries(st.sampled_from(ENVIRONMENTS), entries, min_size=2)
    return st.builds(lookup, named, st.one_of(st.none(), entries))


def cidr_lists(leaves: Sequence[Expression]) -> st.SearchStrategy[Expression]:
    return st.recursive(
        st.sampled_from([constant([]), *[constant([block]) for block in HALVES], *leaves]),
        lambda inner: st.one_of(
            st.builds(if_, conditions, inner, inner), st.builds(concatenation, inner, inner), lookups(inner)
        ),
        max_leaves=6,
    )


finite_lists = cidr_lists([])
open_lists = cidr_lists(
    [
        Expression(listed(open_input("var.cidr")), lambda world: [world["var.cidr"]]),
        Expression(concat(open_input("var.extra")), lambda world: list(world["var.extra"])),
    ]
)
scalars = st.recursive(
    st.sampled_from([constant("dev"), constant("prod"), constant("x"), constant(25)]),
    lambda inner: st.one_of(st.builds(if_, conditions, inner, inner), lookups(inner)),
    max_leaves=4,
)
ports = st.one_of(
    st.just(constant(25)),
    st.just(PORT),
    st.builds(if_, conditions, st.just(constant(25)), st.just(constant(587))),
    lookups(st.sampled_from([constant(25), constant(587), PORT])),
)

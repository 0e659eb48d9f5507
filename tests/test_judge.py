"""Verdicts against brute force over every world."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from smtp_iac.judging.judge import decide, decide_all
from smtp_iac.model.filter import SecurityGroup
from smtp_iac.network import AddressSet, covers_internet
from smtp_iac.truth import MAYBE, NO, YES, Truth, over_all, truth
from smtp_iac.value import Unknown

from .algebra import (
    ANYWHERE,
    FINITE_WORLDS,
    HALVES,
    INTERNAL,
    LOWER,
    OPEN_WORLDS,
    UPPER,
    Expression,
    Stop,
    World,
    ask,
    conditions,
    constant,
    finite_lists,
    if_,
    open_lists,
    ports,
    rule,
)

if TYPE_CHECKING:
    from smtp_iac.model.rule import Rule

GROUPS = [
    Expression(Unknown("sg.a"), lambda world: "sg.a"),
    Expression(Unknown("sg.b"), lambda world: "sg.b"),
]
groups = st.one_of(st.just(GROUPS[0]), st.builds(if_, conditions, *map(st.just, GROUPS)))


class Drawn:
    """A rule, and what it is in a world."""

    def __init__(self, *, exists: Expression, cidrs: Expression, port: Expression, group: Expression) -> None:
        self.exists = exists
        self.cidrs = cidrs
        self.port = port
        self.group = group

    def __repr__(self) -> str:
        return f"count {self.exists}, cidrs {self.cidrs}, port {self.port}, group {self.group}"

    def rule(self, name: str) -> Rule:
        return rule(name, self.cidrs.value, self.port.value, exists=self.exists.value, group=self.group.value)

    def halves(self, world: World, group: str | None) -> int:
        """Which halves of the internet it lets in; raises Stop where it cannot be deployed."""
        if not self.exists.of(world):
            return 0
        port, cidrs, member = self.port.of(world), self.cidrs.of(world), self.group.of(world)
        if port != 25 or group not in (None, member):
            return 0
        found = 0
        for cidr in cidrs:
            found |= HALVES[cidr]
        return found


def drawn(lists: st.SearchStrategy[Expression]) -> st.SearchStrategy[list[Drawn]]:
    exists = st.one_of(st.just(constant(True)), conditions)
    one = st.builds(Drawn, exists=exists, cidrs=lists, port=ports, group=groups)
    return st.lists(one, min_size=1, max_size=3)


def exposed_in(world: World, rules: list[Drawn], group: str | None) -> bool | None:
    """Whether the rules together are exposed; None where they cannot be deployed."""
    found = 0
    try:
        for one in rules:
            found |= one.halves(world, group)
    except Stop:
        return None
    return found == 3


def true_verdict(worlds: list[World], rules: list[Drawn], group: str | None) -> Truth | None:
    """YES if every world that can be deployed is exposed, NO if none is; None if there is no such world."""
    found = {exposed_in(world, rules, group) for world in worlds} - {None}
    return over_all(map(truth, [bool(one) for one in found])) if found else None


def together(rules: list[Drawn], group: str | None) -> list[Drawn]:
    """The rules that may belong to a group."""
    if group is None:
        return rules
    return [one for one in rules if any(one.group.of(world) == group for world in FINITE_WORLDS)]


def test_the_blocks_are_what_the_brute_force_takes_them_for() -> None:
    for blocks in ((ANYWHERE,), (LOWER,), (UPPER,), (INTERNAL,), (LOWER, UPPER), (LOWER, INTERNAL)):
        addresses = AddressSet.union_of(map(AddressSet.parse, blocks))
        halves = 0
        for block in blocks:
            halves |= HALVES[block]
        assert covers_internet(addresses, 4) is (halves == 3)


def checked(rules: list[Drawn], worlds: list[World], group: str | None) -> tuple[Truth, Truth]:
    expected = true_verdict(worlds, rules, group)
    assume(expected is not None)
    assert expected is not None
    made = [one.rule(f"r{number}") for number, one in enumerate(rules)]
    return decide(SecurityGroup(group, made), ask).truth, expected


@settings(max_examples=250, deadline=None)
@given(drawn(finite_lists), st.sampled_from([None, "sg.a", "sg.b"]))
def test_exact_where_every_input_is_finite(rules: list[Drawn], group: str | None) -> None:
    rules = together(rules, group)
    assume(rules)
    got, expected = checked(rules, FINITE_WORLDS, group)
    assert got is expected


@settings(max_examples=120, deadline=None)
@given(drawn(open_lists), st.sampled_from([None, "sg.a"]))
def test_sound_where_inputs_are_open(rules: list[Drawn], group: str | None) -> None:
    rules = together(rules, group)
    assume(rules)
    got, expected = checked(rules, OPEN_WORLDS, group)
    assert got is expected or got is MAYBE


def is_always_of(one: Drawn, group: str) -> bool:
    return all(one.group.of(world) == group for world in FINITE_WORLDS)


def expected_findings(rules: list[Drawn]) -> Counter[tuple[frozenset[str], Truth]] | None:
    """What is to be answered, from the verdicts of brute force; None where one cannot be deployed at all."""
    names = {f"r{number}": one for number, one in enumerate(rules)}
    alone = {name: true_verdict(FINITE_WORLDS, [one], None) for name, one in names.items()}
    found = {name: verdict for name, verdict in alone.items() if verdict is not NO}
    wholes: Counter[tuple[frozenset[str], Truth]] = Counter()
    for group in ("sg.a", "sg.b"):
        possible = {name: one for name, one in names.items() if one in together(rules, group)}
        exposed = [one for name, one in possible.items() if alone[name] is YES]
        members = {name: one for name, one in possible.items() if one not in exposed}
        verdicts = [alone[name] for name in members]
        # An exposed rule that only may belong to the group hides no other rules of it.
        if len(members) < 2 or any(is_always_of(one, group) for one in exposed):
            continue
        union = true_verdict(FINITE_WORLDS, list(members.values()), group)
        if union is None:
            return None
        if union is YES:
            for name in members:
                found.pop(name, None)
        if union is YES or (union is MAYBE and MAYBE not in verdicts):
            wholes[(frozenset(members), union)] += 1
    if None in alone.values():
        return None
    return wholes + Counter(
        (frozenset([name]), verdict) for name, verdict in found.items() if verdict is not None
    )


@settings(max_examples=150, deadline=None)
@given(drawn(finite_lists))
def test_the_findings_are_those_of_the_design(rules: list[Drawn]) -> None:
    expected = expected_findings(rules)
    assume(expected is not None)
    decisions = decide_all([one.rule(f"r{number}") for number, one in enumerate(rules)], ask)
    got = Counter(
        (frozenset([member.position for member in decision.rules]), decision.truth) for decision in decisions
    )
    assert got == expected


@settings(max_examples=80, deadline=None)
@given(drawn(open_lists))
def test_every_undecided_finding_says_what_is_missing(rules: list[Drawn]) -> None:
    for decision in decide_all([one.rule(f"r{number}") for number, one in enumerate(rules)], ask):
        assert decision.truth is YES or decision.missing
        assert decision.grounds

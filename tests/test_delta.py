"""What plans change, against brute force over a few addresses and every world."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

from hypothesis import given, settings
from hypothesis import strategies as st

from smtp_iac.judging.delta import Delta
from smtp_iac.judging.judge import decide_all
from smtp_iac.model import TCP
from smtp_iac.network import AddressSet
from smtp_iac.truth import MAYBE, NO, YES, Judgement
from smtp_iac.value import OTHER, Choice, Unknown, option

from .algebra import listed, open_input, rule

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from smtp_iac.model.filter import Filter
    from smtp_iac.model.rule import Rule
    from smtp_iac.value import Outcome

    World = dict[str, str]
    Addresses = frozenset[int]

BLOCKS = {
    f"8.8.8.{first}/{29 + length}": frozenset(range(first, first + (8 >> length)))
    for length in range(4)
    for first in range(0, 8, 8 >> length)
}
"""Blocks of eight addresses of the internet, by the last part of each."""
GROUPS = ("a", "b")
INPUTS = ("var.p", "var.q")
STRAY = "a group that nobody knows"


class Drawn:
    """A rule. sources: blocks and inputs; group: one of GROUPS, both, or STRAY."""

    def __init__(self, name: str, sources: list[str], port: int, group: str) -> None:
        self.name = name
        self.sources = sources
        self.port = port
        self.group = group

    @property
    def id(self) -> str:
        return f"aws_security_group.{self.name}"

    def __repr__(self) -> str:
        return f"{self.name}: {self.sources} on {self.port} in {self.group}"

    def rule(self) -> Rule:
        cidrs = [open_input(one) if one in INPUTS else one for one in self.sources]
        return rule(self.name, listed(*cidrs), self.port, group=self._group())

    def _group(self) -> Outcome:
        stray = Unknown(f"{self.id}.security_group_id")
        if self.group == STRAY:
            return stray
        if self.group != "a or b":
            return Unknown(f"{self.group}.id")
        options: Any = {option(name): Unknown(f"{name}.id") for name in GROUPS}
        return Choice(stray, {**options, OTHER: stray})

    def addresses(self, world: World, group: str | None = None) -> Addresses:
        """Whom it lets in on port 25; a rule of another group than the given one lets in nobody."""
        if self.port != 25 or group not in (None, self.group_in(world)):
            return frozenset()
        return frozenset().union(*[BLOCKS[world.get(one, one)] for one in self.sources])

    def group_in(self, world: World) -> str:
        return self.group if self.group in GROUPS else world[self.name]


def worlds(rules: list[Drawn]) -> Iterator[World]:
    """What each input is, and which group each rule of an unknown group belongs to."""
    inputs = sorted({source for one in rules for source in one.sources if source in INPUTS})
    stray = sorted({one.name for one in rules if one.group not in GROUPS})
    few = ("8.8.8.0/29", "8.8.8.0/30", "8.8.8.5/32")
    for chosen in product(*[few for _ in inputs], *[GROUPS for _ in stray]):
        yield dict(zip((*inputs, *stray), chosen, strict=True))


def drawn(groups: tuple[str, ...], sources: tuple[str, ...]) -> st.SearchStrategy[list[Drawn]]:
    one = st.builds(
        Drawn,
        st.sampled_from(("r0", "r1", "r2", "r3")),
        st.lists(st.sampled_from(sources), max_size=2),
        st.sampled_from((25, 25, 25, 587)),
        st.sampled_from(groups),
    )
    return st.lists(one, max_size=4, unique_by=lambda each: each.name)


def asking(need: int) -> Callable[[Filter], Judgement]:
    """Exposed is what lets in so many of the eight addresses."""
    eight = AddressSet.parse("8.8.8.0/29")

    def ask(group: Filter) -> Judgement:
        admission = group.admitted(TCP, 25)
        if (admission.certain & eight).size(4) >= need:
            return Judgement(YES)
        return Judgement(MAYBE if (admission.possible & eight).size(4) >= need else NO)

    return ask


def matters(group: Filter) -> bool:
    return not group.admitted(TCP, 25).possible.is_empty


def delta(before: list[Drawn], after: list[Drawn]) -> Delta:
    made = (*GROUPS, *[one.id for one in after])
    was, is_now = [one.rule() for one in before], [one.rule() for one in after]
    roots = {one.resource.root for one in (*was, *is_now)}
    return Delta(was, is_now, matters, roots=roots, made=made)


def opened(decision: Any, world: World, after: dict[str, Drawn], before: list[Drawn]) -> Addresses:
    """What a finding lets in that its group did not let in before; one of a whole group is about that one."""
    found: Addresses = frozenset()
    for one in [after[each.position] for each in decision.rules]:
        group = decision.asked.id.removesuffix(".id") if decision.whole else one.group_in(world)
        was = frozenset().union(*[each.addresses(world, group) for each in before])
        found |= one.addresses(world, group) - was
    return found


def last_parts(cidrs: tuple[str, ...]) -> Addresses:
    found = AddressSet.union_of([AddressSet.parse(one) for one in cidrs])
    first = AddressSet.parse("8.8.8.0").v4[0][0]
    return frozenset(number - first for low, high in found.v4 for number in range(low, high + 1))


KNOWN = drawn(GROUPS, tuple(BLOCKS))
OPEN_AFTER = drawn((*GROUPS, "a or b", STRAY), (*BLOCKS, *INPUTS))
OPEN_BEFORE = drawn(GROUPS, (*BLOCKS, *INPUTS))


@settings(max_examples=200)
@given(KNOWN, KNOWN, st.sampled_from((1, 5, 8)))
def test_what_is_newly_open_is_exactly_what_was_not_open_before(
    before: list[Drawn], after: list[Drawn], need: int
) -> None:
    by_name = {one.name: one for one in after}
    changes = delta(before, after)
    for decision in decide_all([one.rule() for one in after], asking(need), matters):
        change = changes.of(decision)
        assert change is not None
        new = opened(decision, {}, by_name, before)
        assert change.word == ("newly open" if new else "still open")
        assert last_parts(change.addresses) == new
        if new:
            both = last_parts(change.addresses) | last_parts(change.rest)
            assert both == frozenset().union(*[by_name[one.position].addresses({}) for one in decision.rules])


@settings(max_examples=200)
@given(KNOWN, KNOWN, st.sampled_from((1, 5, 8)))
def test_what_is_closed_is_exactly_what_was_exposed_and_is_not_open_after(
    before: list[Drawn], after: list[Drawn], need: int
) -> None:
    by_name = {one.name: one for one in before}
    ask = asking(need)
    found = {
        frozenset(rule.position for rule in decision.rules): change
        for decision, change in delta(before, after).closed(decide_all, ask)
    }
    for decision in decide_all([one.rule() for one in before], ask, matters):
        gone = opened(decision, {}, by_name, after)
        change = found.pop(frozenset(rule.position for rule in decision.rules), None)
        assert (last_parts(change.addresses) if change else frozenset()) == gone
        assert change is None or change.word == "closed"
    assert not found


@settings(max_examples=200)
@given(OPEN_BEFORE, OPEN_AFTER, st.sampled_from((1, 5, 8)))
def test_with_unknowns_nothing_is_said_that_is_not_so_in_every_world(
    before: list[Drawn], after: list[Drawn], need: int
) -> None:
    by_name = {one.name: one for one in after}
    ask = asking(need)
    changes = delta(before, after)
    every = list(worlds([*before, *after]))
    for decision in decide_all([one.rule() for one in after], ask, matters):
        change = changes.of(decision)
        assert change is not None
        new = [opened(decision, world, by_name, before) for world in every]
        if change.word in ("still open", "not newly open"):
            assert not any(new)
        if change.word == "newly open":
            assert decision.truth is YES
            assert all(last_parts(change.addresses) <= one for one in new)
        assert (change.word == "newly open") == bool(change.addresses)
    was = {one.name: one for one in before}
    for decision, change in changes.closed(decide_all, ask):
        gone = [opened(decision, world, was, after) for world in every]
        assert all(last_parts(change.addresses) <= one for one in gone)


def test_an_input_that_is_the_same_before_and_after_opens_nothing_new() -> None:
    rules = [Drawn("r0", ["var.p"], 25, "a")]
    [decision] = decide_all([one.rule() for one in rules], asking(1), matters)
    moved = [Drawn("r1", ["var.p"], 25, "a")]
    for before, word in ((rules, "not newly open"), (moved, "not newly open"), ([], "perhaps newly open")):
        change = delta(before, rules).of(decision)
        assert change is not None
        assert change.word == word


def test_what_is_forgotten_is_not_closed() -> None:
    left = [Drawn("r0", ["8.8.8.0/29"], 25, "a"), Drawn("r1", ["8.8.8.0/30"], 25, "b")]
    roots = {one.rule().resource.root for one in left}
    changes = Delta([one.rule() for one in left], [], matters, roots=roots, forgotten=[left[0].id])
    found = [
        (decision.rules[0].position, change.word)
        for decision, change in changes.closed(decide_all, asking(1))
    ]
    assert sorted(found) == [("r0", "no longer managed"), ("r1", "closed")]


def test_nothing_is_said_of_what_has_no_plan() -> None:
    rules = [Drawn("r0", ["8.8.8.0/29"], 25, "a").rule()]
    [decision] = decide_all(rules, asking(1), matters)
    assert Delta([], rules, matters, roots=["another"]).of(decision) is None

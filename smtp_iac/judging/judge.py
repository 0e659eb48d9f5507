"""From rules to verdicts: each rule alone, then the union of its group, over every combination of options."""

from __future__ import annotations

from ..identity import choices_in, missing_inputs
from ..model.admission import of_peer
from ..model.filter import SecurityGroup, filters_of, refusals
from ..model.rule import Ground
from ..truth import MAYBE, NO, YES, over_all
from ..value import LIMIT, Missing, Refused, text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

    from ..choice import Assignment
    from ..model.access_list import AccessList
    from ..model.filter import Filter
    from ..model.rule import Rule
    from ..truth import Judgement, Truth
    from ..value import Unknown

    Ask = Callable[[Filter], Judgement]
    Matters = Callable[[Filter], bool]
    Case = tuple[Assignment, Truth, list[Ground]]


class Decision:
    """The verdict on some rules together.

    asked: the group that they are, which is a rule alone unless `whole`: then no rule of it is exposed alone.
    grounds: what it rests on. when: in words, the options in which they are exposed. missing: the inputs that
    an undecided one waits for. stands_for: the undecided rules of such a whole group. notes: what a reader
    of it should know. planned: the decisions on plans that it stands for, at the places of the
    configuration; same_as: the decision that it takes the place of, and whose fingerprint it keeps.
    """

    __slots__ = (
        "asked",
        "grounds",
        "missing",
        "notes",
        "planned",
        "same_as",
        "stands_for",
        "truth",
        "when",
        "whole",
    )

    def __init__(
        self,
        truth: Truth,
        asked: Filter,
        grounds: Iterable[Ground] = (),
        when: str = "",
        missing: Iterable[Missing] = (),
    ) -> None:
        self.truth = truth
        self.asked = asked
        self.grounds = list(grounds)
        self.when = when
        self.missing = list(missing)
        self.whole = False
        self.stands_for: list[Decision] = []
        self.notes: list[str] = []
        self.planned: list[Decision] = []
        self.same_as: Decision | None = None

    @property
    def rules(self) -> tuple[Rule, ...]:
        return self.asked.rules


def decide_all(rules: list[Rule], ask: Ask, matters: Matters = lambda group: True) -> list[Decision]:
    """Every decision that is a finding, in no particular order.

    A rule that is exposed or undecided by itself is one; where no rule of a group is exposed alone, the union
    of the group may be, and stands for its undecided rules too. matters: whether rules can have any part in
    an answer; those that cannot are left out of their group.
    """
    rules = [rule for rule in rules if matters(SecurityGroup(None, [rule]))]
    alone = {rule.key: decide(SecurityGroup(None, [rule]), ask) for rule in rules}
    found: dict[tuple[str, str, str], Decision] = {
        key: decision for key, decision in alone.items() if decision.truth is not NO
    }
    wholes: list[Decision] = []
    for possible in groups_of(rules):
        exposed = [rule for rule in possible.rules if alone[rule.key].truth is YES]
        # An exposed rule that only may belong here is a finding by itself, and hides no other rules.
        left = [rule for rule in possible.rules if rule not in exposed]
        group = SecurityGroup(possible.id, left, possible.perhaps)
        members = [alone[rule.key] for rule in group.rules]
        if len(members) < 2 or any(possible.surely_has(rule) for rule in exposed):
            continue
        union = decide(group, ask)
        undecided = [decision for decision in members if decision.truth is MAYBE]
        if union.truth is YES or (union.truth is MAYBE and not undecided):
            union.whole = True
            wholes.append(union)
        if union.truth is YES:
            union.stands_for = undecided
            for decision in undecided:
                found.pop(decision.rules[0].key, None)
    return [*found.values(), *wholes]


def groups_of(rules: list[Rule]) -> list[SecurityGroup]:
    return filters_of(SecurityGroup, rules)


def decide_each(lists: list[AccessList], ask: Ask, matters: Matters = lambda group: True) -> list[Decision]:
    """Every decision about an access list that is a finding: its rules mean nothing by themselves."""
    decisions = [decide(one, ask) for one in lists if matters(one)]
    return [decision for decision in decisions if decision.truth is not NO]


def decide_rules(rules: list[Rule], ask: Ask, matters: Matters = lambda group: True) -> list[Decision]:
    """Every decision about a rule that is a finding, whatever the others of its group are."""
    alone = [SecurityGroup(None, [rule]) for rule in rules]
    decisions = [decide(one, ask) for one in alone if matters(one)]
    return [decision for decision in decisions if decision.truth is not NO]


DECIDE: dict[str, Callable[[list[Any], Ask, Matters], list[Decision]]] = {
    "security groups": decide_all,
    "rules": decide_rules,
    "listeners": decide_all,
    "network ACLs": decide_each,
    "network ACLs before subnets": decide_each,
}
"""How what a question is asked of is judged."""


def decide(group: Filter, ask: Ask) -> Decision:
    """First over all options at once, which is sound; only what that leaves open is asked per combination."""
    outer = ask(group)
    if outer.truth is NO:
        return Decision(NO, group)
    if outer.truth is YES and not any(refusals(rule) for rule in group.rules):
        return Decision(YES, group, outer.evidence())
    combinations = group.combinations()
    if combinations is None:
        limit = Missing("the conditions", f"have more than {LIMIT} combinations", "not supported yet")
        inputs = missing_inputs(*[ground.value for ground in outer.evidence()])
        return Decision(MAYBE, group, outer.evidence(), missing=[*inputs, limit])
    cases: list[Case] = []
    for assignment in combinations:
        resolved = group.under(assignment)
        if resolved is not None:
            judgement = ask(resolved)
            cases.append((assignment, judgement.truth, judgement.evidence()))
    if not cases:
        return refused(group)
    return over_cases(group, cases, outer.evidence())


def refused(group: Filter) -> Decision:
    reasons = {
        (refused.reason, rule.resource.address): refused for rule in group.rules for refused in refusals(rule)
    }
    missing = [
        Missing(what, f"is refused: {reason}", "nobody can know", refused.origin.span)
        for (reason, what), refused in sorted(reasons.items(), key=lambda one: one[0])
    ]
    every = Missing(group.rules[0].resource.address, "is refused in every option", "nobody can know")
    missing = missing or [every]
    peers = [Ground(rule, "source", peer.value, peer) for rule in group.rules for peer in rule.peers]
    sources = [ground for ground in peers if ground.peer and of_peer(ground.rule, ground.peer).refused]
    fields = [ground for ground in open_grounds(group) if isinstance(ground.value, Refused)]
    return Decision(MAYBE, group, (sources or fields or peers)[:1], missing=missing)


def over_cases(group: Filter, cases: list[Case], outer: list[Ground]) -> Decision:
    truth = over_all(case[1] for case in cases)
    if truth is YES:
        return Decision(YES, group, [ground for case in cases for ground in case[2]])
    if truth is NO:
        return Decision(NO, group)
    deciding = deciding_symbols(cases)
    split = [
        ground
        for ground in open_grounds(group)
        if deciding & {choice.symbol for choice in choices_in(ground.value)}
    ]
    open_ = [ground for case in cases if case[1] is MAYBE for ground in case[2]]
    unknowns = {
        choice.symbol: choice.unknown
        for ground in split
        for choice in choices_in(ground.value)
        if choice.symbol in deciding
    }
    missing = missing_inputs(*unknowns.values(), *[ground.value for ground in open_])
    missing.sort(key=lambda one: one.camp)  # what the reader can give, before what we cannot evaluate
    return Decision(MAYBE, group, [*split, *open_] or outer, in_words(cases, deciding, unknowns), missing)


def open_grounds(group: Filter) -> list[Ground]:
    return [ground for rule in group.rules for ground in rule.grounds()]


def deciding_symbols(cases: list[Case]) -> set[str]:
    """The symbols whose option alone can change the verdict, all others being equal."""
    seen: dict[object, Truth] = {}
    deciding = set()
    for symbol in cases[0][0]:
        seen.clear()
        for assignment, truth, _ in cases:
            rest = tuple([(other, chosen) for other, chosen in assignment.items() if other != symbol])
            if seen.setdefault(rest, truth) is not truth:
                deciding.add(symbol)
                break
    return deciding or set(cases[0][0])


def in_words(cases: list[Case], deciding: set[str], unknowns: dict[str, Unknown]) -> str:
    """The options in which the rules are exposed: "var.public is true", the first few of them."""
    texts = []
    for assignment, truth, _ in cases:
        if truth is not YES:
            continue
        parts = [
            f"{_name(symbol, unknowns)} is {_option_text(chosen)}"
            for symbol, chosen in assignment.items()
            if symbol in deciding
        ]
        text = " and ".join(parts)
        if text and text not in texts:
            texts.append(text)
    return ", or ".join(texts[:3]) + (", or in other cases" if len(texts) > 3 else "")


def _name(symbol: str, unknowns: dict[str, Unknown]) -> str:
    unknown = unknowns.get(symbol)
    if unknown is not None and unknown.why is not None:
        return unknown.why.what
    names = [missing.what for missing in missing_inputs(unknown)] if unknown is not None else []
    return f"the condition on {' and '.join(names)}" if names else symbol


def _option_text(chosen: object) -> str:
    if isinstance(chosen, frozenset):
        named = sorted([text_of(option) for option in chosen])
        if len(named) == 1:
            return f"not {named[0]}"
        return "none of " + ", ".join(named) if named else "any value"
    return text_of(chosen)  # type: ignore[arg-type]

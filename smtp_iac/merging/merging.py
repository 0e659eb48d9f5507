"""Plans judged together with the configurations that they were made of.

Each plan is asked by itself. What it says replaces what the configuration leaves undecided, and never
silences what the configuration alone exposes.
"""

from __future__ import annotations

from copy import copy

from ..model.rule import Ground
from ..placing.place import HIDDEN, Place, text_of_value
from ..truth import MAYBE, YES
from ..value import SENSITIVE, Known
from .matching import terms
from .relocating import Relocation

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ..judging.judge import Decision
    from ..model.rule import Rule
    from ..resource import Planned

    Decide = Callable[[list[Any]], list[Decision]]
    ByPlan = dict[str, list[Decision]]
    Block = tuple[str, int, int]
    """A resource block, by its place."""

FOUND_IN = "found in {}"
NOT_PLANNED = "{} does not open it: the configuration has changed since, or had other inputs"
NOT_HERE = "the configuration alone, with the values that it has here, does not open it"


def decisions_with_plans(asked: list[Any], plans: list[Planned], decide: Decide) -> list[Decision]:
    """Every decision on rules or access lists, of which some are planned, at the places of the
    configurations. plans: those of the scan, whether they have any or not."""
    together = decide(asked)
    if not together:  # nor would any part of them be anything
        return []
    relocation = Relocation()
    roots = {one.resource.root for one in asked if one.resource.planned is None}
    in_order = sorted(plans, key=lambda plan: plan.name)
    paired = {plan.name: plan for plan in in_order if roots and plan.root in roots}
    if not paired:
        return [placed(one, relocation) for one in together]
    apart = [one for one in asked if plan_of(one) not in paired]
    found = [placed(one, relocation) for one in decide(apart)]
    for root in sorted({plan.root for plan in paired.values() if plan.root is not None}):
        of_root = {name: plan for name, plan in paired.items() if plan.root == root}
        by_plan: ByPlan = {}
        for name in of_root:
            decisions = decide([one for one in asked if plan_of(one) == name])
            by_plan[name] = [placed(one, relocation) for one in decisions]
        own = [one for one in found if is_of(one, root)]
        others = [one for one in found if not is_of(one, root)]
        of_code = [one for one in apart if one.resource.planned is None and one.resource.root == root]
        blocks = {
            rule.resource.span.sort_key for one in of_code for rule in (one, *getattr(one, "rules", ()))
        }
        found = [*others, *Merger(of_root, blocks, by_plan).merged(own)]
    return found


def plan_of(asked: Any) -> str:
    planned: Planned | None = asked.resource.planned
    return planned.name if planned is not None else ""


def is_of(decision: Decision, root: str) -> bool:
    return all(rule.resource.planned is None and rule.resource.root == root for rule in decision.rules)


def placed(decision: Decision, relocation: Relocation) -> Decision:
    """A decision on planned rules where they are written; any other as it is."""
    if all(rule.resource.planned is None for rule in decision.rules):
        return decision
    return relocation.decision(decision)


class Merger:
    """Merges what a root module's configuration and its plans say. asked: the blocks of the configuration
    that have rules. left: the decisions on each plan that are not merged yet, by the blocks that they are
    about."""

    __slots__ = ("answers", "asked", "left", "plans", "said")

    def __init__(self, plans: dict[str, Planned], asked: set[Block], by_plan: ByPlan) -> None:
        self.plans = plans
        self.asked = asked
        self.answers: set[int] = set()
        self.left: dict[str, dict[Block, list[Decision]]] = {name: {} for name in sorted(by_plan)}
        for name, decisions in by_plan.items():
            for one in decisions:
                for block in blocks_of(one):
                    self.left[name].setdefault(block, []).append(one)
        self.said = {
            name: {block: list(some) for block, some in left.items()} for name, left in self.left.items()
        }

    def merged(self, own: list[Decision]) -> list[Decision]:
        found = [self.exposed(one) for one in own if one.truth is YES]
        found += [one for one in own if one.truth is MAYBE and self.stays_undecided(one)]
        return [*found, *self.planned_alone()]

    def about(self, own: Decision, name: str) -> list[Decision]:
        """What a plan says of the same rules."""
        nearby = [one for block in blocks_of(own) for one in self.left[name].get(block, ())]
        return [one for one in dict.fromkeys(nearby) if of_one_rule(own, one)]

    def take(self, decision: Decision, name: str) -> None:
        for block in blocks_of(decision):
            self.left[name][block].remove(decision)

    def exposed(self, own: Decision) -> Decision:
        """It stays, whatever the plans say; what they open with the same rule is said with it."""
        for name, plan in self.plans.items():
            about = self.about(own, name)
            same = nearest_of(own, [one for one in about if one.truth is YES]) or nearest_of(own, about)
            if same is not None:
                self.take(same, name)
                own.planned += same.planned
                if same.truth is YES:
                    unite(own, same)
            elif plan.speaks_of(own.rules[0].resource.address) and not self.has_equal(own, name):
                own.notes.append(NOT_PLANNED.format(name))
        return own

    def has_equal(self, own: Decision, name: str) -> bool:
        """Whether a plan opens the same by another block: terraform keeps equal rules of a group once."""
        rule = own.rules[0]
        nearby = [one.rules[0] for one in self.said[name].get(rule.resource.span.sort_key, ())]
        return any(
            one.resource.address == rule.resource.address and terms(one) == terms(rule) for one in nearby
        )

    def stays_undecided(self, own: Decision) -> bool:
        """Whether a plan says nothing of it, and none has another answer."""
        answers = {name: self.about(own, name) for name in self.plans}
        self.answers |= {id(one) for about in answers.values() for one in about}
        for about in answers.values():
            if [one.truth for one in about] == [MAYBE] and about[0].same_as is None:
                about[0].same_as = own
        if any(answers.values()):
            return False
        address = own.rules[0].resource.address
        return not all(plan.speaks_of(address) for plan in self.plans.values())

    def planned_alone(self) -> list[Decision]:
        """What the plans say and the configuration alone does not; of one rule, once."""
        found: list[_Said] = []
        for name in self.plans:
            before: dict[Block, list[_Said]] = {}
            for said in found:
                for block in blocks_of(said.decision):
                    before.setdefault(block, []).append(said)
            for one in dict.fromkeys([one for block in self.left[name].values() for one in block]):
                same = same_rule(one, name, before)
                if same is None:
                    found.append(_Said(one, name))
                else:
                    same.add(one, name)
        for said in found:
            said.decision.notes += self.notes_on(said)
        return [said.decision for said in found]

    def notes_on(self, said: _Said) -> list[str]:
        one = said.decision
        notes = [FOUND_IN.format(" and ".join(said.names))]
        is_edited = any(rule.resource.made_from for rule in one.rules)  # which is said already
        is_asked = not self.asked.isdisjoint(blocks_of(one))
        if one.truth is YES and is_asked and not is_edited and id(one) not in self.answers:
            notes.append(NOT_HERE)
        return notes


class _Said:
    """What plans say of one rule, and which do."""

    __slots__ = ("decision", "names")

    def __init__(self, decision: Decision, name: str) -> None:
        self.decision = decision
        self.names = [name]

    def add(self, other: Decision, name: str) -> None:
        """What another plan says; an exposure takes the place of what is undecided."""
        if self.decision.truth is other.truth:
            self.decision.planned += other.planned
            unite(self.decision, other)
            self.names.append(name)
        elif other.truth is YES:
            self.decision, self.names = other, [name]


def same_rule(decision: Decision, name: str, before: dict[Block, list[_Said]]) -> _Said | None:
    """What other plans say of the rule."""
    nearby = [said for block in blocks_of(decision) for said in before.get(block, ())]
    others = {
        said.decision: said
        for said in nearby
        if name not in said.names and of_one_rule(said.decision, decision)
    }
    nearest = nearest_of(decision, list(others))
    return None if nearest is None else others[nearest]


def blocks_of(decision: Decision) -> list[Block]:
    return list(dict.fromkeys([rule.resource.span.sort_key for rule in decision.rules]))


def of_one_rule(one: Decision, other: Decision) -> bool:
    """Whether they are about the same rule of the same instance; of groups as a whole, about one of them."""
    return any(is_of_one(first, second) for first in one.rules for second in other.rules)


def is_of_one(first: Rule, second: Rule) -> bool:
    if first.declared.sort_key != second.declared.sort_key:
        return False
    one, two = first.resource, second.resource
    if one.address == two.address:
        return True
    return (one.stands_for_many or two.stands_for_many) and one.header.sort_key == two.header.sort_key


def nearest_of(own: Decision, others: list[Decision]) -> Decision | None:
    """Of decisions on rules that one block makes: that on the same position, on the same sources, or the
    first."""
    if not others:
        return None
    position, sources = own.rules[0].position, texts_of(own)

    def rank(other: Decision) -> tuple[bool, bool, bool]:
        return (own.whole != other.whole, texts_of(other) != sources, other.rules[0].position != position)

    return min(others, key=rank)


def texts_of(decision: Decision) -> set[str]:
    return {text_of_value(ground.value) for ground in decision.grounds if ground.role == "source"}


def unite(own: Decision, other: Decision) -> None:
    """Add what another decision says of the same rule."""
    hidden = {place_of(one) for one in other.grounds if text_of_value(one.value) == HIDDEN}
    if hidden:
        own.same_as = own.same_as or copy(own)
        own.grounds = [without_text(one) if place_of(one) in hidden else one for one in own.grounds]
    if not (own.whole or other.whole):
        rule = own.rules[0]
        moved = [Ground(rule, one.role, one.value, one.peer) for one in other.grounds]
        known = {place_of(one) for one in own.grounds} & hidden
        own.grounds += [one for one in moved if place_of(one) not in known]
    own.notes += [note for rule in other.rules for note in rule.notes]


def place_of(ground: Ground) -> tuple[str, int, int]:
    return Place(ground).span.sort_key


def without_text(ground: Ground) -> Ground:
    """A value of the configuration that a plan marks as sensitive."""
    value = ground.value
    if not isinstance(value, Known) or isinstance(value.data, tuple):
        return ground
    return Ground(ground.rule, ground.role, Known(value.data, value.origin, SENSITIVE), ground.peer)

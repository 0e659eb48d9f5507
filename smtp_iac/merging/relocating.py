"""From a decision on planned rules to one on the rules as they are written.

The plan's data stays the truth: only places are taken from the configuration.
"""

from __future__ import annotations

from copy import copy

from ..identity import missing_inputs, symbols
from ..judging.judge import Decision
from ..judging.lowering import access_list_lowerings, listener_lowerings, lowerings, prefix_list_lowerings
from ..model.access_list import AccessList
from ..model.load_balancer import Attached
from ..model.rule import Ground, Peer, Rule
from ..placing.place import Place, nearest
from ..placing.placement import inputs_of
from ..resource import Resource
from ..truth import YES
from ..value import ABSENT, NOWHERE, Known, Many, Missing, Origin, with_origin
from .matching import Matching, leaves, names_lists, source_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..model.prefix_list import PrefixLists
    from ..model.rule import Role
    from ..source import Span
    from ..value import Element, Outcome
    from .matching import Match

MADE_FROM = "the configuration that was planned"
NOT_WRITTEN = (
    "the configuration does not write this rule of {}: it has changed since, or the rule was made elsewhere"
)
DIFFERS = "the configuration here says something else than {}: it has changed since"
SEVERAL = "{} blocks of {} may be this rule: it stands at the first of them"


class Standing:
    """A planned rule as it is written. rule: the same rule at its place in the configuration; written: the
    configuration's own, None where it has none such."""

    __slots__ = ("is_open", "rule", "written")

    def __init__(self, rule: Rule, written: Rule | None) -> None:
        self.rule = rule
        self.is_open = {peer.kind for peer in rule.peers if symbols(peer.value)}
        self.written = written

    def value(self, value: Outcome, role: Role) -> Outcome:
        """A field of the planned rule, at the place of the configuration's; what stands behind a listener is
        no field of it, and written elsewhere."""
        is_field = self.written is not None and role in self.written.roles
        there = getattr(self.written, role) if is_field else ABSENT
        return with_origin(value, there.origin)

    def peer(self, peer: Peer) -> Peer:
        """Who is let in, at the place of the attribute."""
        if self.written is None:
            return Peer(peer.kind, moved(peer.value, NOWHERE))
        _, holder = source_of(peer.value, peer, self.written)
        return Peer(peer.kind, with_origin(peer.value, NOWHERE if holder is None else holder.value.origin))

    def ground(self, ground: Ground) -> Ground:
        if self.rule is ground.rule:
            return ground
        if ground.role != "source":
            return Ground(self.rule, ground.role, self.value(ground.value, ground.role))
        if ground.peer is None or self.written is None:
            return Ground(
                self.rule, "source", moved(ground.value, NOWHERE), ground.peer and self.peer(ground.peer)
            )
        own, holder = source_of(ground.value, ground.peer, self.written)
        at = NOWHERE if holder is None else holder.value.origin
        if own is None:  # another value is written there: only the attribute is the same
            at = Origin("", nearest(at, self.written.resource.shown))
        value = moved(ground.value, at if own is None else own)
        return Ground(self.rule, "source", value, Peer(ground.peer.kind, with_origin(ground.peer.value, at)))

    def is_a_guess(self, ground: Ground) -> bool:
        """Whether a planned value is only one of those that may be meant, and not what is written: the ids of
        lists are not known yet, and all blocks of rules are one expression in a plan's configuration."""
        if self.written is None or ground.peer is None or ground.peer.kind not in self.is_open:
            return False
        peers = [peer for peer in self.written.peers if peer.kind == ground.peer.kind]
        written = [leaf for peer in peers for leaf in leaves(peer.value)]
        return isinstance(ground.value, Known) and not any(
            isinstance(leaf, Known) and leaf.data == ground.value.data for leaf in written
        )


class Relocation:
    """The places of the rules of all plans, each looked for once."""

    __slots__ = ("_lists", "_matchings", "_standings")

    def __init__(self) -> None:
        self._matchings: dict[str, Matching] = {}
        self._standings: dict[tuple[str, str, str], Standing] = {}
        self._lists: dict[str, PrefixLists] = {}

    def decision(self, decision: Decision) -> Decision:
        """The same decision, at the places of the configuration."""
        # First as they were asked about: those of grounds are what they are under some options.
        rules = [self.standing(rule).rule for rule in decision.rules]
        rests_on = decision.grounds
        if decision.truth is YES:
            sure = [one for one in rests_on if not self.standing(one.rule).is_a_guess(one)]
            rests_on = sure or rests_on
        grounds = [self.standing(ground.rule).ground(ground) for ground in rests_on]
        missing = [self._missing(one, rests_on, grounds) for one in decision.missing or inputs_of(rests_on)]
        found = Decision(decision.truth, decision.asked.of(rules), grounds, decision.when, missing)
        found.whole = decision.whole
        found.planned = [decision]
        found.stands_for = [self.decision(one) for one in decision.stands_for]
        return found

    def _missing(self, missing: Missing, planned_grounds: list[Ground], grounds: list[Ground]) -> Missing:
        """An input, declared where the value is written that waits for it; one that is another resource, at
        its block."""
        for planned, there in zip(planned_grounds, grounds, strict=True):
            own = [] if planned.value is None else missing_inputs(planned.value)
            if any(one.sort_key == missing.sort_key for one in own):
                resource = planned.rule.resource
                span = Place(there).span
                if resource.planned is not None and missing.span not in (None, resource.span):
                    written = resource.planned.written(missing.what).resource
                    span = span if written is None else written.heading
                return Missing(missing.what, missing.why, missing.camp, span)
        return missing

    def standing(self, planned: Rule) -> Standing:
        found = self._standings.get(planned.key)
        if found is None:
            found = self._standings[planned.key] = self._find(planned)
        return found

    def _find(self, planned: Rule) -> Standing:
        resource = planned.resource
        if resource.planned is None:
            return Standing(planned, planned)
        written = resource.planned.written(resource.address)
        if written.resource is None:
            return Standing(copy_of(planned, in_root(resource), planned.declared, written.note), None)
        found = self._match(planned, written.resource)
        note = written.note
        if found.written is None:
            note = note or NOT_WRITTEN.format(resource.address)
        elif not found.agrees:
            note = note or DIFFERS.format(resource.planned.name)
        several = SEVERAL.format(found.others + 1, resource.address) if found.others else ""
        there = at_its_place(resource, written.resource, "" if found.agrees and not note else MADE_FROM)
        declared = there.header if found.written is None else found.written.declared
        standing = Standing(copy_of(planned, there, declared, note, several), found.written)
        rule = standing.rule
        for role in rule.roles:
            setattr(rule, role, standing.value(getattr(rule, role), role))
        rule.exists = with_origin(planned.exists, written.resource.exists.origin)
        there.exists = with_origin(there.exists, written.resource.exists.origin)
        rule.peers = tuple([standing.peer(peer) for peer in planned.peers])
        return standing

    def _match(self, planned: Rule, written: Resource) -> Match:
        resource = planned.resource
        if resource.id not in self._matchings:
            own, there = rules_made_by(resource), rules_made_by(written)
            if any(names_lists(rule) for rule in own):
                there = [self._lists_of(resource).expanded(rule) for rule in there]
            self._matchings[resource.id] = Matching(own, there)
        return self._matchings[resource.id].of(planned)

    def _lists_of(self, planned: Resource) -> PrefixLists:
        """The prefix lists of a configuration."""
        from ..model.prefix_list import PrefixLists

        plan = planned.planned
        assert plan is not None
        if plan.name not in self._lists:
            table = prefix_list_lowerings()
            made = [table[one.type](one) for one in plan.lists(frozenset(table))]
            self._lists[plan.name] = PrefixLists(made)
        return self._lists[plan.name]


def moved(value: Element, origin: Origin) -> Any:
    """A value as it is, at another place."""
    if isinstance(value, Many):
        return Many(with_origin(value.value, origin), value.of)
    return with_origin(value, origin)


def in_root(planned: Resource) -> Resource:
    """The planned resource, in the root module that the configuration is."""
    assert planned.planned is not None
    root = planned.planned.root
    if root is None:
        return planned
    found = copy(planned)
    found.root = root
    return found


def at_its_place(planned: Resource, written: Resource, made_from: str) -> Resource:
    """The planned resource, at the block that the configuration has for it."""
    found = copy(planned)
    found.root = written.root
    found.span, found.header, found.origin = written.span, written.header, written.origin
    found.notes = (*planned.notes, *written.notes)
    found.call = written.call
    found.made_from = made_from
    return found


def copy_of(rule: Rule, resource: Resource, declared: Span, *notes: str) -> Rule:
    said = tuple([note for note in (*rule.notes, *resource.notes, *notes) if note])
    return rule.changed(resource=resource, declared=declared, notes=said)


def rules_made_by(resource: Resource) -> list[Rule]:
    """The rules that a resource itself declares: of groups and access lists, and listeners."""
    tables = (lowerings(), listener_lowerings(), access_list_lowerings())
    made: Any = next((table[resource.type](resource) for table in tables if resource.type in table), [])
    if isinstance(made, AccessList):
        return list(made.rules)
    each = made if isinstance(made, list) else [made]
    return [one.alone() if isinstance(one, Attached) else one for one in each]

"""`Filter`: rules that belong together, and what they are in each combination of options; `SecurityGroup`."""

from __future__ import annotations

from itertools import product

from ..choice import merged_options
from ..identity import choices_in, identity, unknowns_of
from ..truth import NO, YES
from ..value import LIMIT, OTHER, Choice, Known, Refused, Unknown
from .admission import Admission, admitted, of_peer
from .rule import Ground

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Self, TypeVar

    from ..choice import Assignment
    from ..value import Outcome
    from . import Protocol
    from .rule import Rule

    Kind = TypeVar("Kind", bound="Filter")


class Filter:
    """Rules that belong together. id: the group's identity; None for rules asked by themselves, whose
    membership does not matter then. perhaps: the keys of rules that name a group which may be this one."""

    __slots__ = ("id", "perhaps", "rules")

    def __init__(
        self,
        id: str | None,  # noqa: A002
        rules: Iterable[Rule],
        perhaps: frozenset[tuple[str, str, str]] = frozenset(),
    ) -> None:
        self.id = id
        self.rules = tuple(rules)
        self.perhaps = perhaps

    def admitted(self, protocol: Protocol, port: int) -> Admission:
        """Who is let in, surely and possibly."""
        raise NotImplementedError

    def admitted_by(self, rule: Rule, protocol: Protocol, port: int) -> Admission:
        """Who one of its rules speaks of. Membership that is only possible counts on the possible side."""
        admission = admitted(rule, protocol, port)
        if self.surely_has(rule):
            return admission
        because = (Ground(rule, "group", rule.group),) if rule.key in self.perhaps else ()
        return admission.only_possible(because)

    def surely_has(self, rule: Rule) -> bool:
        """Whether the rule belongs to this group under every option that can be deployed."""
        return self.id is None or _is_always(rule.group, self.id)

    def combinations(self) -> list[Assignment] | None:
        """Every combination of the options of the rules' symbols; None for more than LIMIT."""
        splits: dict[str, list[Choice]] = {}
        for value in self.asked():
            for choice in choices_in(value):
                splits.setdefault(choice.symbol, []).append(choice)
        options = {symbol: merged_options(choices) for symbol, choices in sorted(splits.items())}
        count = 1
        for each in options.values():
            count *= len(each)
        if count > LIMIT:
            return None
        named = {symbol: frozenset(each) - {OTHER} for symbol, each in options.items()}
        return [
            {
                symbol: named[symbol] if one == OTHER else one
                for symbol, one in zip(options, chosen, strict=True)
            }
            for chosen in product(*options.values())
        ]

    def asked(self) -> list[Outcome]:
        """The values that an answer depends on."""
        return [value for rule in self.rules for value in rule.asked(self.id is not None)]

    def of(self, rules: Iterable[Rule]) -> Self:
        """The same filter, of other rules."""
        return type(self)(self.id, rules, self.perhaps)

    def under(self, assignment: Assignment) -> Self | None:
        """The group in one combination, without what is not there or does not belong to it then; None where
        a rule that surely exists is refused, so that the combination cannot be deployed."""
        rules = []
        for rule in self.rules:
            one = rule.under(assignment)
            existence = one.existence().truth
            if existence is NO:
                continue
            if isinstance(one.exists, Refused) or refusals(one):
                if existence is YES or isinstance(one.exists, Refused):
                    return None
                continue
            if self.id is None or self.id in group_ids(one.group) or rule.key in self.perhaps:
                rules.append(one)
        return self.of(rules)


def filters_of(kind: type[Kind], rules: list[Rule]) -> list[Kind]:
    """The filters that the rules may belong to, by the ids that they name or compute theirs from."""
    members: dict[str, list[Rule]] = {}
    for rule in rules:
        for id_ in group_ids(rule.group):
            members.setdefault(id_, []).append(rule)
    named: dict[str, list[str]] = {}
    for id_ in members:
        for one in stands_for(id_):
            named.setdefault(one, []).append(id_)
    perhaps: dict[str, list[Rule]] = {}
    for rule in rules:
        sure = group_ids(rule.group)
        for id_ in {id_ for source in sources_of(rule.group) for id_ in named.get(source, ())} - sure:
            perhaps.setdefault(id_, []).append(rule)
    return [
        kind(
            id_,
            [*members[id_], *perhaps.get(id_, ())],
            frozenset([rule.key for rule in perhaps.get(id_, ())]),
        )
        for id_ in sorted(members)
    ]


def refusals(rule: Rule) -> list[Refused]:
    """Why the rule cannot be deployed as it stands, in a combination of options."""
    found = [value for _, value in rule.fields() if isinstance(value, Refused)]
    found += [refused for peer in rule.peers for refused in of_peer(rule, peer).refused]
    return found + rule.further_refusals()


def _is_always(group: Outcome, id_: str) -> bool:
    if isinstance(group, Choice):
        outcomes = [outcome for outcome in group.options.values() if not isinstance(outcome, Refused)]
        return bool(outcomes) and all(_is_always(outcome, id_) for outcome in outcomes)
    return group_ids(group) == {id_}


def group_ids(group: Outcome) -> set[str]:
    """The identities of the groups that a rule may belong to; none for one that stands alone."""
    if isinstance(group, Choice):
        return set().union(*[group_ids(outcome) for outcome in group.options.values()])
    if isinstance(group, Unknown) or (isinstance(group, Known) and group.data is not None):
        return {identity(group)}
    return set()


def sources_of(group: Outcome) -> set[str]:
    """The ids of what a group's id is computed from, where nobody knows it: it may be one of them, or one of
    any number of instances of them."""
    found: set[str] = set()
    stack = [cause for unknown in unknowns_of((group,)) for cause in unknown.causes]
    while stack:
        unknown = stack.pop()
        if unknown.id not in found:
            found.add(unknown.id)
            stack.extend(unknown.causes)
    return found


def stands_for(id_: str) -> list[str]:
    """The ids that a group's id may be computed from: its own, and those of what has any number of instances
    on the way to it."""
    parts = id_.split("[*")
    return [id_, *["[*".join(parts[:count]) for count in range(1, len(parts))]]


class SecurityGroup(Filter):
    """Whatever any of its rules lets in is let in."""

    __slots__ = ()

    def admitted(self, protocol: Protocol, port: int) -> Admission:
        if len(self.rules) == 1:
            return self.admitted_by(self.rules[0], protocol, port)
        return Admission.union_of([self.admitted_by(rule, protocol, port) for rule in self.rules])

"""What a plan changes: which addresses a finding newly opens, and which exposures the plan closes.

Both are differences of address sets, between what a security group lets in before the plan is applied and
after it; which rule says so does not matter. A question is asked of a difference as it is of a group.
"""

from __future__ import annotations

from ..finding import Change
from ..identity import identity
from ..model.admission import Admission, of_peer
from ..model.filter import Filter, SecurityGroup, group_ids
from ..network import NO_LOOSE, NOTHING, AddressSet, Loose, covers_internet, internet
from ..truth import YES
from ..value import SENSITIVE, Choice, Known, Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Any

    from ..finding import ChangeWord
    from ..model import Protocol
    from ..model.rule import Rule
    from ..value import Element, Outcome
    from .judge import Ask, Decision, Matters

    Place = tuple[str, str, str]
    """Root, address, position."""
    Term = tuple[str, ...]
    Item = Rule | Filter
    """What a policy is asked of (`lowering.Model.about`)."""


class Difference(Filter):
    """Whom one filter lets in and others do not; asked like the one.

    surely: what is certain of the one and impossible of the others; else what is possible of the one and not
    certain of the others. found and kept: once it was asked, the addresses of the one that are surely not
    among the others', and the rest of what is certain of it.
    """

    __slots__ = ("_of", "_others", "_surely", "found", "kept")

    def __init__(self, of: Filter, *others: Filter, surely: bool) -> None:
        super().__init__(of.id, of.rules, of.perhaps)
        self._of = of
        self._others = others
        self._surely = surely
        self.found = NOTHING
        self.kept = NOTHING

    def admitted(self, protocol: Protocol, port: int) -> Admission:
        one = self._of.admitted(protocol, port)
        others = Admission.union_of([other.admitted(protocol, port) for other in self._others])
        if not self._surely:
            return Admission(NOTHING, one.possible - others.certain, left_open(one.loose, others.certain))
        rest = surely_outside(one.certain - others.possible, others.loose)
        self.found |= rest
        self.kept |= one.certain - rest
        return Admission(rest, rest)

    @property
    def is_sensitive(self) -> bool:
        """Whether its addresses must not be printed."""
        return any(map(holds_sensitive, (self._of, *self._others)))


def holds_sensitive(filter_: Filter) -> bool:
    if isinstance(filter_, Together):
        return filter_.is_sensitive
    return any(is_sensitive(peer.value) for rule in filter_.rules for peer in rule.peers)


def is_sensitive(value: Element) -> bool:
    if isinstance(value, Known) and isinstance(value.data, tuple):
        return any(is_sensitive(one) for one in value.data)
    return isinstance(value, Known) and value.type == SENSITIVE


def left_open(loose: Loose, certain: AddressSet) -> Loose:
    """Blocks of unknown place, which may lie outside of what is certain."""
    return Loose(*[0 if covers_internet(certain, family) else loose.size(family) for family in (4, 6)])


def surely_outside(addresses: AddressSet, loose: Loose) -> AddressSet:
    """The addresses, of each family that blocks of unknown place cannot be all of."""
    if loose == NO_LOOSE:
        return addresses
    public = addresses & internet()
    families = [family for family in (4, 6) if public.size(family) > loose.size(family)]
    return AddressSet.union_of([addresses.family(family) for family in families])


class Together(Filter):
    """Whom any of some filters lets in; worked out once, as what is asked of each of many decisions is."""

    __slots__ = ("_filters", "_found", "_sure_terms", "_terms", "is_sensitive")

    def __init__(self, filters: Iterable[Filter]) -> None:
        self._filters = list(filters)
        self.is_sensitive = any(map(holds_sensitive, self._filters))
        super().__init__(None, [rule for one in self._filters for rule in one.rules])
        self._found: dict[tuple[Protocol, int], Admission] = {}
        self._terms: set[Term] | None = None
        self._sure_terms: set[Term] | None = None

    def admitted(self, protocol: Protocol, port: int) -> Admission:
        key = (protocol, port)
        if key not in self._found:
            every = Admission.union_of([one.admitted(protocol, port) for one in self._filters])
            self._found[key] = Admission(every.certain, every.possible, every.loose)
        return self._found[key]

    def terms(self) -> set[Term]:
        if self._terms is None:
            self._terms = {term for one in self._filters for term in terms(one)}
        return self._terms

    def sure_terms(self) -> set[Term]:
        if self._sure_terms is None:
            self._sure_terms = {term for one in self._filters for term in sure_terms(one)}
        return self._sure_terms


class Moment:
    """What a policy is asked of at one moment, before plans are applied or after it. filters: by their ids;
    what stands alone, by its place."""

    __slots__ = ("_asked", "_places", "filters", "items")

    def __init__(self, items: Iterable[Item]) -> None:
        from .judge import groups_of

        self.items = list(items)
        rules = [one for one in self.items if not isinstance(one, Filter)]
        whole = [one for one in self.items if isinstance(one, Filter)]
        self.filters: dict[object, Filter] = {one.id: one for one in (*whole, *groups_of(rules))}
        self._places: dict[Place, list[Rule]] = {}
        for rule in rules:
            self._places.setdefault(place_of(rule), []).append(rule)
        alone = [rule for rule in rules if not group_ids(rule.group)]
        self.filters |= {place_of(rule): SecurityGroup(None, self.at(rule)) for rule in alone}
        self._asked: dict[object, Together] = {}

    def about(self, decision: Decision) -> list[Together]:
        """Each filter that a decision of either moment may be about, as it is at this one; for a rule without
        a group, what stands at its place."""
        if decision.asked.id is not None:
            return [self._of(decision.asked.id)]
        [rule] = decision.rules
        found = [self._of(id_) for id_ in sorted(group_ids(rule.group))]
        return found or [Together([SecurityGroup(None, self.at(rule))])]

    def _of(self, id_: object) -> Together:
        if id_ not in self._asked:
            self._asked[id_] = Together([self.filters.get(id_, NO_RULES)])
        return self._asked[id_]

    def at(self, rule: Rule) -> list[Rule]:
        """The rules of the same resource and position."""
        return self._places.get(place_of(rule), [])

    def rules(self) -> Iterator[Rule]:
        for one in self.items:
            yield from one.rules if isinstance(one, Filter) else (one,)


def place_of(rule: Rule) -> Place:
    return (rule.resource.root, rule.resource.address, rule.position)


class Delta:
    """What a policy is asked of, before and after the plans of a scan.

    roots: the plans. made: the ids of the resources that are there afterwards; forgotten: of those that are
    left as they are, and no longer managed.
    """

    __slots__ = ("_any_before", "_before", "_forgotten", "_items", "_made", "_matters", "_roots")

    def __init__(
        self,
        before: Iterable[Item],
        after: Iterable[Item],
        matters: Matters,
        *,
        roots: Iterable[str],
        made: Iterable[str] = (),
        forgotten: Iterable[str] = (),
    ) -> None:
        self._matters = matters
        self._roots = frozenset(roots)
        self._made = frozenset(made)
        self._forgotten = frozenset(forgotten)
        self._before = Moment(self._meant(before))
        self._items = list(after)
        self._any_before = Together(self._before.filters.values())

    def _meant(self, items: Iterable[Item]) -> Iterator[Item]:
        for one in items:
            asked = one if isinstance(one, Filter) else SecurityGroup(None, [one])
            if asked.rules and asked.rules[0].resource.root in self._roots and self._matters(asked):
                yield one

    def of(self, decision: Decision) -> Change | None:
        """What a plan changes about a finding; None where nothing says what was before."""
        if decision.rules[0].resource.root not in self._roots:
            return None
        befores = self._before.about(decision)
        if not any(self._may_be_new(decision.asked, before) for before in befores):
            return Change("still open" if decision.truth is YES else "not newly open")
        if decision.truth is not YES:
            return Change("perhaps newly open")
        stray = any(self._is_stray(rule) for rule in decision.rules)
        others = (self._any_before,) if stray else ()
        opened = [Difference(decision.asked, one, *others, surely=True) for one in befores]
        return self._changed("newly open", *opened) or Change("perhaps newly open")

    def closed(
        self, decide_all: Callable[[list[Any], Ask, Matters], list[Decision]], ask: Ask
    ) -> Iterator[tuple[Decision, Change]]:
        """What was exposed before and is closed afterwards, or open and no longer managed."""
        now = {id(one) for one in self._items}
        if all(id(one) in now for one in self._before.items):
            return
        after = Moment(self._meant(self._items))
        if all(stays(one, after.filters.get(id_)) for id_, one in self._before.filters.items()):
            return
        stray = Together([SecurityGroup(None, [rule for rule in after.rules() if self._is_stray(rule)])])
        for decision in decide_all(self._before.items, ask, self._matters):
            if decision.truth is YES:
                others: list[Filter] = [*after.about(decision), stray]
                forgotten = self._forgotten_of(decision.asked)
                for change in (
                    self._changed("closed", Difference(decision.asked, forgotten, *others, surely=True)),
                    self._changed("no longer managed", Difference(forgotten, *others, surely=True)),
                ):
                    if change is not None:
                        yield decision, change

    def _may_be_new(self, after: Filter, before: Together) -> bool:
        return self._matters(Difference(without_repeats(after, before), before, surely=False))

    def _changed(self, word: ChangeWord, *differences: Difference) -> Change | None:
        """What is surely in every difference; None where that may be nothing."""
        if not all(self._matters(one) for one in differences):
            return None
        found, kept = differences[0].found, differences[0].kept
        for one in differences[1:]:
            found, kept = found & one.found, kept | one.kept
        if any(one.is_sensitive for one in differences):
            return Change(word)
        return Change(word, found.cidrs(), kept.cidrs())

    def _is_stray(self, rule: Rule) -> bool:
        """Whether nobody knows its group, not even as one that the plan makes: it may be any."""
        own = rule.resource.id
        ids = [one.id for one in outcomes(rule.group) if isinstance(one, Unknown)]
        settled = [id_ == f"{own}.id" or id_.rpartition(".")[0] in self._made - {own} for id_ in ids]
        return not all(settled)

    def _forgotten_of(self, asked: Filter) -> Filter:
        left = [rule for rule in asked.rules if rule.resource.id in self._forgotten]
        if isinstance(asked, SecurityGroup):
            return SecurityGroup(None, left)
        return asked if len(left) == len(asked.rules) else NO_RULES


def outcomes(value: Outcome) -> list[Outcome]:
    """What a value can be."""
    if not isinstance(value, Choice):
        return [value]
    return [inner for one in value.options.values() for inner in outcomes(one)]


def stays(before: Filter, after: Filter | None) -> bool:
    """Whether whatever the filter lets in, it surely lets in afterwards: seen without asking it."""
    if after is None:
        return False
    if isinstance(before, SecurityGroup):
        return sure_terms(before) <= sure_terms(after)
    return terms(before) == terms(after)


def without_repeats(after: Filter, before: Together) -> Filter:
    """The filter without the sources that stood in it before in equal terms, whoever they are: nobody need
    know an unknown value to see that it is the same."""
    if not isinstance(after, SecurityGroup):
        return NO_RULES if terms(after) == before.terms() else after
    stood = before.sure_terms()
    left = []
    for rule in after.rules:
        new = [
            peer
            for peer, term in zip(rule.peers, terms_of(rule), strict=True)
            if term not in stood or of_peer(rule, peer).refused
        ]
        left.append(rule.admitting(new))
    return after.of(left)


def sure_terms(of: Filter) -> set[Term]:
    """The terms of the rules that are surely there and belong to it."""
    there = [
        rule
        for rule in of.rules
        if of.surely_has(rule) and isinstance(rule.exists, Known) and rule.exists.data is True
    ]
    return {term for rule in there for term in terms_of(rule)}


def terms(of: Filter) -> set[Term]:
    return {(identity(rule.group), *term) for rule in of.rules for term in terms_of(rule)}


def terms_of(rule: Rule) -> list[Term]:
    """Of each peer, what decides whom it lets in: equal terms let in the same, wherever they are written."""
    others = [identity(value) for value in rule.admitting(()).asked(of_group=False)]
    return [(*others, peer.kind, identity(peer.value)) for peer in rule.peers]


NO_RULES = SecurityGroup(None, ())

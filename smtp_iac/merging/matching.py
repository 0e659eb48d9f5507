"""Which rule of a configuration a planned rule is, and which value in it a planned value is."""

from __future__ import annotations

from ..identity import identity, missing_inputs, symbols
from ..model import ANY_PROTOCOL
from ..value import Absent, Choice, Known, Many, Outside, Refused, Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..model.rule import Peer, Role, Rule
    from ..value import Element, Origin, Outcome

    Terms = tuple[tuple[str, ...], frozenset[tuple[str, str]]]

TRAFFIC: tuple[Role, ...] = ("protocol", "from_port", "to_port")
OTHER_TRAFFIC = 8
"""What counts for a protocol or port that differs: more than any difference in the sources, because those are
what people edit in a rule that stays the same."""
NO_VALUE = "has no value in the code"
MOST_NAMED = 3
"""Inputs that a message names where one of several decides."""


class Match:
    """written: the rule of the configuration; None where none of it lets in the same traffic. agrees: whether
    all that is known of both is equal. others: how many other blocks fit as well."""

    __slots__ = ("agrees", "others", "written")

    def __init__(self, written: Rule | None, agrees: bool = False, others: int = 0) -> None:
        self.written = written
        self.agrees = agrees
        self.others = others


NONE = Match(None)
MOST_COMPARED = 500
"""Rules of one resource that differ from its configuration, each compared with each; beyond, a rule stands at
its resource."""


class Matching:
    """The planned rules of one resource and those that the configuration writes for it, in their orders.

    Equal ones are matched in order; of the others, those that differ least. What stands for any number of
    rules is matched with any number, each other rule with one.
    """

    __slots__ = ("_found", "_left", "_written")

    def __init__(self, planned: list[Rule], written: list[Rule]) -> None:
        self._written = written
        self._found: dict[str, Match] = {}
        waiting: dict[Terms, list[Rule]] = {}
        for one in reversed(written):
            waiting.setdefault(terms(one), []).append(one)
        self._left: list[Rule] = []
        for one in planned:
            same = [] if names_lists(one) else waiting.get(terms(one), [])
            if same:
                self._found[one.position] = Match(same.pop(), agrees=True)
            elif not names_lists(one):
                self._left.append(one)

    def of(self, planned: Rule) -> Match:
        if planned.position not in self._found:
            if not planned.position and len(self._written) == 1:  # a resource that is one rule
                agrees = not difference(planned, self._written[0])[0]
                self._found[""] = Match(self._written[0], agrees)
            elif names_lists(planned):  # with the entries of its lists, which the others do not have here
                self._match_nearest([planned])
            else:
                self._match_nearest(self._left)
                self._left = []
        return self._found.get(planned.position, NONE)

    def _match_nearest(self, planned: list[Rule]) -> None:
        taken = {id(one.written) for one in self._found.values()}
        free = [one for one in self._written if one.many or id(one) not in taken]
        pairs = []
        for rule in planned[:MOST_COMPARED]:
            ranks = [
                (*difference(rule, one), one.declared.sort_key, at)
                for at, one in enumerate(free[:MOST_COMPARED])
            ]
            pairs += [(rank[:2], rule.position, rank) for rank in ranks if rank[0] < OTHER_TRAFFIC]
        pairs.sort()
        for _, position, rank in pairs:
            one = free[rank[-1]]
            if position not in self._found and (one.many or id(one) not in taken):
                alike = {other[2][2] for other in pairs if other[1] == position and other[0] == rank[:2]}
                self._found[position] = Match(one, rank[0] == 0, len(alike) - 1)
                taken.add(id(one))


def names_lists(rule: Rule) -> bool:
    """Whether it lets in prefix lists: their ids differ between a plan and its configuration."""
    return any(
        peer.kind == "prefix list" and next(leaves(peer.value), None) is not None for peer in rule.peers
    )


def terms(rule: Rule) -> Terms:
    """What a rule says, if all of it is known; equal for rules that say the same."""
    every = isinstance(rule.protocol, Known) and rule.protocol.data == ANY_PROTOCOL
    traffic = tuple([identity(getattr(rule, role)) for role in (TRAFFIC[:1] if every else TRAFFIC)])
    sources = {(peer.kind, identity(leaf)) for peer in rule.peers for leaf in leaves(peer.value)}
    return traffic, frozenset(sources)


def difference(planned: Rule, written: Rule) -> tuple[int, int]:
    """How much differs, and how much of what the plan knows the configuration does not."""
    different = unknown = 0
    every = isinstance(planned.protocol, Known) and planned.protocol.data == ANY_PROTOCOL
    for role in TRAFFIC[:1] if every else TRAFFIC:
        same = is_one_of(getattr(planned, role), getattr(written, role))
        different += OTHER_TRAFFIC * (same is False)
        unknown += same is None
    for kind in dict.fromkeys([peer.kind for peer in (*planned.peers, *written.peers)]):
        ours, theirs = [
            [peer.value for peer in rule.peers if peer.kind == kind] for rule in (planned, written)
        ]
        one, two = texts(ours), texts(theirs)
        are_open = any(symbols(value) or is_open(list(leaves(value))) for value in theirs)
        may_be_less = are_open or any(symbols(value) for value in ours)
        different += bool(one - two and not may_be_less) + bool(two - one and not may_be_less)
        unknown += are_open
    return different, unknown


def is_one_of(planned: Element, written: Element) -> bool | None:
    """Whether a planned scalar is what is written; None where one of them is not known."""
    if not isinstance(planned, Known):
        return None if not isinstance(planned, Absent) or not isinstance(written, Absent) else True
    options = list(leaves(written))
    if any(isinstance(one, Known) and one.data == planned.data for one in options):
        return True if len(options) == 1 else None
    return None if is_open(options) else False


def leaves(value: Element) -> Iterator[Element]:
    """The scalars and unknowns in a value, over all options and elements, in order."""
    if isinstance(value, Choice):
        for outcome in value.options.values():
            yield from leaves(outcome)
    elif isinstance(value, Many):
        yield from leaves(value.value)
    elif isinstance(value, Known) and isinstance(value.data, tuple):
        for element in value.data:
            yield from leaves(element)
    elif not isinstance(value, Absent):
        yield value


def is_open(found: list[Element]) -> bool:
    return any(isinstance(one, (Unknown, Refused)) for one in found)


def texts(values: list[Outcome]) -> set[str]:
    found = [leaf for value in values for leaf in leaves(value)]
    return {str(one.data) for one in found if isinstance(one, Known) and one.data is not None}


def source_of(value: Element, peer: Peer, written: Rule) -> tuple[Origin | None, Peer | None]:
    """Where a planned source is written in a rule: its own place and the peer that holds it; the peer alone
    where only the attribute is to be told, nothing where no such attribute is written."""
    peers = [one for one in written.peers if one.kind == peer.kind and not isinstance(one.value, Absent)]
    inner = value.value if isinstance(value, Many) else value
    for one in peers:
        for leaf in leaves(one.value):
            if isinstance(inner, Known) and isinstance(leaf, Known) and leaf.data == inner.data:
                return leaf.origin, one
    open_ = [(leaf, one) for one in peers for leaf in leaves(one.value) if is_open([leaf])]
    if open_:
        return without_value([leaf for leaf, _ in open_]), open_[0][1]
    return None, peers[0] if peers else None


def without_value(open_: list[Element]) -> Origin:
    """Where the input is declared that unknown values wait for, in one of which a planned one is: nothing is
    written there."""
    inputs = missing_inputs(*open_)
    if not inputs:
        return open_[0].origin
    return Outside(" or ".join([one.what for one in inputs[:MOST_NAMED]]), NO_VALUE, inputs[0].span)

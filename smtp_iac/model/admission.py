"""Which addresses a rule lets in: surely, and possibly."""

from __future__ import annotations

from ..bounds import AWS_OWNED
from ..identity import OfLists
from ..network import (
    EVERYTHING,
    MANY,
    NO_LOOSE,
    NOTHING,
    AddressSet,
    Loose,
    internet,
    may_cover_internet,
)
from ..truth import MAYBE, NO, YES
from ..value import SENSITIVE, Absent, Choice, Known, Many, Refused, Unknown
from .rule import Ground

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ..truth import Judgement
    from ..value import Element
    from . import Protocol
    from .rule import Peer, Rule

    Grounds = tuple[tuple[Ground, AddressSet], ...]
    Sources = list[tuple[Element, AddressSet]]

FAMILY = {"IPv4 CIDR": 4, "IPv6 CIDR": 6}
"""Of the kinds of peers that have one; the entries of a prefix list have their list's."""


MOST_PARSED = 10_000
_PARSED: dict[str, AddressSet] = {}
LONG = 16
"""A list of fewer blocks is not worth sharing."""


class Admission:
    """The addresses let in on one protocol and port.

    certain: under every option; possible: under any; loose: blocks of unknown place, beside `possible`;
    inner: those of them that are networks of one's own, or begin like private ones.
    grounds: each element that lets somebody in, with its certain addresses; open: what keeps certain and
    possible apart. refused: some option cannot be deployed at all.
    """

    __slots__ = ("_grounds", "certain", "inner", "loose", "open", "possible", "refused")

    def __init__(
        self,
        certain: AddressSet = NOTHING,
        possible: AddressSet = NOTHING,
        loose: Loose = NO_LOOSE,
        *,
        inner: Loose = NO_LOOSE,
        grounds: Grounds | Callable[[], Grounds] = (),
        open: tuple[Ground, ...] = (),  # noqa: A002 - as in "left open"
        refused: tuple[Refused, ...] = (),
    ) -> None:
        self.certain = certain
        self.possible = possible
        self.loose = loose
        self.inner = inner
        self._grounds = grounds
        self.open = open
        self.refused = refused

    @classmethod
    def union_of(cls, admissions: Iterable[Admission]) -> Admission:
        every = [one for one in admissions if one is not NOBODY]
        if len(every) == 1:
            return every[0]
        loose = inner = NO_LOOSE
        for one in every:
            loose += one.loose
            inner += one.inner
        return cls(
            AddressSet.union_of([one.certain for one in every]),
            AddressSet.union_of([one.possible for one in every]),
            loose,
            inner=inner,
            grounds=lambda: tuple([ground for one in every for ground in one.grounds]),
            open=tuple([ground for one in every for ground in one.open]),
            refused=tuple([refused for one in every for refused in one.refused]),
        )

    @property
    def grounds(self) -> Grounds:
        """Made when they are asked for: most rules let in few, whom nobody asks about."""
        if not isinstance(self._grounds, tuple):
            self._grounds = self._grounds()
        return self._grounds

    def within(self, other: Admission, because: tuple[Ground, ...]) -> Admission:
        """Those who are let in by both. because: what the other's openness is laid to."""
        grounds = [(ground, addresses & other.certain) for ground, addresses in self.grounds]
        return Admission(
            self.certain & other.certain,
            self.possible & other.possible,
            self.loose + other.loose,
            grounds=tuple([(ground, addresses) for ground, addresses in grounds if not addresses.is_empty]),
            open=(*self.open, *because),
            refused=(*self.refused, *other.refused),
        )

    def only_possible(self, because: tuple[Ground, ...], refused: tuple[Refused, ...] = ()) -> Admission:
        """The same where it is not certain that the rule applies. refused: further values that are."""
        return Admission(
            NOTHING,
            self.possible,
            self.loose,
            inner=self.inner,
            open=(*because, *self.open),
            refused=(*self.refused, *refused),
        )

    @property
    def may_cover(self) -> bool:
        return any(may_cover_internet(self.possible, self.loose, family) for family in (4, 6))


NOBODY = Admission()
"""What most rules let in on a port."""


def admitted(rule: Rule, protocol: Protocol, port: int) -> Admission:
    """What one rule lets in. `Choice`s are taken one by one: sound, and exact where none is left."""
    if rule.is_about_another(protocol, port):
        return NOBODY
    applies = rule.matches(protocol, port)
    if applies.truth is NO:
        return NOBODY
    refused = tuple([value for _, value in rule.fields() if isinstance(value, Refused)])
    found = rule.narrowed(Admission.union_of([of_peer(rule, peer) for peer in rule.peers]), protocol, port)
    if applies.truth is YES and not refused:
        return found
    return found.only_possible(_undecided(applies), refused)


def _undecided(applies: Judgement) -> tuple[Ground, ...]:
    return tuple(applies.evidence()) if applies.truth is MAYBE else ()


def of_peer(rule: Rule, peer: Peer) -> Admission:
    """Who one attribute of a rule lets in, worked out once."""
    if peer.admission is None:
        internal = peer.kind == "security group"
        peer.admission = NOBODY if internal else _of_part(rule, peer, peer.value, peer.value, listed=True)
    return peer.admission


def _of_part(rule: Rule, peer: Peer, value: Element, element: Element, listed: bool = False) -> Admission:
    """What `value` lets in; `element` is the member of the peer that it is a part of, and `listed` whether
    the whole list may stand here."""
    if isinstance(value, Known):
        if listed and isinstance(value.data, tuple):
            if len(value.data) >= LONG and (known := _LISTS.of(value.data)) is not None:
                whole, each = known
                return Admission(whole, whole, grounds=lambda: _grounds(rule, peer, each))
            return Admission.union_of([_of_part(rule, peer, inner, inner) for inner in value.data])
        return _of_scalar(rule, peer, value)
    ground = Ground(rule, "source", element, peer)
    if isinstance(value, Unknown):
        return _of_unknown(ground, value, peer)
    if isinstance(value, Choice):
        return _of_choice(ground, value, peer, listed)
    if isinstance(value, Many):
        inner = _of_part(rule, peer, value.value, value.value)
        # However many of them there are, they lie in what AWS owns.
        many = 1 if isinstance(value.value, Unknown) and value.value.facts.aws_owned else MANY
        return Admission(
            NOTHING,
            inner.possible,
            inner.loose.times(many),
            inner=inner.inner.times(many),
            open=(ground,),
            refused=inner.refused,
        )
    return NOBODY if isinstance(value, Absent) else _refused(ground, peer, value)


def _grounds(rule: Rule, peer: Peer, each: Sources) -> Grounds:
    return tuple([(Ground(rule, "source", one, peer), own) for one, own in each])


def _known(elements: tuple[Element, ...]) -> tuple[AddressSet, Sources] | None:
    """The addresses of a list of blocks that are all written out, together and each; None for any
    other list."""
    texts = [one.data for one in elements if isinstance(one, Known) and isinstance(one.data, str)]
    if len(texts) < len(elements):
        return None
    try:
        each = list(zip(elements, map(parsed, texts), strict=True))
    except ValueError:
        return None
    return AddressSet.union_of([own for _, own in each]), each


_LISTS = OfLists(_known)


def _refused(ground: Ground, peer: Peer, value: Refused) -> Admission:
    """Whatever was meant: a rule that cannot be deployed is clear only if it would be with any source."""
    return Admission(NOTHING, _reach(peer), open=(ground,), refused=(value,))


def _reach(peer: Peer) -> AddressSet:
    return EVERYTHING.family(FAMILY[peer.kind]) if peer.kind in FAMILY else EVERYTHING


def _short(text: str) -> str:
    return text if len(text) <= 80 else text[:77] + "..."


def _of_scalar(rule: Rule, peer: Peer, value: Known) -> Admission:
    ground = Ground(rule, "source", value, peer)
    if value.data is None:
        return NOBODY
    if isinstance(value.data, (tuple, dict)):
        reason = f"a collection stands where one {peer.kind} is needed"
        return _refused(ground, peer, Refused(reason, value.origin))
    try:
        addresses = parsed(str(value.data))
    except ValueError as error:
        text = "a sensitive value" if value.type == SENSITIVE else f'"{_short(str(value.data))}"'
        return _refused(ground, peer, Refused(f"{text} is no CIDR: {error}", value.origin))
    return Admission(addresses, addresses, grounds=((ground, addresses),))


def parsed(text: str) -> AddressSet:
    """The addresses of a CIDR; many rules let in the same few, or one prefix list. Raises ValueError."""
    found = _PARSED.get(text)
    if found is None:
        if len(_PARSED) >= MOST_PARSED:
            _PARSED.clear()
        found = _PARSED[text] = AddressSet.parse(text)
    return found


def _of_unknown(ground: Ground, value: Unknown, peer: Peer) -> Admission:
    if value.facts.aws_owned:
        return Admission(loose=AWS_OWNED, open=(ground,))
    family = FAMILY.get(peer.kind)
    rules = MANY if ground.rule.many else 1
    for block, count in ((value.facts.block, 1), (value.facts.elements, MANY)):
        # what is known of a block of the other family says nothing here
        if block is not None and (family is None or block[1] in (None, family)):
            loose = Loose.block(block[0], block[1] or family, rules * count)
            inner = loose if is_inner(value) else NO_LOOSE
            return Admission(loose=loose, inner=inner, open=(ground,))
    possible = value.facts.within if value.facts.within is not None else EVERYTHING
    return Admission(NOTHING, possible if family is None else possible.family(family), open=(ground,))


def is_inner(value: object) -> bool:
    """Whether an unknown block is one from which nobody of the internet comes, wherever it lies."""
    if isinstance(value, Many):
        return is_inner(value.value)
    if not isinstance(value, Unknown):
        return False
    within = value.facts.within
    if value.facts.own or (within is not None and (within & internet()).is_empty):
        return True
    return _begins_privately(value.facts.prefix)


def _begins_privately(text: str) -> bool:
    """Whether every IPv4 address that begins so lies outside of the internet: "10.", "192.168.1"."""
    octets = text.split(".")[:-1]
    if not octets or len(octets) > 3 or not all(one.isascii() and one.isdigit() for one in octets):
        return False
    try:
        block = parsed(".".join([*octets, *"000"][:4]) + f"/{8 * len(octets)}")
    except ValueError:
        return False
    return (block & internet()).is_empty


def _of_choice(ground: Ground, value: Choice, peer: Peer, listed: bool) -> Admission:
    every = [_of_part(ground.rule, peer, outcome, outcome, listed) for outcome in value.options.values()]
    certain = every[0].certain
    for one in every[1:]:
        certain &= one.certain
    united = Admission.union_of(every)
    return Admission(
        certain,
        united.possible,
        united.loose,
        inner=united.inner,
        grounds=((ground, certain),) if not certain.is_empty else (),
        open=(ground,),
        refused=united.refused,
    )

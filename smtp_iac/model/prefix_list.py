"""Managed prefix lists: who a rule lets in by naming one.

A rule names a list by its id; before it is judged, each id gives way to the entries of the list. A list is
what its own block lists and what separate entries add to it; of what is not in the scan, the entries are
unknown.
"""

from __future__ import annotations

from ..choice import conditional, elements, lift
from ..identity import derived, identity, symbols
from ..value import (
    ABSENT,
    BOOLEAN,
    NOWHERE,
    SENSITIVE,
    Absent,
    Choice,
    Facts,
    Known,
    Many,
    Missing,
    Origin,
    Refuse,
    Unknown,
    with_origin,
)
from .rule import Peer, ThroughList, both

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ..resource import Resource
    from ..value import Element, Outcome
    from .rule import Rule

FEW = 16
"""A list of no more entries is not worth sharing."""


class PrefixList:
    """A list that is made here. entries: what its block lists, each the value of a CIDR; None where it lists
    none at all, which leaves them to others. Rules name it by the Unknown `RESOURCE.id.id`."""

    __slots__ = ("entries", "resource")

    def __init__(self, resource: Resource, entries: tuple[Element, ...] | None) -> None:
        self.resource = resource
        self.entries = entries

    @property
    def key(self) -> tuple[str, str]:
        return (self.resource.root, f"{self.resource.id}.id")


class SeparateEntry:
    """An entry that stands by itself and names its list. prefix_list: the list's id."""

    __slots__ = ("cidr", "prefix_list", "resource")

    def __init__(self, resource: Resource, prefix_list: Outcome, cidr: Outcome) -> None:
        self.resource = resource
        self.prefix_list = prefix_list
        self.cidr = cidr


class PrefixLists:
    """Every list and separate entry of a scan; an id means something in its own root only, unless it says
    which root that is: then others may import it."""

    def __init__(self, made: Iterable[PrefixList | SeparateEntry]) -> None:
        self._lists: dict[tuple[str, str], PrefixList] = {}
        self._separate: dict[str, list[SeparateEntry]] = {}
        self._home: dict[str, str] = {}
        for one in made:
            if isinstance(one, PrefixList) and one.resource.id.startswith(f"{one.resource.root}:"):
                self._home[one.key[1]] = one.resource.root
            if isinstance(one, SeparateEntry):
                self._separate.setdefault(one.resource.root, []).append(one)
            elif one.key in self._lists:  # declared twice: either may be meant
                both_lists = (*(self._lists[one.key].entries or ()), *(one.entries or ()))
                self._lists[one.key] = PrefixList(one.resource, both_lists)
            else:
                self._lists[one.key] = one
        self._entries: dict[tuple[str, str], list[Element]] = {}
        # By root and list, which separate entries name it; those that may name any under "".
        self._naming: dict[str, dict[str, list[int]]] = {}
        # The instances of a rule see the entries of a list from the same places, and share them.
        self._seen: dict[tuple[object, ...], tuple[Element, ...]] = {}

    def expanded(self, rule: Rule) -> Rule:
        """The rule with the entries of lists in place of their ids."""
        if not rule.names_lists:
            return rule
        root = rule.resource.root
        return rule.admitting(
            [
                Peer(peer.kind, self._of_peer(root, peer.value)) if peer.kind == "prefix list" else peer
                for peer in rule.peers
            ]
        )

    def _of_peer(self, root: str, value: Outcome) -> Outcome:
        def expand(one: Outcome) -> Outcome:
            if isinstance(one, Known) and isinstance(one.data, tuple):
                found = [entry for element in one.data for entry in self._of_element(root, element)]
                return Known(tuple(found), one.origin, one.type)
            return self._of_id(root, one)

        return lift(expand, value)

    def _of_element(self, root: str, element: Element) -> list[Element]:
        inner = element.value if isinstance(element, Many) else element
        found = elements(lift(lambda one: self._of_id(root, one), inner))
        if not isinstance(element, Many):
            return list(found)
        return [one if isinstance(one, Many) else Many(one, element.of) for one in found]

    def _of_id(self, root: str, id_: Outcome) -> Outcome:
        """The entries of the list with this id, as a list that remembers the way of the id."""
        if isinstance(id_, Absent) or (isinstance(id_, Known) and id_.data is None):
            return Known(())
        if isinstance(id_, Known) and isinstance(id_.data, (tuple, dict)):
            raise Refuse("a collection stands where one prefix list is needed", id_.origin)
        assert isinstance(id_, (Known, Unknown))
        root = self._home.get(identity(id_), root)
        key = (root, identity(id_))
        if key not in self._entries:
            self._entries[key] = self._found(root, id_)
        entries, way = self._entries[key], _Way(self._lists.get(key), id_)
        if len(entries) <= FEW:
            return Known(tuple([way.through(entry) for entry in entries]), id_.origin)
        shared = (*key, *way.places)
        if shared not in self._seen:
            self._seen[shared] = tuple([way.through(entry) for entry in entries])
        return Known(self._seen[shared], id_.origin)

    def _found(self, root: str, id_: Known | Unknown) -> list[Element]:
        made = self._lists.get((root, identity(id_)))
        found: list[Element] = list(made.entries or ()) if made is not None else [_not_here(id_)]
        surely = made is None or made.entries is not None
        for entry in self._candidates(root, identity(id_)):
            member = self._membership(entry, identity(id_))
            surely = surely or (isinstance(member, Known) and member.data is True)
            found.append(_where(entry, member))
        if made is not None and not surely:
            found.append(_left_to_others(made))
        return [one for one in found if not isinstance(one, Absent)]

    def _candidates(self, root: str, id_: str) -> list[SeparateEntry]:
        """The separate entries that may belong to a list, in order: most name one list that is made here."""
        if root not in self._naming:
            naming: dict[str, list[int]] = {}
            for at, entry in enumerate(self._separate.get(root, ())):
                named = entry.prefix_list
                surely = isinstance(named, Unknown) and (root, named.id) in self._lists
                naming.setdefault(identity(named) if surely else "", []).append(at)
            self._naming[root] = naming
        found = self._naming[root]
        places = sorted([*found.get(id_, ()), *found.get("", ())])
        return [self._separate[root][at] for at in places]

    def _membership(self, entry: SeparateEntry, id_: str) -> Outcome:
        """Whether a separate entry belongs to a list. One whose list nobody knows may belong to any that is
        made in its root."""
        root = entry.resource.root

        def belongs(named: Outcome) -> Outcome:
            if identity(named) == id_ or not isinstance(named, Unknown):
                return Known(identity(named) == id_)
            if (root, named.id) in self._lists or (root, id_) not in self._lists:
                return Known(False)
            return derived("is the list", named, Known(id_), facts=BOOLEAN, origin=named.origin)

        return lift(belongs, entry.prefix_list)


def _where(entry: SeparateEntry, member: Outcome) -> Element:
    """The entry's CIDR, as far as it is there and belongs to the list."""
    exists = entry.resource.exists
    made = conditional(both(exists, member), entry.cidr, ABSENT)
    if entry.resource.stands_for_many and symbols(entry.cidr) and not isinstance(made, Absent):
        return Many(made, exists if isinstance(exists, Unknown) else None)
    return made


def _not_here(id_: Known | Unknown) -> Unknown:
    """What stands for the entries of a list that is not made here."""
    if isinstance(id_, Unknown):
        return derived("entries", id_, facts=Facts(aws_owned=id_.facts.aws_owned))
    why = "is not in the scan, so its entries are not known"
    return Unknown(f"entries of {identity(id_)}", Missing(_name(None, id_), why, "nobody can know"))


def _left_to_others(made: PrefixList) -> Unknown:
    resource = made.resource
    why = "has no entries in the scan: others add them"
    missing = Missing(resource.address, why, "nobody can know", resource.header)
    return Unknown(f"entries of {resource.id}", missing, Origin("", resource.header))


class _Way:
    """From a rule through the id of a list to its entries."""

    __slots__ = ("_header", "_links", "_name", "_origin")

    def __init__(self, made: PrefixList | None, id_: Known | Unknown) -> None:
        self._name = _name(made, id_)
        self._header = None if made is None else made.resource.header
        self._origin = id_.origin
        self._links: list[Origin] = []
        link: Origin | None = id_.origin
        while link is not None:
            self._links.append(link)
            link = link.written
        self._links.reverse()

    @property
    def places(self) -> Iterator[tuple[object, ...]]:
        """What tells it from other ways: all links to the id, and what they came through."""
        for link in self._links:
            for each in (link, *link.causes):
                yield (each.what, None if each.span is None else each.span.sort_key)

    def through(self, entry: Element) -> Element:
        """The entry as the rule sees it."""
        if isinstance(entry, Many):
            return Many(self.through(entry.value), entry.of)  # type: ignore[arg-type]
        if isinstance(entry, Absent):
            return entry
        origin = self._origin
        if entry.origin is not NOWHERE:
            origin = ThroughList(self._name, self._header, (), entry.origin)
            for link in self._links:
                origin = Origin(link.what, link.span, link.causes, origin)
        if isinstance(entry, Choice):
            options = {chosen: self.through(one) for chosen, one in entry.options.items()}
            return Choice(entry.unknown, options, origin)  # type: ignore[arg-type]
        return with_origin(entry, origin)


def _name(made: PrefixList | None, id_: Known | Unknown) -> str:
    if made is not None:
        return f"prefix list {made.resource.address}"
    if isinstance(id_, Known):
        return "prefix list (sensitive)" if id_.type == SENSITIVE else f"prefix list {id_.data}"
    return f"prefix list {id_.why.what}" if id_.why is not None else "a prefix list"

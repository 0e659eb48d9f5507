"""What stands around the filters of some roots, read once there is something to tell: every fact of a scan,
and who refers to whom."""

from __future__ import annotations

from ..judging.lowering import context_lowerings
from ..model.context import (
    AclOfSubnets,
    Attachment,
    Forwarding,
    GroupOfInterface,
    PublicAccessExclusion,
    PublicAddress,
    Route,
    RouteTable,
    SubnetBlock,
    TableOfSubnet,
)
from ..reading import Opaque, Wanted
from ..truth import MAYBE, NO, YES
from ..value import Absent, Known, Missing
from .names import is_itself, literal, names_in, text_of_literal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from ..judging.lowering import Model
    from ..model.access_list import AccessList
    from ..model.context import Fact
    from ..reading import Reading
    from ..resource import Resource
    from ..truth import Truth
    from ..value import Outcome
    from .names import Names

WORDS = (b"security_group", b"SecurityGroup")
"""What the text of a resource holds that has a security group."""
OWN = ("security_group", "SecurityGroup")
"""What the types of groups and of their rules hold: they are attached to nothing."""
GROUP_NAMES = ("name", "arn", "group_id", "GroupId", "GroupName", "Id")
"""Attributes of a group that stand for it as its id does."""


def there(fact: Fact) -> Truth:
    """Whether the resource is made."""
    exists = fact.resource.exists
    if isinstance(exists, Known):
        return YES if exists.data is True else NO
    return MAYBE


class Links:
    """The facts that refer to a resource through one of their references. loose: by root, those that may
    refer to anything."""

    __slots__ = ("_by_id", "loose")

    def __init__(self) -> None:
        self._by_id: dict[str, list[tuple[Any, Truth]]] = {}
        self.loose: dict[str, list[Any]] = {}

    def add(self, id_: str, fact: Fact, truth: Truth) -> None:
        self._by_id.setdefault(id_, []).append((fact, truth))

    def of(self, *ids: str) -> list[tuple[Any, Truth]]:
        """Each fact once, as sure as its surest reference."""
        found: dict[int, tuple[Any, Truth]] = {}
        for id_ in ids:
            for fact, truth in self._by_id.get(id_, ()):
                before = found.get(id(fact))
                found[id(fact)] = (fact, truth if before is None else before[1] | truth)
        return list(found.values())


class Surroundings:
    """What the code says of the network around the groups of some roots.

    groups: the ids of the security groups that are declared in it.
    """

    def __init__(
        self,
        facts: Iterable[Fact],
        access_lists: Iterable[AccessList],
        opaque: Iterable[Opaque],
        groups: Iterable[str] = (),
    ) -> None:
        self.groups = frozenset(groups)
        self._by_id: dict[str, list[Fact]] = {}
        self._many: dict[str, list[str]] = {}
        self._kinds: dict[type, list[Fact]] = {}
        for fact in facts:
            if there(fact) is NO:
                continue
            self._kinds.setdefault(type(fact), []).append(fact)
            if fact.resource.id not in self._by_id:
                self._by_id[fact.resource.id] = []
                for id_ in short_forms(fact.resource.id):
                    self._many.setdefault(id_, []).append(fact.resource.id)
            self._by_id[fact.resource.id].append(fact)
        self._named: dict[str, list[Fact]] = {}
        for facts_of_kind in self._kinds.values():
            for fact in facts_of_kind:
                self._name(fact, fact.name)
        self.access_lists = {one.id: one for one in access_lists if one.id is not None}
        self.open_roots = {one.root for one in opaque}
        self.attached = self._links(Attachment, "groups", of_groups=True)
        self.given = self._links(GroupOfInterface, "groups", of_groups=True)
        self.templates = self._links(Attachment, "template")
        self.addresses = self._links(PublicAddress, "holders")
        self.forwarded = self._links(Forwarding, "targets")
        self.tables = self._links(TableOfSubnet, "subnet")
        self.main_tables = self._links(TableOfSubnet, "vpc")
        self.default_tables = self._links(RouteTable, "default")
        self.routes = self._links(Route, "table")
        self.acls = self._links(AclOfSubnets, "subnets")
        self.default_acls = self._links(AclOfSubnets, "default")
        self.blocks = self._links(SubnetBlock, "subnet")
        self.excluded = self._links(PublicAccessExclusion, "places")

    def everything(self) -> list[Fact]:
        return [fact for facts in self._kinds.values() for fact in facts]

    def all(self, kind: type) -> list[Any]:
        return self._kinds.get(kind, [])

    def _name(self, fact: Fact, name: Outcome) -> None:
        if isinstance(name, Known) and isinstance(name.data, str):
            self._named.setdefault(literal(fact.resource.root, name.data), []).append(fact)

    def _links(self, kind: type, attribute: str, of_groups: bool = False) -> Links:
        links = Links()
        for fact in self.all(kind):
            value = getattr(fact, attribute)
            if isinstance(value, Absent):
                continue
            names = names_in(value, fact.resource.root)
            loose = names.open
            for id_, truth in self.resolved(names, of_groups):
                links.add(id_, fact, truth & there(fact))
                loose = loose or self._is_loose(id_, kind)
            if loose:
                links.loose.setdefault(fact.resource.root, []).append(fact)
        return links

    def _is_loose(self, id_: str, kind: type) -> bool:
        """Whether an id may be that of anything. What is written out is not: it is no resource of the code;
        but a target of a load balancer may be an address."""
        if text_of_literal(id_):
            return kind is Forwarding
        return id_ not in self._by_id and id_ not in self.groups

    def resolved(self, names: Names, of_groups: bool = False) -> list[tuple[str, Truth]]:
        """The ids of resources that are named, or what is named itself where that is none of the facts'."""
        found: list[tuple[str, Truth]] = []
        for ids, truth in ((names.sure, YES), (names.perhaps, MAYBE)):
            for id_ in ids:
                if of_groups:
                    found += [(one, truth) for one in group_ids_of(id_)]
                else:
                    found += self._resolved(id_, truth)
        return found

    def _resolved(self, id_: str, truth: Truth) -> list[tuple[str, Truth]]:
        if id_ in self._named:
            return [(fact.resource.id, truth) for fact in self._named[id_]]
        owner, _, attribute = id_.rpartition(".")
        if owner in self._by_id and is_itself(self._by_id[owner][0].resource.type, attribute):
            return [(owner, truth)]
        many = [one for each in (id_, owner) for one in self._many.get(each, ())]
        return [(one, MAYBE) for one in many] if many else [(id_, truth)]

    def facts_of(self, value: Outcome, root: str, kind: type) -> tuple[list[tuple[Any, Truth]], list[str]]:
        """The facts of one kind that a reference names, and the ids that it names besides."""
        found: list[tuple[Any, Truth]] = []
        others: list[str] = []
        for id_, truth in self.resolved(names_in(value, root)):
            meant = [fact for fact in self._by_id.get(id_, ()) if isinstance(fact, kind)]
            found += [(fact, truth & there(fact)) for fact in meant]
            if not meant:
                others.append(id_)
        return found, others

    def at(self, id_: str, kind: type) -> list[Any]:
        """The facts of one kind that a resource states."""
        return [fact for fact in self._by_id.get(id_, ()) if isinstance(fact, kind)]

    def is_whole(self, root: str) -> bool:
        """Whether all code of a root is at hand: what is not seen there is not there."""
        return root not in self.open_roots


def short_forms(id_: str) -> list[str]:
    """The ids by which a resource that stands for any number of instances is referred to as a whole."""
    parts = id_.split("[*")
    return ["[*".join(parts[:count]) for count in range(1, len(parts))]


def group_ids_of(id_: str) -> list[str]:
    """A group's id as rules have it, whichever attribute names the group."""
    owner, dot, name = id_.rpartition(".")
    return [id_, f"{owner}.id"] if dot and name in GROUP_NAMES else [id_]


def surroundings(roots: Iterable[str], model: Model, reading: Reading) -> Surroundings:
    lowerings: dict[str, Any] = {}
    facts: list[Fact] = []
    opaque = list(reading.opaque)

    def table() -> dict[str, Any]:
        if not lowerings:
            lowerings.update(context_lowerings())
        return lowerings

    def use(resource: Resource) -> None:
        made = table().get(resource.type) or table()["*"]
        try:
            facts.extend(made(resource))
        except RecursionError:
            missing = Missing(resource.address, "is nested too deeply", "not supported yet", resource.header)
            opaque.append(Opaque(resource.address, resource.root, resource.header, missing, Known(True)))

    reading.further(Wanted(table, WORDS, frozenset(roots), OWN), use)
    groups = [f"{resource.id}.id" for resource in reading.resources]
    return Surroundings(facts, model.access_lists, opaque, groups)

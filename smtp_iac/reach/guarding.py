"""What a network ACL lets into the subnets that the code shows, where no security group is seen to close it.

A subnet is closed by groups if everything that is seen in it has groups, all of them known, and none lets in
anybody of the internet. One that the internet is proven not to come into, by its routes or a block of public
access, is closed too. A network ACL of which no subnet is seen says nothing.
"""

from __future__ import annotations

from ..model import TCP
from ..model.access_list import AccessList
from ..model.admission import Admission
from ..model.context import Attachment, Subnet, SubnetGroup
from ..model.filter import SecurityGroup, filters_of
from ..network import internet
from ..truth import NO
from ..value import Absent
from .names import names_in
from .subnets import Subnets
from .surroundings import group_ids_of, surroundings, there

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Self

    from ..judging.lowering import Model
    from ..model import Protocol
    from ..model.rule import Rule
    from ..reading import Reading
    from ..value import Outcome
    from .surroundings import Surroundings


class Guarding(AccessList):
    """A network ACL, as far as what it lets in comes to something. seen: what is seen behind it."""

    __slots__ = ("seen",)
    seen: Behind

    @classmethod
    def of_list(cls, one: AccessList, seen: Behind) -> Guarding:
        found = cls(
            one.id,
            one.rules,
            one.perhaps,
            resource=one.resource,
            exists=one.exists,
            is_whole=one.is_whole,
            alias=one.alias,
        )
        found.seen = seen
        return found

    def _changed(self, rules: Iterable[Rule], exists: Outcome) -> Self:
        found = super()._changed(rules, exists)
        found.seen = self.seen
        return found

    def admitted(self, protocol: Protocol, port: int) -> Admission:
        found = super().admitted(protocol, port)
        public = found.possible & internet()
        loose = any(found.loose.size(family) for family in (4, 6))
        if (public.is_empty and not loose) or self.seen.open_subnets(self.id or "", port):
            return found
        return Admission()


class Behind:
    """The subnets of a scan and what is in them, read when the first network ACL lets somebody in."""

    def __init__(self, model: Model, reading: Reading) -> None:
        self._model = model
        self._reading = reading
        self._around: Surroundings | None = None
        self._by_acl: dict[int, dict[str, list[Subnet]]] = {}
        self._inside: dict[str, list[Attachment]] = {}
        self._groups: dict[str, SecurityGroup] = {}

    @property
    def around(self) -> Surroundings:
        if self._around is None:
            roots = {one.resource.root for one in self._model.access_lists}
            self._around = surroundings(roots, self._model, self._reading)
            self._inside = inside(self._around)
            groups = filters_of(SecurityGroup, self._model.rules)
            self._groups = {one.id: one for one in groups if one.id is not None}
        return self._around

    def open_subnets(self, acl: str, port: int) -> list[Subnet]:
        """The subnets that surely have the network ACL, and that nothing is seen to close on the port."""
        if port not in self._by_acl:
            self._by_acl[port] = self._open(port)
        return self._by_acl[port].get(acl, [])

    def _open(self, port: int) -> dict[str, list[Subnet]]:
        around, subnets = self.around, Subnets(self.around, (port,))
        found: dict[str, list[Subnet]] = {}
        for acl in around.access_lists:
            for subnet in subnets.guarded_by(acl):
                out_of_reach = all(subnets.around_acl(subnet, family).truth is NO for family in (4, 6))
                if not out_of_reach and not self._is_closed_by_groups(subnet, port):
                    found.setdefault(acl, []).append(subnet)
        return found

    def _is_closed_by_groups(self, subnet: Subnet, port: int) -> bool:
        attached = self._inside.get(subnet.resource.id, [])
        return bool(attached) and all(self._is_closed(one, port) for one in attached)

    def _is_closed(self, attachment: Attachment, port: int) -> bool:
        """Whether the groups of what is attached are known, and let in nobody of the internet."""
        if attachment.internal:
            return True
        names = names_in(attachment.groups, attachment.resource.root)
        if names.open or names.perhaps or not names.sure or isinstance(attachment.groups, Absent):
            return False
        return all(self._is_clear(id_, port) for id_ in names.sure)

    def _is_clear(self, id_: str, port: int) -> bool:
        known = next((one for one in group_ids_of(id_) if one in self.around.groups), None)
        if known is None:
            return False
        group = self._groups.get(known)
        if group is None:
            return True
        admission = group.admitted(TCP, port)
        loose = any(admission.loose.size(family) for family in (4, 6))
        return not loose and (admission.possible & internet()).is_empty


def inside(around: Surroundings) -> dict[str, list[Attachment]]:
    """What is seen in each subnet, by the ids of the subnets."""
    found: dict[str, list[Attachment]] = {}
    for attachment in around.all(Attachment):
        if attachment.is_template or there(attachment) is NO:
            continue
        made_of = templates_of(attachment, around)
        root = attachment.resource.root
        places = [attachment.subnets, *[one.subnets for one in made_of]]
        subnets = [subnet for place in places for subnet, _ in around.facts_of(place, root, Subnet)[0]]
        for place in places:
            for group, _ in around.facts_of(place, root, SubnetGroup)[0]:
                subnets += [subnet for subnet, _ in around.facts_of(group.subnets, root, Subnet)[0]]
        holders = made_of if isinstance(attachment.groups, Absent) and made_of else [attachment]
        for subnet in {one.resource.id: one for one in subnets}.values():
            found.setdefault(subnet.resource.id, []).extend(holders)
    return found


def templates_of(attachment: Attachment, around: Surroundings) -> list[Attachment]:
    """The launch templates that it is made of."""
    if isinstance(attachment.template, Absent):
        return []
    found, _ = around.facts_of(attachment.template, attachment.resource.root, Attachment)
    return [one for one, _ in found if one.is_template]

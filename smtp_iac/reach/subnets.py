"""Whether the internet can come into a subnet: its route table, its network ACL, block public access.

A route table is the one that an association gives to the subnet, else the main one of the VPC; its way in is
a default route to an internet gateway (Amazon VPC user guide, "Route tables", "Internet gateways").
"""

from __future__ import annotations

from ..model import TCP
from ..model.context import AclOfSubnets, PublicAccessBlock, RouteTable, Subnet, Vpc
from ..network import covers_internet, internet
from ..patterns import pattern
from ..truth import MAYBE, NO, YES
from ..value import Absent, Known
from . import OPEN, Part, any_of, one_after_another, step
from .denials import denial
from .names import names_in
from .routes import Routes
from .surroundings import there

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..model.access_list import AccessList
    from ..model.admission import Admission
    from ..model.context import Fact
    from ..truth import Truth
    from .surroundings import Surroundings

DEFAULT_ACL = "its network ACL is not known"
PROVIDER = pattern(rb"""\b(?:provider|region)["']?\s*[=:]""")
"""What may put a resource into another region or account than others of its module."""


class Subnets:
    """The ways into subnets, each worked out once. ports: the TCP ports that are asked about."""

    def __init__(self, around: Surroundings, ports: tuple[int, ...]) -> None:
        self.around = around
        self.ports = ports
        self.routes = Routes(around)
        self._routed: dict[tuple[int, int], Part] = {}
        self._filtered: dict[tuple[int, int], Part] = {}
        self._acls: dict[int, list[tuple[AccessList, Truth]]] = {}
        self._admitted: dict[tuple[str | None, int], Admission] = {}
        self._guarded: dict[str, list[Subnet]] | None = None

    def way_into(self, subnet: Subnet, family: int) -> Part:
        return one_after_another(
            [self.blocked(subnet), self.filtered(subnet, family), self.routed(subnet, family)]
        )

    def around_acl(self, subnet: Subnet, family: int) -> Part:
        """The way into a subnet, whatever its network ACL says."""
        return one_after_another([self.blocked(subnet), self.routed(subnet, family)])

    def routed(self, subnet: Subnet, family: int) -> Part:
        key = (id(subnet), family)
        if key not in self._routed:
            self._routed[key] = self._route(subnet, family)
        return self._routed[key]

    def _route(self, subnet: Subnet, family: int) -> Part:
        around, resource = self.around, subnet.resource
        if family == 6 and self.has_no_ipv6(subnet):
            return Part(
                NO, f"{resource.address} has no IPv6 addresses", [step(subnet, None, "no IPv6 block")]
            )
        links = around.tables.of(resource.id)
        for link, truth in links:
            if truth is YES and len(links) == 1:
                where = step(link, link.table, "gives the subnet its route table")
                way = self.routes.of_table(link.table, resource.root, family)
                return Part(way.truth, way.why, (where, *way.steps))
        loose = around.tables.loose.get(resource.root)
        if links or loose or not around.is_whole(resource.root):
            return Part(MAYBE, f"the route table of {resource.address} is not known")
        return self._main(subnet, family)

    def _main(self, subnet: Subnet, family: int) -> Part:
        """The way through the main route table of the subnet's VPC."""
        around, root = self.around, subnet.resource.root
        unknown = Part(
            MAYBE, f"the main route table of the VPC of {subnet.resource.address} is not in this code"
        )
        vpcs, _ = around.facts_of(subnet.vpc, root, Vpc)
        if len(vpcs) != 1 or vpcs[0][1] is not YES or subnet.is_default:
            return unknown
        vpc = vpcs[0][0]
        if vpc.resource.type == "aws_default_vpc":
            return unknown
        replaced = around.main_tables.of(vpc.resource.id)
        if replaced or around.main_tables.loose.get(root):
            link, truth = (replaced or [(None, MAYBE)])[0]
            if truth is not YES or len(replaced) > 1:
                return unknown
            return self.routes.of_table(link.table, root, family)
        adopted = [fact for fact, _ in around.default_tables.of(vpc.resource.id)]
        tables = [fact for fact in adopted if isinstance(fact, RouteTable)]
        ids = [table.resource.id for table in tables] or [vpc.resource.id]
        what = f"the main route table of {vpc.resource.address}"
        return self.routes.through(ids, root, family, what, step(tables[0] if tables else vpc, None, what))

    def has_no_ipv6(self, subnet: Subnet) -> bool:
        around, root = self.around, subnet.resource.root
        if not isinstance(subnet.ipv6, Absent) or around.blocks.of(subnet.resource.id):
            return False
        return not around.blocks.loose.get(root) and around.is_whole(root)

    def filtered(self, subnet: Subnet, family: int) -> Part:
        key = (id(subnet), family)
        if key not in self._filtered:
            self._filtered[key] = self._filter(subnet, family)
        return self._filtered[key]

    def _filter(self, subnet: Subnet, family: int) -> Part:
        found = self.acls_of(subnet)
        if not found:
            return OPEN
        parts = [
            any_of([self._through(acl, truth, family, port) for port in self.ports]) for acl, truth in found
        ]
        closed = [part for part in parts if part.truth is NO]
        if len(closed) == len(parts) == 1 and found[0][1] is YES:
            return closed[0]
        unsure = [part for part in parts if part.truth is not YES]
        return Part(MAYBE, unsure[0].why or DEFAULT_ACL, unsure[0].steps) if unsure else OPEN

    def acls_of(self, subnet: Subnet) -> list[tuple[AccessList, Truth]]:
        """The network ACLs that a subnet has, or may have; none for the default one that AWS makes, which
        lets everything in."""
        if id(subnet) not in self._acls:
            self._acls[id(subnet)] = self._acls_of(subnet)
        return self._acls[id(subnet)]

    def guarded_by(self, acl: str) -> list[Subnet]:
        """The subnets that surely are given a network ACL; those that merely have the default one of their
        VPC are not."""
        if self._guarded is None:
            self._guarded = {}
            for subnet in self.around.all(Subnet):
                given = [link for link, truth in self.around.acls.of(subnet.resource.id) if truth is YES]
                for one in {each.id or "": each for link in given for each in self.lists_of(link)}:
                    self._guarded.setdefault(one, []).append(subnet)
        return self._guarded.get(acl, [])

    def _acls_of(self, subnet: Subnet) -> list[tuple[AccessList, Truth]]:
        around, resource = self.around, subnet.resource
        links = around.acls.of(resource.id)
        surely = {id(link) for link, _ in links}
        loose = around.acls.loose.get(resource.root, ())
        links += [(one, MAYBE) for one in loose if id(one) not in surely]
        if not any(truth is YES for _, truth in links):
            vpcs, _ = around.facts_of(subnet.vpc, resource.root, Vpc)
            for vpc, truth in vpcs:
                default = around.default_acls.of(vpc.resource.id)
                links += [(one, (truth & sure) if not links else MAYBE) for one, sure in default]
        found: dict[str, tuple[AccessList, Truth]] = {}
        for link, truth in links:
            for acl in self.lists_of(link):
                found.setdefault(acl.id or "", (acl, truth))
        return list(found.values())

    def lists_of(self, link: object) -> list[AccessList]:
        """The access lists that the fact is about."""
        assert isinstance(link, AclOfSubnets)
        names = names_in(link.acl, link.resource.root).every()
        ids = [one for id_ in names for one in (id_, f"{id_.rpartition('.')[0]}.id")]
        return [
            self.around.access_lists[id_] for id_ in dict.fromkeys(ids) if id_ in self.around.access_lists
        ]

    def _through(self, acl: AccessList, sure: Truth, family: int, port: int) -> Part:

        if (acl.id, port) not in self._admitted:
            self._admitted[acl.id, port] = acl.admitted(TCP, port)
        admission = self._admitted[acl.id, port]
        name = acl.resource.address
        possible = (admission.possible & internet()).family(family)
        if possible.is_empty and not admission.loose.size(family):
            why, where = denial(acl, port, family)
            if sure is not YES:
                return Part(MAYBE, f"network ACL {name} may be that of the subnet, and lets nobody in")
            return Part(NO, f"by network ACL {name}: {why}", [where])
        if covers_internet(admission.certain, family):
            return OPEN
        return Part(MAYBE, f"network ACL {name} may not let all of the internet in")

    def blocked(self, subnet: Subnet | None, root: str = "", module: str = "") -> Part:
        """VPC block public access; its exclusions leave subnets and VPCs alone."""
        around = self.around
        if subnet is not None:
            root, module = subnet.resource.root, module_of(subnet.resource.address)
        for block in around.all(PublicAccessBlock):
            mode = block.mode
            if block.resource.root != root or (isinstance(mode, Known) and mode.data == "off"):
                continue
            part = self._blocked_by(block, subnet, module)
            if part.truth is not YES:
                return part
        return OPEN

    def _blocked_by(self, block: PublicAccessBlock, subnet: Subnet | None, module: str) -> Part:
        around, name = self.around, block.resource.address
        excluded = NO if subnet is None else self._is_excluded(subnet)
        if excluded is YES:
            return OPEN
        told = isinstance(block.mode, Known) and str(block.mode.data).startswith("block-")
        same_place = module_of(block.resource.address) == module and not any(
            PROVIDER.search(text_of(fact)) for fact in (block, subnet) if fact is not None
        )
        loose = around.excluded.loose.get(block.resource.root)
        if not told or not same_place or there(block) is not YES or loose or excluded is not NO:
            return Part(MAYBE, f"{name} may block public access")
        assert isinstance(block.mode, Known)
        mode = str(block.mode.data)
        where = step(block, block.mode, f"{mode}: nothing comes in through internet gateways")
        return Part(NO, f"by VPC block public access: {name} says {mode}", [where])

    def _is_excluded(self, subnet: Subnet) -> Truth:
        """Whether block public access leaves the subnet or its VPC alone, not only what goes out of it."""
        around = self.around
        vpcs, _ = around.facts_of(subnet.vpc, subnet.resource.root, Vpc)
        found = NO
        for exclusion, truth in around.excluded.of(subnet.resource.id, *[vpc.resource.id for vpc, _ in vpcs]):
            mode = exclusion.mode.data if isinstance(exclusion.mode, Known) else None
            if mode != "allow-egress":
                found |= truth if mode == "allow-bidirectional" else MAYBE
        return found


def module_of(address: str) -> str:
    """The module, or nested stack, that an address lies in."""
    parts = address.split(".")
    return ".".join(parts[:-2]) if "/" not in address else address.rpartition("/")[0]


def text_of(fact: Fact) -> bytes:
    span = fact.resource.span
    return span.source.data[span.start : span.end]

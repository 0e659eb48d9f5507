"""What stands around a security group: what it is attached to, and the way from there to the internet.

These are the facts as the code states them, one object for each statement; `reach` puts them together. Every
reference in them is a value: an id, a list of ids, or ABSENT where none is given.
"""

from __future__ import annotations

from ..value import ABSENT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..resource import Resource
    from ..value import Outcome


class Fact:
    """A statement of one resource. name: by which others may refer to it, instead of its id."""

    __slots__ = ("name", "resource")

    def __init__(self, resource: Resource) -> None:
        self.resource = resource
        self.name: Outcome = ABSENT


class Attachment(Fact):
    """A resource whose network interfaces have security groups.

    kind: what a person calls it, empty where nobody looked. groups, subnets: their ids, or those of subnet
    groups. public: whether it has a public IPv4 address, ipv6: whether it has an IPv6 address; ABSENT where
    the subnet decides. internal: why nothing from the internet ever comes in, by its kind, or empty.
    template: the ids of what says the rest; is_template: whether others are made of it.
    """

    __slots__ = ("groups", "internal", "ipv6", "is_template", "kind", "public", "subnets", "template")

    def __init__(
        self,
        resource: Resource,
        kind: str,
        groups: Outcome,
        subnets: Outcome = ABSENT,
        *,
        public: Outcome = ABSENT,
        ipv6: Outcome = ABSENT,
        internal: str = "",
        template: Outcome = ABSENT,
        is_template: bool = False,
    ) -> None:
        super().__init__(resource)
        self.kind = kind
        self.groups = groups
        self.subnets = subnets
        self.public = public
        self.ipv6 = ipv6
        self.internal = internal
        self.template = template
        self.is_template = is_template


class GroupOfInterface(Fact):
    """A group that is given to an interface, or to the first one of an instance, by itself."""

    __slots__ = ("groups", "interface")

    def __init__(self, resource: Resource, groups: Outcome, interface: Outcome) -> None:
        super().__init__(resource)
        self.groups = groups
        self.interface = interface


class PublicAddress(Fact):
    """An elastic address, or its association. holders: the instance or interface that has it."""

    __slots__ = ("holders",)

    def __init__(self, resource: Resource, holders: Outcome) -> None:
        super().__init__(resource)
        self.holders = holders


class Forwarding(Fact):
    """What passes connections on. targets: to whom; behind: the target group or load balancer that does."""

    __slots__ = ("behind", "targets")

    def __init__(self, resource: Resource, targets: Outcome, behind: Outcome = ABSENT) -> None:
        super().__init__(resource)
        self.targets = targets
        self.behind = behind


class Forwarder(Fact):
    """A target group or load balancer that passes connections on. ipv6: whether it does by IPv6."""

    __slots__ = ("ipv6",)

    def __init__(self, resource: Resource, ipv6: Outcome) -> None:
        super().__init__(resource)
        self.ipv6 = ipv6


class Vpc(Fact):
    __slots__ = ()


class Subnet(Fact):
    """public: whether what is launched in it gets a public IPv4 address; ipv6: its IPv6 block, or whether it
    has one; is_default: of the default VPC, which AWS makes public."""

    __slots__ = ("ipv6", "is_default", "public", "vpc")

    def __init__(
        self,
        resource: Resource,
        vpc: Outcome,
        public: Outcome,
        ipv6: Outcome = ABSENT,
        *,
        is_default: bool = False,
    ) -> None:
        super().__init__(resource)
        self.vpc = vpc
        self.public = public
        self.ipv6 = ipv6
        self.is_default = is_default


class SubnetGroup(Fact):
    """Subnets under one name, as databases take them."""

    __slots__ = ("subnets",)

    def __init__(self, resource: Resource, subnets: Outcome, name: Outcome) -> None:
        super().__init__(resource)
        self.subnets = subnets
        self.name = name


class SubnetBlock(Fact):
    """A block of IPv6 addresses that a subnet is given by itself."""

    __slots__ = ("subnet",)

    def __init__(self, resource: Resource, subnet: Outcome) -> None:
        super().__init__(resource)
        self.subnet = subnet


class InternetGateway(Fact):
    __slots__ = ()


class RouteTable(Fact):
    """default: where it is the main table that came with a VPC, the attribute of the VPC that names it."""

    __slots__ = ("default", "vpc")

    def __init__(self, resource: Resource, vpc: Outcome, default: Outcome = ABSENT) -> None:
        super().__init__(resource)
        self.vpc = vpc
        self.default = default


class Route(Fact):
    """table: the route table; ABSENT for one that stands inside of its table. destinations: CIDRs, by family
    (None for a prefix list). targets: where it leads, by the kind of target."""

    __slots__ = ("destinations", "place", "table", "targets")

    def __init__(
        self,
        resource: Resource,
        table: Outcome,
        destinations: dict[int | None, Outcome],
        targets: dict[str, Outcome],
        place: Outcome = ABSENT,
    ) -> None:
        super().__init__(resource)
        self.table = table
        self.destinations = destinations
        self.targets = targets
        self.place = place


class TableOfSubnet(Fact):
    """Which route table a subnet has, or, with a VPC, which table is its main one."""

    __slots__ = ("subnet", "table", "vpc")

    def __init__(self, resource: Resource, subnet: Outcome, table: Outcome, vpc: Outcome = ABSENT) -> None:
        super().__init__(resource)
        self.subnet = subnet
        self.table = table
        self.vpc = vpc


class AclOfSubnets(Fact):
    """Which network ACL subnets have; default: where it is the one that came with a VPC, what names it."""

    __slots__ = ("acl", "default", "subnets")

    def __init__(self, resource: Resource, subnets: Outcome, acl: Outcome, default: Outcome = ABSENT) -> None:
        super().__init__(resource)
        self.subnets = subnets
        self.acl = acl
        self.default = default


class PublicAccessBlock(Fact):
    """VPC block public access of a region of an account. mode: off, block-ingress or block-bidirectional."""

    __slots__ = ("mode",)

    def __init__(self, resource: Resource, mode: Outcome) -> None:
        super().__init__(resource)
        self.mode = mode


class PublicAccessExclusion(Fact):
    """What VPC block public access leaves alone: subnets, or whole VPCs."""

    __slots__ = ("mode", "places")

    def __init__(self, resource: Resource, places: Outcome, mode: Outcome) -> None:
        super().__init__(resource)
        self.places = places
        self.mode = mode

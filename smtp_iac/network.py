"""Port ranges and sets of IP addresses, and the internet as such a set.

The IPv4 and the IPv6 half of a set never cover one another: every question is asked per family, 4 or 6.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Final

    Intervals = tuple[tuple[int, int], ...]

BITS = {4: 32, 6: 128}
HEXADECIMAL = frozenset("0123456789abcdefABCDEF")
MANY = 1000  # what an unknown number of blocks counts as

# 0.0.0.0/0 less these is the IPv4 internet: the IANA special-purpose registry and the RFC of each entry.
# Our own table, because ipaddress.is_global changes between releases. 192.0.0.9 and .10 (PCP and TURN
# anycast) are reachable, but a rule that leaves out their block leaves out nothing of the internet.
# 192.88.99.0/24 (6to4 relays, deprecated) stays in.
SPECIAL_4 = (
    "0.0.0.0/8",  # this network, RFC 791
    "10.0.0.0/8",  # private use, RFC 1918
    "100.64.0.0/10",  # shared address space of carriers, RFC 6598
    "127.0.0.0/8",  # loopback, RFC 1122
    "169.254.0.0/16",  # link local, RFC 3927
    "172.16.0.0/12",  # private use, RFC 1918
    "192.0.0.0/24",  # IETF protocol assignments, RFC 6890
    "192.0.2.0/24",  # documentation, RFC 5737
    "192.168.0.0/16",  # private use, RFC 1918
    "198.18.0.0/15",  # benchmarking, RFC 2544
    "198.51.100.0/24",  # documentation, RFC 5737
    "203.0.113.0/24",  # documentation, RFC 5737
    "224.0.0.0/4",  # multicast, RFC 5771
    "240.0.0.0/4",  # reserved, with the limited broadcast address, RFC 1112
)

# 2000::/3 (global unicast, RFC 4291) less these is the IPv6 internet; the registry's other entries, such
# as fc00::/7, fe80::/10 and 5f00::/16, lie outside 2000::/3. Parts of 2001::/23 are reachable (anycast,
# AS112, ORCHIDv2, drone identifiers); they are left out as their IPv4 likes are. 2002::/16 stays in.
SPECIAL_6 = (
    "2001::/23",  # IETF protocol assignments, Teredo among them, RFC 2928
    "2001:db8::/32",  # documentation, RFC 3849
    "3fff::/20",  # documentation, RFC 9637
)


class PortRange:
    """The ports from `first` to `last`, both included; none if `first` is above `last`."""

    __slots__ = ("first", "last")

    def __init__(self, first: int, last: int) -> None:
        self.first: Final = first
        self.last: Final = last

    def __contains__(self, port: int) -> bool:
        return self.first <= port <= self.last

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, PortRange):
            return NotImplemented
        return (self.first, self.last) == (other.first, other.last)

    def __hash__(self) -> int:
        return hash((self.first, self.last))

    def __repr__(self) -> str:
        return f"PortRange({self.first}, {self.last})"


MAIL_PORTS = frozenset((25, 465, 587, 2465, 2525, 2587))
"""SMTP, submission with implicit TLS (RFC 8314) and with STARTTLS (RFC 6409), what Amazon SES listens on
besides these, and what relays offer where 25 is blocked."""


def are_of_mail(ports: Iterable[int]) -> bool:
    return MAIL_PORTS.issuperset(ports)


def ports_in_words(ports: Iterable[int], joined_by: str) -> str:
    """The ports as a sentence has them: "25, 465 and 587"."""
    texts = [str(port) for port in ports]
    if len(texts) < 2:
        return "".join(texts)
    return f"{', '.join(texts[:-1])} {joined_by} {texts[-1]}"


class AddressSet:
    """An immutable set of IPv4 and IPv6 addresses.

    `v4` and `v6` are inclusive ranges of addresses as integers: sorted, disjoint and not adjacent.
    """

    __slots__ = ("_public", "v4", "v6")

    def __init__(self, v4: Intervals = (), v6: Intervals = ()) -> None:
        self.v4: Final = v4
        self.v6: Final = v6
        self._public: AddressSet | None = None

    @classmethod
    def parse(cls, text: str) -> AddressSet:
        """The addresses of one CIDR; host bits are ignored, and a bare address is a single host.

        Raises ValueError with a short reason for anything else, netmasks, zones and leading zeros included.
        """
        address, slash, length = text.partition("/")
        family = 6 if ":" in address else 4
        bits = BITS[family]
        host = _host(address, family)
        free = bits - _prefix_length(length, bits) if slash else 0
        first = host >> free << free
        interval = ((first, first + (1 << free) - 1),)
        return cls(v4=interval) if family == 4 else cls(v6=interval)

    @classmethod
    def union_of(cls, sets: Iterable[AddressSet]) -> AddressSet:
        every = list(sets)
        return cls(
            _merged([interval for one in every for interval in one.v4]),
            _merged([interval for one in every for interval in one.v6]),
        )

    @property
    def is_empty(self) -> bool:
        return not self.v4 and not self.v6

    def family(self, family: int) -> AddressSet:
        """The addresses of one family, 4 or 6."""
        return AddressSet(v4=self.v4) if family == 4 else AddressSet(v6=self.v6)

    @property
    def public(self) -> AddressSet:
        """Those of the internet; worked out once, for many rules share a set."""
        if self._public is None:
            self._public = self & internet()
        return self._public

    def size(self, family: int) -> int:
        """The number of addresses of one family, 4 or 6."""
        return sum([last - first + 1 for first, last in (self.v4 if family == 4 else self.v6)])

    def cidrs(self) -> tuple[str, ...]:
        """The fewest CIDRs that make up the set, IPv4 first, each family in order."""
        from .cidr_text import address_text, blocks

        return tuple(
            f"{address_text(first, family)}/{length}"
            for family, intervals in ((4, self.v4), (6, self.v6))
            for interval in intervals
            for first, length in blocks(*interval, BITS[family])
        )

    def __or__(self, other: AddressSet) -> AddressSet:
        return AddressSet(_merged([*self.v4, *other.v4]), _merged([*self.v6, *other.v6]))

    def __and__(self, other: AddressSet) -> AddressSet:
        return AddressSet(_common(self.v4, other.v4), _common(self.v6, other.v6))

    def __sub__(self, other: AddressSet) -> AddressSet:
        return AddressSet(_without(self.v4, other.v4), _without(self.v6, other.v6))

    def __le__(self, other: AddressSet) -> bool:
        """Whether every address of this set is in the other."""
        return (self - other).is_empty

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, AddressSet):
            return NotImplemented
        return self.v4 == other.v4 and self.v6 == other.v6

    def __hash__(self) -> int:
        return hash((self.v4, self.v6))

    def __bool__(self) -> bool:
        raise TypeError("an AddressSet has no truth value; ask is_empty")

    def __repr__(self) -> str:
        return f"AddressSet({', '.join(self.cidrs())})"


NOTHING = AddressSet()
EVERYTHING = AddressSet(((0, (1 << 32) - 1),), ((0, (1 << 128) - 1),))


class Loose:
    """How many addresses lie in blocks whose size is known and whose place is not."""

    __slots__ = ("v4", "v6")

    def __init__(self, v4: int = 0, v6: int = 0) -> None:
        self.v4: Final = v4
        self.v6: Final = v6

    @classmethod
    def block(cls, prefix_length: int, family: int | None = None, count: int = 1) -> Loose:
        """`count` blocks of one size; without a family each may be of either, as far as its prefix fits."""
        return cls(
            v4=count << (32 - prefix_length) if family != 6 and prefix_length <= 32 else 0,
            v6=count << (128 - prefix_length) if family != 4 and prefix_length <= 128 else 0,
        )

    def __add__(self, other: Loose) -> Loose:
        return Loose(self.v4 + other.v4, self.v6 + other.v6)

    def times(self, count: int) -> Loose:
        return Loose(self.v4 * count, self.v6 * count)

    def size(self, family: int) -> int:
        """The number of addresses that may be of one family, 4 or 6."""
        return self.v4 if family == 4 else self.v6

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Loose):
            return NotImplemented
        return (self.v4, self.v6) == (other.v4, other.v6)

    def __hash__(self) -> int:
        return hash((self.v4, self.v6))

    def __repr__(self) -> str:
        return f"Loose({self.v4}, {self.v6})"


NO_LOOSE = Loose()
_internet: list[AddressSet] = []


def internet() -> AddressSet:
    """Every address of the internet, both families."""
    if not _internet:
        special = AddressSet.union_of(map(AddressSet.parse, SPECIAL_4 + SPECIAL_6))
        whole = AddressSet.parse("0.0.0.0/0") | AddressSet.parse("2000::/3")
        _internet.append(whole - special)
    return _internet[0]


def covers_internet(addresses: AddressSet, family: int) -> bool:
    own, public = ((one.v4 if family == 4 else one.v6) for one in (addresses, internet()))
    if not own or own[0][0] > public[0][0] or own[-1][1] < public[-1][1]:  # most sets, and cheaper to see
        return False
    return internet().family(family) <= addresses


def may_cover_internet(possible: AddressSet, loose: Loose, family: int) -> bool:
    """Whether the loose blocks are large enough for what `possible` leaves open of the internet."""
    if not loose.size(family):
        return covers_internet(possible, family)
    if possible.size(family) + loose.size(family) < internet().size(family):
        return False
    return (internet() - possible).size(family) <= loose.size(family)


def _host(address: str, family: int) -> int:
    if "%" in address:
        raise ValueError("an address with a zone")
    host = _host_4(address) if family == 4 else _host_6(address)
    if host is None:
        raise ValueError(f"not an IPv{family} address" if address else "no address")
    return host


def _host_4(address: str) -> int | None:
    octets = [int(one) for one in address.split(".") if one.isdecimal() and len(one) < 4]
    if len(octets) != 4 or max(octets) > 255 or ".".join(map(str, octets)) != address:
        return None
    return int.from_bytes(bytes(octets), "big")


def _host_6(address: str) -> int | None:
    """Most networks end with zeros; ipaddress, which reads the others, is slow to import."""
    groups = address[:-2].split(":") if len(address) > 2 else []
    if address.endswith("::") and len(groups) < 8 and all(map(_is_group, groups)):
        return int("".join([one.zfill(4) for one in groups]).ljust(32, "0"), 16)
    from ipaddress import AddressValueError, IPv6Address

    try:
        return int(IPv6Address(address))
    except AddressValueError:
        return None


def _is_group(text: str) -> bool:
    return 1 <= len(text) <= 4 and HEXADECIMAL.issuperset(text)


def _prefix_length(text: str, bits: int) -> int:
    if not (text.isascii() and text.isdigit()):
        raise ValueError("the prefix length is no number")
    # a text this long would be refused by int() in its own words
    if len(text) > 100 or int(text) > bits:
        raise ValueError(f"the prefix length is above {bits}")
    return int(text)


def _merged(intervals: list[tuple[int, int]]) -> Intervals:
    intervals.sort()
    merged: list[tuple[int, int]] = []
    for first, last in intervals:
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return tuple(merged)


def _common(left: Intervals, right: Intervals) -> Intervals:
    for one, other in ((left, right), (right, left)):
        if not one or (len(other) == 1 and other[0][0] <= one[0][0] and one[-1][1] <= other[0][1]):
            return one
    from bisect import bisect_left

    common: list[tuple[int, int]] = []
    few, many = (left, right) if len(left) < len(right) else (right, left)
    for first, last in few:
        at = max(bisect_left(many, (first,)) - 1, 0)
        while at < len(many) and many[at][0] <= last:
            if many[at][1] >= first:
                common.append((max(first, many[at][0]), min(last, many[at][1])))
            at += 1
    return tuple(common)


def _without(left: Intervals, right: Intervals) -> Intervals:
    rest: list[tuple[int, int]] = []
    j = 0
    for start, end in left:
        first = start
        while j < len(right) and right[j][1] < first:
            j += 1
        k = j
        while k < len(right) and right[k][0] <= end:
            if first < right[k][0]:
                rest.append((first, right[k][0] - 1))
            first = right[k][1] + 1
            k += 1
        if first <= end:
            rest.append((first, end))
    return tuple(rest)

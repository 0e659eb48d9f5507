"""cidrsubnet, cidrsubnets, cidrhost, cidrnetmask, as github.com/apparentlymart/go-cidr computes them.

An IPv4 address that is written as IPv6 (`::ffff:10.0.0.0/104`) counts 128 bits, and Go writes it as IPv4.
"""

from __future__ import annotations

from ....identity import derived
from ....network import AddressSet
from ....patterns import pattern
from ....value import Facts, Known, Refuse, Unknown
from ..values import TooMuch
from .signatures import Function, plain, whole

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ....value import Outcome, Value
    from ..values.arithmetic import Number
    from .signatures import Call

    Block = tuple[int, int, int]
    """First address, prefix length, bits of the family (32 or 128)."""

_IPV4 = pattern(r"(?a)[0-9]+\.[0-9]+\.[0-9]+\.[0-9]+")
_IPV6 = pattern(r"(?a)[0-9A-Fa-f:.]+")
_LENGTH = pattern(r"(?a)[0-9]{1,6}")
_ZEROS = pattern(r"(?a)(?<![0-9A-Fa-f])0+(?=[0-9]+\.)|(?<=\.)0+(?=[0-9])")
"""Before the octets of an IPv4 address inside an IPv6 one."""
_64_BITS = (1 << 64) - 1


def _block(text: str) -> Block:
    """A CIDR as terraform reads it: octets may have leading zeros, host bits are dropped."""
    address, slash, length = text.partition("/")
    number, bits = _address(address) if slash and _LENGTH.fullmatch(length) else (-1, 0)
    if number < 0 or int(length) > bits:
        raise Refuse(f'invalid CIDR expression: "{text}"')
    free = bits - int(length)
    return (number >> free << free, int(length), bits)


def _is_mapped(number: int, bits: int) -> bool:
    return bits == 128 and number >> 32 == 0xFFFF


def _address(text: str) -> tuple[int, int]:
    """The number of an address and the bits of its family; -1 for no address."""
    if _IPV4.fullmatch(text):
        octets = [int(octet[-4:]) if len(octet) < 10 else 256 for octet in text.split(".")]
        if max(octets) > 255:
            return -1, 0
        return int.from_bytes(bytes(octets), "big"), 32
    from ipaddress import AddressValueError, IPv6Address

    if not _IPV6.fullmatch(text):
        return -1, 0
    if "." in text:
        text = _ZEROS.sub("", text)
    try:
        return int(IPv6Address(text)), 128
    except AddressValueError:
        return -1, 0


def _written(number: int, bits: int) -> str:
    """An address as Go writes it. Raises Refuse for a number of too many bits, where terraform panics."""
    from ipaddress import IPv4Address, IPv6Address

    if number >> bits:
        raise Refuse("the number does not fit into the address")
    if bits == 32 or _is_mapped(number, bits):
        return str(IPv4Address(number & 0xFFFFFFFF))
    return str(IPv6Address(number))


def _block_written(number: int, size: int, bits: int) -> str:
    length = max(size - 96, 0) if _is_mapped(number, bits) else size
    return f"{_written(number, bits)}/{length}"


def _subnet(prefix: str, newbits: Number, number: Number) -> str:
    """A negative number is none that go-cidr expects: its bits are set all the same."""
    first, size, bits = _block(prefix)
    extra, which = whole(newbits), whole(number, bits=512)
    if size + extra > bits:
        raise Refuse(f"insufficient address space to extend prefix of {size} by {extra}")
    if 0 <= extra < 64 and abs(which) & _64_BITS >= 1 << extra:
        raise Refuse(f"prefix extension of {extra} does not accommodate a subnet numbered {which}")
    if size + extra < 0:
        raise TooMuch("a prefix of negative length")
    return _block_written(abs(first | which << (bits - size - extra)), size + extra, bits)


def _cidrsubnet(call: Call, prefix: Value, newbits: Value, number: Value) -> Outcome:
    """Of an unknown prefix, or at an unknown number: still one block of at least that length."""
    if isinstance(prefix, Known) and isinstance(newbits, Known) and isinstance(number, Known):
        return Known(_subnet(prefix.data, newbits.data, number.data), call.origin)
    block: tuple[int, int | None] | None = None
    if isinstance(newbits, Known):
        extra = whole(newbits.data)
        if isinstance(prefix, Known):
            first, size, bits = _block(prefix.data)
            block = (
                (size + extra - 96, 4) if _is_mapped(first, bits) else (size + extra, 4 if bits == 32 else 6)
            )
        elif isinstance(prefix, Unknown) and prefix.facts.block is not None:
            block = (prefix.facts.block[0] + extra, prefix.facts.block[1])
        else:
            block = (extra, None)
        block = block if block[0] >= 1 else None
    facts = Facts(type="string", not_null=True, block=block, **_place_of(prefix))
    return derived(call.name, prefix, newbits, number, facts=facts, origin=call.origin)


def _place_of(prefix: Value) -> dict[str, Any]:
    """What is known of where the subnets of a prefix lie; nothing of one that reads differently here."""
    if isinstance(prefix, Unknown):
        return {"own": prefix.facts.own}
    if not isinstance(prefix, Known) or ":" in prefix.data:
        return {}
    try:
        return {"within": AddressSet.parse(prefix.data)}
    except ValueError:
        return {}


def _subnets(prefix: str, *newbits: Number) -> list[str]:
    first, size, bits = _block(prefix)
    found: list[str] = []
    free, end = first, first + (1 << (bits - size))
    for each in newbits:
        extra = whole(each)
        if extra < 1:
            raise Refuse("must extend prefix by at least one bit")
        if extra > 32:
            raise Refuse("may not extend prefix by more than 32 bits")
        if size + extra > bits:
            raise Refuse("not enough address space")
        step = 1 << (bits - size - extra)
        start = -(-free // step) * step
        # go-cidr takes a block at the first address for one that comes after the last.
        if start + step > end or not start or _is_mapped(start, bits):
            raise Refuse("not enough remaining address space for a further subnet")
        found.append(_block_written(start, size + extra, bits))
        free = start + step
    return found


def _cidrsubnets(call: Call, prefix: Value, *newbits: Value) -> Outcome:
    if isinstance(prefix, Known) and all(isinstance(each, Known) for each in newbits):
        subnets = _subnets(prefix.data, *[each.data for each in newbits if isinstance(each, Known)])
        elements = [Known(each, call.origin) for each in subnets]
        return Known(tuple(elements), call.origin, ("list", "string"))
    found: list[Outcome] = []
    for at, each in enumerate(newbits):
        arguments = (prefix, *newbits, Known(at))
        least = whole(each.data) if isinstance(each, Known) else 1
        facts = Facts(type="string", not_null=True, block=(max(least, 1), None), **_place_of(prefix))
        found.append(derived(call.name, *arguments, facts=facts, origin=call.origin))
    return Known(tuple(found), call.origin, ("list", "string"))


def _host(prefix: str, number: Number) -> str:
    """Of a number beyond 64 bits, only those bits are compared with the room that there is."""
    first, size, bits = _block(prefix)
    which, last = whole(number, bits=512), (1 << (bits - size)) - 1
    compared = -which - 1 if which < 0 else _signed(which & _64_BITS)
    if compared > last:
        raise Refuse(f"prefix of {size} does not accommodate a host numbered {which}")
    which = last - compared if which < 0 else which
    return _written(first | which << (96 if _is_mapped(first, bits) else 0), bits)


def _signed(number: int) -> int:
    return number - (1 << 64) if number >> 63 else number


def _cidrhost(call: Call, prefix: Value, number: Value) -> Outcome:
    if isinstance(prefix, Known) and isinstance(number, Known):
        return Known(_host(prefix.data, number.data), call.origin)
    facts = Facts(type="string", not_null=True, block=(32, None))
    return derived(call.name, prefix, number, facts=facts, origin=call.origin)


def _netmask(prefix: str) -> str:
    first, size, bits = _block(prefix)
    if bits != 32 and not _is_mapped(first, bits):
        raise Refuse("only IPv4 has netmasks")
    return _written((1 << bits) - (1 << (bits - size)), bits)


def _cidrcontains(outer: str, inner: str) -> bool:
    """OpenTofu's: whether an address or a block lies in a block."""
    first, size, bits = _block(outer)
    start, length, family = _block(inner if "/" in inner else f"{inner}/{128 if ':' in inner else 32}")
    return family == bits and length >= size and (start ^ first) >> (bits - size) == 0


TABLE = {
    "cidrcontains": plain(_cidrcontains, "string", "string", result="bool"),
    "cidrsubnet": Function(_cidrsubnet, "string", "number", "number"),
    "cidrsubnets": Function(_cidrsubnets, "string", rest="number"),
    "cidrhost": Function(_cidrhost, "string", "number"),
    "cidrnetmask": plain(_netmask, "string", result="string"),
}

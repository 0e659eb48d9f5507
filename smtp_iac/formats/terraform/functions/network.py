"""cidrsubnet, cidrsubnets, cidrhost, cidrnetmask."""

from __future__ import annotations

import re

from ....identity import derived
from ....value import Facts, Known, Refuse, Unknown
from ..values.limits import TooMuch
from .signatures import Function, plain, whole

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ....value import Outcome, Value
    from ..values.arithmetic import Number
    from .signatures import Call

    Block = tuple[int, int, int]
    """First address, prefix length, bits of the family (32 or 128)."""

_IPV4 = re.compile(r"[0-9]+\.[0-9]+\.[0-9]+\.[0-9]+", re.ASCII)
_IPV6 = re.compile(r"[0-9A-Fa-f:.]+", re.ASCII)
_LENGTH = re.compile(r"[0-9]{1,6}", re.ASCII)


def _block(text: str) -> Block:
    """A CIDR as terraform reads it: octets may have leading zeros, host bits are dropped."""
    address, slash, length = text.partition("/")
    number, bits = _address(address) if slash and _LENGTH.fullmatch(length) else (-1, 0)
    if number < 0 or int(length) > bits:
        raise Refuse(f'invalid CIDR expression: "{text}"')
    size, first = int(length), number
    if bits == 128 and number >> 32 == 0xFFFF and size >= 96:
        bits, size, first = 32, size - 96, number & 0xFFFFFFFF
    return (first >> (bits - size) << (bits - size), size, bits)


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
    try:
        return int(IPv6Address(text)), 128
    except AddressValueError:
        return -1, 0


def _written(number: int, bits: int) -> str:
    from ipaddress import IPv4Address, IPv6Address

    if bits == 128 and number >> 32 == 0xFFFF:
        raise TooMuch("an IPv4 address written as IPv6 is not supported yet")
    return str(IPv4Address(number) if bits == 32 else IPv6Address(number))


def _subnet(prefix: str, newbits: Number, number: Number) -> str:
    first, size, bits = _block(prefix)
    extra, which = whole(newbits), whole(number)
    if extra < 0 or which < 0:
        raise TooMuch("a negative number in cidrsubnet() is not supported yet")
    if size + extra > bits:
        raise Refuse(f"insufficient address space to extend prefix of {size} by {extra}")
    if which >= 1 << extra:
        raise Refuse(f"prefix extension of {extra} does not accommodate a subnet numbered {which}")
    return f"{_written(first + (which << (bits - size - extra)), bits)}/{size + extra}"


def _cidrsubnet(call: Call, prefix: Value, newbits: Value, number: Value) -> Outcome:
    """Of an unknown prefix, or at an unknown number: still one block of at least that length."""
    if isinstance(prefix, Known) and isinstance(newbits, Known) and isinstance(number, Known):
        return Known(_subnet(prefix.data, newbits.data, number.data), call.origin)
    block: tuple[int, int | None] | None = None
    if isinstance(newbits, Known):
        extra = whole(newbits.data)
        if isinstance(prefix, Known):
            _, size, bits = _block(prefix.data)
            block = (size + extra, 4 if bits == 32 else 6)
        elif isinstance(prefix, Unknown) and prefix.facts.block is not None:
            block = (prefix.facts.block[0] + extra, prefix.facts.block[1])
        else:
            block = (extra, None)
        block = block if block[0] >= 1 else None
    facts = Facts(type="string", not_null=True, block=block)
    return derived(call.name, prefix, newbits, number, facts=facts, origin=call.origin)


def _subnets(prefix: str, *newbits: Number) -> list[str]:
    first, size, bits = _block(prefix)
    if size == 0 and len(newbits) > 1:
        raise TooMuch("cidrsubnets() of the whole address space is not supported yet")
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
        if start + step > end:
            raise Refuse("not enough remaining address space for a further subnet")
        found.append(f"{_written(start, bits)}/{size + extra}")
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
        facts = Facts(type="string", not_null=True, block=(max(least, 1), None))
        found.append(derived(call.name, *arguments, facts=facts, origin=call.origin))
    return Known(tuple(found), call.origin, ("list", "string"))


def _host(prefix: str, number: Number) -> str:
    if "." in prefix and ":" in prefix:
        raise TooMuch("an IPv4 address written as IPv6 is not supported yet")
    first, size, bits = _block(prefix)
    which = whole(number)
    room = 1 << (bits - size)
    if which < 0:
        which += room
    if not 0 <= which < room:
        raise Refuse(f"prefix of {size} does not accommodate a host numbered {which}")
    return _written(first + which, bits)


def _cidrhost(call: Call, prefix: Value, number: Value) -> Outcome:
    if isinstance(prefix, Known) and isinstance(number, Known):
        return Known(_host(prefix.data, number.data), call.origin)
    facts = Facts(type="string", not_null=True, block=(32, None))
    return derived(call.name, prefix, number, facts=facts, origin=call.origin)


def _netmask(prefix: str) -> str:
    _, size, bits = _block(prefix)
    if bits != 32:
        raise Refuse("only IPv4 has netmasks")
    return _written((0xFFFFFFFF << (32 - size)) & 0xFFFFFFFF, 32)


TABLE = {
    "cidrsubnet": Function(_cidrsubnet, "string", "number", "number"),
    "cidrsubnets": Function(_cidrsubnets, "string", rest="number"),
    "cidrhost": Function(_cidrhost, "string", "number"),
    "cidrnetmask": plain(_netmask, "string", result="string"),
}

"""Ranges of addresses as CIDRs are written: what messages and fingerprints show."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


def address_text(address: int, family: int) -> str:
    """As RFC 5952 has it, but mapped addresses without dots, in which releases of Python differ."""
    if family == 4:
        return ".".join([str(byte) for byte in address.to_bytes(4, "big")])
    groups = [f"{address >> shift & 0xFFFF:x}" for shift in range(112, -1, -16)]
    first, length = _longest_zeros(groups)
    if length < 2:
        return ":".join(groups)
    return f"{':'.join(groups[:first])}::{':'.join(groups[first + length :])}"


def _longest_zeros(groups: list[str]) -> tuple[int, int]:
    """Where the longest run of zero groups begins, the first of several, and how long it is."""
    best = (0, 0)
    start = 0
    for at, group in enumerate([*groups, "end"]):
        if group != "0":
            if at - start > best[1]:
                best = (start, at - start)
            start = at + 1
    return best


def blocks(first: int, last: int, bits: int) -> Iterable[tuple[int, int]]:
    """The aligned blocks from first to last, each as its first address and prefix length."""
    while first <= last:
        aligned = (first & -first).bit_length() - 1 if first else bits
        free = min(aligned, (last - first + 1).bit_length() - 1)
        yield first, bits - free
        first += 1 << free

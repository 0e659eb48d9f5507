"""Addresses of instances, taken apart: `module.a["x.y"].aws_security_group.mx[0]`."""

from __future__ import annotations

from ....patterns import pattern
from .configuration import KEY

TYPE_CHECKING = False
if TYPE_CHECKING:
    Step = tuple[str, str]
    """The name of a module call, and the key of its instance with its brackets, empty without one."""

CALL = pattern(rf"module\.([^.\[]+)({KEY})?\.")
BLOCK = pattern(rf"((?:data\.)?[^.\[]+\.[^.\[]+)({KEY})?")
KEYS = pattern(rf"{KEY}|\[\*\d*\]")


def calls_and_block(address: str) -> tuple[list[Step], str, str]:
    """The calls that lead to its module, its block (`aws_security_group.mx`) and its key with brackets; the
    block is the rest of what is no address."""
    steps: list[Step] = []
    at = 0
    while match := CALL.match(address, at):
        steps.append((match[1], match[2] or ""))
        at = match.end()
    block = BLOCK.fullmatch(address, at)
    return (steps, block[1], block[2] or "") if block else (steps, address[at:], "")


def without_keys(address: str) -> str:
    return KEYS.sub("", address)

"""What the rules of a resource are about, where its plain data says so: told without making them."""

from __future__ import annotations

from functools import lru_cache

from ..model.outline import Outline
from ..model.protocol import EGRESS, INGRESS
from ..resource import PlainBody
from ..value import Known
from .aws_traffic import ports, protocol

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from ..resource import Resource

Outlines = tuple[Outline, ...]


def plain(resource: Resource, *names: str) -> list[Any]:
    """Attributes as JSON data; None for each that is not plain, or not there."""
    body = resource.body
    return [body.plain(name) if isinstance(body, PlainBody) else None for name in names]


def outlines_of(rules: Iterable[list[Any]]) -> Outlines | None:
    """rules: of each, as JSON data, its direction, protocol, first and last port. None where one of them is
    not said in the way of most, with a text and whole numbers: then rules are made to see."""
    found = []
    for direction, token, first, last in rules:
        if not (type(token) is str and type(first) is type(last) is int and direction in (INGRESS, EGRESS)):
            return None
        found.append(outline(direction, token, first, last))
    return tuple(found)


@lru_cache(maxsize=10_000)
def outline(direction: str, token: str, first: int, last: int) -> Outline:
    from_port, to_port = ports(Known(first), Known(last), ("from_port", "to_port"))
    return Outline(Known(direction), protocol(Known(token)), from_port, to_port)

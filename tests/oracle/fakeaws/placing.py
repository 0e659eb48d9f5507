"""Where terraform says that values stand: the fake provider warns about each attribute, and terraform adds
the place.

A block and all that a `dynamic` makes are placed at the opening brace of the resource.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from . import wire
from .provider import Path as AttributePath
from .provider import Provider
from .wire import Message, Schema

WITH_INLINE_RULES = (
    "aws_security_group",
    "aws_default_security_group",
    "aws_network_acl",
    "aws_default_network_acl",
)


class Position(NamedTuple):
    """path: of the attribute, with dots: `ingress.0.cidr_blocks.0`."""

    address: str
    path: str
    file: str
    line: int
    column: int


class PlacingProvider(Provider):
    is_placing = False

    def PlanResourceChange(self, request: Message) -> bytes:  # noqa: N802
        out = super().PlanResourceChange(request)
        config = wire.read_dynamic_value(wire.one(request, 4)) if self.is_placing else None
        if config:
            schema = self.schemas["resources"][wire.one(request, 1).decode()]
            out += b"".join(wire.delimited(4, mark(path)) for path in written(schema, config))
        return out


def written(schema: Schema, value: Any, path: AttributePath = ()) -> Iterator[AttributePath]:
    """The path of each attribute that is written, of each element of it, and of each block."""
    for name in schema.get("attributes", {}):
        inner = value.get(name)
        if inner is not None:
            yield (*path, name)
            for index in range(len(inner) if isinstance(inner, list) else 0):
                yield (*path, name, index)
    for name, nested in schema.get("blocks", {}).items():
        blocks = value.get(name)
        for index, one in enumerate(blocks if isinstance(blocks, list) else []):
            yield (*path, name, index)
            if isinstance(one, dict):
                yield from written(nested["block"], one, (*path, name, index))


def mark(path: AttributePath) -> bytes:
    """A warning about an attribute (tfplugin6.Diagnostic)."""
    steps = b"".join(
        wire.delimited(
            1, wire.delimited(1, step) if isinstance(step, str) else wire.varint(3 << 3) + wire.varint(step)
        )
        for step in path
    )
    text = ".".join(map(str, path))
    return (
        wire.integer(1, 2)
        + wire.delimited(2, "position")
        + wire.delimited(3, text)
        + wire.delimited(4, steps)
    )


def with_blocks(schemas: dict[str, Schema]) -> dict[str, Schema]:
    """The same schemas, in which inline rules are blocks."""
    return {
        name: of_blocks(schema) if name in WITH_INLINE_RULES else schema for name, schema in schemas.items()
    }


def of_blocks(schema: Schema) -> Schema:
    attributes = dict(schema["attributes"])
    fields = attributes.pop("ingress")["type"][1][1]
    attributes.pop("egress", None)
    rule = {"attributes": {name: {"type": type_, "optional": True} for name, type_ in fields.items()}}
    nested = {"block": rule, "nesting": "list"}
    blocks = {**schema.get("blocks", {}), "ingress": nested, "egress": nested}
    return {**schema, "attributes": attributes, "blocks": blocks}


def positions(output: str, directory: Path) -> list[Position]:
    found = []
    for line in output.splitlines():
        diagnostic = json.loads(line).get("diagnostic", {})
        place = diagnostic.get("range")
        if diagnostic.get("summary") == "position" and place:
            file = os.path.normpath(os.path.join(directory, place["filename"]))
            start = place["start"]
            found.append(
                Position(diagnostic["address"], diagnostic["detail"], file, start["line"], start["column"])
            )
    return found

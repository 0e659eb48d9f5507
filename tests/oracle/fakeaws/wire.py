"""What goes over the wire to terraform: as much of protobuf and of tfplugin6's messages as a plan needs.

Varints and length-delimited fields only. Schemas are plain dicts, as `schemas.py` writes them:
  {"attributes": {name: {"type": <cty json type>, "required"|"optional"|"computed": True,
                         "default": <value>, "zero": True, "write_only": True}},
   "blocks": {name: {"nesting": "list|set|single|map", "min": 0, "max": 0, "block": {...}}}}
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import msgpack

Schema = dict[str, Any]
Message = dict[int, list[Any]]
UNKNOWN = msgpack.ExtType(0, b"\x00")
NESTING = {"single": 1, "list": 2, "set": 3, "map": 4, "group": 5}


def varint(number: int) -> bytes:
    number &= (1 << 64) - 1
    out = bytearray()
    while True:
        low, number = number & 0x7F, number >> 7
        out.append(low | (0x80 if number else 0))
        if not number:
            return bytes(out)


def integer(field: int, number: int) -> bytes:
    return varint(field << 3) + varint(int(number)) if number else b""


def delimited(field: int, content: bytes | str) -> bytes:
    if isinstance(content, str):
        content = content.encode()
    return varint(field << 3 | 2) + varint(len(content)) + content


def mapping(field: int, items: Iterable[tuple[str, bytes]]) -> bytes:
    return b"".join(delimited(field, delimited(1, key) + delimited(2, value)) for key, value in items)


def parse(data: bytes) -> Message:
    """{field: [raw values]}"""
    out: Message = {}
    position = 0
    while position < len(data):
        key, position = _read_varint(data, position)
        value: int | bytes
        if key & 7 == 0:
            value, position = _read_varint(data, position)
        elif key & 7 == 2:
            size, position = _read_varint(data, position)
            value = data[position : position + size]
            position += size
        else:
            raise ValueError(f"wire type {key & 7}")
        out.setdefault(key >> 3, []).append(value)
    return out


def _read_varint(data: bytes, position: int) -> tuple[int, int]:
    number = shift = 0
    while True:
        byte = data[position]
        position += 1
        number |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return number, position


def one(message: Message, field: int) -> Any:
    return message[field][-1] if field in message else b""


def block(schema: Schema, version: int = 0) -> bytes:
    out = integer(1, version)
    for name, attribute in sorted(schema.get("attributes", {}).items()):
        out += delimited(2, _attribute(name, attribute))
    for name, nested in sorted(schema.get("blocks", {}).items()):
        out += delimited(
            3,
            delimited(1, name)
            + delimited(2, block(nested["block"]))
            + integer(3, NESTING[nested.get("nesting", "list")])
            + integer(4, nested.get("min", 0))
            + integer(5, nested.get("max", 0)),
        )
    return out


def _attribute(name: str, attribute: Schema) -> bytes:
    return (
        delimited(1, name)
        + delimited(2, json.dumps(attribute["type"]))
        + integer(4, attribute.get("required", False))
        + integer(5, attribute.get("optional", False))
        + integer(6, attribute.get("computed", False))
        + integer(11, attribute.get("write_only", False))
    )


def schema_message(schema: Schema) -> bytes:
    version = schema.get("version", 0)
    return integer(1, version) + delimited(2, block(schema, version))


def dynamic_value(value: Any) -> bytes:
    return delimited(1, msgpack.packb(value, use_bin_type=True))


def read_dynamic_value(data: bytes) -> Any:
    raw = one(parse(data), 1)
    return msgpack.unpackb(raw, raw=False, strict_map_key=False) if raw else None

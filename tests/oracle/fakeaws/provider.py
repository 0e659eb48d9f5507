"""A fake Terraform provider, served over gRPC on a unix socket without TLS.

terraform is pointed at it by TF_REATTACH_PROVIDERS: no download, no lock file entry, no version check, and
one server answers any number of terraform runs and provider addresses.

Limits: no validation or normalisation of arguments, no state, apply or import, no functions, no ephemeral
resources; Linux and macOS only.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from concurrent import futures
from typing import Any

import grpc

from . import wire
from .wire import Message, Schema

Path = tuple[Any, ...]
OnAttribute = Callable[[Path, Schema, Any], Any]
MESSAGE_LIMIT = 256 << 20


def zero(type_: Any) -> Any:
    return {"string": "", "number": 0, "bool": False}.get(type_, []) if isinstance(type_, str) else []


def fill_zero(type_: Any, value: Any) -> Any:
    """What the legacy SDK does to attributes that are written as blocks: null in an element becomes zero."""
    is_objects = isinstance(type_, list) and type_[0] in ("set", "list") and type_[1][0] == "object"
    if not is_objects or not isinstance(value, list):
        return value
    fields = type_[1][1]
    return [
        {key: (zero(fields[key]) if one is None else one) for key, one in element.items()}
        if isinstance(element, dict)
        else element
        for element in value
    ]


def walk(schema: Schema, value: Any, on_attribute: OnAttribute, path: Path = ()) -> Any:
    """`value` with each attribute replaced by on_attribute(path, schema, value)."""
    if not isinstance(value, dict):
        return value
    out = dict(value)
    for name, attribute in schema.get("attributes", {}).items():
        out[name] = on_attribute((*path, name), attribute, value.get(name))
    for name, nested in schema.get("blocks", {}).items():
        inside, inner = value.get(name), nested["block"]
        if isinstance(inside, list):
            out[name] = [walk(inner, e, on_attribute, (*path, name, i)) for i, e in enumerate(inside)]
        elif isinstance(inside, dict) and nested.get("nesting") == "map":
            out[name] = {key: walk(inner, e, on_attribute, (*path, name, key)) for key, e in inside.items()}
        elif isinstance(inside, dict):
            out[name] = walk(inner, inside, on_attribute, (*path, name))
    return out


def planned(path: Path, attribute: Schema, value: Any) -> Any:
    if attribute.get("write_only"):
        return None
    if value is None and "default" in attribute:
        return attribute["default"]
    if value is None and attribute.get("computed"):
        return wire.UNKNOWN
    return fill_zero(attribute["type"], value) if attribute.get("zero") else value


def placeholder(type_name: str, path: Path, type_: Any) -> Any:
    """A known stand-in for what a data source reads."""
    name = str(path[-1])
    if type_ == "dynamic":
        return [b'"string"', placeholder(type_name, path, "string")]
    if type_ in ("number", "bool"):
        return zero(type_)
    if type_ != "string":
        kind, inner = type_
        if kind == "object":
            return {key: placeholder(type_name, (*path, key), each) for key, each in inner.items()}
        if kind == "tuple":
            return [placeholder(type_name, (*path, i), each) for i, each in enumerate(inner)]
        if kind == "map":
            return {}
        return [placeholder(type_name, (*path, i), inner) for i in range(3)] if inner == "string" else []
    if "ipv6_cidr" in name:
        return "2001:db8::/56"
    if "cidr" in ".".join(map(str, path)):
        return "198.51.100.0/24"
    if "json" in name or "policy" in name:
        return "{}"
    return f"FAKE/{type_name}/{'.'.join(map(str, path))}"


class Provider:
    """schemas: {"provider": schema, "provider_meta": schema, "resources": {type: schema}, "data": {…}}.

    Its methods are tfplugin6's: a parsed request in, the bytes of the response out.
    """

    def __init__(self, schemas: dict[str, Any]) -> None:
        self.schemas = schemas

    def GetMetadata(self, _: Message) -> bytes:  # noqa: N802
        data = [wire.delimited(3, wire.delimited(1, name)) for name in self.schemas["data"]]
        resources = [wire.delimited(4, wire.delimited(1, name)) for name in self.schemas["resources"]]
        return b"".join([*data, *resources])

    def GetProviderSchema(self, _: Message) -> bytes:  # noqa: N802
        def all_of(kind: str) -> list[tuple[str, bytes]]:
            return [(name, wire.schema_message(schema)) for name, schema in self.schemas[kind].items()]

        return (
            wire.delimited(1, wire.schema_message(self.schemas["provider"]))
            + wire.mapping(2, all_of("resources"))
            + wire.mapping(3, all_of("data"))
            + wire.delimited(5, wire.schema_message(self.schemas["provider_meta"]))
        )

    def _nothing(self, _: Message) -> bytes:
        return b""

    ValidateProviderConfig = ConfigureProvider = StopProvider = _nothing
    ValidateResourceConfig = ValidateDataResourceConfig = _nothing

    def UpgradeResourceState(self, request: Message) -> bytes:  # noqa: N802
        state = json.loads(wire.one(wire.parse(wire.one(request, 3)), 1))
        return wire.delimited(1, wire.dynamic_value(state))

    def PlanResourceChange(self, request: Message) -> bytes:  # noqa: N802
        type_ = wire.one(request, 1).decode()
        proposed = wire.read_dynamic_value(wire.one(request, 3))
        if proposed is not None:
            proposed = walk(self.schemas["resources"][type_], proposed, planned)
        return wire.delimited(1, wire.dynamic_value(proposed)) + wire.integer(5, 1)

    def ReadDataSource(self, request: Message) -> bytes:  # noqa: N802
        type_ = wire.one(request, 1).decode()

        def known(path: Path, attribute: Schema, value: Any) -> Any:
            is_read = value is None and attribute.get("computed")
            return placeholder(type_, path, attribute["type"]) if is_read else value

        given = wire.read_dynamic_value(wire.one(request, 2))
        return wire.delimited(1, wire.dynamic_value(walk(self.schemas["data"][type_], given, known)))


class Handlers(grpc.GenericRpcHandler):  # type: ignore[misc]
    def __init__(self, provider: Provider) -> None:
        self.provider = provider

    def service(self, details: Any) -> Any:
        service, method = details.method.lstrip("/").split("/")
        if service != "tfplugin6.Provider" or not hasattr(self.provider, method):
            return None

        def call(request: bytes, context: Any) -> Any:
            try:
                return getattr(self.provider, method)(wire.parse(request))
            except Exception as error:  # into terraform's own diagnostics
                context.abort(grpc.StatusCode.INTERNAL, f"fake provider: {method}: {error!r}")

        return grpc.unary_unary_rpc_method_handler(call)


def serve(provider: Provider, socket: str) -> Any:
    limits = [(f"grpc.max_{way}_message_length", MESSAGE_LIMIT) for way in ("send", "receive")]
    server = grpc.server(futures.ThreadPoolExecutor(4), options=limits)
    server.add_generic_rpc_handlers((Handlers(provider),))
    server.add_insecure_port("unix:" + socket)
    server.start()
    return server


def reattach(sockets: Mapping[str, str]) -> str:
    """{provider address: socket} as the value of TF_REATTACH_PROVIDERS."""
    return json.dumps(
        {
            address: {
                "Protocol": "grpc",
                "ProtocolVersion": 6,
                "Pid": os.getpid(),
                "Test": True,
                "Addr": {"Network": "unix", "String": socket},
            }
            for address, socket in sockets.items()
        }
    )

"""`.tf.json` seen through the interface of `blocks` and `bodies`.

Whether a property is an argument or nested blocks depends on who reads it, so a JsonBody answers both
questions: `attribute(name)` and `blocks_of(name)`. Strings are templates, keys of objects too; `"//"` is a
comment. Offsets are those of the file; inside a string with escapes every node has the string's own span.
"""

from __future__ import annotations

from . import SyntaxProblem
from .attributes import Attribute
from .blocks import Block, CarefulBlock
from .json_values import JsonNode, parse_json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, KeysView

    from .expressions import Node

# How many labels a block has; https://developer.hashicorp.com/terraform/language/syntax/json
LABELS = {
    "resource": 2, "data": 2, "ephemeral": 2, "variable": 1, "output": 1, "module": 1, "provider": 1,
    "check": 1, "locals": 0, "terraform": 0, "moved": 0, "import": 0, "removed": 0,
    "dynamic": 1, "provisioner": 1, "backend": 1, "provider_meta": 1,
}  # fmt: skip


def json_body(data: bytes) -> JsonBody:
    """The whole file as one body, as `.tfvars.json` wants it. Raises SyntaxProblem."""
    return JsonBody(data, parse_json(data))


def index_json(data: bytes) -> list[JsonBlock]:
    """The top-level blocks of a `.tf.json` file, in order. Raises SyntaxProblem."""
    blocks: list[JsonBlock] = []
    for key, value in json_body(data).members:
        if key.value in LABELS:
            blocks.extend(_blocks(data, key.value, key, value))
    return sorted(blocks, key=lambda block: (block.start, block.body_start))


class JsonAttribute(Attribute):
    """A property read as an argument: data[start:end] is its JSON value.

    `literal` is the text of a JSON string, None for other values.
    """

    __slots__ = ("_nodes", "json")

    def __init__(self, data: bytes, key: JsonNode, value: JsonNode) -> None:
        super().__init__(data, key.value, key.start, value.start, value.end)
        self.json = value
        self._nodes: dict[bool, Node] = {}

    @property
    def literal(self) -> str | None:  # type: ignore[override]
        return self.json.value if self.json.kind == "string" else None

    def node(self) -> tuple[Node, int]:
        """The value as an expression in which strings are templates, and 0. Raises SyntaxProblem."""
        return self._node(True), 0

    def plain_node(self) -> Node:
        """The value as an expression in which strings are just text, as in `.tfvars.json`."""
        return self._node(False)

    def _node(self, templates: bool) -> Node:
        if templates not in self._nodes:
            self._nodes[templates] = _expression(self.json, self.data, templates)
        return self._nodes[templates]


class JsonSetTwice(JsonAttribute):
    """A property that stands twice: it may be nested blocks, but no argument."""

    __slots__ = ()

    def _node(self, templates: bool) -> Node:
        raise SyntaxProblem(self.name_start, f"`{self.name}` is set twice")


class JsonBody:
    """The object (or array of objects) that stands for a block's body; see `bodies.Body`.

    `attributes` has every property; `blocks` is empty: ask `blocks_of`. `duplicates` are repeated properties.
    In the body of a top-level block, what stands in a property `_` stands beside it.
    """

    __slots__ = ("attributes", "blocks", "data", "duplicates", "end", "members", "problems", "start")

    def __init__(self, data: bytes, node: JsonNode, top_level: bool = False) -> None:
        self.data = data
        self.start = node.start
        self.end = node.end
        self.members: list[tuple[JsonNode, JsonNode]] = []
        self.attributes: dict[str, JsonAttribute] = {}
        self.duplicates: list[JsonAttribute] = []
        self.blocks: list[Block] = []
        self.problems: list[SyntaxProblem] = []
        for holder in _objects(node):
            for key, value in holder.value:
                if key.value == "_" and top_level and value.kind == "object":
                    self.members += value.value
                elif key.value != "//":
                    self.members.append((key, value))
        for key, value in self.members:
            attribute = JsonAttribute(data, key, value)
            if self.attributes.setdefault(attribute.name, attribute) is not attribute:
                self.duplicates.append(attribute)
                self.attributes[attribute.name] = JsonSetTwice(data, key, value)

    def attribute(self, name: str) -> JsonAttribute | None:
        return self.attributes.get(name)

    def attribute_names(self) -> KeysView[str]:
        return self.attributes.keys()

    def names(self) -> Iterable[str]:
        return self.attributes

    def blocks_of(self, name: str) -> list[JsonBlock]:
        """A property read as nested blocks; none where its value cannot be read so (see `problems`)."""
        blocks: list[JsonBlock] = []
        for key, value in self.members:
            if key.value == name and value.kind != "null":
                try:
                    blocks.extend(_blocks(self.data, name, key, value))
                except SyntaxProblem as problem:
                    if all(problem.offset != known.offset for known in self.problems):
                        self.problems.append(problem)
        return blocks


class JsonBlock(CarefulBlock):
    """A block of `.tf.json`.

    data[start:header_end] is the property name of its last label (or of its type); of a block that is an
    element of an array, the opening brace.
    """

    __slots__ = ("json",)

    def __init__(
        self, data: bytes, kind: str, labels: tuple[str, ...], value: JsonNode, header: tuple[int, int]
    ) -> None:
        start, header_end = header
        super().__init__(
            data, kind, labels, start=start, header_end=header_end, body_start=value.start + 1, end=value.end
        )
        self.json = value

    def body(self) -> JsonBody:  # type: ignore[override]
        if self._body is None:
            self._body = JsonBody(self.data, self.json, self.type in ("resource", "data", "module"))  # type: ignore[assignment]
        return self._body  # type: ignore[return-value]


def _blocks(data: bytes, kind: str, key: JsonNode, value: JsonNode) -> Iterator[JsonBlock]:
    """The blocks of a type; labels are the property names on the way to the body."""
    level: list[tuple[tuple[str, ...], JsonNode, JsonNode]] = [((), key, value)]
    for _ in range(LABELS.get(kind, 0)):
        level = [
            ((*labels, inner.value), inner, value)
            for labels, _, holders in level
            for holder in _objects(holders)
            for inner, value in holder.value
            if inner.value != "//"
        ]
    for labels, label, bodies in level:
        for body in _objects(bodies):
            header = (body.start, body.start + 1) if bodies.kind == "array" else (label.start, label.end)
            yield JsonBlock(data, kind, labels, body, header)


def _objects(node: JsonNode) -> list[JsonNode]:
    """The node itself or, of an array, its elements; all must be objects."""
    holders = node.value if node.kind == "array" else [node]
    for holder in holders:
        if holder.kind != "object":
            raise SyntaxProblem(holder.start, "expected a JSON object here")
    return holders


def _expression(json: JsonNode, data: bytes, templates: bool, depth: int = 0) -> Node:
    if json.kind == "string":
        return _string(json, data, depth) if templates else ("lit", json.start, json.end, json.value)
    if json.kind == "array":
        items = tuple([_expression(item, data, templates, depth + 1) for item in json.value])
        return ("tuple", json.start, json.end, items)
    if json.kind == "object":
        pairs = tuple([
            (_expression(key, data, templates, depth + 1), _expression(value, data, templates, depth + 1))
            for key, value in json.value
        ])  # fmt: skip
        return ("object", json.start, json.end, pairs)
    return ("lit", json.start, json.end, json.value)


def _string(json: JsonNode, data: bytes, depth: int) -> Node:
    text = json.value
    if "${" not in text and "%{" not in text:
        return ("lit", json.start, json.end, text)
    from .expressions import DEEPEST, parse_template
    from .placing import placed

    encoded = text.encode()
    raw = data[json.start + 1 : json.end - 1] == encoded
    try:
        node = parse_template(encoded, deepest=DEEPEST - depth)
    except SyntaxProblem as problem:
        raise SyntaxProblem(json.start + 1 + problem.offset if raw else json.start, problem.reason) from None
    return placed(node, json.start + 1, None if raw else (json.start, json.end))

"""One template: its sections, the places of its nodes, and the names that may be referred to."""

from __future__ import annotations

from .syntax.calls import made_elsewhere
from .syntax.json_syntax import read_json
from .syntax.nodes import Entries, Later, Node, Scalar, SyntaxFault, listed, literal, written
from .syntax.yaml_syntax import read_yaml

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ...source import Source, Span
    from .places import Places

EXTENSIONS = "AWS::LanguageExtensions"
UNDERSTOOD = frozenset(("AWS::Serverless-2016-10-31", EXTENSIONS))
"""Transforms that make no security group of their own: serverless types, and further functions."""


class Template:
    """root: the template's path relative to the boundary, with the address of a nested stack. is_json: the
    dialect it was written in."""

    def __init__(self, places: Places, source: Source, root: str, node: Entries, is_json: bool) -> None:
        self.places = places
        self.source = source
        self.root = root
        self.node = node
        self.is_json = is_json
        self.parameters = self.section("Parameters")
        self.mappings = self.section("Mappings")
        self.conditions = self.section("Conditions")
        self.resources = self.section("Resources")
        self.transforms = _named(node)

    def in_stack(self, scope: str) -> Template:
        """The same template in one stack, where the ids in it begin with `scope`."""
        return Template(self.places, self.source, scope, self.node, self.is_json)

    def section(self, name: str) -> dict[str, Node]:
        section = written(self.node.values.get(name, self.node))
        return section.values if isinstance(section, Entries) and section is not self.node else {}

    def span(self, node: Node) -> Span:
        return self.places.span(node)

    def speaks_of(self, word: bytes) -> bool:
        """Whether a word stands in its text, or in a text that it includes."""
        return any(word in source.data for source in self.places.sources)

    def key(self, section: str, name: str) -> Span:
        """The place of a name in a section."""
        entries = written(self.node.values[section])
        assert isinstance(entries, Entries)
        return self.span(entries.key(name))

    def resource_id(self, name: str) -> str:
        return f"{self.root}:{name}"

    def type_of(self, name: str) -> str:
        """The type of a resource; empty where none is written."""
        return type_of(self.resources.get(name))

    def macros(self) -> list[Scalar]:
        """The template's macros, without the ones whose results are as good as written."""
        return [each for each in self.transforms if each.text not in UNDERSTOOD]

    @property
    def is_extended(self) -> bool:
        """Whether AWS::LanguageExtensions let functions stand where otherwise a name must be written."""
        return any(each.text == EXTENSIONS for each in self.transforms)


def _named(root: Entries) -> list[Scalar]:
    """The names in the template's `Transform`: one, a list, or mappings with a Name."""
    node = root.values.get("Transform")
    nodes = listed(node) or ([node] if node is not None else [])
    macros = [(each, written(each)) for each in nodes]
    named = [
        literal(macro.values.get("Name") if isinstance(macro, Entries) else node) for node, macro in macros
    ]
    return [each for each in named if each is not None]


def type_of(resource: Node | None) -> str:
    body = None if resource is None else written(resource)
    if isinstance(body, Later) and body.type is not None:
        return body.type
    kind = literal(body.values.get("Type")) if isinstance(body, Entries) else None
    return "" if kind is None else kind.text


def parse(text: str) -> tuple[Node | None, bool]:
    """The root node, and whether the text is JSON. Raises SyntaxFault."""
    if not text.lstrip(" \t\r\n").startswith("{"):
        return read_yaml(text), False
    try:
        return read_json(text), True
    except SyntaxFault as fault:
        if fault.final:
            raise
        json_fault = fault
    try:
        return read_yaml(text), False
    except SyntaxFault as fault:
        # the reader that came further knew better what it read
        raise (fault if fault.final or fault.index > json_fault.index else json_fault) from None


def has_resources(node: Entries) -> bool:
    return isinstance(written(node.values.get("Resources", Scalar(0, 0, "", True))), Entries)


def is_template(node: Node | None) -> bool:
    """Whether there is a top-level `Resources` with a `Type` that has `::`, or a macro that brings some."""
    if not isinstance(node, Entries) or "Resources" not in node.values:
        return False
    resources = written(node.values["Resources"])
    if not isinstance(resources, Entries):
        return False
    if made_elsewhere(resources) and not node.values.keys().isdisjoint(
        ("AWSTemplateFormatVersion", "Transform")
    ):
        return True
    return any("::" in type_of(each) for each in resources.values.values())


def list_in_place_of_resources(root: Entries) -> Node | None:
    """A top-level `Resources` that lists resources, which CloudFormation refuses."""
    node = root.values.get("Resources")
    return node if any("::" in type_of(each) for each in listed(node)) else None

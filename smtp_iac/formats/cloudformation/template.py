"""One template: its sections, the places of its nodes, and the names that may be referred to."""

from __future__ import annotations

from ...source import Span
from .calls import made_elsewhere
from .json_syntax import read_json
from .syntax import Entries, Items, Node, Scalar, SyntaxFault, written
from .yaml_syntax import read_yaml

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ...source import Source

UNDERSTOOD = frozenset(("AWS::Serverless-2016-10-31", "AWS::LanguageExtensions"))
"""Transforms that make no security group of their own: serverless types, and further functions."""


class Template:
    """root: the template's path relative to the boundary. is_json: the dialect it was written in."""

    def __init__(self, source: Source, root: str, node: Entries, is_json: bool) -> None:
        self.source = source
        self.root = root
        self.node = node
        self.is_json = is_json
        self.parameters = self.section("Parameters")
        self.mappings = self.section("Mappings")
        self.conditions = self.section("Conditions")
        self.resources = self.section("Resources")

    def section(self, name: str) -> dict[str, Node]:
        section = written(self.node.values.get(name, self.node))
        return section.values if isinstance(section, Entries) and section is not self.node else {}

    def span(self, node: Node) -> Span:
        return Span(self.source, self.source.offset(node.start), self.source.offset(node.end))

    def key(self, section: str, name: str) -> Span:
        """The place of a name in a section."""
        entries = written(self.node.values[section])
        assert isinstance(entries, Entries)
        return self.span(entries.keys[name])

    def resource_id(self, name: str) -> str:
        return f"{self.root}:{name}"

    def type_of(self, name: str) -> str:
        """The type of a resource; empty where none is written."""
        return type_of(self.resources.get(name))

    def transforms(self) -> list[Scalar]:
        """The template's macros, without the ones whose results are as good as written."""
        node = written(self.node.values.get("Transform", Items(0)))
        listed = [written(each) for each in node.items] if isinstance(node, Items) else [node]
        named = [
            written(each.values.get("Name", each)) if isinstance(each, Entries) else each for each in listed
        ]
        return [each for each in named if isinstance(each, Scalar) and each.text not in UNDERSTOOD]

    @property
    def may_make_resources(self) -> bool:
        """Whether a macro or a loop may declare names that are not written in the template."""
        return "Transform" in self.node.keys or any(name.startswith("Fn::") for name in self.resources)


def type_of(resource: Node | None) -> str:
    body = None if resource is None else written(resource)
    kind = written(body.values["Type"]) if isinstance(body, Entries) and "Type" in body.values else None
    return kind.text if isinstance(kind, Scalar) else ""


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


def is_template(node: Node | None) -> bool:
    """Whether there is a top-level `Resources` with a `Type` that has `::`, or a macro that brings some."""
    if not isinstance(node, Entries) or "Resources" not in node.values:
        return False
    resources = written(node.values["Resources"])
    if not isinstance(resources, Entries):
        return False
    if "AWSTemplateFormatVersion" in node.values and made_elsewhere(resources):
        return True
    return any("::" in type_of(each) for each in resources.values.values())

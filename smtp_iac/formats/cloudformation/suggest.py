"""A declaration with one value made narrow, printed by cfn-flip in the template's own dialect."""

from __future__ import annotations

from ...patterns import pattern
from .syntax.calls import call_of, is_loop
from .syntax.nodes import Alias, Entries, Items, Node, Scalar, children, written
from .syntax.scalars import data_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ...source import Span
    from .template import Template

INTERNET = pattern(r"(?<![\w.])0\.0\.0\.0/0(?!\d)|(?<![\w:])::/0(?!\d)")
NARROW_4 = "<the address range of your mail relays, such as 192.0.2.0/24>"
NARROW_6 = "<the address range of your mail relays, such as 2001:db8::/64>"


def suggestion(template: Template, resource: Node) -> Callable[[Span], str]:
    """Prints the innermost declaration around a place of the resource, or of another part of the template."""

    def suggest(span: Span) -> str:
        if span.source is not template.source:
            return ""
        for root in (resource, template.node):
            way = _way(template, root, span)
            if way:
                return _printed(template, way)
        return ""

    return suggest


def _way(template: Template, root: Node, span: Span) -> list[Node]:
    """The nodes from `root` down to the one at the span; empty if there is none."""
    way: list[Node] = []
    level: Node | None = root
    while level is not None:
        way.append(level)
        if isinstance(level, Alias):
            return []
        place = template.span(level)
        if (place.start, place.end) == (span.start, span.end) or isinstance(level, Scalar):
            return way if place.encloses(span) else []
        inside = children(level)
        level = next((each for each in inside if template.span(each).encloses(span)), None)
    return []


def _printed(template: Template, way: list[Node]) -> str:
    from cfn_flip import dump_json, dump_yaml

    target = way[-1]
    mappings = [each for each in way[:-1] if isinstance(each, Entries) and call_of(each) is None]
    if not mappings:
        return ""
    declaration = mappings[-1]
    data = _plain(declaration, target, _narrowed(target, declaration))
    inner = way[way.index(declaration) + 1]
    key = next((key for key, value in declaration.values.items() if value is inner), "")
    data = {key: data[key]} if is_loop(key) else data
    return str(dump_json(data) if template.is_json else dump_yaml(data)).rstrip("\n")


def _narrowed(target: Node, declaration: Entries) -> str:
    """What stands for the value; in a text that names more than the internet, only that is replaced."""
    key = next((key for key, value in declaration.values.items() if value is target), "")
    is_6 = "v6" in key.lower() or (isinstance(target, Scalar) and ":" in target.text)
    narrow = NARROW_6 if is_6 else NARROW_4
    if isinstance(target, Scalar) and not target.tag and INTERNET.search(target.text):
        return INTERNET.sub(lambda found: NARROW_6 if ":" in found.group() else NARROW_4, target.text)
    return narrow


def _plain(node: Node, target: Node, placeholder: str) -> Any:
    """A node as cfn-flip takes it: ordered mappings, functions in their long form."""
    from cfn_tools.odict import ODict  # type: ignore[import-untyped]

    if node is target:
        return placeholder
    node = written(node)
    call = call_of(node)
    if call is not None:
        return ODict([(call[0], _plain(call[1], target, placeholder))])
    if isinstance(node, Items):
        return [_plain(each, target, placeholder) for each in node.items]
    if isinstance(node, Entries):
        return ODict([(key, _plain(each, target, placeholder)) for key, each in node.values.items()])
    assert isinstance(node, Scalar)
    return _scalar(node)


def _scalar(node: Scalar) -> bool | int | str:
    data = data_of(node)
    if node.plain and isinstance(data, str) and data.removeprefix("-").isdecimal() and len(data) < 20:
        return int(data)
    return data

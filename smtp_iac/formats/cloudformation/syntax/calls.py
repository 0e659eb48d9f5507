"""Which nodes are function calls, in the short form (`!Ref x`) and in the long one (`{"Ref": "x"}`)."""

from __future__ import annotations

from .nodes import Entries, Items, Node, Scalar

REF, CONDITION, PREFIX = "Ref", "Condition", "Fn::"
GET_ATT, SUB = "Fn::GetAtt", "Fn::Sub"
DEPENDS_ON = "DependsOn"
LOOP, TRANSFORM, INCLUDE = "Fn::ForEach", "Fn::Transform", "AWS::Include"


def call_of(node: Node) -> tuple[str, Node] | None:
    """The function's long name and its argument; None for anything that is no call."""
    if node.tag:
        name = node.tag if node.tag in (REF, CONDITION) else PREFIX + node.tag
        return name, untagged(node)
    if isinstance(node, Entries) and len(node.keys) == 1:
        name = next(iter(node.keys))
        if name == REF or (name.startswith(PREFIX) and not is_loop(name)):
            return name, node.values[name]
    return None


def condition_call_of(node: Node) -> tuple[str, Node] | None:
    """Where a condition is expected, `{"Condition": "name"}` is a call too."""
    if isinstance(node, Entries) and not node.tag and list(node.keys) == [CONDITION]:
        return CONDITION, node.values[CONDITION]
    return call_of(node)


def untagged(node: Node) -> Node:
    if isinstance(node, Scalar):
        return Scalar(node.start, node.end, node.text, False)
    if isinstance(node, Items):
        items = Items(node.start)
        items.items, items.end = node.items, node.end
        return items
    assert isinstance(node, Entries)
    entries = Entries(node.start)
    entries.keys, entries.values, entries.end = node.keys, node.values, node.end
    return entries


def is_loop(key: str) -> bool:
    return key.startswith(LOOP)


def made_elsewhere(node: Entries) -> str | None:
    """The key of a macro or loop that may add entries to this mapping."""
    return next((key for key in node.keys if key == TRANSFORM or is_loop(key)), None)

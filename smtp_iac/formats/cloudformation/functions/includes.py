"""`AWS::Include` of a file in the boundary: what the file holds is put in the place of the Fn::Transform.

A Location in S3, and whatever is computed, is not at hand. A local path is what `aws cloudformation package`
uploads (AWS CLI reference, "package"); it is relative to the file in which it stands.
"""

from __future__ import annotations

import os

from ....source import Unreadable
from ..syntax.calls import INCLUDE, TRANSFORM
from ..syntax.nodes import (
    MAX_DEPTH,
    MAX_EXPANDED,
    Alias,
    Entries,
    Items,
    Node,
    SyntaxFault,
    literal,
    written,
)
from ..template import parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ....source import Source
    from ..places import Places
    from ..stacks.estate import Estate

SHORT_FORM = "Transform"
MOST_FILES = 256
"""Files that one template includes, each time counted."""


class NotAtHand(Exception):  # noqa: N818 - becomes a reason
    """Why the file of an include is not put in its place."""


def follow_includes(root: Entries, source: Source, places: Places, estate: Estate) -> None:
    """Put the content of included files into the tree, also that of files which those include."""
    includes = _Includes(places, estate, source.path)
    includes.at_the_top(root)
    waiting: list[tuple[Node, int]] = [(root, 0)]
    seen: set[int] = set()
    while waiting:
        node, depth = waiting.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, Entries) and TRANSFORM in node.values and len(node.values) > 1:
            includes.beside(node, depth)
        waiting += [(each, depth + 1) for each in includes.inside(node, depth)]


class _Includes:
    """ways: by where a file begins, the paths that include one another down to it."""

    def __init__(self, places: Places, estate: Estate, path: str) -> None:
        self._places = places
        self._estate = estate
        self._ways: dict[int, tuple[str, ...]] = {0: (path,)}
        self._nodes = 0

    def at_the_top(self, root: Entries) -> None:
        """Those of the template's `Transform`: what they bring is added to the sections."""
        node = root.values.get(SHORT_FORM)
        target = None if node is None else written(node)
        for macro in target.items if isinstance(target, Items) else [target]:
            content = None if macro is None else self._content(macro, 1)
            if not isinstance(content, Entries):
                continue
            if isinstance(target, Items):
                target.items.remove(macro)  # type: ignore[arg-type]
            else:
                _remove(root, SHORT_FORM)
            for name, section in content.values.items():
                here = written(root.values.get(name, section))
                if here is written(section):
                    root.keys[name], root.values[name] = content.keys[name], section
                elif isinstance(here, Entries) and isinstance(section, Entries):
                    _add(here, section)

    def beside(self, node: Entries, depth: int) -> None:
        """One that stands among other entries, to which it adds its own."""
        content = self._content(node.values[TRANSFORM], depth)
        if isinstance(content, Entries):
            _remove(node, TRANSFORM)
            _add(node, content)

    def inside(self, node: Node, depth: int) -> list[Node]:
        """The nodes in a node, the includes among them replaced."""
        if isinstance(node, Entries):
            for key, each in node.values.items():
                node.values[key] = self._replaced(each, depth)
            return list(node.values.values())
        if isinstance(node, Items):
            node.items[:] = [self._replaced(each, depth) for each in node.items]
            return list(node.items)
        if isinstance(node, Alias):
            node.target = self._replaced(node.target, depth)
            return [node.target]
        return []

    def _replaced(self, node: Node, depth: int) -> Node:
        """What an include holds in the place of the call; any other node itself."""
        while True:
            argument = node if node.tag == SHORT_FORM else None
            if isinstance(node, Entries) and list(node.values) == [TRANSFORM]:
                argument = node.values[TRANSFORM]
            content = None if argument is None else self._content(argument, depth)
            if content is None:
                return node
            node = content

    def _content(self, macro: Node, depth: int) -> Node | None:
        """What one `{Name: AWS::Include, Parameters: {Location: …}}` includes, if it is at hand."""
        target = written(macro)
        name = literal(target.values.get("Name")) if isinstance(target, Entries) else None
        if name is None or name.text != INCLUDE or not isinstance(target, Entries):
            return None
        given = written(target.values.get("Parameters", target))
        location = given.values.get("Location") if isinstance(given, Entries) else None
        try:
            return self._read(location, macro, depth)
        except NotAtHand as reason:
            self._places.why[macro.start] = self._places.why[name.start] = str(reason)
            return None

    def _read(self, location: Node | None, macro: Node, depth: int) -> Node:
        if location is None:
            raise NotAtHand("has no Location")
        place = literal(location)
        if place is None:
            raise NotAtHand("is at a place that is computed")
        if "://" in place.text or not place.text.strip():
            raise NotAtHand(f"is at {place.text or 'no place'}")
        way = self._ways[self._places.start(macro)]
        source = self._estate.part(os.path.join(os.path.dirname(way[-1]), place.text))
        if isinstance(source, Unreadable):
            raise NotAtHand(f"is {place.text}, which cannot be read: {source.reason}")
        if source.path in way:
            span = self._places.span(macro)
            reason = f"cycle: {place.text} is included, in which this file is included itself"
            self._estate.report(Unreadable(span.source.path, span.line, reason))
            raise NotAtHand(f"is {place.text}, which includes itself")
        if len(self._ways) > MOST_FILES:
            raise NotAtHand(f"is {place.text}, after {MOST_FILES} other files")
        return self._parsed(source, (*way, source.path), depth)

    def _parsed(self, source: Source, way: tuple[str, ...], depth: int) -> Node:
        try:
            node, _ = parse(source.text)
        except SyntaxFault as fault:
            line = source.line(source.offset(fault.index))
            self._estate.report(Unreadable(source.path, line, fault.reason))
            node = None
        if node is None:
            raise NotAtHand(f"is {os.path.basename(source.path)}, in which nothing can be read")
        start = self._places.add(source)
        self._ways[start] = way
        height, count = _moved(node, start)
        self._nodes += count
        if depth + height > MAX_DEPTH:
            raise NotAtHand(f"makes the template nested deeper than {MAX_DEPTH} levels")
        if self._nodes > MAX_EXPANDED:
            raise NotAtHand(f"makes the template larger than {MAX_EXPANDED:,} nodes")
        return node


def _remove(entries: Entries, key: str) -> None:
    del entries.keys[key], entries.values[key]


def _add(entries: Entries, others: Entries) -> None:
    """Add the entries whose names are not there yet."""
    for key, each in others.values.items():
        if key not in entries.values:
            entries.keys[key], entries.values[key] = others.keys[key], each


def _moved(root: Node, by: int) -> tuple[int, int]:
    """Move the positions of all nodes. How deep they are nested, and how many there are."""
    height = keys = 0
    seen: set[int] = set()
    level: list[Node] = [root]
    while level:
        height += 1
        following: list[Node] = []
        for node in level:
            if id(node) in seen:
                continue
            seen.add(id(node))
            node.start += by
            node.end += by
            if isinstance(node, Entries):
                node.keys = {
                    name: (start + by, end + by, plain) for name, (start, end, plain) in node.keys.items()
                }
                keys += len(node.keys)
                following += node.values.values()
            elif isinstance(node, Items):
                following += node.items
            elif isinstance(node, Alias):
                following.append(node.target)
        level = following
    return height, len(seen) + keys

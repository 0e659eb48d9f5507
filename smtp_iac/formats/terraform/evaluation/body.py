"""The evaluated body of one instance: attributes, nested blocks and what `dynamic` blocks make."""

from __future__ import annotations

from ....choice import elements, optional
from ....source import Span
from ....value import (
    ABSENT,
    Absent,
    Choice,
    Known,
    Many,
    Missing,
    Origin,
    Refused,
    Unknown,
)
from ..declarations.declared import TRUE_BLOCKS, written_names
from ..syntax.bodies import Body
from ..values.open_elements import entries
from . import expansion
from .collections_made import entries_of, over
from .graph import Node
from .written import written

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ....value import Element, Option, Outcome
    from ..syntax.blocks import Block
    from .expansion import Instance
    from .graph import Graph
    from .named import Expanded
    from .scope import Scope

    ContentFor = Callable[[Outcome, Outcome], Outcome]

DEEPEST = 20
"""Blocks inside blocks; those of the resources judged here have one level."""


class Field(Node):
    """One attribute or nested block type of an instance."""

    __slots__ = ("body", "field")

    def __init__(self, body: InstanceBody, field: str) -> None:
        super().__init__()
        self.body = body
        self.field = field

    def name(self) -> str:
        return f"{self.body.owner.name()}{self.body.instance.key}.{self.field}"

    def span(self) -> Span:
        return self.body.owner.declared.header

    def compute(self, graph: Graph) -> Outcome:
        declared = self.body.owner.declared
        scope = self.body.owner.module.scope(declared.source, self.body.instance.names)
        return field_of(declared.block.body(), self.field, scope)


class InstanceBody:
    """The body of one instance of a resource; a `resource.Body`."""

    __slots__ = ("_fields", "instance", "owner")

    def __init__(self, owner: Expanded, instance: Instance) -> None:
        self.owner = owner
        self.instance = instance
        self._fields: dict[str, Field] = {}

    def value(self, name: str) -> Outcome:
        field = self._fields.get(name)
        if field is None:
            field = self._fields[name] = Field(self, name)
        result: Outcome = self.owner.module.graph.get(field)
        return result

    def names(self) -> list[str]:
        return sorted(written_names(self.owner.declared.block.body()))


def field_of(body: Body, name: str, scope: Scope, depth: int = 0) -> Outcome:
    """An attribute's value, or the list of what the nested blocks of that type are; ABSENT without either."""
    attribute = body.attribute(name)
    dynamic = [block for block in body.blocks_of("dynamic") if block.labels == (name,)]
    if attribute is not None and not dynamic:
        twice = _block_named(body, name) if isinstance(body, Body) else None
        return written(attribute, scope) if twice is None else _both(twice, scope)
    nested = [*([] if attribute is not None else body.blocks_of(name)), *dynamic]
    if not nested:
        return ABSENT
    if attribute is not None and name not in TRUE_BLOCKS:
        return _both(nested[0], scope)
    place = scope.in_file_of(nested[0])
    nested.sort(key=lambda block: block.start)
    made = [] if attribute is None else listed(written(attribute, scope))
    for block in nested:
        if block.type == "dynamic":
            made.extend(dynamic_elements(block, scope, depth))
        else:
            made.append(block_value(block, scope, depth))
    return Known(tuple(made), Origin("", Span(place.source, nested[0].start, nested[0].end)))


def _block_named(body: Body, name: str) -> Block | None:
    return next((block for block in body.blocks if block.type == name), None)


def _both(block: Block, scope: Scope) -> Refused:
    name = block.labels[0] if block.type == "dynamic" else block.type
    span = Span(scope.in_file_of(block).source, block.start, block.header_end)
    return Refused(f"{name} is both an argument and a block", Origin("", span))


def listed(value: Outcome) -> list[Element]:
    """In `.tf.json` an argument beside a dynamic block of its name is the blocks that are not dynamic."""
    is_one = isinstance(value, Known) and isinstance(value.data, dict)
    return [value] if is_one or isinstance(value, Absent) else list(elements(value))


def block_value(block: Block, scope: Scope, depth: int) -> Outcome:
    """A nested block as a map of its attributes and the blocks inside it."""
    scope = scope.in_file_of(block)
    origin = Origin("", Span(scope.source, block.start, block.end))
    body = block.body()
    scope.module.body_problems(body, scope.source)
    if depth > DEEPEST:
        missing = Missing("a nested block", "is nested too deeply", "not supported yet", origin.span)
        return Unknown(f"deep {scope.source.path}:{block.start}", missing, origin)
    fields: dict[str, Outcome] = {}
    for name in sorted(written_names(body)):
        value = field_of(body, name, scope, depth + 1)
        if not isinstance(value, Absent):
            fields[name] = value
    return Known(fields, origin)


def dynamic_elements(block: Block, scope: Scope, depth: int) -> list[Element]:
    """What a dynamic block makes: one element for each item of its for_each."""
    scope = scope.in_file_of(block)
    body = block.body()
    contents = body.blocks_of("content")
    attribute = body.attribute("for_each")
    origin = Origin("", Span(scope.source, block.start, block.end))
    if attribute is None or len(contents) != 1:
        return [Refused(f'dynamic "{block.labels[0]}" needs for_each and one content block', origin)]
    given = written(attribute, scope)
    named = body.attribute("iterator")
    iterator = named.text.decode().strip().strip('"') if named is not None else block.labels[0]
    return _made(given, contents[0], iterator, scope, depth)


def _made(items: Outcome, content: Block, iterator: str, scope: Scope, depth: int) -> list[Element]:
    link = Origin("", items.origin.span, (items.origin,))

    def content_for(key: Outcome, value: Outcome) -> Outcome:
        names: dict[str, Element] = {iterator: Known({"key": key, "value": value}, link)}
        return block_value(content, scope.binding(names), depth + 1)

    if isinstance(items, Choice):
        return _optional_elements(items, content_for, link)
    if isinstance(items, Refused):
        return [Refused(items.reason, link)]
    entries = entries_of(items, link)
    if isinstance(entries, Refused):
        return [Refused("the for_each of a dynamic block is no collection", link)]
    if len(entries) > expansion.MOST_INSTANCES:
        missing = Missing("a dynamic block", "makes too many blocks", "not supported yet", link.span)
        return [Many(Unknown(f"limit {scope.source.path}:{content.start}", missing, link))]
    return _contents(entries, content_for)


def _contents(entries: list[tuple[Outcome, Element]], content_for: ContentFor) -> list[Element]:
    def of(key: Outcome) -> Callable[[Outcome], Outcome]:
        return lambda value: content_for(key, value)

    return [over(element, of(key)) for key, element in entries]


def _optional_entries(items: Choice) -> list[tuple[Outcome, Element]]:
    """Each entry of one option, that is there only under this option."""
    found: list[tuple[Outcome, Element]] = []
    for chosen, outcome in items.options.items():
        inside: list[tuple[Outcome, Element]] = [(outcome, outcome)]
        if not isinstance(outcome, Refused):
            inside = entries(outcome)
        found += [(key, optional(items, chosen, element)) for key, element in inside]
    return found


def _optional_elements(items: Choice, content_for: ContentFor, link: Origin) -> list[Element]:
    """The elements under each option of the for_each; at one position, they are one element."""
    lists: list[list[Element]] = []
    for outcome in items.options.values():
        entries = entries_of(outcome, link) if not isinstance(outcome, Refused) else outcome
        lists.append([entries] if isinstance(entries, Refused) else _contents(entries, content_for))
    if any(isinstance(element, Many) for one in lists for element in one) or any(
        isinstance(outcome, Choice) for outcome in items.options.values()
    ):
        return _contents(_optional_entries(items), content_for)
    found: list[Element] = []
    for position in range(max(map(len, lists))):
        options: dict[Option, Outcome] = {}
        for chosen, one in zip(items.options, lists, strict=True):
            element = one[position] if position < len(one) else ABSENT
            assert not isinstance(element, Many)
            options[chosen] = element
        found.append(Choice(items.unknown, options, link))
    return found

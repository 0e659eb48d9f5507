"""What a block at the top of a file declares: the block or local value, and the files it stands in."""

from __future__ import annotations

import os

from ....source import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ....source import Source
    from ..syntax.attributes import Attribute
    from ..syntax.blocks import Block
    from ..syntax.bodies import Body

META = frozenset(
    ("count", "for_each", "provider", "depends_on", "lifecycle", "provisioner", "connection", "dynamic")
)
"""What stands in a block and is no field of its resource."""
TRUE_BLOCKS = frozenset(("entry",))
"""Nested blocks of what is judged here that are never an argument. `ingress`, `egress` and `route` are
arguments that may be written as blocks: as an argument it counts in whichever file, and in JSON always."""


class Said:
    """What a block says in plain text, wherever that stands: `literals` are its attributes that are text,
    kept by `calls.literal`; elsewhere: kept by `calls.is_plainly_elsewhere`."""

    __slots__ = ("block", "elsewhere", "literals")

    def __init__(self, block: Block) -> None:
        self.block = block
        self.literals: dict[str, str | None] = {}
        self.elsewhere: bool | None = None


def said_by(block: Block, known: dict[Block, Said]) -> Said:
    said = known.get(block)
    if said is None:
        said = known[block] = Said(block)
    return said


class Declared:
    """A top-level block and the file it stands in; `overriding` are the override files that change it. What
    is found in `shared` of the block, files of equal text have in common."""

    __slots__ = ("_said", "_shared", "block", "overriding", "source")

    def __init__(self, block: Block, source: Source, shared: dict[Block, Said] | None = None) -> None:
        self.block = block
        self.source = source
        self.overriding: tuple[Source, ...] = ()
        self._shared: dict[Block, Said] = {} if shared is None else shared
        self._said: Said | None = None

    @property
    def said(self) -> Said:
        if self._said is None:
            self._said = said_by(self.block, self._shared)
        return self._said

    @property
    def span(self) -> Span:
        own = Span(self.source, self.block.start, self.block.end)
        if not self.overriding:
            return own
        from .overrides import ScatteredSpan

        parts = self._parts()[1:]
        return ScatteredSpan(own, [Span(self.source_of(part), part.start, part.end) for part in parts])

    @property
    def header(self) -> Span:
        return Span(self.source, self.block.start, self.block.header_end)

    def source_of(self, part: Attribute | Block) -> Source:
        """The file in which an attribute or nested block of this block stands."""
        if part.data is self.source.data:
            return self.source
        return file_of(part, self.overriding) or self.source

    def bodies(self) -> Iterator[tuple[Body, Source]]:
        """Its bodies, each with the file it stands in: more than one where override files change it."""
        for part in self._parts():
            yield part.body(), self.source_of(part)

    def _parts(self) -> list[Block]:
        """The block and those of override files that change it."""
        if not self.overriding:
            return [self.block]
        from .overrides import OverriddenBlock

        assert isinstance(self.block, OverriddenBlock)
        return self.block.parts

    def attribute_span(self, name: str) -> Span:
        """The expression of an attribute, or the header where it is not written."""
        attribute = self.block.body().attribute(name)
        if attribute is None:
            return self.header
        return Span(self.source_of(attribute), attribute.start, attribute.end)

    def override(self, block: Block, source: Source) -> None:
        from .overrides import OverriddenBlock

        if not isinstance(self.block, OverriddenBlock):
            self.block = OverriddenBlock(self.block)
        self.block.override(block)
        self.overriding = (*self.overriding, source)
        self._said, self._shared = None, {}


class Local:
    """One local value: its name, the body that has it, and the file it stands in."""

    __slots__ = ("_body", "name", "source")

    def __init__(self, name: str, body: Body, source: Source) -> None:
        self.name = name
        self._body = body
        self.source = source

    @property
    def attribute(self) -> Attribute:
        attribute = self._body.attribute(self.name)
        assert attribute is not None
        return attribute

    @property
    def span(self) -> Span:
        attribute = self.attribute
        return Span(self.source, attribute.start, attribute.end)


def file_of(part: Attribute | Block, sources: Sequence[Source]) -> Source | None:
    """The file whose text an attribute or block was found in."""
    return next((source for source in sources if source.data is part.data), None)


def title(block: Block) -> str:
    return " ".join([block.type, *block.labels])


def twice(what: str, first: Declared | Local) -> str:
    place = first.span
    return f"{what} is declared twice, first in line {place.line} of {os.path.basename(place.source.path)}"


def without_base(what: str) -> str:
    return f"{what} is in an override file, and there is none that it could override"


def written_names(body: Body) -> set[str]:
    """The attributes and nested block types that a body writes, dynamic ones included."""
    dynamic = {block.labels[0] for block in body.blocks_of("dynamic") if block.labels}
    return (set(body.names()) | dynamic) - META

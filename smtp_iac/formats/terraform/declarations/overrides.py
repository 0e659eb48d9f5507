"""Override files: the blocks of `override.tf` and `*_override.tf`, merged into those that they change.

As terraform does it (https://developer.hashicorp.com/terraform/language/files/override; measured, see
`tests/oracle/override_cases.json`): arguments are replaced one by one, nested blocks of a type all together.
"""

from __future__ import annotations

from ....source import Span
from ..syntax.blocks import CarefulBlock
from .declared import TRUE_BLOCKS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..syntax import SyntaxProblem
    from ..syntax.attributes import Attribute
    from ..syntax.blocks import Block
    from ..syntax.bodies import Body

MERGED_BLOCKS = frozenset(("lifecycle",))
"""Nested blocks whose settings are merged one by one."""


class OverriddenBlock(CarefulBlock):
    """A block, at its own place, with the body that override files make of it."""

    __slots__ = ("parts",)

    def __init__(self, base: Block) -> None:
        super().__init__(
            base.data,
            base.type,
            base.labels,
            start=base.start,
            header_end=base.header_end,
            body_start=base.body_start,
            end=base.end,
            depth=base.depth,
        )
        self.parts: list[Block] = [base]

    def body(self) -> Body:
        if self._body is None:
            self._body = MergedBody([part.body() for part in self.parts])  # type: ignore[assignment]
        return self._body  # type: ignore[return-value]

    def override(self, block: Block) -> None:
        self.parts.append(block)
        self._body = None


class ScatteredSpan(Span):
    """The place of a block whose `others` stand in override files."""

    __slots__ = ("others",)

    def __init__(self, first: Span, others: list[Span]) -> None:
        super().__init__(first.source, first.start, first.end)
        self.others = others

    def encloses(self, other: Span) -> bool:
        return super().encloses(other) or any(span.encloses(other) for span in self.others)


class MergedBody:
    """Several bodies of one block, the last one that says something counts; see `bodies.Body`.

    Attributes and blocks are those of the bodies: their `data` tells in which file they stand.
    """

    __slots__ = ("_bodies",)

    def __init__(self, bodies: list[Body]) -> None:
        self._bodies = bodies

    @property
    def problems(self) -> list[SyntaxProblem]:
        return [problem for body in self._bodies for problem in body.problems]

    @property
    def blocks(self) -> list[Block]:
        types = dict.fromkeys(block.type for body in self._bodies for block in body.blocks)
        return [block for type_ in types for block in self.blocks_of(type_)]

    @property
    def attributes(self) -> dict[str, Attribute]:
        names = dict.fromkeys(name for body in self._bodies for name in body.attributes)
        return {name: found for name in names if (found := self.attribute(name)) is not None}

    def names(self) -> Iterable[str]:
        return dict.fromkeys(name for body in self._bodies for name in body.names())

    def attribute(self, name: str) -> Attribute | None:
        if name in TRUE_BLOCKS and self._with_blocks(name) is not None:
            return None
        return next(
            (found for body in reversed(self._bodies) if (found := body.attribute(name)) is not None), None
        )

    def blocks_of(self, name: str) -> list[Block]:
        if name in MERGED_BLOCKS:
            return [block for body in self._bodies for block in body.blocks_of(name)]
        if name == "dynamic":
            return [
                block
                for body in self._bodies
                for block in body.blocks_of(name)
                if not block.labels or self._with_blocks(block.labels[0]) is body
            ]
        found = self._with_blocks(name)
        return list(found.blocks_of(name)) if found is not None else []

    def _with_blocks(self, name: str) -> Body | None:
        """The last body that has blocks of a type, dynamic ones included."""
        for body in reversed(self._bodies):
            if body.blocks_of(name) or any(block.labels == (name,) for block in body.blocks_of("dynamic")):
                return body
        return None

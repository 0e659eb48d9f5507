"""The local values of a directory: its `locals` blocks, split."""

from __future__ import annotations

from .declared import Declared, Local, twice, without_base

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ....source import Source
    from ..syntax.blocks import Block
    from ..syntax.bodies import Body

    Placed = tuple[Block, Source]


class Locals:
    """The last override of each name, or else the first. broken: the blocks that cannot be split altogether;
    refused: those that terraform refuses, as the second of a name or as an override of nothing, and why;
    ambiguous: the names so declared, and why."""

    __slots__ = ("_found", "ambiguous", "broken", "refused")

    def __init__(self, blocks: list[Placed], overrides: list[Placed]) -> None:
        self._found: dict[str, tuple[Body, Source]] = {}
        self.broken: list[Declared] = []
        self.refused: dict[Local, str] = {}
        self.ambiguous: dict[str, str] = {}
        for place in self._split(blocks):
            for name in place[0].attribute_names():
                first = self._found.setdefault(name, place)
                if first is not place:
                    self._refuse(Local(name, *place), twice(f"local.{name}", Local(name, *first)))
        for place in self._split(overrides):
            for name in place[0].attribute_names():
                if name not in self._found:
                    self._refuse(Local(name, *place), without_base(f"local.{name}"))
                self._found[name] = place

    def get(self, name: str) -> Local | None:
        place = self._found.get(name)
        return None if place is None else Local(name, *place)

    def _split(self, blocks: list[Placed]) -> Iterator[tuple[Body, Source]]:
        for block, source in blocks:
            body = block.body()
            if body.problems:
                self.broken.append(Declared(block, source))
            yield body, source

    def _refuse(self, local: Local, reason: str) -> None:
        self.refused[local] = reason
        self.ambiguous[local.name] = reason

"""The local values of a directory: its `locals` blocks, split."""

from __future__ import annotations

from .declared import Declared, Local, twice, without_base

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from ....source import Source
    from ..syntax.blocks import Block

    Placed = tuple[Block, Source]


class Locals:
    """found: by name, the last override of each, or else the first; broken: the blocks that cannot be split
    altogether; refused: those that terraform refuses, as the second of a name or as an override of nothing,
    and why; ambiguous: the names so declared, and why."""

    __slots__ = ("ambiguous", "broken", "found", "refused")

    def __init__(self, blocks: list[Placed], overrides: list[Placed]) -> None:
        self.found: dict[str, Local] = {}
        self.broken: list[Declared] = []
        self.refused: dict[Local, str] = {}
        self.ambiguous: dict[str, str] = {}
        for local in self._split(blocks):
            name = local.attribute.name
            first = self.found.setdefault(name, local)
            if first is not local:
                self._refuse(local, twice(f"local.{name}", first))
        for local in self._split(overrides):
            name = local.attribute.name
            if name not in self.found:
                self._refuse(local, without_base(f"local.{name}"))
            self.found[name] = local

    def _split(self, blocks: list[Placed]) -> Iterable[Local]:
        for block, source in blocks:
            body = block.body()
            if body.problems:
                self.broken.append(Declared(block, source))
            for attribute in body.attributes.values():
                yield Local(attribute, source)

    def _refuse(self, local: Local, reason: str) -> None:
        self.refused[local] = reason
        self.ambiguous[local.attribute.name] = reason

"""The top-level blocks of one text by what they declare: put together once for all files that have it."""

from __future__ import annotations

from ..syntax import SyntaxProblem
from ..syntax.blocks import index, unbalanced

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from ....source import Source
    from ..syntax.blocks import Block
    from .declared import Said

LABELS = {"resource": 2, "data": 2, "module": 1, "variable": 1, "output": 1}
"""How many labels a block has that is looked up by them: by its name, or by its type and name."""


class Indexed:
    """blocks: all of them, in order; named: by their types those that are looked up, by their `key`, of each
    the first; repeats: whether there is a second of one among these; locals: the `locals` blocks; problems:
    what is wrong with the text or its blocks; said: what is known of a block by its text, see `Said`."""

    __slots__ = ("blocks", "data", "locals", "named", "problems", "repeats", "said")

    def __init__(self, source: Source) -> None:
        self.data = source.data  # kept, so that no other text gets its id
        self.blocks: Sequence[Block] = ()
        self.problems: list[SyntaxProblem] = []
        self.named: dict[str, dict[Any, Block]] = {}
        self.locals: list[Block] = []
        self.repeats = False
        self.said: dict[Block, Said] = {}
        try:
            if source.path.endswith(".json"):
                from ..syntax.json_syntax import index_json

                self.blocks = index_json(source.data)
            else:
                self.blocks = index(source.data)
        except SyntaxProblem as problem:
            self.problems.append(problem)
        for block in self.blocks:
            kind, labels = block.type, block.labels
            needed = LABELS.get(kind)
            if needed is None:
                if kind == "locals":
                    self.locals.append(block)
            elif len(labels) != needed:
                self.problems.append(without_name(block))
            else:
                known = self.named.get(kind)
                if known is None:
                    known = self.named[kind] = {}
                key = labels[0] if needed == 1 else labels
                if known.setdefault(key, block) is not block:
                    self.repeats = True


def find_unbalanced(texts: Sequence[Indexed]) -> None:
    """Add to the problems of texts, no JSON, those that `unbalanced` finds. For all of a directory at once:
    most texts are small, and have none."""
    by_data = {id(one.data): one for one in texts}
    for block, problem in unbalanced([block for one in texts for block in one.blocks]):
        by_data[id(block.data)].problems.append(problem)


def key_of(block: Block) -> str | tuple[str, ...]:
    labels = block.labels
    return labels[0] if len(labels) == 1 else labels


def without_name(block: Block) -> SyntaxProblem:
    """A block that has no name would be passed over in silence."""
    needed = "type and name" if LABELS[block.type] == 2 else "name"
    return SyntaxProblem(block.start, f"{block.type} needs its {needed}")

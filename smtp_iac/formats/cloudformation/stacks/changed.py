"""Which stacks changed files reach: for a run that judges only these."""

from __future__ import annotations

from ....paths import within
from .nested import called_by

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection

    from ....reading import Reading
    from ....source import Tree
    from .estate import Estate
    from .stack import Stack

IMPORT, EXPORT = b"ImportValue", b"Export"


def narrow(estate: Estate, changed: Collection[str], tree: Tree, reading: Reading) -> None:
    """Leave the estate with the stacks whose files changed, of the root or of what is nested or included in
    it, and with those that import what such a template may export."""
    files: dict[str, set[str]] = {}
    for stack in estate.stacks:
        files.setdefault(stack.root, set()).update(files_of(stack, tree))
    reached = {root for root, paths in files.items() if any(is_among(path, changed) for path in paths)}
    if any(EXPORT in one.template.source.data for one in estate.stacks if one.root in reached):
        reached |= {one.root for one in estate.stacks if IMPORT in one.template.source.data}
    estate.stacks = [stack for stack in estate.stacks if stack.root in reached]
    kept = {path for root in reached for path in files[root]}
    reading.files &= kept
    reading.unreadable[:] = [
        one for one in reading.unreadable if one.path in kept or is_among(one.path, changed)
    ]


def files_of(stack: Stack, tree: Tree) -> set[str]:
    """The template, what it includes, and what it says is nested in it, whether that is there or not."""
    return stack.template.places.paths | {tree.real(path) for path in called_by(stack.template)}


def is_among(path: str, changed: Collection[str]) -> bool:
    """Whether the file changed, or a directory around it."""
    return path in changed or any(within(path, one) for one in changed)

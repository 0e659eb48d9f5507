"""Which directory holds the configuration that a plan was made of: a plan does not say it.

The blocks of its root module are compared with what directories declare, by their names.
"""

from __future__ import annotations

import os

from ....source import Unreadable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ....reading import Inputs
    from ....source import Tree
    from ..declarations.configuration import Configuration, Configurations

ENOUGH = 0.5
"""The part of a plan's blocks that a directory declares if it is taken for the plan's: code is edited after a
plan was made."""

GIVE_SOURCE = "give --source DIR to see the line"


class Chosen:
    """The directory, absolute; or why there is none, as a note for a reader. given: by --source."""

    __slots__ = ("directory", "given", "note")

    def __init__(self, directory: str = "", note: str = "", *, given: bool = False) -> None:
        self.directory = directory
        self.note = note
        self.given = given


class Sources:
    """Where to look. given: --source; found: the directories of the scan that hold Terraform files."""

    __slots__ = ("_configurations", "found", "given", "inputs", "tree")

    def __init__(self, tree: Tree, inputs: Inputs, found: Iterable[str]) -> None:
        self.tree = tree
        self.inputs = inputs
        self.given = list(dict.fromkeys([tree.real(one) for one in inputs.sources]))
        self.found = sorted(dict.fromkeys([tree.real(one) for one in found]))
        self._configurations: Configurations | None = None

    @property
    def configurations(self) -> Configurations:
        """Loaded when it is asked for: a plan with nothing to report needs no configuration."""
        if self._configurations is None:
            from ..declarations.configuration import Configurations

            self._configurations = Configurations(self.tree)
        return self._configurations

    def of(self, plan_path: str, blocks: frozenset[str]) -> Chosen:
        """The directory for a plan with these blocks: what was given, the plan's own, then the one of the
        scan that fits best, or where the program runs."""
        if self.given:
            return self._of_given(blocks)
        own = os.path.dirname(plan_path)
        if self._fit(own, blocks)[0] >= ENOUGH:
            return Chosen(own)
        ranked = sorted([(self._fit(one, blocks), one) for one in self.found], reverse=True)
        fitting = [(fit, one) for fit, one in ranked if fit[0] >= ENOUGH]
        best = [one for fit, one in fitting if fit == fitting[0][0]]
        here = self.tree.working_directory
        if not best and self._fit(here, blocks)[0] >= ENOUGH:
            best = [here]
        if len(best) > 1:
            shown = ", ".join(sorted(map(self.tree.display, best))[:3])
            return Chosen(note=f"its configuration may be that of {shown}: {GIVE_SOURCE}")
        if not best:
            return Chosen(note=f"the configuration that was planned is not at hand: {GIVE_SOURCE}")
        return Chosen(best[0])

    def _of_given(self, blocks: frozenset[str]) -> Chosen:
        """With several, the one that fits best, the first of equals."""
        best = max(self.given, key=lambda one: self._fit(one, blocks))
        if self._fit(best, blocks)[0] > 0 or not blocks:
            return Chosen(best, given=True)
        tree = self.tree
        shown = ", ".join([tree.display(one) for one in self.given])
        return Chosen(note=f"nothing of this plan is declared in {shown}, which --source names")

    def _fit(self, directory: str, blocks: frozenset[str]) -> tuple[float, float]:
        """Which part of the blocks is declared there, and which part of all names both have."""
        if not blocks or not self.tree.inside(directory):
            return (0, 0)
        try:
            declared = set(names_declared(self.configurations.at(directory)))
        except Unreadable:
            return (0, 0)
        common = len(blocks & declared)
        return (common / len(blocks), common / len(blocks | declared))


def names_declared(configuration: Configuration) -> Iterator[str]:
    yield from [f"{type_}.{name}" for type_, name in configuration.resources]
    yield from [f"data.{type_}.{name}" for type_, name in configuration.data]
    yield from [f"module.{name}" for name in configuration.calls]

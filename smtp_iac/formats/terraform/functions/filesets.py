"""fileset: the files of a directory that match a pattern."""

from __future__ import annotations

import os
import stat

from ....identity import derived
from ....source import Unreadable
from ....value import Facts, Known, Refuse
from ..values import TooMuch, not_supported
from ..values.interpolation import normal_text
from ..values.types import as_set
from .files import OutsideBoundary, place_of
from .globs import Matcher, is_pattern, split
from .signatures import Function

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ....source import Tree
    from ....value import Outcome, Value
    from .signatures import Call

MOST_FILES = 10_000
"""The most names that are looked at for one pattern."""
_FILES = Facts(type=("set", "string"), not_null=True)


class _Walk:
    """A walk through directories, as doublestar's Glob does it; paths start where terraform runs."""

    def __init__(self, tree: Tree, working_directory: str) -> None:
        self.tree = tree
        self.working_directory = working_directory
        self.matcher = Matcher()
        self.seen = 0
        self.found: dict[str, None] = {}

    def place(self, path: str) -> str:
        place = os.path.join(self.working_directory, path)
        if not self.tree.inside(place):
            raise OutsideBoundary
        return place

    def walk(self, directory: str, components: list[str]) -> None:
        fixed = 0
        while fixed < len(components) and not is_pattern(components[fixed]):
            fixed += 1
        directory = os.path.normpath(os.path.join(directory, *components[:fixed]))
        if fixed == len(components):
            if os.path.lexists(self.place(directory)):
                self.found[directory] = None
            return
        if os.path.isdir(self.place(directory)):
            self._inside(directory, components[fixed:])

    def _inside(self, directory: str, components: list[str]) -> None:
        names = self._names(directory)
        if components[0] == "**":
            self._everything(directory, names, components)
            components = components[1:]
        if not components:
            return
        for name in names:
            if self.matcher.matches(components[0], name):
                path = os.path.normpath(os.path.join(directory, name))
                if len(components) == 1:
                    self.found[path] = None
                else:
                    self.walk(path, components[1:])

    def _everything(self, directory: str, names: list[str], components: list[str]) -> None:
        for name in names:
            path = os.path.normpath(os.path.join(directory, name))
            if len(components) == 1 and os.path.exists(self.place(path)):
                self.found[path] = None
            if os.path.isdir(self.place(path)):
                self.walk(path, components)

    def _names(self, directory: str) -> list[str]:
        try:
            names = self.tree.list_directory(self.place(directory))
        except Unreadable:
            return []
        self.seen += len(names)
        if self.seen > MOST_FILES:
            raise TooMuch(f"looks at more than {MOST_FILES:,} files")
        return names

    def is_file(self, path: str) -> bool:
        try:
            return stat.S_ISREG(os.stat(self.place(path)).st_mode)
        except (OSError, ValueError):
            raise Refuse(f'failed to stat "{path}"') from None


def _fileset(call: Call, path: Value, pattern: Value) -> Outcome:
    if not isinstance(path, Known) or not isinstance(pattern, Known):
        return derived(call.name, path, pattern, facts=_FILES, origin=call.origin)
    walk = _Walk(call.context.tree, call.context.working_directory)
    base = os.path.normpath(path.data)
    whole = os.path.normpath(os.path.join(base, pattern.data.lstrip("/")))
    try:
        place_of(call, base)
        walk.walk("/" if whole.startswith("/") else ".", split(whole.lstrip("/"), "/"))
        found = [normal_text(os.path.relpath(each, base)) for each in walk.found if walk.is_file(each)]
    except OutsideBoundary:
        what = f'fileset("{path.data}", "{pattern.data}")'
        why = "reaches outside the boundary of the scan"
        return not_supported(call.name, why, (path, pattern), call.origin, facts=_FILES, what=what)
    return as_set([Known(each, call.origin) for each in found], "string", call.origin)


TABLE = {"fileset": Function(_fileset, "string", "string")}

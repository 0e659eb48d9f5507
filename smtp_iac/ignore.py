"""Which files git would not show: `.gitignore` in every directory, and `.git/info/exclude`."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from collections.abc import Sequence

    from .source import Tree

SPECIAL = frozenset("\\[]?* !#\t\v\f\r")
"""What a pattern has that is no plain name, or may mean something else in some place."""


class Pattern:
    """One line of an ignore file.

    name: what an entry that matches is called, path: where it is, suffix: how its name ends. All empty where
    it takes a regular expression to tell; word is then a part of every path that matches, empty where that is
    not plain to see.
    """

    __slots__ = ("_regex", "directories_only", "excludes", "line", "name", "path", "suffix", "word")

    def __init__(self, line: str) -> None:
        self.line = line
        self.excludes = not line.startswith("!")
        self.directories_only = line.rstrip(" ").endswith("/")
        self._regex: tuple[tuple[re.Pattern[str], bool], ...] | None = None
        self.name, self.path, self.suffix, self.word = "", "", "", ""
        pattern = line.removeprefix("!").removesuffix("/")
        anywhere = pattern.removeprefix("**/")
        if is_plain(anywhere) and "/" not in anywhere:
            self.name = anywhere
        elif is_plain(pattern.removeprefix("/")):
            self.path = pattern.removeprefix("/")
        elif anywhere.startswith("*") and is_plain(anywhere[1:]) and "/" not in anywhere:
            self.suffix = anywhere[1:]
        else:
            self.word = literal_part(line)

    def verdict(self, relative: str, name: str, directory: bool) -> bool | None:
        """What the line says of an entry of a directory; None if it does not match."""
        if self.directories_only and not directory:
            return None
        if self.name:
            return self.excludes if name == self.name else None
        if self.path:
            return self.excludes if relative == self.path else None
        if self.suffix:
            return self.excludes if name.endswith(self.suffix) else None
        if self.word not in relative:
            return None
        if self._regex is None:
            self._regex = compiled(self.line)
        return next((excludes for regex, excludes in self._regex if matches_itself(regex, relative)), None)


class IgnoreFile:
    """The patterns of one ignore file, for what is below `base`; `above` is the next less deep one.

    Most entries are told apart from all patterns by a few searches. pathspec, which is slow to import, is
    imported only when a pattern that is no plain name may match a path.
    """

    __slots__ = (
        "_clear",
        "_holding",
        "_names",
        "_paths",
        "_patterns",
        "_start",
        "_suffixes",
        "_words",
        "above",
    )

    def __init__(self, base: str, lines: Sequence[str], above: IgnoreFile | None) -> None:
        self.above = above
        self._start = len(os.path.join(base, ""))
        self._patterns = [Pattern(line) for line in reversed(lines)]
        self._names = {pattern.name for pattern in self._patterns if pattern.name}
        self._paths = {pattern.path for pattern in self._patterns if pattern.path}
        self._suffixes = tuple({pattern.suffix for pattern in self._patterns if pattern.suffix})
        self._words = {one.word for one in self._patterns if not (one.name or one.path or one.suffix)}
        self._clear: set[str] = set()
        self._holding = {path.rpartition("/")[0] for path in self._paths}

    def may_exclude(self, directory: str, names: set[str]) -> bool:
        """Whether a pattern may match an entry of the directory. Most directories have the same names: each
        is held to the patterns once."""
        inside = directory[self._start :].replace(os.sep, "/")
        if inside in self._holding:
            return True
        for name in names.union(inside.split("/")) - self._clear:
            if name in self._names or name.endswith(self._suffixes):
                return True
            for word in self._words:
                if word in name:
                    return True
            self._clear.add(name)
        return False

    def excludes(self, path: str, directory: bool) -> bool | None:
        """What the last pattern says that matches the path itself; None if none does."""
        relative = path[self._start :].replace(os.sep, "/")
        name = relative[relative.rfind("/") + 1 :]
        if not (
            name in self._names
            or relative in self._paths
            or name.endswith(self._suffixes)
            or any(word in relative for word in self._words)
        ):
            return None
        for pattern in self._patterns:
            verdict = pattern.verdict(relative, name, directory)
            if verdict is not None:
                return verdict
        return None


def is_ignored(path: str, directory: bool, nearest: IgnoreFile | None) -> bool:
    """Whether an entry of a directory is not searched. `nearest` is what holds there; the deepest decides."""
    level = nearest
    while level is not None:
        verdict = level.excludes(path, directory)
        if verdict is not None:
            return verdict
        level = level.above
    return False


def may_ignore(nearest: IgnoreFile | None, directory: str, names: set[str]) -> bool:
    """Whether an entry of a directory may be ignored; mostly none is."""
    level = nearest
    while level is not None:
        if level.may_exclude(directory, names):
            return True
        level = level.above
    return False


def ignores_above(tree: Tree, directory: str) -> tuple[IgnoreFile | None, bool]:
    """The ignore files from the boundary down to the parent of a directory, and whether they exclude it.

    What is above an excluded directory holds no longer inside it: somebody asked for it all the same.
    """
    level = with_file(tree, tree.boundary, os.path.join(".git", "info", "exclude"), None)
    place, ignored = tree.boundary, False
    for name in os.path.relpath(directory, tree.boundary).split(os.sep) if directory != place else ():
        level = with_file(tree, place, ".gitignore", level)
        place = os.path.join(place, name)
        if is_ignored(place, True, level):
            level, ignored = None, True
    return level, ignored


def with_file(tree: Tree, directory: str, name: str, above: IgnoreFile | None) -> IgnoreFile | None:
    from .source import Unreadable

    path = os.path.join(directory, name)
    if not os.path.isfile(path) or os.path.islink(path):  # git does not follow such a link either
        return above
    try:
        text = tree.read(path).text
    except Unreadable:
        return above
    lines = [line.removesuffix("\r") for line in text.split("\n")]
    lines = [line for line in lines if line.strip() and not line.startswith("#")]
    return IgnoreFile(directory, lines, above) if lines else above


def is_plain(pattern: str) -> bool:
    """Whether a pattern is a name, or names with slashes between them, and matches nothing else."""
    return SPECIAL.isdisjoint(pattern) and all(name.strip(".") for name in pattern.split("/"))


def literal_part(line: str) -> str:
    """A part of a pattern that every path has that it matches; empty where that is not plain to see."""
    if "\\" in line:
        return ""
    before_class = line.rstrip(" ").removeprefix("!").partition("[")[0]
    return max(before_class.replace("*", "/").replace("?", "/").split("/"), key=len)


def compiled(line: str) -> tuple[tuple[re.Pattern[str], bool], ...]:
    """The regular expressions of a pattern, each with whether it excludes."""
    from pathspec import GitIgnoreSpec

    line = line.rstrip(" ")
    try:
        spec = GitIgnoreSpec.from_lines([line.removesuffix("/")])
    except ValueError:  # git passes over a pattern that it cannot read
        return ()
    return tuple(
        (pattern.regex, pattern.include)
        for pattern in spec.patterns
        if pattern.include is not None and pattern.regex is not None
    )


def matches_itself(pattern: re.Pattern[str], path: str) -> bool:
    """Whether the pattern matches the path, and not only a directory above it.

    pathspec's expressions match what lies in a matched directory too, and mark that with the group ps_d.
    """
    match = pattern.search(path)
    return match is not None and match.groupdict().get("ps_d") is None

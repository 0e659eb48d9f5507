"""Which files git would not show: `.gitignore` in every directory, and `.git/info/exclude`."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from collections.abc import Sequence

    from .source import Tree

    # each with whether it excludes, and whether it matches directories only
    Patterns = list[tuple[re.Pattern[str], bool, bool]]


class IgnoreFile:
    """The patterns of one ignore file, for what is below `base`; `above` is the next less deep one.

    pathspec, which is slow to import, is imported only when one of the patterns may match a path.
    """

    __slots__ = ("_lines", "_patterns", "_start", "_words", "above")

    def __init__(self, base: str, lines: Sequence[str], above: IgnoreFile | None) -> None:
        self.above = above
        self._start = len(os.path.join(base, ""))
        self._lines = lines
        self._words = {literal_part(line) for line in lines}
        self._patterns: Patterns | None = None

    def excludes(self, path: str, directory: bool) -> bool | None:
        """What the last pattern says that matches the path itself; None if none does."""
        relative = path[self._start :].replace(os.sep, "/")
        if not any(word in relative for word in self._words):
            return None
        if self._patterns is None:
            self._patterns = compiled(self._lines)
        for pattern, excludes, directories_only in reversed(self._patterns):
            if (directory or not directories_only) and matches_itself(pattern, relative):
                return excludes
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


def literal_part(line: str) -> str:
    """A part of a pattern that every path has that it matches; empty where that is not plain to see."""
    if "\\" in line or "[" in line:
        return ""
    words = line.rstrip(" ").removeprefix("!").replace("*", "/").replace("?", "/").split("/")
    return max(words, key=len)


def compiled(lines: Sequence[str]) -> Patterns:
    from pathspec import GitIgnoreSpec

    patterns: Patterns = []
    for line in lines:
        directories_only = line.rstrip(" ").endswith("/")
        try:
            spec = GitIgnoreSpec.from_lines([line.rstrip(" ")[:-1] if directories_only else line])
        except ValueError:  # git passes over a pattern that it cannot read
            continue
        for pattern in spec.patterns:
            if pattern.include is not None and pattern.regex is not None:
                patterns.append((pattern.regex, pattern.include, directories_only))
    return patterns


def matches_itself(pattern: re.Pattern[str], path: str) -> bool:
    """Whether the pattern matches the path, and not only a directory above it.

    pathspec's expressions match what lies in a matched directory too, and mark that with the group ps_d.
    """
    match = pattern.search(path)
    return match is not None and match.groupdict().get("ps_d") is None

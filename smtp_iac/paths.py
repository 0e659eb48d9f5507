"""Paths as texts: what lies in what, how they are shown, and the boundary of a scan."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

STANDARD_INPUT = "-"
"""The path that means standard input."""
STANDARD_INPUT_NAME = "<stdin>"
"""What reports call it."""


def within(path: str, directory: str) -> bool:
    inside = directory if directory[-1:] in ("", os.sep) else directory + os.sep
    return path == directory or path.startswith(inside)


def relative_to(directory: str, path: str) -> str:
    """The path as seen from a directory without links; both absolute."""
    if path.startswith(directory + os.sep):
        inside = path[len(directory) + 1 :]
        if {"", ".", ".."}.isdisjoint(inside.split(os.sep)):
            return inside
    return os.path.relpath(path, directory)


def resolved(path: str) -> str:
    """The path without links; itself if it is no path, too many links make it up, or one of them vanishes."""
    try:
        return os.path.realpath(path)
    except (ValueError, RecursionError, OSError):
        return path


def printable(path: str) -> str:
    """With slashes, and what was no UTF-8 in it as an escape."""
    return path.encode("utf-8", "backslashreplace").decode().replace(os.sep, "/")


def find_boundary(paths: Sequence[str], working_directory: str) -> str:
    """The git work tree of the paths, several: the directory that holds them all; without one, the working
    directory if the paths lie in it, else their common parent.

    Files that are named beside directories, or beside files of a work tree, never widen it.
    """
    here = os.path.realpath(working_directory)
    places = [resolved(os.path.join(here, path)) for path in paths]
    directories = [place for place in places if os.path.isdir(place)]
    roots = directories or [os.path.dirname(place) for place in places] or [here]
    trees = [work_tree(root) for root in roots]
    found = [tree for tree in trees if tree is not None]
    if found and not directories:
        return common_parent(found)
    if found:
        return common_parent([tree or root for tree, root in zip(trees, roots, strict=True)])
    return here if all(within(root, here) for root in roots) else common_parent(roots)


def work_tree(directory: str) -> str | None:
    while not os.path.exists(os.path.join(directory, ".git")):
        parent = os.path.dirname(directory)
        if parent == directory:
            return None
        directory = parent
    return directory


def common_parent(directories: Sequence[str]) -> str:
    try:
        return os.path.commonpath(directories)
    except ValueError:  # drives of Windows have none
        return directories[0]

"""A folder of files, and what discovery makes of it."""

from __future__ import annotations

from pathlib import Path

from smtp_iac.discover import Discovery, discover
from smtp_iac.source import Tree


def put(folder: Path, files: dict[str, str | bytes]) -> None:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)


def search(folder: Path, *paths: str) -> tuple[Tree, Discovery]:
    given = list(paths) or ["."]
    tree = Tree.for_paths(given, str(folder))
    return tree, discover(tree, given)


def found(folder: Path, *paths: str) -> list[str]:
    tree, discovery = search(folder, *paths)
    return [tree.display(candidate.path) for candidate in discovery.candidates]


def unreadable(folder: Path, *paths: str) -> list[tuple[str, str]]:
    tree, discovery = search(folder, *paths)
    return [(tree.display(each.path), each.reason) for each in discovery.unreadable]

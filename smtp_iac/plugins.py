"""The one loader: import every module of a package and collect what it registered."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path


def load(package: str) -> list[object]:
    """Every public module and package inside `package`, imported, in the order of their names."""
    parent = import_module(package)
    names = sorted(
        {entry.name.removesuffix(".py") for folder in parent.__path__ for entry in Path(folder).iterdir()}
    )
    return [import_module(f"{package}.{name}") for name in names if name.isidentifier() and name[0] != "_"]

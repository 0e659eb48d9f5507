"""The one loader: import every module of a package and collect what it registered."""

from __future__ import annotations

import os
from importlib import import_module


def load(package: str) -> list[object]:
    """Every public module and package inside `package`, imported, in the order of their names."""
    parent = import_module(package)
    names = sorted({name.removesuffix(".py") for folder in parent.__path__ for name in os.listdir(folder)})
    return [import_module(f"{package}.{name}") for name in names if name.isidentifier() and name[0] != "_"]

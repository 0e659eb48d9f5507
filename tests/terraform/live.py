"""What the tests need that ask the real terraform: whether it is here, and our reading of what it plans."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TypeVar

import pytest

from smtp_iac.discover import Candidate
from smtp_iac.formats.terraform import FORMATS
from smtp_iac.formats.terraform.declarations.files import is_loaded
from smtp_iac.reading import Inputs, Reading
from smtp_iac.source import Tree
from tests.oracle import exproracle
from tests.oracle.fakeaws.schemas import RESOURCES

Case = TypeVar("Case")
VERSION = "1.11.4"
MISSING = [name for name in ("grpc", "msgpack") if importlib.util.find_spec(name) is None]

needs_terraform = pytest.mark.skipif(exproracle.version() != VERSION, reason=f"needs terraform {VERSION}")
needs_fake_provider = pytest.mark.skipif(
    exproracle.version() != VERSION or bool(MISSING),
    reason=f"needs terraform {VERSION}, grpcio and msgpack",
)


ROTATION = 1 if os.environ.get("ORACLE_ALL") else 4


def todays(cases: Sequence[Case]) -> list[Case]:
    """A part of the stored cases, another one each day: all of them in four days, or with ORACLE_ALL=1."""
    return list(cases[date.today().toordinal() % ROTATION :: ROTATION])


def read_directory(
    directory: Path,
    boundary: Path,
    arguments: Sequence[str] = (),
    environment: Mapping[str, str] | None = None,
    types: Iterable[str] = RESOURCES,
) -> Reading:
    """The resources of one root module, with the `-var` and `-var-file` arguments of `terraform plan`."""
    files = [
        Candidate(str(path), "terraform")
        for path in sorted(directory.iterdir())
        if is_loaded(path.name) and path.is_file()
    ]
    variables = {
        name.removeprefix("TF_VAR_"): value
        for name, value in (environment or {}).items()
        if name.startswith("TF_VAR_")
    }
    tree = Tree(str(boundary), str(directory))
    inputs = Inputs(settings(arguments, directory), variables)
    return FORMATS[0].read(files, tree, inputs, frozenset(types))


def settings(arguments: Sequence[str], directory: Path) -> list[tuple[str, str]]:
    found = []
    left = list(arguments)
    while left:
        name, has_value, value = left.pop(0).partition("=")
        if not has_value:
            value = left.pop(0)
        is_file = name.lstrip("-") == "var-file"
        found.append(("file", os.path.join(directory, value)) if is_file else ("var", value))
    return found

"""Evaluates expressions and configurations for tests, as the scanner does."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from smtp_iac.formats.terraform.declarations.configuration import Configurations
from smtp_iac.formats.terraform.evaluation.graph import Graph
from smtp_iac.formats.terraform.evaluation.module import Module, World
from smtp_iac.formats.terraform.variables.given import Given
from smtp_iac.reading import Inputs
from smtp_iac.source import Tree
from smtp_iac.value import Absent, Choice, Known, Many, Refused, Unknown


class Open(Exception):  # noqa: N818
    """The value is not known throughout."""


def module_at(directory: Path, inputs: Inputs | None = None) -> Module:
    tree = Tree(str(directory), str(directory))
    configurations = Configurations(tree)
    given = Given.to(str(directory), inputs or Inputs(), configurations)
    world = World(configurations, Graph(), ".", str(directory), given)
    return Module(world, configurations.at(str(directory)))


def outputs(directory: Path, inputs: Inputs | None = None) -> dict[str, Any]:
    module = module_at(directory, inputs)
    return {name: module.output(name, None) for name in module.configuration.outputs}


def write(directory: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def plain(value: Any) -> Any:
    """Plain data; raises Open where it is unknown, ValueError where it is refused."""
    if isinstance(value, Refused):
        raise ValueError(value.reason)
    if isinstance(value, (Unknown, Choice, Many, Absent)):
        raise Open(repr(value))
    assert isinstance(value, Known)
    if isinstance(value.data, tuple):
        return [plain(element) for element in value.data]
    if isinstance(value.data, dict):
        return {key: plain(value.data[key]) for key in value.data}
    return float(value.data) if isinstance(value.data, Decimal) else value.data

"""What a plan says of the variables of its root module, and which file says the same.

A plan holds the values and not where they came from. Where the configuration's own settings (defaults, tfvars
files, options) give the planned value, they are its origin; else a tfvars file beside it may, which was
named when the plan was made; else the value was given outside of the repository.
"""

from __future__ import annotations

import os

from ....source import Unreadable
from ....value import Known, Outside
from ..evaluation.module import Module
from ..functions.signatures import from_plain
from ..values import TooMuch
from ..variables.given import Given

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ....source import Tree
    from ....value import Element
    from ..declarations.configuration import Configuration
    from ..evaluation.module import World

    MakeWorld = Callable[[], World]

FILES = (".tfvars", ".tfvars.json")
MOST_FILES = 64
"""How many tfvars files are compared with a plan."""
FEW = 256
"""Elements of a set that are looked for in the order of another."""
OUTSIDE = "was given when the plan was made"


def root_as_planned(configuration: Configuration, make_world: MakeWorld, planned: dict[str, Any]) -> Module:
    """The root module with the variables of a plan, given as plain data by their names."""
    names = [name for name in sorted(planned) if name in configuration.variables]
    root = Module(make_world(), configuration)
    left = differing(root, names, planned)
    if not left:
        return root
    files = files_that_say(configuration, make_world, planned, left)
    root = Module(with_files(make_world(), files), configuration)
    left = differing(root, names, planned)
    if not left:
        return root
    world = with_files(make_world(), files)
    for name in left:
        origin = Outside(f"var.{name}", OUTSIDE, configuration.declared(configuration.variables[name]).header)
        try:
            world.given.planned[name] = from_plain(planned[name], "dynamic", origin)
        except TooMuch:
            continue
    return Module(world, configuration)


def with_files(world: World, paths: list[str]) -> World:
    for path in paths:
        world.given.add_file(path, world.configurations, named=False)
    return world


def differing(root: Module, names: list[str], planned: dict[str, Any]) -> list[str]:
    """The variables that have another value here than in the plan."""
    return [name for name in names if not agrees(value(root, name), planned[name])]


def value(root: Module, name: str) -> Element:
    node = root.node_of(("var", name))
    assert node is not None
    found: Element = root.graph.get(node)
    return found


def files_that_say(
    configuration: Configuration, make_world: MakeWorld, planned: dict[str, Any], left: list[str]
) -> list[str]:
    """The tfvars files that set some of the variables in question, and none to something else than planned;
    the one that sets most of them last."""
    found: list[tuple[int, str]] = []
    for path in tfvars_near(configuration, make_world().configurations.tree)[:MOST_FILES]:
        world = make_world()
        world.given = Given()
        with_files(world, [path])
        names = [name for name in world.given.settings if name in planned and name in configuration.variables]
        useful = [name for name in names if name in left]
        if useful and not differing(Module(world, configuration), names, planned):
            found.append((-len(useful), path))
    return [path for _, path in sorted(found, reverse=True)]


def tfvars_near(configuration: Configuration, tree: Tree) -> list[str]:
    """The tfvars files in a directory and in those directly below it."""
    found = []
    for directory in [configuration.directory, *below(configuration.directory, tree)]:
        paths = [os.path.join(directory, name) for name in names_in(directory, tree)]
        found += [path for path in paths if path.endswith(FILES)]
    return found


def below(directory: str, tree: Tree) -> list[str]:
    paths = [os.path.join(directory, name) for name in names_in(directory, tree) if name[0] != "."]
    return [path for path in paths if os.path.isdir(path)]


def names_in(directory: str, tree: Tree) -> list[str]:
    try:
        return tree.list_directory(directory)
    except Unreadable:
        return []


def agrees(ours: Element, planned: Any) -> bool:
    """Whether a value, which has its variable's type, is this one, which may lack it: a number may be text,
    a set a list in any order, and attributes that are optional may be left out."""
    if not isinstance(ours, Known):
        return False
    if isinstance(ours.data, dict):
        return isinstance(planned, dict) and all(
            agrees(ours.data[name], one) if name in ours.data else one is None
            for name, one in planned.items()
        )
    if isinstance(ours.data, tuple):
        if not isinstance(planned, list) or len(planned) != len(ours.data):
            return False
        in_order = all(map(agrees, ours.data, planned))
        return in_order or (len(planned) <= FEW and _agree_in_any_order(ours.data, planned))
    return not isinstance(planned, (dict, list)) and _text(ours.data) == _text(planned)


def _agree_in_any_order(ours: tuple[Element, ...], planned: list[Any]) -> bool:
    left = list(planned)
    for one in ours:
        at = next((index for index, other in enumerate(left) if agrees(one, other)), None)
        if at is None:
            return False
        del left[at]
    return True


def _text(data: Any) -> str | None:
    if isinstance(data, bool):
        return "true" if data else "false"
    return None if data is None else str(data)

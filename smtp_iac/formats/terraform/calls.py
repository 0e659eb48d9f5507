"""Which directories call which: where a module call leads, the roots, and what can reach a rule."""

from __future__ import annotations

import os

from .syntax.problem import SyntaxProblem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from .configuration import Configuration, Configurations, Declared
    from .module import Module

LOCAL = ("./", "../", ".\\", "..\\")
DEEPEST = 50
"""Modules inside modules; terraform itself has no limit, but a module that calls itself never ends."""


def source_of(declared: Declared) -> str | None:
    """The literal source of a module call."""
    attribute = declared.block.body().attribute("source")
    if attribute is None:
        return None
    try:
        node, _ = attribute.node()
    except SyntaxProblem:
        return None
    return node[3] if node[0] == "lit" and isinstance(node[3], str) else None


def local_directory(declared: Declared, directory: str) -> str | None:
    source = source_of(declared)
    if source is None or not (source.startswith(LOCAL) or source in (".", "..")):
        return None
    return os.path.normpath(os.path.join(directory, source))


def directory_of(declared: Declared, module: Module) -> tuple[str | None, str]:
    """The directory of a called module, or None and why its code is not at hand."""
    if module.configuration.overriding("module", *declared.block.labels, field="source") is not None:
        return None, "has another source in an override file: override files are not supported yet"
    source = source_of(declared)
    if source is None:
        written = declared.block.body().attribute("source") is not None
        return None, "has a source that is no plain text" if written else "has no source"
    directory = local_directory(declared, module.configuration.directory)
    if directory is None:
        installed = os.path.join(module.world.root_directory, ".terraform", "modules", "modules.json")
        if module.tree.exists_file(installed):
            return None, "is below .terraform/modules: installed modules are not supported yet"
        return None, "is not on disk"
    if not module.tree.inside(directory):
        return None, "lies outside the boundary of the scan"
    found = module.world.configurations.at(directory)
    if not found.sources and not found.overrides:
        shown = module.tree.display(module.tree.real(directory))
        return None, f"is not on disk: there are no Terraform files in {shown}"
    depth, ancestor = 0, module
    while ancestor.parent is not None:
        depth, ancestor = depth + 1, ancestor.parent
        if ancestor.configuration is found:
            return None, "calls itself"
    if module.configuration is found:
        return None, "calls itself"
    return (None, "is nested too deeply") if depth > DEEPEST else (found.directory, "")


def reaching(found: list[Configuration], configurations: Configurations, types: frozenset[str]) -> set[str]:
    """The directories that hold, or through their calls lead to, what a question may be about: a resource of
    the wanted types, or code that is not at hand."""
    callers: dict[str, list[str]] = {}
    relevant: list[str] = []
    for directory in reached(found, configurations):
        configuration = configurations.at(directory)
        if any(type_ in types for type_, _ in configuration.resources) or opaque_calls(
            configuration, configurations
        ):
            relevant.append(directory)
        for called in called_by(configuration):
            callers.setdefault(called, []).append(directory)
    reaching_: set[str] = set()
    while relevant:
        directory = relevant.pop()
        if directory not in reaching_:
            reaching_.add(directory)
            relevant.extend(callers.get(directory, ()))
    return reaching_


def opaque_calls(configuration: Configuration, configurations: Configurations) -> bool:
    for declared in configuration.calls.values():
        directory = local_directory(declared, configuration.directory)
        if directory is None or not configurations.tree.inside(directory):
            return True
        if not configurations.at(directory).sources:
            return True
    return False


def roots(configurations: Configurations, directories: Iterable[str]) -> list[Configuration]:
    """The directories that nothing among them calls, in order; of a ring of calls, its first."""
    known = {directory: configurations.at(directory) for directory in sorted(set(directories))}
    called = {
        found
        for directory in known
        for found in called_by(known[directory])
        if found in known and found != directory
    }
    found = [configuration for directory, configuration in known.items() if directory not in called]
    covered = reached(found, configurations)
    for directory, configuration in known.items():
        if directory not in covered:
            found.append(configuration)
            covered |= reached([configuration], configurations)
    return found


def called_by(configuration: Configuration) -> set[str]:
    """The directories of the local modules that a configuration calls."""
    if configuration.called is None:
        directories = [
            local_directory(declared, configuration.directory) for declared in configuration.calls.values()
        ]
        configuration.called = {os.path.realpath(one) for one in directories if one is not None}
    return configuration.called


def reached(starts: list[Configuration], configurations: Configurations) -> set[str]:
    seen: set[str] = set()
    stack = list(starts)
    while stack:
        configuration = stack.pop()
        if configuration.directory in seen:
            continue
        seen.add(configuration.directory)
        inside = [one for one in called_by(configuration) if configurations.tree.inside(one)]
        stack.extend(configurations.at(one) for one in inside)
    return seen

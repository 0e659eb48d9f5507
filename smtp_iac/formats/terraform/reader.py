"""Reads Terraform files: finds the root modules, and gives every instance of the wanted resources."""

from __future__ import annotations

import os

from ...finding import Diagnostic
from ...model.rule import both
from ...reading import Opaque, Reading
from ...resource import Resource
from ...source import Span, Unreadable
from ...value import Known, Missing, Origin
from .calls import reaching, roots
from .configuration import Configurations, is_loaded
from .graph import Graph
from .module import Module, World
from .named import Expanded, camp_of
from .syntax.problem import SyntaxProblem
from .variables import Given, attributes_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ...reading import Candidate, Inputs
    from ...source import Tree
    from .configuration import Configuration, Declared
    from .expansion import Instance


def read(files: Sequence[Candidate], tree: Tree, inputs: Inputs, types: frozenset[str]) -> Reading:
    reading = Reading()
    configurations = Configurations(tree)
    directories: dict[str, None] = {}
    for file in files:
        name = os.path.basename(file.path)
        if is_loaded(name):
            directories[tree.real(os.path.dirname(file.path))] = None
            reading.files.add(file.path)
        elif name.endswith((".tfvars", ".tfvars.json")):
            check_settings(file.path, configurations)
            reading.files.add(file.path)
        else:
            not_loaded(file, tree, types, reading)
    found = roots(configurations, directories)
    wanted = reaching(found, configurations, types)
    declared: set[str] = set()
    worlds: list[World] = []
    for configuration in found:
        declared |= set(configuration.variables)
        if configuration.directory in wanted:
            world = world_of(configuration, configurations, inputs)
            worlds.append(world)
            read_root(Module(world, configuration), types, wanted, reading)
    reading.diagnostics += undeclared(inputs, declared if found else None)
    reading.complete = lambda: complete(reading, configurations, worlds)
    return reading


def complete(reading: Reading, configurations: Configurations, worlds: list[World]) -> None:
    """What was met while the resources were judged."""
    reading.unreadable += configurations.unreadable.values()
    for world in worlds:
        for text, span in world.graph.cycles:
            path, line = (span.source.path, span.line) if span is not None else (world.root_directory, None)
            reading.unreadable.append(Unreadable(path, line, text))
        for span, message in world.diagnostics:
            reading.diagnostics.append(Diagnostic(span.source.path, span.line, message))


def check_settings(path: str, configurations: Configurations) -> None:
    """A tfvars file is ours to complain about, also where no root loads it."""
    try:
        source = configurations.tree.read_named(path)
        attributes_of(source)
    except Unreadable as error:
        configurations.cannot_read(error.path, error.line, error.reason)
    except SyntaxProblem as problem:
        configurations.syntax_problem(source, problem)


def not_loaded(file: Candidate, tree: Tree, types: frozenset[str], reading: Reading) -> None:
    """OpenTofu's own files: not read yet, which must not look like clear where they may hold a rule."""
    if not file.path.endswith((".tofu", ".tofu.json")):
        return
    reading.files.add(file.path)
    try:
        source = tree.read_named(file.path)
    except Unreadable as error:
        reading.unreadable.append(Unreadable(error.path, error.line, error.reason))
        return
    if b"module" in source.data or any(type_.encode() in source.data for type_ in types):
        name = os.path.basename(file.path)
        span = Span(source, 0, len(source.data.split(b"\n", 1)[0]))
        missing = Missing(
            f"OpenTofu file {name}",
            "is not read: OpenTofu's own files are not supported yet",
            "not supported yet",
            span,
        )
        reading.opaque.append(
            Opaque(name, tree.relative(os.path.dirname(source.path)), span, missing, Known(True))
        )


def undeclared(inputs: Inputs, declared: set[str] | None) -> list[Diagnostic]:
    names = [text.partition("=")[0].strip() for kind, text in inputs.variables if kind == "var"]
    if declared is None:
        return []
    return [
        Diagnostic("", None, f"--var {name}: no root module declares this variable")
        for name in names
        if name not in declared
    ]


def world_of(configuration: Configuration, configurations: Configurations, inputs: Inputs) -> World:
    given = Given.to(configuration.directory, inputs, configurations)
    root = configurations.tree.relative(configuration.directory)
    return World(configurations, Graph(), root, configuration.directory, given)


def read_root(root: Module, types: frozenset[str], wanted: set[str], reading: Reading) -> None:
    modules = [root]
    while modules:
        module = modules.pop()
        for declared in resources_of(module, types):
            reading.resources.extend(instances(module, declared))
        for name in sorted(module.configuration.calls):
            modules.extend(called(module, name, wanted, reading))


def resources_of(module: Module, types: frozenset[str]) -> Iterator[Declared]:
    for type_, name in sorted(module.configuration.resources):
        if type_ in types:
            yield from module.configuration.resources[type_, name]


def instances(module: Module, declared: Declared) -> Iterator[Resource]:
    node = module.expansion_of(declared)
    for instance in module.graph.get(node).instances:
        yield resource(module, node, declared, instance)


def resource(module: Module, node: Expanded, declared: Declared, instance: Instance) -> Resource:
    address = node.address + instance.key
    return Resource(
        type=declared.block.labels[0],
        address=module.prefixed(address),
        root=module.root,
        id=module.id(address),
        body=node.body(instance),
        exists=both(module.exists, instance.exists),
        span=declared.span,
        header=declared.header,
        origin=Origin("", declared.header),
    )


def called(module: Module, name: str, wanted: set[str], reading: Reading) -> list[Module]:
    """The instances of a called module that may hold a rule; what is not at hand is opaque."""
    call = module.call_of(name)
    expansion = module.graph.get(call)
    children = call.children
    if children:
        return [child for child in children.values() if child.configuration.directory in wanted]
    for instance in expansion.instances:
        missing = Missing(call.name(), call.reason, camp_of(call.reason), call.declared.header)
        exists = both(module.exists, instance.exists)
        address = call.name() + instance.key
        reading.opaque.append(Opaque(address, module.root, call.declared.header, missing, exists))
    return []

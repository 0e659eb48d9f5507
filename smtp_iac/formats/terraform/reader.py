"""Reads Terraform files: finds the root modules, and gives every instance of the wanted resources."""

from __future__ import annotations

import os

from ...finding import Diagnostic
from ...reading import Opaque, Reading
from ...resource import Resource
from ...source import Span, Unreadable
from ...value import Missing, Origin
from .declarations.configuration import Configurations
from .declarations.files import is_loaded
from .evaluation import refusals
from .evaluation.graph import Graph
from .evaluation.module import Module, World
from .evaluation.named import Expanded
from .modules.call_graph import CallGraph, idle, roots
from .modules.calls import CALLS_ITSELF, NOT_INSTALLED, written_calls
from .modules.early import add_computed, has_computed_sources
from .modules.foreign import in_users_code, notes, users_call
from .modules.installed import Installations
from .modules.rings import rings
from .variables.given import Given

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ...reading import Candidate, Inputs, Use, Wanted
    from ...source import Tree
    from .declarations.configuration import Configuration
    from .declarations.declared import Declared
    from .evaluation.expansion import Instance


def read(files: Sequence[Candidate], tree: Tree, inputs: Inputs, types: frozenset[str]) -> Reading:
    reading = Reading()
    configurations = Configurations(tree)
    directories: dict[str, list[str]] = {}
    for file in files:
        directory, _, name = file.path.rpartition(os.sep)
        if is_loaded(name):
            directories.setdefault(tree.real(directory or os.sep), []).append(file.path)
            reading.files.add(file.path)
        elif name.endswith((".tfvars", ".tfvars.json")):
            from .variables.settings import check_settings

            check_settings(file.path, configurations)
            reading.files.add(file.path)
    if inputs.changed is not None:
        from .modules.changed import in_reach

        directories = {one: directories[one] for one in in_reach(directories, tree, inputs)}
    graph = CallGraph(configurations, Installations(configurations, inputs.data_directory))
    modules: dict[str, Module] = {}

    def root_at(configuration: Configuration) -> Module:
        if configuration.directory not in modules:
            world = world_of(configuration, graph, inputs)
            modules[configuration.directory] = Module(world, configuration)
        return modules[configuration.directory]

    first = roots(graph, directories)
    some_compute = has_computed_sources(graph, first)
    for configuration in first:
        graph.add_installed(configuration)
        may_compute = some_compute or configuration.directory in graph.own
        if may_compute and has_computed_sources(graph, [configuration]):
            add_computed(graph, root_at(configuration))
    found = first
    if graph.own:
        found, known = roots(graph, directories), set(first)
        for configuration in found:
            if configuration not in known:
                graph.add_installed(configuration)
    if inputs.changed is not None:
        found = narrowed(found, graph, inputs, directories, reading)
    reached = graph.reached(found)
    for ring in rings(graph, found, reached):
        ring_problem(ring, configurations)
    unwanted = idle(graph, found, types)
    worlds: list[World] = []
    for configuration in found:
        if configuration.directory not in unwanted:
            root = root_at(configuration)
            worlds.append(root.world)
            read_root(root, types, unwanted, reading)
    for directory in directories:
        reading.diagnostics += refusals.replaced(configurations.at(directory), types, tree)
    for directory in sorted(reached - unwanted):
        reading.diagnostics += refusals.diagnostics(configurations.at(directory))
    reading.diagnostics += undeclared(inputs, found)
    looked_at = None if inputs.changed is None else frozenset(directories) | inputs.changed
    reading.complete = lambda: complete(reading, configurations, worlds, looked_at)
    reading.further = lambda wanted, use: further(list(modules.values()), wanted, use)
    return reading


def narrowed(
    found: list[Configuration],
    graph: CallGraph,
    inputs: Inputs,
    directories: dict[str, list[str]],
    reading: Reading,
) -> list[Configuration]:
    """The roots that changed files reach; the directories and the reading are left with what these reach."""
    from .modules.changed import reaching

    kept = reaching(found, graph, inputs)
    reached = graph.reached(kept)
    for directory in [one for one in directories if one not in reached]:
        del directories[directory]
    tree = graph.configurations.tree
    reading.files = {path for path in reading.files if tree.real(os.path.dirname(path)) in reached}
    return kept


def complete(
    reading: Reading, configurations: Configurations, worlds: list[World], looked_at: frozenset[str] | None
) -> None:
    """What was met while the resources were judged. looked_at: the directories and files that may be
    complained about; None for all."""
    reading.unreadable += [
        one
        for one in configurations.unreadable.values()
        if looked_at is None or not looked_at.isdisjoint((one.path, os.path.dirname(one.path)))
    ]
    for world in worlds:
        for text, span in world.graph.cycles:
            if span is None or span.source.foreign == "shipped":
                reading.unreadable.append(Unreadable(world.root_directory, None, text))
            else:
                reading.unreadable.append(Unreadable(span.source.path, span.line, text))
        for span, message in world.diagnostics:
            if span.source.foreign != "shipped":
                reading.diagnostics.append(Diagnostic(span.source.path, span.line, message))


def ring_problem(ring: tuple[Span, list[str]], configurations: Configurations) -> None:
    """A module that calls itself is an error, once and not for each instance."""
    span, directories = ring
    shown = [configurations.tree.display(one) for one in (*directories, directories[0])]
    text = "cycle: a module calls itself" if len(directories) == 1 else f"cycle: {' -> '.join(shown)}"
    configurations.cannot_read(span.source.path, span.line, text)


def undeclared(inputs: Inputs, found: list[Configuration]) -> list[Diagnostic]:
    names = [text.partition("=")[0].strip() for kind, text in inputs.variables if kind == "var"]
    return [
        Diagnostic("", None, f"--var {name}: no root module declares this variable")
        for name in names
        if found and not any(name in configuration.variables for configuration in found)
    ]


def world_of(configuration: Configuration, graph: CallGraph, inputs: Inputs) -> World:
    configurations = graph.configurations
    given = Given.to(configuration.directory, inputs, configurations)
    root = configurations.tree.relative(configuration.directory)
    return World(
        configurations, Graph(), root, configuration.directory, given, installations=graph.installations
    )


def read_root(root: Module, types: frozenset[str], unwanted: set[str], reading: Reading) -> None:
    modules = [root]
    while modules:
        module = modules.pop()
        for declared in resources_of(module, types):
            reading.resources.extend(instances(module, declared))
        refusals.add_refused_calls(module, reading)
        modules += called_modules(module, unwanted, reading)


def resources_of(module: Module, types: frozenset[str]) -> Iterator[Declared]:
    configuration = module.configuration
    for labels in sorted([labels for labels in configuration.resources if labels[0] in types]):
        yield from configuration.all_of(configuration.resources[labels])


def further(roots_read: list[Module], wanted: Wanted, use: Use) -> None:
    """The wanted resources of these roots, in whatever module. What is met on the way is forgotten."""
    modules = [root for root in roots_read if root.root in wanted.roots]
    worlds = [root.world for root in modules]
    records = [world.configurations.unreadable for world in worlds]
    kept = [dict(record) for record in records]
    counts = [(len(world.graph.cycles), len(world.diagnostics)) for world in worlds]
    while modules:
        module = modules.pop()
        configuration = module.configuration
        for labels in sorted(configuration.resources):
            for declared in configuration.all_of(configuration.resources[labels]):
                if wanted.wants_block(labels[0], declared.span):
                    for each in instances(module, declared):
                        use(each)
        modules += called_modules(module, set(), Reading())
    for record, before in zip(records, kept, strict=True):
        record.clear()
        record.update(before)
    for world, (cycles, diagnostics) in zip(worlds, counts, strict=True):
        del world.graph.cycles[cycles:]
        del world.diagnostics[diagnostics:]


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
        exists=refusals.existence(module, declared, instance),
        span=declared.span,
        header=declared.header,
        origin=Origin("", declared.header),
        call=users_call(module),
        notes=notes(module),
    )


def called_modules(module: Module, unwanted: set[str], reading: Reading) -> list[Module]:
    """The instances of called modules that may hold a rule; what is not at hand is opaque."""
    found: list[Module] = []
    absent = not_installed(module)
    reading.opaque += absent.values()
    for name in written_calls(module.configuration).directories:
        if name not in absent:
            found += called(module, name, unwanted, reading)
    return found


def called(module: Module, name: str, unwanted: set[str], reading: Reading) -> list[Module]:
    """The same of one call. A call that closes a ring is an error and leads to nothing new."""
    call = module.call_of(name)
    expansion = module.graph.get(call)
    children = call.children
    if children:
        return [child for child in children.values() if child.configuration.directory not in unwanted]
    if call.reason == CALLS_ITSELF:
        return []
    for instance in expansion.instances:
        header = in_users_code(module, call.declared.header)
        missing = call.missing(header)
        exists = refusals.existence(module, call.declared, instance)
        address = call.name() + instance.key
        reading.opaque.append(Opaque(address, module.root, header, missing, exists))
    return []


def not_installed(module: Module) -> dict[str, Opaque]:
    """The calls, by their names, that are plainly elsewhere and of which nothing on disk is known, without
    their nodes: most calls of a large estate are of this kind."""
    elsewhere = written_calls(module.configuration).elsewhere
    if not elsewhere:
        return {}
    installed = module.world.installations.of(module.world.root_directory)
    if installed.broken:
        return {}
    root, exists, users = module.root, module.exists, users_call(module)
    prefix = module.prefixed("module.")
    found = {}
    for name, own in elsewhere.items():
        if not installed.records or module.key_of(name) not in installed.records:
            address = prefix + name
            header = own if users is None else users.header
            missing = Missing(address, NOT_INSTALLED, "nobody can know", header)
            found[name] = Opaque(address, root, header, missing, exists)
    return found

"""Module sources that are computed (OpenTofu evaluates them early): which directories they lead to."""

from __future__ import annotations

from ..evaluation.module import Module
from .call_graph import has_calls_elsewhere
from .calls import source_of, written_calls

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..declarations.configuration import Configuration
    from .call_graph import CallGraph


def has_computed_sources(graph: CallGraph, starts: list[Configuration]) -> bool:
    """Whether a source is computed in what is reached from these."""
    reached = [directory for _, directory in graph.edges(starts)]
    return any(written_calls(graph.configurations.at(directory)).computes for directory in reached)


def add_computed(graph: CallGraph, root: Module) -> None:
    """The edges from a root that computed sources make. Such a source knows nothing of instances, so one
    instance of each call tells what all of them call."""
    waiting = [root]
    while waiting:
        module = waiting.pop()
        for name in sorted(module.configuration.calls):
            call = module.call_of(name)
            module.graph.get(call)
            child = next(iter(call.children.values()), None)
            if source_of(call.declared.said) is None and call.directory is not None:
                graph.add(root.configuration.directory, module.configuration.directory, call.directory)
            if child is not None and leads_on(graph, child):
                waiting.append(child)


def leads_on(graph: CallGraph, module: Module) -> bool:
    """Whether computed sources are reached from here, or what cannot be told before it is evaluated."""
    if has_calls_elsewhere(module.configuration):
        return True
    return has_computed_sources(graph, [module.configuration])

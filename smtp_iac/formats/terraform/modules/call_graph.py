"""Which directories call which: the roots, and what each of them reaches.

Sources that are paths written out are the same edges in every root. What terraform init installed and what
computed sources lead to are edges of one root: its own.
"""

from __future__ import annotations

import os

from ..evaluation.refusals import refused_calls
from .calls import local_directory, source_of
from .module_source import normalised

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ..declarations.configuration import Configuration, Configurations
    from ..declarations.declared import Declared
    from .installed import Installations

    Edges = dict[str, set[str]]


class CallGraph:
    __slots__ = ("_local", "configurations", "installations", "own")

    def __init__(self, configurations: Configurations, installations: Installations) -> None:
        self.configurations = configurations
        self.installations = installations
        self.own: dict[str, Edges] = {}
        self._local: Edges = {}

    def add(self, root: str, caller: str, called: str) -> None:
        self.own.setdefault(root, {}).setdefault(caller, set()).add(self.configurations.tree.real(called))

    def add_installed(self, root: Configuration) -> None:
        """The edges to what terraform init has installed for a root, if it has calls that need it."""
        reached = self.reached([root])
        if not any(has_calls_elsewhere(self.configurations.at(directory)) for directory in sorted(reached)):
            return
        records = self.installations.of(root.directory).records
        for key in sorted(records):
            parent, _, name = key.rpartition(".")
            record, caller = records[key], records.get(parent)
            directory = caller.directory if caller is not None and parent else root.directory
            if not (record.directory and directory and self._inside(record.directory, directory)):
                continue
            calling = self.configurations.at(directory)
            declared = calling.calls.get(name)
            if declared is None or local_directory(declared, calling.directory) is not None:
                continue
            source = source_of(declared)
            if source is None or normalised(source) == record.source:
                self.add(root.directory, calling.directory, record.directory)

    def _inside(self, *directories: str) -> bool:
        return all(self.configurations.tree.inside(directory) for directory in directories)

    def called_by(self, directory: str, own: Edges) -> set[str]:
        local = self._local.get(directory)
        if local is None:
            local = self._local[directory] = self._among(called_by(self.configurations.at(directory)))
        return local | self._among(own[directory]) if directory in own else local

    def _among(self, directories: set[str]) -> set[str]:
        """Those inside the boundary."""
        return {one for one in directories if self.configurations.tree.inside(one)}

    def edges(self, starts: Iterable[Configuration]) -> Iterator[tuple[str, str]]:
        """Every call that is reached from these roots, as directories; ("", root) begins each."""
        seen: set[str] = set()
        for start in starts:
            own = self.own.get(start.directory, {})
            found = set() if own else seen
            stack = [("", start.directory)]
            while stack:
                caller, directory = stack.pop()
                yield caller, directory
                if directory not in found:
                    found.add(directory)
                    stack.extend((directory, called) for called in sorted(self.called_by(directory, own)))

    def reached(self, starts: Iterable[Configuration]) -> set[str]:
        return {directory for _, directory in self.edges(starts)}


def roots(graph: CallGraph, directories: Iterable[str]) -> list[Configuration]:
    """The directories that nothing among them calls, in order; of a ring of calls, its first."""
    known = {directory: graph.configurations.at(directory) for directory in sorted(set(directories))}
    called = {one for caller in known for one in called_by(known[caller]) if one != caller}
    for root, edges in graph.own.items():
        called |= {one for found in edges.values() for one in found if one != root}
    found = [configuration for directory, configuration in known.items() if directory not in called]
    covered = graph.reached(found)
    for directory, configuration in known.items():
        if directory not in covered:
            found.append(configuration)
            covered |= graph.reached([configuration])
    return found


def idle(graph: CallGraph, found: list[Configuration], types: frozenset[str]) -> set[str]:
    """The directories that neither hold nor call anything that a question may be about: a resource of the
    wanted types, or code that is not at hand."""
    callers: dict[str, list[str]] = {}
    for caller, directory in graph.edges(found):
        callers.setdefault(directory, []).append(caller)
    reaching: set[str] = set()
    relevant = [directory for directory in callers if matters(graph, directory, types)]
    while relevant:
        directory = relevant.pop()
        if directory and directory not in reaching:
            reaching.add(directory)
            relevant.extend(callers[directory])
    return set(callers) - reaching


def matters(graph: CallGraph, directory: str, types: frozenset[str]) -> bool:
    configuration = graph.configurations.at(directory)
    if any(type_ in types for type_, _ in configuration.resources) or refused_calls(configuration):
        return True
    for declared in configuration.calls.values():
        called = local_directory(declared, directory)
        if called is None or not graph.configurations.tree.inside(called):
            return True
        if not graph.configurations.at(called).sources:
            return True
    return False


def has_calls_elsewhere(configuration: Configuration) -> bool:
    """Whether it calls code by anything but a path that is written out."""
    return any(
        local_directory(declared, configuration.directory) is None
        for declared in configuration.calls.values()
    )


def called_by(configuration: Configuration) -> set[str]:
    """The directories of the modules that a configuration calls by paths that are written out."""
    if configuration.called is None:
        configuration.called = {directory for _, directory in local_calls(configuration)}
    return configuration.called


def local_calls(configuration: Configuration) -> list[tuple[Declared, str]]:
    found = []
    for name in sorted(configuration.calls):
        declared = configuration.calls[name]
        directory = local_directory(declared, configuration.directory)
        if directory is not None:
            found.append((declared, os.path.realpath(directory)))
    return found

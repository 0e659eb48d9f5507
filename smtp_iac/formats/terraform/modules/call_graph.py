"""Which directories call which: the roots, and what each of them reaches.

Sources that are paths written out are the same edges in every root. What terraform init installed and what
computed sources lead to are edges of one root: its own.
"""

from __future__ import annotations

from ..evaluation.refusals import refused_calls
from .calls import source_of, written_calls
from .module_source import normalised

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ..declarations.configuration import Configuration, Configurations
    from .installed import Installations

    Edges = dict[str, set[str]]
    Calls = list[tuple[str, str]]


class CallGraph:
    __slots__ = ("_called", "_local", "configurations", "installations", "own")

    def __init__(self, configurations: Configurations, installations: Installations) -> None:
        self.configurations = configurations
        self.installations = installations
        self.own: dict[str, Edges] = {}
        self._local: dict[str, Calls] = {}
        self._called: dict[str, list[str]] = {}

    def add(self, root: str, caller: str, called: str) -> None:
        self.own.setdefault(root, {}).setdefault(caller, set()).add(self.configurations.tree.real(called))

    def add_installed(self, root: Configuration) -> None:
        """The edges to what terraform init has installed for a root, if it has calls that need it."""
        if self.installations.has_none(root.directory):
            return
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
            block = calling.calls.get(name)
            if block is None or written_calls(calling).directories[name] is not None:
                continue
            source = source_of(calling.declared(block).said)
            if source is None or normalised(source) == record.source:
                self.add(root.directory, calling.directory, record.directory)

    def _inside(self, *directories: str) -> bool:
        return all(self.configurations.tree.inside(directory) for directory in directories)

    def local_calls(self, configuration: Configuration) -> Calls:
        """The names of the calls by paths that are written out, and the directories they lead to."""
        found = self._local.get(configuration.directory)
        if found is None:
            real = self.configurations.tree.real
            found = self._local[configuration.directory] = [
                (name, real(directory))
                for name, directory in written_calls(configuration).directories.items()
                if directory is not None
            ]
        return found

    def called_by(self, directory: str, own: Edges) -> list[str]:
        """The directories inside the boundary that are called, sorted."""
        found = self._called.get(directory)
        if found is None:
            calls = self.local_calls(self.configurations.at(directory))
            found = self._called[directory] = self._sorted_inside({one for _, one in calls})
        return self._sorted_inside(own[directory].union(found)) if directory in own else found

    def _sorted_inside(self, directories: set[str]) -> list[str]:
        return sorted([one for one in directories if self.configurations.tree.inside(one)])

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
                    stack += [(directory, called) for called in self.called_by(directory, own)]

    def reached(self, starts: Iterable[Configuration]) -> set[str]:
        return {directory for _, directory in self.edges(starts)}


def roots(graph: CallGraph, directories: Iterable[str]) -> list[Configuration]:
    """The directories that nothing among them calls, in order; of a ring of calls, its first."""
    known = {directory: graph.configurations.at(directory) for directory in sorted(set(directories))}
    called = {
        one
        for directory, configuration in known.items()
        for _, one in graph.local_calls(configuration)
        if one != directory
    }
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
    for called in written_calls(configuration).directories.values():
        if called is None or not graph.configurations.tree.inside(called):
            return True
        if not graph.configurations.at(called).sources:
            return True
    return False


def has_calls_elsewhere(configuration: Configuration) -> bool:
    """Whether it calls code by anything but a path that is written out."""
    return None in written_calls(configuration).directories.values()

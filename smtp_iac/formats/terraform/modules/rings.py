"""Modules that call themselves, directly or through others: terraform never comes to their end."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ....source import Span
    from ..declarations.configuration import Configuration
    from .call_graph import CallGraph


def rings(graph: CallGraph, found: list[Configuration], reached: set[str]) -> list[tuple[Span, list[str]]]:
    """Each call that closes a ring, and the directories along it; only paths that are written out count.
    reached: the directories that these roots reach."""
    rings_: list[tuple[Span, list[str]]] = []
    done: set[str] = set()
    starts = [configuration.directory for configuration in found]
    for start in [*starts, *sorted(reached)]:
        path: dict[str, Iterator[tuple[str, str]]] = {}
        following = start
        while following or path:
            if following and following not in done and following not in path:
                path[following] = iter(graph.local_calls(graph.configurations.at(following)))
            here = next(reversed(path), "")
            if not here:
                break
            name, following = next(path[here], (None, ""))
            if name is None:
                done.add(here)
                del path[here]
            elif not graph.configurations.tree.inside(following):
                following = ""
            elif following in path:
                along = list(path)
                call = graph.configurations.at(here).call(name)
                rings_.append((call.attribute_span("source"), along[along.index(following) :]))
    return rings_

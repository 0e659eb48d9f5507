"""Resources that depend on each other in a circle, which CloudFormation refuses to deploy.

A resource depends on what Ref, Fn::GetAtt and Fn::Sub name in its properties, and on its DependsOn. Only what
is sure counts: names that are written, in resources without a Condition, outside of Fn::If and of macros.
"""

from __future__ import annotations

from .functions.condition_names import IF
from .functions.pieces import VARIABLE
from .syntax.calls import DEPENDS_ON, GET_ATT, REF, SUB, TRANSFORM, call_of, is_loop
from .syntax.nodes import Alias, Entries, Later, Node, Scalar, children, listed, literal, written
from .template import EXTENSIONS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from .template import Template


def circles(template: Template) -> list[list[str]]:
    """The logical ids of each circle, in the order of the template."""
    if any(each.text != EXTENSIONS for each in template.transforms):
        return []  # a macro may make other resources of these
    perhaps = {name: node for name, node in template.resources.items() if not is_loop(name)}
    rings = _rings(_among(template, {name: _may_need(node) for name, node in perhaps.items()}))
    if rings:
        sure = {name: node for name, node in perhaps.items() if _is_sure(node)}
        rings = _rings(_among(template, {name: _needs(node) for name, node in sure.items()}))
    order = {name: position for position, name in enumerate(perhaps)}
    return [sorted(ring, key=order.__getitem__) for ring in rings]


def _among(template: Template, needs: dict[str, list[str]]) -> dict[str, list[str]]:
    """What the resources need of each other."""
    return {
        name: [one for one in needed if one in needs and one not in template.parameters]
        for name, needed in needs.items()
    }


def _may_need(resource: Node) -> list[str]:
    """At least the names that a resource depends on, without reading it."""
    later = written(resource)
    if not isinstance(later, Later):
        return _needs(later) if _is_sure(later) else []
    names = [name for function, text in later.refers for name in _named(function, text)]
    return list(dict.fromkeys(names))


def _named(function: str, text: str) -> list[str]:
    if function == SUB:
        return [variable.group(2).strip().partition(".")[0] for variable in VARIABLE.finditer(text)]
    return [text.partition(".")[0] if function == GET_ATT else text]


def _is_sure(resource: Node) -> bool:
    entries = written(resource)
    return isinstance(entries, Entries) and "Condition" not in entries.values


def _needs(resource: Node) -> list[str]:
    """The names that a resource depends on, each once."""
    entries = written(resource)
    assert isinstance(entries, Entries)
    depends = entries.values.get(DEPENDS_ON, Entries(0))
    named = [literal(each) for each in listed(depends) or [depends]]
    found = dict.fromkeys([each.text for each in named if each is not None])
    if "Properties" in entries.values:
        found.update(dict.fromkeys(_references(entries.values["Properties"])))
    return list(found)


def _references(properties: Node) -> Iterator[str]:
    """The names that functions refer to, anywhere inside."""
    seen: dict[int, Node] = {}  # what aliases stand for
    stack = [properties]
    while stack:
        node = stack.pop()
        if type(node) is Alias:
            node = written(node)
            if id(node) in seen:
                continue
            seen[id(node)] = node
        call = call_of(node)
        if call is None:
            stack += [each for each in children(node) if type(each) is not Scalar or each.tag]
        elif call[0] not in (IF, TRANSFORM):
            yield from _referred(*call)
            stack.append(call[1])


def _referred(function: str, argument: Node) -> Iterator[str]:
    parts = [argument] if function == REF else listed(argument) or [argument]
    first = literal(parts[0])
    if first is None:
        return
    if function == REF:
        yield first.text
    elif function == GET_ATT:
        yield first.text.partition(".")[0]
    elif function == SUB:
        given = written(parts[1]) if len(parts) > 1 else Entries(0)
        for variable in VARIABLE.finditer(first.text):
            name = variable.group(2).strip()
            if variable.group(1) == "$" and not (isinstance(given, Entries) and name in given.values):
                yield name.partition(".")[0]


def _rings(needs: dict[str, list[str]]) -> list[set[str]]:
    """The sets of names that all need each other (Kosaraju's algorithm, without recursion)."""
    needed_by: dict[str, list[str]] = {name: [] for name in needs}
    for name, needed in needs.items():
        for one in needed:
            needed_by[one].append(name)
    found: list[set[str]] = []
    left = set(needs)
    for start in reversed(_finished(needs)):
        ring: set[str] = set()
        stack = [start] if start in left else []
        while stack:
            name = stack.pop()
            if name in left:
                left.remove(name)
                ring.add(name)
                stack += needed_by[name]
        if len(ring) > 1 or (ring and start in needs[start]):
            found.append(ring)
    return found


def _finished(needs: dict[str, list[str]]) -> list[str]:
    """The names, each once all that it needs and that is not under way has been gone through."""
    found: list[str] = []
    started: set[str] = set()
    for start, first in needs.items():
        way = [] if start in started else [(start, iter(first))]
        started.add(start)
        while way:
            name, left = way[-1]
            needed = next((one for one in left if one not in started), None)
            if needed is None:
                way.pop()
                found.append(name)
            else:
                started.add(needed)
                way.append((needed, iter(needs[needed])))
    return found

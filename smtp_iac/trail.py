"""The way of a value, from where it is written to the rule."""

from __future__ import annotations

from .finding import Link
from .value import Origin

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .source import Span


def trail(origin: Origin, block: Span) -> tuple[Link, ...]:
    """The links outside the rule's own block, the literal's first. The literal's link says what its place is:
    `default of variable "mail_cidrs"`."""
    steps = _steps(origin)
    literal = steps[-1].span
    if literal is None or block.encloses(literal):
        return ()
    links: list[Link] = []
    named = "written here"
    for step in reversed(steps):
        if step.span is None or not step.what or block.encloses(step.span):
            continue
        if step.span.encloses(literal):
            named = step.what if named == "written here" else named
        elif not any(_same_place(step.span, link.span) for link in links):
            links.append(Link(step.span, step.what))
    return (Link(literal, named), *links)


def _same_place(first: Span, second: Span) -> bool:
    return first.source is second.source and first.start == second.start


def _steps(origin: Origin) -> list[Origin]:
    """From the rule back to the literal: at each step the way of the collection that the value was taken out
    of, then the value itself."""
    steps = [origin]
    while origin.written is not None:
        if origin.causes and origin.written.span is not None:
            steps += _route(origin.causes, origin.written.span)
        origin = origin.written
        steps.append(origin)
    return steps


def _route(starts: tuple[Origin, ...], place: Span) -> list[Origin]:
    """The shortest way from one of the origins to one whose span encloses the place; ties by position."""
    came_from: dict[int, Origin | None] = {id(start): None for start in starts}
    level = list(starts)
    while level:
        reached = [each for each in level if each.span is not None and each.span.encloses(place)]
        if reached:
            return _back(min(reached, key=_position), came_from)
        following: list[Origin] = []
        for each in level:
            for cause in (*each.causes, each.written):
                if cause is not None and id(cause) not in came_from:
                    came_from[id(cause)] = each
                    following.append(cause)
        level = following
    return []


def _position(origin: Origin) -> tuple[str, int, int]:
    assert origin.span is not None
    return origin.span.sort_key


def _back(last: Origin, came_from: dict[int, Origin | None]) -> list[Origin]:
    way = [last]
    while (before := came_from[id(way[-1])]) is not None:
        way.append(before)
    way.reverse()
    return way

"""The way of a value, from where it is written to the rule."""

from __future__ import annotations

from ..finding import Link

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ..source import Span
    from ..value import Origin


MOST_VISITED = 10_000
"""How many origins are looked at to find one way; beyond, it has fewer links."""


class Way:
    """How a value came to a rule: `literal`, where it is written, and the `links` from there to `place`;
    `spans` from the rule back to the literal, whose origin is `first`.

    place: the expression in the rule's block. text: the value as text; a value that is computed, such as an
    element of a split string, is written where its text is found.
    """

    __slots__ = ("first", "links", "literal", "spans")

    def __init__(self, origin: Origin, place: Span, text: str) -> None:
        search = Search()
        steps = _steps(origin, search)
        if text and not _says(steps[-1], text):
            steps += _to_text(steps[-1], text, search)
        self.first = steps[-1]
        literal = steps[-1].span
        outside = literal is not None and not place.encloses(literal)
        self.literal = _line_of(literal, text) if outside else literal
        self.spans = [step.span for step in steps if step.span is not None]
        self.links = _links(steps, place, self.literal)


def _line_of(literal: Span | None, text: str) -> Span | None:
    """In a text of several lines, such as a file or a heredoc: the place of this text alone."""
    if literal is None or not text:
        return literal
    data, start, end = literal.source.data, literal.start, literal.end
    written = text.encode()
    if data[start:end].count(b"\n") < 1:
        return literal
    at = data.find(written, start, end)
    while at > start and (data[at - 1 : at].isalnum() or data[at - 1 : at] in (b".", b":")):
        at = data.find(written, at + 1, end)
    return literal if at < 0 else type(literal)(literal.source, at, at + len(written))


def _links(steps: list[Origin], place: Span, literal: Span | None) -> tuple[Link, ...]:
    """The links outside the place, the literal's first. That one says what it is: `default of variable
    "mail_cidrs"`."""
    if literal is None or place.encloses(literal):
        return ()
    links: list[Link] = []
    seen: set[tuple[str, int]] = set()
    named = "written here"
    for step in reversed(steps):
        if step.span is None or not step.what or place.encloses(step.span):
            continue
        if step.span.encloses(literal):
            named = step.what if named == "written here" else named
        elif (at := (step.span.source.path, step.span.start)) not in seen:
            seen.add(at)
            links.append(Link(step.span, step.what))
    return (Link(literal, named), *links)


def _steps(origin: Origin, search: Search) -> list[Origin]:
    """From the rule back to the literal: at each step the way of the collection that the value was taken out
    of, then the value itself."""
    steps = [origin]
    while origin.written is not None:
        if origin.causes and origin.written.span is not None:
            steps += _route(origin.causes, origin.written.span, search)
        origin = origin.written
        steps.append(origin)
    return steps


def _route(starts: tuple[Origin, ...], place: Span, search: Search) -> list[Origin]:
    """The shortest way from one of the origins to one whose span encloses the place, and that says what it is
    if there is such a one; ties by position."""

    def encloses(origin: Origin) -> bool:
        return origin.span is not None and origin.span.encloses(place)

    named = search.nearest(starts, lambda origin: bool(origin.what) and encloses(origin))
    return named or search.nearest(starts, encloses)


def _says(origin: Origin, text: str) -> bool:
    span = origin.span
    return span is not None and text.encode() in span.source.data[span.start : span.end]


def _to_text(computed: Origin, text: str, search: Search) -> list[Origin]:
    """The way to the nearest literal, among what a value was computed from, that has its text."""

    def is_literal(origin: Origin) -> bool:
        return not origin.causes and origin.written is None and _says(origin, text)

    return search.nearest((computed,), is_literal)[1:]


class Search:
    """Looks for origins, breadth first, and no longer than a reader would wait."""

    __slots__ = ("left",)

    def __init__(self) -> None:
        self.left = MOST_VISITED

    def nearest(self, starts: tuple[Origin, ...], wanted: Callable[[Origin], bool]) -> list[Origin]:
        """The way from one of the origins to the nearest wanted one; nothing where none is found."""
        came_from: dict[int, Origin | None] = {id(start): None for start in starts}
        level = list(starts)
        while level and self.left > 0:
            self.left -= len(level)
            reached = [each for each in level if wanted(each)]
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

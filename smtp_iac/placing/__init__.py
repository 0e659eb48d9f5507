"""From decisions to findings: where they stand, the way to there, and what is said.

Here is where a ground of a decision stands in the user's code, and the way of its value to there.
"""

from __future__ import annotations

from ..choice import elements, lift
from ..finding import Link
from ..model.rule import list_named
from ..value import SENSITIVE, Absent, Known, Many, Missing, Origin, Outside, Unknown, origin_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ..model.rule import Ground, Role, Rule
    from ..source import Span
    from ..value import Outcome

MAKING: tuple[Role, ...] = ("from_port", "to_port", "protocol", "exists")
"""The fields that tell which argument makes a rule."""

HIDDEN = "a sensitive value"
"""What is shown in its place."""


class Place:
    """Where a ground stands in its rule's block, the trail to it, and the value as it is written there.
    outside: what is given such a value by no file."""

    __slots__ = ("ground", "inside", "literal", "outside", "span", "text", "through", "trail")

    def __init__(self, ground: Ground) -> None:
        block = ground.rule.resource.shown
        origin = origin_of(ground.value)
        holder = origin if ground.peer is None else origin_of(ground.peer.value)
        self.ground = ground
        self.text = text_of_value(ground.value)
        self.through = list_named(origin)
        # An entry of a prefix list goes the way of the list's id.
        ways = (origin, holder) if self.through else (holder, origin)
        found = self._passed(holder, origin) or nearest(ways[0], block) or nearest(ways[1], block)
        self.inside = found is not None
        span = found or maker(ground.rule)
        way = Way(Origin("", span, (holder,), origin), span, self.text)
        literal = way.literal
        self.outside = way.first if isinstance(way.first, Outside) else None
        self.literal = literal
        self.trail = through_user_code(way.links, span)
        written_here = isinstance(ground.value, Known) and literal is not None and span.encloses(literal)
        self.span = literal if written_here and literal is not None else span

    def _passed(self, holder: Origin, origin: Origin) -> Span | None:
        """Where the user's call of foreign code passes the value itself on."""
        call = self.ground.rule.resource.call
        if call is None:
            return None
        way = Way(Origin("", None, (holder,), origin), call.header, self.text)
        return next((span for span in way.spans if call.block.encloses(span)), None)

    @property
    def source(self) -> str:
        """Who is let in, as a message says it."""
        return f"{self.text or 'everyone'} through {self.through}" if self.through else self.text

    @property
    def written(self) -> Span:
        """The line to edit."""
        return self.trail[0].span if self.trail else self.span

    @property
    def sort_key(self) -> tuple[str, int, int]:
        return self.span.sort_key


def internal_sources(rule: Rule) -> tuple[Link, ...]:
    """The security groups whose members a rule lets in, beside addresses, as far as they can be named."""
    peers = [peer for peer in rule.peers if peer.kind == "security group"]
    listed = [one for peer in peers for one in elements(lift(_in_a_list, peer.value))]
    found = []
    for one in listed:
        value = one.value if isinstance(one, Many) else one
        name = _group_named(value)
        span = nearest(origin_of(value), rule.resource.shown)
        if name and span is not None:
            found.append(Link(span, f"lets in whoever is in {name} too"))
    return tuple(found)


def _in_a_list(value: Outcome) -> Outcome:
    is_one = isinstance(value, Unknown) or (isinstance(value, Known) and not isinstance(value.data, tuple))
    return Known((value,)) if is_one else value


def _group_named(value: Outcome) -> str:
    if isinstance(value, Known):
        return text_of_value(value) if isinstance(value.data, str) else ""
    if not isinstance(value, Unknown):
        return ""
    return (
        value.why.what.removesuffix(".id").removesuffix(".GroupId")
        if value.why is not None
        else "the group itself"
    )


def maker(rule: Rule) -> Span:
    """The block or element that declares a rule; of a rule in foreign code, the argument of the user's call
    that makes it, else the call."""
    call = rule.resource.call
    if call is None:
        return rule.declared
    values = [value for role in MAKING for value in (getattr(rule, role),) if not isinstance(value, Absent)]
    found = (nearest(value.origin, call.block) for value in values)
    return next((span for span in found if span is not None), call.header)


def through_user_code(links: tuple[Link, ...], span: Span) -> tuple[Link, ...]:
    """The trail without files of this program. One that begins in foreign code begins at the user's line
    that lets the value in: the line to edit."""
    shown = tuple([link for link in links if link.span.source.foreign != "shipped"])
    if not shown or not shown[0].span.source.foreign:
        return shown
    ours = next((link.span for link in shown if not link.span.source.foreign), span)
    return (Link(ours, "lets in what the module says"), *[link for link in shown if link.span is not ours])


def nearest(origin: Origin, block: Span) -> Span | None:
    """The first place inside the block on the way back from an origin."""
    level, seen = [origin], {id(origin)}
    while level:
        inside = [one.span for one in level if one.span is not None and block.encloses(one.span)]
        if inside:
            return min(inside, key=lambda span: span.sort_key)
        following: list[Origin] = []
        for one in level:
            for cause in (*one.causes, one.written):
                if cause is not None and id(cause) not in seen:
                    seen.add(id(cause))
                    following.append(cause)
        level = following
    return None


def text_of_value(value: object) -> str:
    """A scalar as it is shown; what is sensitive is not."""
    if isinstance(value, Known) and value.type == SENSITIVE:
        return HIDDEN
    if isinstance(value, Known) and not isinstance(value.data, (tuple, dict)):
        return str(value.data)
    return text_of_value(value.value) if isinstance(value, Many) else ""


def in_sight(missing: Missing, rule: Rule) -> Missing:
    """What is missing in a file of this program is missing where the user calls it."""
    if missing.span is None or missing.span.source.foreign != "shipped":
        return missing
    call = rule.resource.call
    return Missing(missing.what, missing.why, missing.camp, None if call is None else call.header)


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

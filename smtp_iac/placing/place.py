"""Where a ground of a decision stands in the user's code, and the way of its value to there."""

from __future__ import annotations

from ..choice import elements, lift
from ..finding import Link
from ..model.rule import list_named
from ..value import SENSITIVE, Absent, Known, Many, Missing, Origin, Outside, Unknown
from .trail import Way

TYPE_CHECKING = False
if TYPE_CHECKING:
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
        origin = ground.value.origin
        holder = origin if ground.peer is None else ground.peer.value.origin
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
        span = nearest(value.origin, rule.resource.shown)
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

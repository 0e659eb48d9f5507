"""From a decision to a finding: where it stands, the way to it, what to say and what to edit."""

from __future__ import annotations

from ..finding import Edit, Finding, Link
from ..identity import missing_inputs
from ..model.rule import ROLES, traffic
from ..network import are_of_mail, ports_in_words
from ..truth import YES
from ..value import Absent, Choice
from .fingerprint import fingerprint_of
from .place import HIDDEN, Place, in_sight, internal_sources, through_user_code

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..finding import Change, Paths
    from ..judging.asking import Answer
    from ..judging.judge import Decision
    from ..model.rule import Ground, Peer, Rule
    from ..source import Span
    from ..value import Missing, Origin


NAMED = 5
"""The most sources that a message names; all of them are related places."""


def placed(answer: Answer, paths: Paths) -> Finding:
    """The finding that an answer is."""
    finding = exposed(answer, paths) if answer.decision.truth is YES else undecided(answer)
    finding.change = answer.change
    return finding


def exposed(answer: Answer, paths: Paths) -> Finding:
    decision = answer.decision
    places = distinct([Place(ground) for ground in decision.grounds])
    first = places[0]
    rules = in_order(decision.rules)
    taking_part = {place.ground.rule.key for place in places}
    rule = next(rule for rule in rules if rule.key in taking_part)
    if decision.whole:
        first = next(place for place in places if place.ground.rule.key == rule.key)
    here = None if rule.is_closed_by_its_source else first.span.sort_key  # its sources are not written there
    others = [place for place in places if place is not first and place.sort_key != here]
    sources = sources_in_words(places)
    together = " together with its other rules" if decision.whole else besides(rule, places)
    message = f"{answer.name}: {rule.resource.address} {rule.admits(sources, traffic(rule))}{together}"
    if answer.detail:
        message += f": {answer.detail}"
    if first.outside is not None:
        message += f"; {first.outside.what}"
    elif first.trail:
        message += f"; written at {where(first.written, paths)}"
    held = held_by(rule)
    return _finding(
        answer,
        verdict=answer.verdict,
        rule=rule,
        span=first.span,
        message=message,
        trail=(*first.trail, *held) if first.trail else (),
        related=(
            *(() if first.trail else held),
            *[Link(place.written, related_text(place, decision)) for place in others],
            *internal_sources(rule),
            *belonging(rule),
            *stood_for(decision),
        ),
        edit=edit_of(first_new(places, answer.change) or first, answer.ports),
    )


def besides(rule: Rule, places: list[Place]) -> str:
    """The other resources whose rules let somebody in: those of a network ACL may be declared one by one."""
    taking_part = in_order({place.ground.rule.key: place.ground.rule for place in places}.values())
    others = [one.resource.address for one in taking_part if one.resource is not rule.resource]
    return f" together with {listed(others)}" if others else ""


def first_new(places: list[Place], change: Change | None) -> Place | None:
    """The first source that lets in what is newly open, where only a part of the sources does."""
    if change is None or change.word != "newly open" or not change.rest:
        return None
    from ..network import AddressSet

    news = AddressSet.union_of(map(AddressSet.parse, change.addresses))
    for place in places:
        try:
            addresses = AddressSet.parse(place.text)
        except ValueError:
            continue
        if not (addresses & news).is_empty:
            return place
    return None


def held_by(rule: Rule) -> tuple[Link, ...]:
    """The condition outside of the resource that decides whether it exists."""
    return outside(rule.resource.exists.origin, rule)


def outside(origin: Origin, rule: Rule) -> tuple[Link, ...]:
    """A link to a place outside of the resource, if it says what it is."""
    span = origin.span
    if (
        not origin.what
        or span is None
        or span.source.foreign == "shipped"
        or rule.resource.shown.encloses(span)
    ):
        return ()
    return (Link(span, origin.what),)


def chosen_by(ground: Ground, rule: Rule) -> tuple[Link, ...]:
    """What chooses between the options of a field, where that is written outside of the resource."""
    if not isinstance(ground.value, Choice):
        return ()
    causes = ground.value.origin.literal.causes
    return tuple([link for cause in causes for link in outside(cause, rule)])


def in_order(rules: Iterable[Rule]) -> list[Rule]:
    """By path and position; rules of one call of foreign code by their addresses."""

    def key(rule: Rule) -> tuple[object, ...]:
        resource = rule.resource
        own = (rule.declared if resource.call is None else resource.heading).sort_key
        return own, "" if resource.call is None else resource.address

    return sorted(rules, key=key)


def listed(texts: list[str]) -> str:
    """The sources as a message names them: the first few."""
    each = list(dict.fromkeys([text for text in texts if text]))
    more = f" and {len(each) - NAMED} more" if len(each) > NAMED else ""
    return ", ".join(each[:NAMED]) + more or "everyone"


def sources_in_words(places: list[Place]) -> str:
    """Who is let in; the entries of one prefix list together."""
    by_list: dict[str, list[str]] = {}
    for place in places:
        by_list.setdefault(place.through, []).append(place.text)
    found = [listed(texts) + (f" through {name}" if name else "") for name, texts in by_list.items()]
    return " and ".join([one for one in found if one])


def related_text(place: Place, decision: Decision) -> str:
    text = f"lets in {place.source or 'everyone'} too"
    return f"{text}: {place.ground.rule.resource.address}" if decision.whole else text


def belonging(rule: Rule) -> list[Link]:
    """The load balancer of a listener."""
    of = getattr(rule, "of", None)
    return [] if of is None else [Link(of[0].heading, of[1])]


def stood_for(decision: Decision) -> list[Link]:
    """The undecided rules of a group that is exposed as a whole."""
    links = []
    for one in decision.stands_for:
        rule = one.rules[0]
        span = place_of_missing(leading_ground(one), rule).span
        links.append(Link(span, f"undecided by itself: {rule.resource.address}"))
    return sorted(links, key=lambda link: link.span.sort_key)


def distinct(places: list[Place]) -> list[Place]:
    """Each place and literal once, in the order of the file."""
    found: dict[object, Place] = {}
    for place in sorted(places, key=lambda place: (place.sort_key, place.text)):
        literal = None if place.literal is None else place.literal.sort_key
        found.setdefault((place.sort_key, literal, place.text, place.ground.rule.key), place)
    return list(found.values())


def where(span: Span, paths: Paths) -> str:
    line, column = span.source.position(span.start)
    return f"{paths.display(span.source.path)}:{line}:{column}"


def edit_of(place: Place, ports: list[int]) -> Edit:
    value = f'"{place.text}"' if place.text not in ("", HIDDEN) else "the source"
    rule, literal = place.ground.rule, place.literal
    needed = f"port{'s' if len(ports) > 1 else ''} {ports_in_words(ports, 'or')}"
    whom = "mail relays" if are_of_mail(ports) else "hosts"
    what, resource = rule.edit(value, needed, whom), rule.resource
    if place.outside is not None:
        return Edit(f"give {place.outside.name} another value, or {what}", place.written)
    if resource.made_from:
        return Edit(f"in {resource.made_from}, {what}", place.written)
    can_print = resource.suggest is not None and literal is not None and rule.is_closed_by_its_source
    text = resource.suggest(literal) if can_print else ""  # type: ignore[misc, arg-type]
    return Edit(what, place.written if rule.is_closed_by_its_source else place.span, text)


def undecided(answer: Answer) -> Finding:
    decision = answer.decision
    rules = in_order(decision.rules)
    ground = leading_ground(decision)
    rule = ground.rule if ground is not None else rules[0]
    place = place_of_missing(ground, rule)
    missing = decision.missing or inputs_of(decision.grounds)
    waits = f"; it can when {decision.when}" if decision.when else ""
    together = " with the other rules of its group" if decision.whole else ""
    may = f"{rule.resource.address}{together} {rule.may_admit(traffic(rule))}"
    message = f"undecided whether {answer.name}: {may}{waits}"
    steps = missing_trail(place.span, place.trail, missing, rule)
    if steps:
        named = {step.span.sort_key for step in steps}
        chosen = () if ground is None else chosen_by(ground, rule)
        steps += tuple([link for link in (*chosen, *held_by(rule)) if link.span.sort_key not in named])
    others = [Link(one.resource.heading, one.resource.address) for one in rules if one is not rule]
    return _finding(
        answer,
        verdict="undecided",
        rule=rule,
        span=place.span,
        message=message,
        trail=steps,
        related=tuple(others) if decision.whole else (),
        missing=tuple(missing),
    )


def leading_ground(decision: Decision) -> Ground | None:
    """What an undecided finding stands at: the source if its value is missing, else the first other field."""
    order = ("source", *ROLES)
    ranked = sorted(decision.grounds, key=lambda ground: order.index(ground.role))
    return ranked[0] if ranked else None


def place_of_missing(ground: Ground | None, rule: Rule) -> Place:
    """A field whose value is missing outside the block leads to the source attribute."""
    from ..model.rule import Ground as Grounds

    if ground is not None:
        place = Place(ground)
        if ground.role == "source" or place.inside:
            return place
    peer = first_peer(rule)
    if peer is None:
        return Place(Grounds(rule, "exists", rule.exists))
    return Place(Grounds(rule, "source", peer.value, peer))


def first_peer(rule: Rule) -> Peer | None:
    given = [peer for peer in rule.peers if not isinstance(peer.value, Absent)]
    return given[0] if given else None


def inputs_of(grounds: list[Ground]) -> list[Missing]:
    return missing_inputs(*[ground.value for ground in grounds if ground.value is not None])


def missing_trail(
    span: Span, links: tuple[Link, ...], missing: list[Missing], rule: Rule
) -> tuple[Link, ...]:
    """The trail, which begins where the first missing input is declared if that is elsewhere."""
    said = {one.span.sort_key: one.sentence for one in reversed(missing) if one.span is not None}
    told = tuple([Link(link.span, said.get(link.span.sort_key, link.what)) for link in links])
    first = next((one for one in missing if one.span is not None), None)
    if first is None or first.span is None or any(link.span.sort_key in said for link in links):
        return told
    if rule.resource.shown.encloses(first.span) or span.encloses(first.span):
        return told
    return through_user_code((Link(first.span, first.sentence), *told), span)


def _finding(
    answer: Answer,
    *,
    verdict: str,
    rule: Rule,
    span: Span,
    message: str,
    trail: tuple[Link, ...],
    related: tuple[Link, ...],
    missing: tuple[Missing, ...] = (),
    edit: Edit | None = None,
) -> Finding:
    policy, decision = answer.policy, answer.decision
    rules = decision.rules if decision.whole else (rule,)
    return Finding(
        policy=policy.id,
        policy_name=answer.name,
        ports=tuple(answer.ports),
        verdict=verdict,  # type: ignore[arg-type]
        severity=policy.severity,
        gates=policy.gate,
        span=span,
        resource=rule.resource.address,
        root=rule.resource.root,
        message=message,
        fingerprint=lambda: fingerprint_of(decision.same_as or decision, policy, rule),
        missing=tuple([in_sight(one, rule) for one in missing]),
        trail=trail,
        related=related,
        notes=tuple(dict.fromkeys([*[note for one in rules for note in one.notes], *decision.notes])),
        edit=edit,
        rules=rules,
    )

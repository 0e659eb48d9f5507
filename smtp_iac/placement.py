"""From a decision to a finding: where it stands, the way to it, what to say and what to edit."""

from __future__ import annotations

from .finding import Edit, Finding, Link
from .identity import missing_inputs
from .model.rule import ROLES
from .place import HIDDEN, Place, in_sight, text_of_value, through_user_code
from .truth import YES
from .value import SENSITIVE, Absent, Choice, Known, origin_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from .finding import Paths
    from .judge import Decision
    from .model.rule import Ground, Peer, Rule
    from .policy import Policy
    from .reading import Opaque
    from .source import Span
    from .value import Missing, Origin


NAMED = 5
"""The most sources that a message names; all of them are related places."""


def exposed(decision: Decision, policy: Policy, paths: Paths) -> Finding:
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
    together = " together with its other rules" if decision.whole else ""
    message = f"{policy.name}: {rule.resource.address} {rule.admits(sources, traffic(rule))}{together}"
    if first.outside is not None:
        message += f"; {first.outside.what}"
    elif first.trail:
        message += f"; written at {where(first.written, paths)}"
    held = held_by(rule)
    return _finding(
        decision,
        policy,
        verdict="exposed",
        rule=rule,
        span=first.span,
        message=message,
        trail=(*first.trail, *held) if first.trail else (),
        related=(
            *(() if first.trail else held),
            *[Link(place.written, related_text(place, decision)) for place in others],
            *belonging(rule),
            *stood_for(decision),
        ),
        edit=edit_of(first),
    )


def held_by(rule: Rule) -> tuple[Link, ...]:
    """The condition outside of the resource that decides whether it exists."""
    return outside(origin_of(rule.resource.exists), rule)


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
    causes = origin_of(ground.value).literal.causes
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


def traffic(rule: Rule) -> str:
    """The protocol and ports of a rule as a person says them: "tcp 20-30", "all traffic"."""
    if not isinstance(rule.protocol, Known):
        return "this port"
    protocol = rule.protocol.data
    if SENSITIVE in (rule.protocol.type, _type(rule.from_port), _type(rule.to_port)):
        return "sensitive ports"
    if protocol.number is None:
        return "all traffic (protocol -1)"
    first, last = rule.from_port, rule.to_port
    if isinstance(first, Known) and isinstance(last, Known):
        ports = str(first.data) if first.data == last.data else f"{first.data}-{last.data}"
        return f"{protocol} {ports}"
    return str(protocol)


def _type(value: object) -> object:
    return value.type if isinstance(value, Known) else None


def where(span: Span, paths: Paths) -> str:
    line, column = span.source.position(span.start)
    return f"{paths.display(span.source.path)}:{line}:{column}"


def edit_of(place: Place) -> Edit:
    value = f'"{place.text}"' if place.text not in ("", HIDDEN) else "the source"
    rule, literal = place.ground.rule, place.literal
    what, resource = rule.edit(value, "port 25"), rule.resource
    if place.outside is not None:
        return Edit(f"give {place.outside.name} another value, or {what}", place.written)
    if resource.made_from:
        return Edit(f"in {resource.made_from}, {what}", place.written)
    can_print = resource.suggest is not None and literal is not None and rule.is_closed_by_its_source
    text = resource.suggest(literal) if can_print else ""  # type: ignore[misc, arg-type]
    return Edit(what, place.written, text)


def undecided(decision: Decision, policy: Policy, paths: Paths) -> Finding:
    rules = in_order(decision.rules)
    ground = leading_ground(decision)
    rule = ground.rule if ground is not None else rules[0]
    place = place_of_missing(ground, rule)
    missing = decision.missing or inputs_of(decision.grounds)
    waits = f"; it can when {decision.when}" if decision.when else ""
    together = " with the other rules of its group" if decision.whole else ""
    may = f"{rule.resource.address}{together} {rule.may_admit(traffic(rule))}"
    message = f"undecided whether {policy.name}: {may}{waits}"
    steps = missing_trail(place.span, place.trail, missing, rule)
    if steps:
        named = {step.span.sort_key for step in steps}
        chosen = () if ground is None else chosen_by(ground, rule)
        steps += tuple([link for link in (*chosen, *held_by(rule)) if link.span.sort_key not in named])
    others = [Link(one.resource.heading, one.resource.address) for one in rules if one is not rule]
    return _finding(
        decision,
        policy,
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
    from .model.rule import Ground as Grounds

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


def opaque(found: Opaque, policy: Policy) -> Finding:
    return Finding(
        policy=policy.id,
        policy_name=policy.name,
        verdict="undecided",
        severity=policy.severity,
        gates=policy.gate,
        span=found.span,
        resource=found.address,
        root=found.root,
        message=f"{found.missing.sentence}; it may hold a rule that the internet can use",
        fingerprint=fingerprint(found.root, found.address, policy.id, [], []),
        missing=(found.missing,),
    )


def _finding(
    decision: Decision,
    policy: Policy,
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
    rules = decision.rules if decision.whole else (rule,)
    return Finding(
        policy=policy.id,
        policy_name=policy.name,
        verdict=verdict,  # type: ignore[arg-type]
        severity=policy.severity,
        gates=policy.gate,
        span=span,
        resource=rule.resource.address,
        root=rule.resource.root,
        message=message,
        fingerprint=fingerprint_of(decision.same_as or decision, policy, rule),
        missing=tuple([in_sight(one, rule) for one in missing]),
        trail=trail,
        related=related,
        notes=tuple(dict.fromkeys([*[note for one in rules for note in one.notes], *decision.notes])),
        edit=edit,
        rules=rules,
    )


def fingerprint_of(decision: Decision, policy: Policy, rule: Rule) -> str:
    rules = decision.rules if decision.whole or len(decision.rules) == 1 else (rule,)
    return fingerprint(
        rules[0].resource.root,
        ", ".join(sorted({one.resource.address for one in rules})),
        policy.id,
        sources_of(decision),
        sorted({traffic(one) for one in rules}),
    )


def sources_of(decision: Decision) -> list[str]:
    """The sources normalised: CIDRs as the network reads them, an unknown one by what it stands for."""
    from .network import AddressSet

    found: set[str] = set()
    for ground in decision.grounds:
        text = text_of_value(ground.value)
        try:
            found.update(AddressSet.parse(text).cidrs())
        except ValueError:
            found.add(text)
    if decision.truth is not YES:
        found.update(missing.what for missing in decision.missing or inputs_of(decision.grounds))
    return sorted(found)


def fingerprint(root: str, address: str, policy: str, sources: list[str], ports: list[str]) -> str:
    """A digest of what the finding is about, so that it survives moved lines and new versions of ours."""
    from hashlib import sha256

    text = "\n".join([root, address, policy, *sources, "", *ports])
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]

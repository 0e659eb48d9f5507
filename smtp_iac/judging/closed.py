"""From a decision about what was there before a plan to what is said of its end."""

from __future__ import annotations

from ..finding import Closed
from ..model.rule import traffic
from ..placing.fingerprint import fingerprint_of
from ..placing.place import Place
from ..placing.placement import distinct, in_order, listed, sources_in_words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..finding import Change
    from ..policy import Policy
    from .judge import Decision

SAYING = {
    "closed": "{address} no longer lets in {sources} on {traffic}",
    "no longer managed": "{address} lets in {sources} on {traffic}, stays as it is and is no longer managed",
}


def closed(decision: Decision, change: Change, policy: Policy) -> Closed:
    """It stands at the first of the rules."""
    rule = in_order(decision.rules)[0]
    sources = sources_in_words(distinct([Place(ground) for ground in decision.grounds]))
    message = SAYING[change.word].format(
        address=rule.resource.address, sources=part_in_words(sources, change), traffic=traffic(rule)
    )
    return Closed(
        policy=policy.id,
        span=rule.resource.heading,
        resource=rule.resource.address,
        root=rule.resource.root,
        message=message,
        fingerprint=fingerprint_of(decision, policy, rule),
        change=change,
    )


def part_in_words(sources: str, change: Change) -> str:
    if not change.rest:
        return sources
    if len(change.rest) < len(change.addresses):
        return f"{sources} but for {listed(list(change.rest))}"
    return listed(list(change.addresses))

"""What tells whether two findings of different runs are the same."""

from __future__ import annotations

from ..identity import missing_inputs
from ..model.rule import traffic
from ..network import AddressSet
from ..truth import YES
from .place import text_of_value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..judging.judge import Decision
    from ..model.rule import Rule
    from ..policy import Policy


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
    found: set[str] = set()
    for ground in decision.grounds:
        text = text_of_value(ground.value)
        try:
            found.update(AddressSet.parse(text).cidrs())
        except ValueError:
            found.add(text)
    if decision.truth is not YES:
        open_ = [ground.value for ground in decision.grounds if ground.value is not None]
        found.update(missing.what for missing in decision.missing or missing_inputs(*open_))
    return sorted(found)


def fingerprint(root: str, address: str, policy: str, sources: list[str], ports: list[str]) -> str:
    """A digest of what the finding is about, so that it survives moved lines and new versions of ours."""
    from hashlib import sha256

    text = "\n".join([root, address, policy, *sources, "", *ports])
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]

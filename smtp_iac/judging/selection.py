"""Which resources a policy means: its `where:` asked of their evaluated attributes."""

from __future__ import annotations

from ..choice import assignments, choice, leaves, merged_options, restrict, too_many
from ..identity import choices_in, derived, unknowns_of
from ..value import BOOLEAN, LIMIT, Absent, Known, Many

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..policy import Policy
    from ..resource import Resource
    from ..value import Element, Outcome


def selected(policy: Policy, resource: Resource) -> Outcome:
    """Whether the policy means the resource: known, a Choice where the attributes are one, or unknown where
    `where:` meets an unknown attribute."""
    if not policy.where:
        return Known(True)
    names = [name for name in resource.body.names() if policy.reads(name)]
    attributes = {name: resource.body.value(name) for name in names}
    return _selected(policy, resource, Known(attributes))


def _selected(policy: Policy, resource: Resource, attributes: Known) -> Outcome:
    found = choices_in(attributes)
    if found:
        first = found[0]
        same_symbol = [one for one in found if one.symbol == first.symbol]
        options = {
            chosen: _selected(policy, resource, restrict(attributes, assignment))
            for chosen, assignment in assignments(first.symbol, merged_options(same_symbol)).items()
        }
        result = choice(first.unknown, options, first.origin)
        return too_many(result, "where:") if leaves(result) > LIMIT else result
    if unknowns_of((attributes,)):
        return derived("where", attributes, facts=BOOLEAN, origin=resource.origin)
    document = {"type": resource.type, "address": resource.address, "attributes": plain(attributes)}
    return Known(policy.selects(document))


def plain(value: Element) -> Any:
    """The data of a value that is known throughout; what is absent is None."""
    if isinstance(value, Many):
        return plain(value.value)
    if not isinstance(value, Known):
        return None
    if isinstance(value.data, tuple):
        return [plain(element) for element in value.data if not isinstance(element, Absent)]
    if isinstance(value.data, dict):
        return {name: plain(element) for name, element in value.data.items()}
    return value.data

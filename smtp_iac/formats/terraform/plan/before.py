"""The resources of a plan as they are before it is applied, those that it deletes among them."""

from __future__ import annotations

from copy import copy

from ....reading import Baseline
from .prefix_lists import LIST

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

    from ....resource import Resource
    from .change import Change
    from .reader import Plan
    from .repeats import Opening


def baseline(plan: Plan, changes: Sequence[Change], made: Iterable[Resource]) -> Baseline:
    """An entry has one address in both states, the new one: what is moved or replaced keeps it. made: what is
    there afterwards; what the plan leaves as it is, is the same resource."""

    def resources() -> list[Resource]:
        now = {one.address: one for one in made}
        if plan.is_state and not any(change.type == LIST for change in changes):
            return list(now.values())
        had = [change for change in changes if change.before is not None]
        was = [as_it_was(change) for change in had]
        past = copy(plan)
        past.moment = " before"
        past.settle(was)
        repeated = by_group(plan.repeats.either), by_group(past.repeats.either)
        return [
            now[change.address]
            if is_untouched(change, *repeated)
            else past.resource(before, change.before or {})
            for change, before in zip(had, was, strict=True)
        ]

    forgotten = [plan.id_of(change) for change in changes if "forget" in change.actions]
    return Baseline(plan.root, resources, forgotten)


def as_it_was(change: Change) -> Change:
    """The entry of a plan that leaves everything as it was."""
    was = copy(change)
    was.actions = ["no-op"]
    was.after = change.before
    was.unknown = {}
    was.sensitive = change.sensitive_before
    return was


def is_untouched(
    change: Change, repeated: dict[str, set[Opening]], repeated_before: dict[str, set[Opening]]
) -> bool:
    """Whether a resource is read alike before and afterwards; a group shows its separate rules too. What is
    taken out of a plan of HCP Terraform is null in both states, whatever it is."""
    same = change.actions == ["no-op"] and change.before == change.after and not change.unknown
    if not same or change.type == LIST:
        return False
    id_: Any = (change.before or {}).get("id")
    return repeated.get(id_) == repeated_before.get(id_)


def by_group(openings: Iterable[Opening]) -> dict[str, set[Opening]]:
    found: dict[str, set[Opening]] = {}
    for one in openings:
        found.setdefault(one[0], set()).add(one)
    return found

"""The resources of a plan as they are before it is applied, those that it deletes among them."""

from __future__ import annotations

from copy import copy

from ....reading import Baseline

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ....resource import Resource
    from .change import Change
    from .reader import Plan


def baseline(plan: Plan, changes: Sequence[Change]) -> Baseline:
    """An entry has one address in both states, the new one: what is moved or replaced keeps it."""

    def resources() -> list[Resource]:
        was = [as_it_was(change) for change in changes if change.before is not None]
        past = copy(plan)
        past.moment = " before"
        past.settle(was)
        return past.resources(was)

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

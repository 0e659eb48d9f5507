"""Reads plans as `terraform show -json` prints them: what will be true after apply.

Every value of a resource stands where the resource's entry begins.
"""

from __future__ import annotations

from .... import source as sources
from ....reading import Opaque, Reading
from ....resource import Resource
from ....source import Unreadable
from ....value import ABSENT, Known, Missing, Origin
from .body import Overlay, PlanBody
from .change import EntryFault, read_change
from .configuration import Configuration
from .document import PlanFault, changes_of, incomplete, is_plan, parse
from .groups import Groups
from .places import Places
from .prefix_lists import Lists, owned_by_aws
from .repeats import repeats, without_repeats

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from ....reading import Candidate
    from ....source import Source, Tree
    from ....value import Outcome
    from .change import Change
    from .repeats import Opening

EXISTS = Known(True)
HAS_SENSITIVE = "the plan marks values of this resource as sensitive"


def read(files: Sequence[Candidate], tree: Tree, types: frozenset[str]) -> Reading:
    """The resources of every plan among the files; a file that is no plan is passed over."""
    reading = Reading()
    for file in sorted(files, key=lambda each: each.path):
        try:
            source = tree.read_named(file.path) if file.named else tree.read(file.path)
        except sources.Unreadable as error:
            reading.unreadable.append(Unreadable(error.path, error.line, error.reason))
            continue
        read_source(source, tree.relative(source.path), types, reading)
    return reading


def read_source(source: Source, root: str, types: frozenset[str], reading: Reading) -> None:
    try:
        document = parse(source.text)
        if not is_plan(document):
            return
        entries = changes_of(document)
    except PlanFault as fault:
        line = None if fault.index is None else source.position(source.offset(fault.index))[0]
        reading.files.add(source.path)
        reading.unreadable.append(Unreadable(source.path, line, fault.reason))
        return
    reading.files.add(source.path)
    plan = Plan(root, Places(source), document, types)
    plan.read(entries, reading)


class Plan:
    """One plan on its way to resources."""

    def __init__(self, root: str, places: Places, document: dict[str, Any], types: frozenset[str]) -> None:
        self.root = root
        self.places = places
        self.types = types
        self.configuration = Configuration(document.get("configuration"))
        self.incomplete = incomplete(document)
        self.groups = Groups(root, self.configuration, ())
        self.owned_by_aws = owned_by_aws(document)
        self.lists = Lists(root, self.configuration, (), self.owned_by_aws)
        self.repeated: frozenset[Opening] = frozenset()

    def read(self, entries: list[Any], reading: Reading) -> None:
        changes = self.changes(entries, reading)
        self.groups = Groups(self.root, self.configuration, changes)
        self.lists = Lists(self.root, self.configuration, changes, self.owned_by_aws)
        self.repeated = repeats(changes)
        reading.resources += [
            self.resource(change, change.after) for change in changes if change.after is not None
        ]
        if self.incomplete is not None:
            key, why = self.incomplete
            span = self.places.key(key)
            missing = Missing("the rest of the plan", why, "nobody can know", span)
            reading.opaque.append(Opaque("(the rest of the plan)", self.root, span, missing, EXISTS))

    def changes(self, entries: list[Any], reading: Reading) -> list[Change]:
        """The entries that count. One that cannot be read makes the plan unreadable; the rest is judged."""
        found: dict[str, Change] = {}
        deleted: list[Change] = []
        faults: list[tuple[int, str]] = []
        for index, entry in enumerate(entries):
            try:
                change = read_change(index, entry, self.types)
                if change is None:
                    continue
                if change.after is None:
                    deleted.append(change)
                elif found.setdefault(change.address, change) is not change:
                    raise EntryFault(f"{change.address} stands twice in resource_changes")
            except EntryFault as fault:
                faults.append((index, str(fault)))
        if faults:
            index, reason = faults[0]
            more = f" (and {len(faults) - 1} more such entries)" if len(faults) > 1 else ""
            span = self.places.entry(index)
            reading.unreadable.append(Unreadable(span.source.path, span.line, reason + more))
        return [*found.values(), *deleted]

    def resource(self, change: Change, after: dict[str, Any]) -> Resource:
        span = self.places.entry(change.index)
        origin = Origin("", span)
        id_ = f"{self.root}|{change.address}"
        overlay = Overlay(id_, change.address, origin)
        special = self.special(change, after)
        return Resource(
            type=change.type,
            address=change.address,
            root=self.root,
            id=id_,
            body=PlanBody(overlay, after, change.unknown, change.sensitive, special),
            exists=EXISTS,
            span=span,
            header=span,
            origin=origin,
            notes=(HAS_SENSITIVE,) if holds_true(change.sensitive) else (),
            made_from="the configuration that was planned",
        )

    def special(self, change: Change, after: dict[str, Any]) -> dict[str, Callable[[Outcome], Outcome]]:
        """The attributes that need more than the resource's own entry."""
        id_ = after.get("id")

        def rules(name: str, value: Outcome) -> Outcome:
            if change.unknown.get(name) is True and self.is_unmanaged(change, name):
                return ABSENT
            if name == "ingress" and isinstance(id_, str) and id_ in self.groups.ids:
                value = without_repeats(value, id_, self.repeated)
            return self.lists.of_rules(change, name, value)

        return {
            "ingress": lambda value: rules("ingress", value),
            "egress": lambda value: rules("egress", value),
            "security_group_id": lambda value: self.groups.of_rule(change, value),
            "prefix_list_id": lambda value: self.lists.of_attribute(change, "prefix_list_id", value),
            "prefix_list_ids": lambda value: self.lists.of_attribute(change, "prefix_list_ids", value),
            "entry": lambda value: self.lists.entries(change, value),
        }

    def is_unmanaged(self, change: Change, name: str) -> bool:
        """Whether an unknown list of rules is only what the provider will read back: none are written.

        A `dynamic` block is not in the configuration section either; but what it makes is never unknown as a
        whole: terraform shows one element of unknown attributes for any number of blocks.
        """
        return self.configuration.expression(change.module_address, change.block, name) == {}


def holds_true(marks: Any) -> bool:
    """Whether anything is marked in an overlay."""
    waiting = [marks]
    while waiting:
        one = waiting.pop()
        if one is True:
            return True
        if isinstance(one, dict):
            waiting += one.values()
        elif isinstance(one, list):
            waiting += one
    return False

"""Reads plans and states as `terraform show -json` prints them: what will be true after apply, or is.

Every value of a resource stands where the resource's entry begins.
"""

from __future__ import annotations

import os
from functools import partial

from ....reading import Opaque, Reading
from ....resource import Resource
from ....source import Unreadable
from ....value import ABSENT, Absent, Known, Missing, Origin, Unknown
from .. import PLANS
from .before import baseline
from .body import MOST_LEVELS, Overlay, PlanBody
from .change import EntryFault, read_change, read_resource
from .configuration import Configuration
from .document import Document
from .groups import ACCESS_LISTS, BALANCERS, Groups, known_id
from .json_text import PlanFault
from .locations import Locations
from .names import Names
from .numbered_rules import LISTS as LISTS_OF_NUMBERED
from .numbered_rules import NumberedRules
from .places import Places
from .prefix_lists import Lists, owned_by_aws
from .redaction import holds_true, with_redacted
from .repeats import INSIDE, Repeats, without_repeats
from .sources import Sources

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from ....reading import Candidate, Inputs, Use, Wanted
    from ....source import Source, Tree
    from ....value import Outcome
    from .change import Change
    from .document import Entry
    from .json_text import Range

EXISTS = Known(True)
COMPUTED = {
    "aws_lb": ("internal", "ip_address_type"),
    "aws_alb": ("internal", "ip_address_type"),
    "aws_elb": ("internal",),
    "aws_lb_listener": ("port", "protocol"),
    "aws_alb_listener": ("port", "protocol"),
    "aws_security_group_rule": ("source_security_group_id",),
}
"""Attributes that are unknown before apply where they are left out, and have a default or none (provider
schemas)."""
RULES = ("ingress", "egress", "security_group_ingress")
NO_CONFIGURATION = (
    "is not known before apply, and the plan has no configuration that tells whether rules are written"
)
HAS_SENSITIVE = "the plan marks values of this resource as sensitive"


def read(files: Sequence[Candidate], tree: Tree, inputs: Inputs, types: frozenset[str]) -> Reading:
    """The resources of every plan among the files; a file that is no plan is passed over.

    Terraform's own files among them tell which directories may be those that were planned.
    """
    reading = Reading()
    plans = [file for file in files if file.kind in PLANS]
    sources: Sources | None = None
    read_plans: list[Plan] = []
    for file in sorted(plans, key=lambda each: each.path):
        try:
            source = tree.read_named(file.path) if file.named else tree.read(file.path)
        except Unreadable as error:
            reading.unreadable.append(Unreadable(error.path, error.line, error.reason))
            continue
        sources = sources or Sources(
            tree, inputs, [os.path.dirname(one.path) for one in files if one.kind not in PLANS]
        )
        root = tree.relative(source.path)
        plan = read_source(source, root, types, reading, sources)
        read_plans += [plan] if plan is not None else []

    def further(wanted: Wanted, use: Use) -> None:
        from .context import further as walk

        for plan in read_plans:
            if plan.root in wanted.roots:
                walk(plan, wanted, use)

    reading.further = further
    return reading


def read_source(
    source: Source, root: str, types: frozenset[str], reading: Reading, sources: Sources | None = None
) -> Plan | None:
    """The plan; None for what is no plan, or cannot be read as one."""
    try:
        document = Document(source.data, types)
        if document.kind is None:
            return None
        plan = Plan(root, source, document)
    except PlanFault as fault:
        line = None if fault.offset is None else source.line(fault.offset)
        reading.files.add(source.path)
        reading.unreadable.append(Unreadable(source.path, line, fault.reason))
        return None
    reading.files.add(source.path)
    plan.read(reading, sources)
    return plan


class Plan:
    """One plan, or state, on its way to resources. there: the entries of what will be there; moment: what
    tells unknown values of another time from those of now."""

    def __init__(self, root: str, source: Source, document: Document) -> None:
        """Raises PlanFault."""
        self.root = root
        self.places = Places(source, document.keys)
        self.document = document
        self.configuration = Configuration(document.section("configuration"))
        self.owned_by_aws = owned_by_aws(document.data)
        self.moment = ""
        self.is_state = document.kind == "state"
        self.made_from = f"the configuration that was {'applied' if self.is_state else 'planned'}"
        self.locations: Locations | None = None
        self.there: list[Change] = []
        self.settle(())

    def settle(self, changes: Sequence[Change]) -> None:
        """Take these changes for all there are."""
        self.groups = Groups(self.root, self.configuration, changes)
        self.access_lists = Groups(self.root, self.configuration, changes, ACCESS_LISTS)
        self.balancers = Groups(self.root, self.configuration, changes, BALANCERS)
        self.lists = Lists(self.root, self.configuration, changes, self.owned_by_aws)
        self.repeats = Repeats(changes, self.groups.ids)
        self.numbered_rules = NumberedRules(changes)

    def read(self, reading: Reading, sources: Sources | None) -> None:
        changes = self.changes(reading)
        if sources is not None:
            names = Names(self.document, self.configuration, [change.address for change in changes])
            self.locations = Locations(self.places.source.path, self.root, names, sources)
            reading.plans.append(self.locations)
        self.settle(changes)
        self.there = [change for change in changes if change.after is not None]
        made = [self.resource(change, change.after or {}) for change in self.there]
        reading.resources += made
        reading.baselines.append(baseline(self, changes, made))
        incomplete = self.document.incomplete
        if incomplete is not None:
            key, why = incomplete
            span = self.places.key(key)
            missing = Missing("the rest of the plan", why, "nobody can know", span)
            reading.opaque.append(Opaque("(the rest of the plan)", self.root, span, missing, EXISTS))

    def changes(self, reading: Reading) -> list[Change]:
        """The entries that count. One that cannot be read makes the plan unreadable; the rest is judged."""
        found: dict[str, Change] = {}
        deleted: list[Change] = []
        faults: list[tuple[Range, str]] = []
        for entry in self.document.resources if self.is_state else self.document.changes:
            try:
                change = self.change(entry)
                if change is None:
                    continue
                if change.after is None:
                    deleted.append(change)
                elif found.setdefault(change.address, change) is not change:
                    raise EntryFault(f"{change.address} stands twice in it")
            except EntryFault as fault:
                faults.append((entry.place, str(fault)))
        if faults:
            place, reason = faults[0]
            more = f" (and {len(faults) - 1} more such entries)" if len(faults) > 1 else ""
            span = self.places.entry(place)
            reading.unreadable.append(Unreadable(span.source.path, span.line, reason + more))
        return [*found.values(), *deleted]

    def change(self, entry: Entry) -> Change | None:
        """The entry; None for one that says nothing of what will be there. Raises EntryFault."""
        return read_resource(entry) if self.is_state else read_change(entry)

    def resource(self, change: Change, after: dict[str, Any]) -> Resource:
        span = self.places.entry(change.place)
        origin = Origin("", span)
        id_ = self.id_of(change)
        overlay = Overlay(f"{id_}{self.moment}", change.address, origin)
        unknown = change.unknown
        if self.document.kind == "redacted plan":
            marks = change.sensitive if isinstance(change.sensitive, dict) else {}
            if holds_true(change.sensitive) and not marks:  # of all that it has
                marks = dict.fromkeys(after, True)
            unknown = with_redacted(unknown, marks, MOST_LEVELS)
        body = PlanBody(overlay, after, unknown, change.sensitive, partial(self.special, change))
        return Resource(
            type=change.type,
            address=change.address,
            root=self.root,
            id=id_,
            body=body,
            exists=EXISTS,
            span=span,
            header=span,
            origin=origin,
            notes=(HAS_SENSITIVE,) if holds_true(change.sensitive) else (),
            made_from=self.made_from,
            planned=self.locations,
        )

    def id_of(self, change: Change) -> str:
        return f"{self.root}|{change.address}"

    def special(self, change: Change, name: str, value: Outcome) -> Outcome:
        """An attribute, which may need more than the resource's own entry."""
        if name in RULES:
            return self.rules(change, name, value)
        if name in ("security_group_id", "group_id"):
            return self.groups.of_rule(change, value, name)
        if name in ("load_balancer_arn", "accelerator_arn"):
            return self.balancers.of_rule(change, value, name)
        if name == "network_acl_id":
            return self.access_lists.of_rule(change, value, name)
        if name in ("prefix_list_id", "prefix_list_ids"):
            return self.lists.of_attribute(change, name, value)
        if name == "security_groups":
            return self.of_balancer(change, name, value)
        if name == "entry":
            return self.lists.entries(change, value)
        return self.unless_written(change, name, value) if name in COMPUTED.get(change.type, ()) else value

    def rules(self, change: Change, name: str, value: Outcome) -> Outcome:
        if change.unknown.get(name) is True:
            if self.is_unmanaged(change, name):
                return ABSENT
            if self.configuration.is_missing:
                return without_configuration(value)
        id_ = known_id(change)
        if name == "ingress" and id_ is not None and change.type in LISTS_OF_NUMBERED:
            written = self.configuration.expression(change.module_address, change.block, name)
            return value if written else self.numbered_rules.left_out(id_, value)
        if id_ is not None and change.type in INSIDE and name == INSIDE[change.type][0]:
            written = self.configuration.expression(change.module_address, change.block, name)
            repeated = self.repeats.after if written else self.repeats.either
            value = without_repeats(change.type, value, id_, repeated)
        return self.lists.of_rules(change, name, value)

    def unless_written(self, change: Change, name: str, value: Outcome) -> Outcome:
        """An attribute that the provider fills in where it is left out."""
        unknown = change.unknown.get(name) is True and self.is_unmanaged(change, name)
        return ABSENT if unknown else value

    def of_balancer(self, change: Change, name: str, value: Outcome) -> Outcome:
        given = self.unless_written(change, name, value)
        return given if isinstance(given, Absent) else self.groups.of_list(change, given, name)

    def is_unmanaged(self, change: Change, name: str) -> bool:
        """Whether an unknown list of rules is only what the provider will read back: none are written.

        A `dynamic` block is not in the configuration section either; but what it makes is never unknown as a
        whole: terraform shows one element of unknown attributes for any number of blocks.
        """
        return self.configuration.expression(change.module_address, change.block, name) == {}


def without_configuration(rules: Outcome) -> Outcome:
    """An unknown list of rules that may be only what the provider will read back."""
    if not isinstance(rules, Unknown) or rules.why is None:
        return rules
    missing = Missing(rules.why.what, NO_CONFIGURATION, "nobody can know", rules.why.span)
    return Unknown(rules.id, missing, rules.origin)

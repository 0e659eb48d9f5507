"""The decision about one address, step by step, as text."""

from __future__ import annotations

from ..identity import missing_inputs
from ..model import TCP
from ..model.access_list import AccessList
from ..model.context import Attachment, Subnet
from ..model.filter import SecurityGroup, filters_of, group_ids
from ..placing.placement import in_order, where
from ..reach import step
from ..reach.names import names_in, text_of_literal
from ..reach.of_findings import Reaches, families_of
from ..reach.surroundings import group_ids_of, surroundings
from ..truth import YES
from ..value import Known
from .addresses import closest, meant
from .words import heading, of_rule, whom, written

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..finding import Finding, Link, Paths, Reach
    from ..judging.lowering import Model
    from ..model.filter import Filter
    from ..model.rule import Rule
    from ..reach.surroundings import Surroundings
    from ..reading import Opaque, Reading
    from ..resource import Resource
    from ..scan import Outcome
    from ..source import Span

SMTP = 25
MOST_RULES = 200
"""Of one filter, that are explained one by one."""
MOST_CALLS = 20
"""Of one address, in as many roots, whose code is not at hand."""


class NotFound(Exception):  # noqa: N818
    """Nothing has this address. closest: those that are most like it."""

    def __init__(self, closest: list[str]) -> None:
        super().__init__()
        self.closest = closest


class Explaining:
    """Explains addresses of one scan."""

    def __init__(
        self, reading: Reading, model: Model, findings: Iterable[Finding], tree: Paths, ports: tuple[int, ...]
    ) -> None:
        self.reading = reading
        self.model = model
        self.findings = list(findings)
        self.tree = tree
        self.ports = ports
        self.around: Surroundings = surroundings(self.roots(), model, reading)
        self.reaches = Reaches(self.around, ports)

    def roots(self) -> set[str]:
        return {one.root for one in self.reading.resources}

    def explain(self, address: str) -> list[str]:
        """Lines. Raises NotFound."""
        others = [fact.resource for fact in self.around.everything()]
        every = distinct([*self.reading.resources, *others])
        found, calls = meant(address, every), meant(address, self.reading.opaque)
        if not found and not calls:
            raise NotFound(closest(address, [*every, *self.reading.opaque]))
        parts = [self.of_resource(resource) for resource in found]
        parts += [self.of_call(call, len(calls)) for call in calls[:MOST_CALLS]]
        if len(calls) > MOST_CALLS:
            parts.append([f"… {len(calls) - MOST_CALLS} more"])
        return [line for part in parts for line in ("", *part)][1:]

    def of_call(self, call: Opaque, number: int) -> list[str]:
        """What is known of a module, a nested stack or a macro whose code is not at hand."""
        lines = [f"{call.address} at {self.at(call.span)}"]
        if number > 1:
            lines.append(f"  in root {call.root or '.'}")
        about = [one for one in self.findings if (one.resource, one.root) == (call.address, call.root)]
        if about:
            return lines + [f"  {one.policy}: {one.verdict}: {one.message}" for one in about]
        is_there = not (isinstance(call.exists, Known) and call.exists.data is False)
        why = "a plan says what is in it" if is_there else "it has no instance"
        return [*lines, f"  {call.missing.sentence}", f"  no finding: {why}"]

    def of_resource(self, resource: Resource) -> list[str]:
        lines = [f"{resource.address} ({resource.type}) at {self.at(resource.heading)}"]
        roots = {one.root for one in self.reading.resources if one.address == resource.address}
        if len(roots) > 1:
            lines.append(f"  in root {resource.root or '.'}")
        own = [rule for rule in self.rules() if key_of(rule.resource) == key_of(resource)]
        filters = self.filters_of(resource, own)
        for one in filters:
            lines += self.of_filter(one, resource)
        lone = [rule for rule in own if not any(rule in one.rules for one in filters)]
        for rule in lone:
            lines += self.of_rule(rule)
        about = [*own, *[rule for one in filters for rule in one.rules]]
        if about or filters:
            lines += self.verdicts(resource, about)
        else:
            lines.append("  it has no rules: nobody is let in by it")
        return lines + self.attachments(resource) + self.ways(resource)

    def attachments(self, resource: Resource) -> list[str]:
        """The groups that the resource has, or the subnets of a network ACL."""
        names = {f"{one.id}.id": one.address for one in self.reading.resources}
        lines = []
        for fact in self.around.at(resource.id, Attachment):
            for id_, element in names_in(fact.groups, resource.root).every().items():
                name = next((names[one] for one in group_ids_of(id_) if one in names), "")
                name = (
                    name or text_of_literal(id_) or ", ".join([one.what for one in missing_inputs(element)])
                )
                lines.append(self.of_link(step(fact, element, f"has {name}")))
        for subnet in self.around.all(Subnet):
            for acl, truth in self.reaches.ways.subnets.acls_of(subnet):
                if acl.id == f"{resource.id}.id":
                    perhaps = "guards" if truth is YES else "may guard"
                    lines.append(self.of_link(step(subnet, None, f"{perhaps} {subnet.resource.address}")))
        return list(dict.fromkeys(lines))

    def rules(self) -> list[Rule]:
        lists = [rule for one in self.model.access_lists for rule in one.rules]
        return [*self.model.rules, *self.model.listeners, *lists]

    def filters_of(self, resource: Resource, own: list[Rule]) -> list[Filter]:
        """The group or network ACL that the resource is, or that its rules belong to."""
        ids = {f"{resource.id}.id", *[id_ for rule in own for id_ in group_ids(rule.group)]}
        lists: list[Filter] = [one for one in self.model.access_lists if one.id in ids]
        groups = [rule for rule in self.model.rules if not ids.isdisjoint(group_ids(rule.group))]
        return lists + [one for one in filters_of(SecurityGroup, groups) if one.id in ids]

    def of_filter(self, one: Filter, resource: Resource) -> list[str]:
        what, rules = "rules of the group", in_order(one.rules)
        if isinstance(one, AccessList):
            what = "rules of the network ACL, in order"
            rules = [*sorted(one.rules, key=lambda entry: entry.between())]
        lines = [f"  {what}:" if rules else f"  {what}: none"]
        for rule in rules[:MOST_RULES]:
            lines += self.of_rule(rule, "" if one.surely_has(rule) else " (may belong to another group)")
        if len(rules) > MOST_RULES:
            lines.append(f"    … {len(rules) - MOST_RULES} more")
        for port in self.ports:
            lines.append(f"  together, on tcp {port}: lets in {whom(one.admitted(TCP, port))}")
        return lines

    def of_rule(self, rule: Rule, note: str = "") -> list[str]:
        name = rule.resource.address + (f" {rule.position}" if rule.position else "")
        span = rule.declared if rule.resource.call is None else rule.resource.heading
        lines = [f"    {self.at(span)}  {name}{note}"]
        said = [of_rule(rule, port) for port in self.ports]
        head = heading(rule)
        texts = dict.fromkeys(said)
        lines += [f"      {text}" for text in texts] or [f"      {head}"]
        for place in written(rule):
            for link in place.trail:
                lines.append(f"        {self.at(link.span)}  {link.what}".rstrip())
        return lines

    def verdicts(self, resource: Resource, about: list[Rule]) -> list[str]:
        keys = {rule.key for rule in about}
        # Findings of a plan stand in its configuration, which may have said the same of the same address.
        planned = {
            (rule.resource.planned.root, rule.resource.address) for rule in about if rule.resource.planned
        }
        lines = []
        for finding in self.findings:
            rules = finding.rules
            if any(
                rule.key in keys or (rule.resource.root, rule.resource.address) in planned for rule in rules
            ):
                place = self.at(finding.span)
                lines.append(f"  {finding.policy}: {finding.verdict} ({finding.severity}) at {place}")
                lines += [f"    waits for: {one.sentence}" for one in finding.missing]
        return lines or ["  clear: no policy speaks about it"]

    def ways(self, resource: Resource) -> list[str]:
        """The reach of a group, or of what is attached."""
        own = [rule for rule in self.model.rules if key_of(rule.resource) == key_of(resource)]
        ids = {f"{resource.id}.id", *[id_ for rule in own for id_ in group_ids(rule.group)]}
        members = [rule for rule in self.model.rules if not ids.isdisjoint(group_ids(rule.group))]
        found = self.reaches.of_resource(resource, members, families_of(members))
        return [] if found is None else self.of_reach(found)

    def of_reach(self, reach: Reach) -> list[str]:
        return [f"  reach: {reach.text}", *[self.of_link(step) for step in reach.steps]]

    def of_link(self, link: Link) -> str:
        return f"    {self.at(link.span)}  {link.what}".rstrip()

    def at(self, span: Span) -> str:
        return where(span, self.tree)


def key_of(resource: Resource) -> tuple[object, ...]:
    return (resource.root, resource.address, *resource.span.sort_key)


def distinct(resources: list[Resource]) -> list[Resource]:
    """Each once: what holds rules and what stands around them are two readings of one file."""
    found: dict[tuple[object, ...], Resource] = {}
    for one in resources:
        found.setdefault(key_of(one), one)
    return list(found.values())


def explanation_of(address: str, outcome: Outcome) -> list[str]:
    """Lines. Raises NotFound."""
    assert outcome.reading is not None and outcome.model is not None
    report = outcome.report
    asked: list[int] = [port for policy in report.policies for port in getattr(policy, "ports", ())]
    ports = tuple(dict.fromkeys(asked)) or (SMTP,)
    explaining = Explaining(outcome.reading, outcome.model, report.findings, report.paths, ports)
    return explaining.explain(address)

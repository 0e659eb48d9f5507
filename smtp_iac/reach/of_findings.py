"""The reach of findings: what is said of each, how it moves the severity, and the order.

Reach is evidence: it never changes a verdict. It lowers the severity with proof only.
"""

from __future__ import annotations

from ..finding import Reach
from ..model.admission import of_peer
from ..model.context import Attachment, Subnet
from ..model.filter import group_ids
from ..model.rule import Rule
from ..truth import MAYBE, NO, YES
from ..value import Known
from . import Part, any_of, step
from .names import literal, names_in
from .surroundings import OWN, group_ids_of, short_forms, surroundings, there

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..finding import Finding, Link, Severity
    from ..judging.lowering import Model
    from ..policy import Policy
    from ..reading import Reading
    from ..resource import Resource
    from ..truth import Truth
    from ..value import Element
    from .surroundings import Surroundings
    from .ways import Way, Ways

DEFAULT_GROUPS = ("aws_default_security_group",)
NAMED = 3
"""The most further attachments that a line names."""
STEPS: tuple[Severity, ...] = ("info", "low", "medium", "high", "critical")
HIGHER, LOWER = 1, 2
"""Steps of severity: reachable goes up by one, closed goes down by two and not below low."""


class Reaches:
    """What can be said of the groups of one scan."""

    def __init__(self, around: Surroundings, ports: tuple[int, ...]) -> None:
        self.around = around
        self.ports = ports
        self._ways: Ways | None = None
        self._known: dict[tuple[tuple[str, ...], tuple[int, ...]], Reach] = {}
        self._named: dict[Attachment, dict[str, tuple[int, Element]]] = {}

    @property
    def ways(self) -> Ways:
        """Looked at only where something has a group: many have nothing in this code."""
        if self._ways is None:
            from .ways import Ways

            self._ways = Ways(self.around, self.ports)
        return self._ways

    def of(self, finding: Finding) -> Reach | None:
        rules: tuple[Rule, ...] = finding.rules
        if not rules:
            return None
        if type(rules[0]) is not Rule:
            return self._of_others(rules)
        ids = sorted({id_ for rule in rules for id_ in ids_of(rule)})
        families = families_of(rules)
        key = (tuple(ids), families)
        if key not in self._known:
            self._known[key] = self._of_group(ids, rules[0].resource, families)
        return self._known[key]

    def of_resource(self, resource: Resource, rules: list[Rule], families: tuple[int, ...]) -> Reach | None:
        """The reach of a group with these rules, of what may be attached to one, or of a subnet."""
        attached = self._of_attached(resource, families)
        if attached is not None:
            return attached
        subnets = self.around.at(resource.id, Subnet)
        if subnets:
            part = any_of([self.ways.subnets.way_into(subnets[0], family) for family in families])
            return of_subnet(part)
        if not rules and not any(word in resource.type for word in OWN):
            return None
        ids = sorted({f"{resource.id}.id", *[id_ for rule in rules for id_ in ids_of(rule)]})
        return self._of_group(ids, resource, families)

    def _of_others(self, rules: tuple[Rule, ...]) -> Reach | None:
        """The reach of what belongs to no security group."""
        from ..model.listener import Listener

        first = rules[0]
        if isinstance(first, Listener):
            return self._of_attached(first.resource if first.of is None else first.of[0], (4, 6))
        return self._of_acl(set().union(*[group_ids(rule.group) for rule in rules]))

    def _of_acl(self, ids: set[str]) -> Reach | None:
        """The best way into the subnets that have a network ACL; None where none is seen."""
        subnets = self.ways.subnets
        found = [
            (any_of([subnets.around_acl(subnet, family) for family in (4, 6)]), subnet)
            for id_ in sorted(ids)
            for subnet in subnets.guarded_by(id_)
        ]
        if not found:
            return None
        found.sort(key=lambda one: -one[0].truth.rank)  # the subnet that the way leads to, first
        part = any_of([part for part, _ in found])
        names = [subnet.resource.address for _, subnet in found]
        shown = f"{', '.join(names[:NAMED])}{', …' if len(names) > NAMED else ''}"
        return of_subnet(part, f"it guards {shown}; ")

    def _of_attached(self, resource: Resource, families: tuple[int, ...]) -> Reach | None:
        """The reach of what may have groups; None where nothing is known of its place."""
        attachments = self.around.at(resource.id, Attachment)
        if not attachments:
            return None
        from .ways import best_of, described

        best = best_of([self.ways.to(one, families) for one in attachments])
        return reach(best, [], step(best.attachment, None, described(best.attachment)), "")

    def _of_group(self, ids: list[str], resource: Resource, families: tuple[int, ...]) -> Reach:
        root = home(resource)
        found = self._attached(ids)
        if not found:
            return self._not_attached(resource)
        from .ways import Way, best_of

        ways = [(self._way(one, truth, families), self._line(one, ids)) for one, truth in found]
        best = best_of([way for way, _ in ways])
        line = next(line for way, line in ways if way is best)
        others = [way for way, _ in ways if way is not best]
        if best.part.truth is NO and not self._is_proof(root):
            best = Way(best.attachment, self._elsewhere(root, best), best.subnet, best.user)
        return reach(best, others, line)

    def _attached(self, ids: list[str]) -> list[tuple[Attachment, Truth]]:
        """What has the group, in the order of files and places."""
        found = list(self.around.attached.of(*ids))
        for given, truth in self.around.given.of(*ids):
            holders, _ = self.around.facts_of(given.interface, given.resource.root, Attachment)
            held = [(one, truth & sure) for one, sure in holders]
            found += held or [(Attachment(given.resource, "", given.groups), truth)]
        found.sort(key=lambda one: (one[0].resource.heading.sort_key, one[0].resource.address))
        return found

    def _line(self, attachment: Attachment, ids: list[str]) -> Link:
        """Where the group is given to it."""
        if attachment not in self._named:
            self._named[attachment] = groups_named(attachment)
        named = self._named[attachment]
        found = min([named[id_] for id_ in ids if id_ in named], key=lambda one: one[0], default=None)
        element = None if found is None else found[1]
        return step(attachment, element, f"attaches the group to {attachment.resource.address}")

    def _way(self, attachment: Attachment, truth: Truth, families: tuple[int, ...]) -> Way:
        """The way to it, as sure as it has the group."""
        from .ways import Way

        way = self.ways.to(attachment, families)
        name = attachment.resource.address
        part = way.part.capped(there(attachment), f"{name} may not be made")
        part = part.capped(truth, f"{name} may not have the group")
        return Way(way.attachment, part, way.subnet, way.user)

    def _is_proof(self, root: str) -> bool:
        """Whether what is seen is all there is."""
        return self.around.is_whole(root) and not self._others(root)

    def _others(self, root: str) -> list[Attachment]:
        """What may have any group, and may be reached."""
        return [one for one in self.around.attached.loose.get(root, ()) if not one.internal]

    def _elsewhere(self, root: str, way: Way) -> Part:
        loose = self._others(root)
        who = (
            f"{loose[0].resource.address} may have it too"
            if loose
            else "code that is not on disk may have it"
        )
        return Part(MAYBE, f"{way.part.why}; but {who}", way.part.steps)

    def _not_attached(self, resource: Resource) -> Reach:
        root = home(resource)
        if resource.type in DEFAULT_GROUPS:
            return Reach("attached", "attached, path unknown: what names no group in its VPC has this one")
        loose = self.around.attached.loose.get(root, ())
        if loose:
            unless = f", unless {loose[0].resource.address} has it, whose groups are not all known"
        elif not self.around.is_whole(root):
            unless = " that is on disk"
        else:
            unless = ""
        return Reach("not attached", f"not attached in this code{unless}")


def groups_named(attachment: Attachment) -> dict[str, tuple[int, Element]]:
    """The values that name groups of what is attached, by the groups' ids and in order."""
    named = names_in(attachment.groups, attachment.resource.root).every()
    found: dict[str, tuple[int, Element]] = {}
    for at, (id_, value) in enumerate(named.items()):
        for one in group_ids_of(id_):
            found.setdefault(one, (at, value))
    return found


def ids_of(rule: Rule) -> list[str]:
    """The ids by which a rule's group may be named."""
    found = sorted(group_ids(rule.group))
    found += [short for id_ in found for short in short_forms(id_)]
    resource = rule.resource
    if f"{resource.id}.id" in found:
        for name in ("name", "GroupName", "group_name"):
            value = resource.body.value(name)
            if isinstance(value, Known) and isinstance(value.data, str):
                found.append(literal(home(resource), value.data))
    if isinstance(rule.group, Known):
        found.append(literal(home(resource), str(rule.group.data)))
    return found


def families_of(rules: Iterable[Rule]) -> tuple[int, ...]:
    """The families of which the rules may let in anybody of the internet."""
    found = set()
    for rule in rules:
        for peer in rule.peers:
            admission = of_peer(rule, peer)
            public = admission.possible.public
            found |= {family for family in (4, 6) if public.size(family) or admission.loose.size(family)}
    return tuple(sorted(found)) or (4, 6)


def of_subnet(part: Part, guarded: str = "") -> Reach:
    if part.truth is YES:
        return Reach("reachable", f"reachable: {guarded}{part.why}", part.steps)
    if part.truth is NO:
        sign = " " if part.why.startswith("by ") else ": "
        return Reach("closed", f"closed{sign}{guarded}{part.why}", part.steps)
    return Reach("attached", f"path unknown: {guarded}{part.why}", part.steps)


def reach(best: Way, others: list[Way], line: Link, verb: str = "attached to ") -> Reach:
    part = best.part
    where = f" in {best.subnet.resource.address}" if best.subnet is not None else ""
    attached = f"{verb}{best.holder}{where}"
    more = ""
    if others:
        names = list(dict.fromkeys([way.attachment.resource.address for way in others]))
        more = f"; also attached to {', '.join(names[:NAMED])}{', …' if len(names) > NAMED else ''}"
    steps = (line, *part.steps)
    if part.truth is YES:
        return Reach("reachable", f"reachable: {attached}, {part.why}{more}".replace(",, ", ", "), steps)
    if part.truth is NO:
        sign = " " if part.why.startswith("by ") else ": "
        return Reach("closed", f"closed{sign}{part.why}; {attached}{more}", steps)
    return Reach(
        "attached", f"attached, path unknown: {attached}; {part.why}{more}".replace(",;", ";"), steps
    )


def moved(severity: Severity, found: Reach | None) -> Severity:
    """The severity of a policy, moved by what is known of the way in."""
    at = STEPS.index(severity)
    if found is None or severity == "info":
        return severity
    if found.state == "reachable":
        return STEPS[min(at + HIGHER, len(STEPS) - 1)]
    if found.state == "closed":
        return STEPS[max(min(at, 1), at - LOWER)]
    return severity


def add_reach(findings: list[Finding], policies: list[Policy], model: Model, reading: Reading) -> None:
    """Say of each finding how far it is seen that the internet comes to it."""
    told = [finding for finding in findings if finding.rules]
    around = surroundings({home(rule.resource) for one in told for rule in one.rules}, model, reading)
    reaches = {policy.id: Reaches(around, ports_of(policy)) for policy in policies}
    for finding in told:
        finding.reach = reaches[finding.policy].of(finding)
        finding.severity = moved(finding.severity, finding.reach)


def ports_of(policy: Policy) -> tuple[int, ...]:
    return policy.ports or (25,)


def home(resource: Resource) -> str:
    """The root whose code says what stands around a resource: of one in a plan, the plan, wherever its
    findings stand."""
    root, bar, _ = resource.id.partition("|")
    return root if bar else resource.root

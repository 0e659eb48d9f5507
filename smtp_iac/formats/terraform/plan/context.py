"""What stands around the groups of a plan: the entries that were passed over, read once there is something to
say of its findings.

Every id that is not known before apply, or that a resource of the plan has already, is the identity of that
resource, by what the configuration section says of the reference. What refers to more than one may be any of
them; what goes through a local value or a data source is not known.
"""

from __future__ import annotations

from functools import cached_property

from ....identity import derived
from ....patterns import pattern
from ....resource import Resource
from ....value import ABSENT, OTHER, Absent, Choice, Facts, Known, Origin, Unknown, option
from .body import Overlay, PlanBody
from .change import EntryFault
from .configuration import KEY, traversals
from .groups import NO_GROUP, instances
from .json_text import PlanFault
from .passed_over import IDS, PassedOver, ids_of
from .reader import EXISTS
from .references import followed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from ....reading import Use, Wanted
    from ....value import Outcome
    from .change import Change
    from .groups import Blocks
    from .json_text import Range
    from .reader import Plan

REFERENCE = pattern(rf"(aws(?:cc)?_\w+\.[^.\[]+)({KEY})?(?:[.\[].*)?")
MOST = 16
"""Resources that one reference may mean; of more, it is not said which."""


def further(plan: Plan, wanted: Wanted, use: Use) -> None:
    """The wanted resources of a plan that was read, in the order in which they stand there."""
    data = plan.places.source.data
    at_hand = list(plan.there)
    passed: list[Range] = []
    for start, end, type_ in plan.document.others:
        if type_ and not wanted.wants(type_, data, start, end):
            passed.append((start, end))
        elif (change := other(plan, (start, end))) is not None:
            at_hand.append(change)
    there: dict[str, Change] = {}
    for change in sorted(at_hand, key=lambda change: change.place):
        if change.after is not None:
            there.setdefault(change.address, change)
    references = References(plan, there.values(), PassedOver(plan, passed))
    for change in there.values():
        if wanted.wants(change.type, data, *change.place):
            use(references.resource(change))


def other(plan: Plan, place: Range) -> Change | None:
    """An entry that holds no rules; None for one that cannot be read, or is not about a resource."""
    try:
        entry = plan.document.entry(place)
        return plan.change(entry) if entry.value["mode"] == "managed" else None
    except (PlanFault, EntryFault, ValueError):
        return None


class References:
    """The resources of a plan, and what their attributes refer to. changes: those that are at hand, in the
    order of their places; passed: the others."""

    def __init__(self, plan: Plan, changes: Iterable[Change], passed: PassedOver) -> None:
        self.plan = plan
        self._changes = changes
        self._passed = passed
        self._ids: dict[str, Change | None] = {}
        self._blocks: dict[str, Blocks] = {}

    def resource(self, change: Change) -> Resource:
        after: dict[str, Any] = change.after or {}
        span = self.plan.places.entry(change.place)
        id_, origin = self.plan.id_of(change), Origin("", span)
        body = PlanBody(Overlay(id_, change.address, origin), after, change.unknown, change.sensitive)
        return Resource(
            type=change.type,
            address=change.address,
            root=self.plan.root,
            id=id_,
            body=ReferringBody(body, self, change),
            exists=EXISTS,
            span=span,
            header=span,
            origin=origin,
            made_from=self.plan.made_from,
        )

    def resolved(self, value: Any, written: Any, change: Change) -> Any:
        """The value with the identities of resources in place of their ids. written: the same part of the
        configuration; None where that is not at hand."""
        if isinstance(value, Unknown):
            return self._of_unknown(value, written, change)
        if not isinstance(value, Known):
            return value
        if isinstance(value.data, str):
            known = self._known(value.data)
            return value if known is None else self._is(known, value.origin)
        if isinstance(value.data, dict):
            parts = {name: part_of(written, name) for name in value.data}
            found = {name: self.resolved(one, parts[name], change) for name, one in value.data.items()}
            return Known(found, value.origin, value.type)
        if isinstance(value.data, tuple):
            return Known(self._of_elements(value.data, written, change), value.origin, value.type)
        return value

    @cached_property
    def _by_id(self) -> dict[str, Change]:
        """Of those at hand, the first that has an id."""
        found: dict[str, Change] = {}
        for change in self._changes:
            for id_ in ids_of(change):
                found.setdefault(id_, change)
        return found

    @cached_property
    def _by_block(self) -> dict[str, list[Change]]:
        found: dict[str, list[Change]] = {}
        for change in self._changes:
            found.setdefault(change.block, []).append(change)
        return found

    def _known(self, id_: str) -> Change | None:
        """The first resource that has this id."""
        if id_ not in self._ids:
            every = [*self._passed.with_id(id_), *([self._by_id[id_]] if id_ in self._by_id else ())]
            self._ids[id_] = min(every, key=lambda change: change.place, default=None)
        return self._ids[id_]

    def _instances(self, module: str, block: str, key: str | None) -> list[Change]:
        """What a reference in a module can mean, in the order of their places."""
        if block not in self._blocks:
            every = [*self._by_block.get(block, ()), *self._passed.of_block(block)]
            self._blocks[block] = {}
            for change in sorted(every, key=lambda change: change.place):
                self._blocks[block].setdefault((change.module_address, block), []).append(change)
        return instances(self._blocks[block], module, block, key)

    def _of_elements(self, elements: tuple[Any, ...], written: Any, change: Change) -> tuple[Any, ...]:
        if isinstance(written, list):
            same = len(written) == len(elements)
            parts = written if same else [written[0] if len(written) == 1 else None] * len(elements)
            return tuple(
                [self.resolved(one, part, change) for one, part in zip(elements, parts, strict=True)]
            )
        written = written or None  # of what dynamic blocks make, nothing is said
        unknown = [one for one in elements if isinstance(one, Unknown)]
        candidates, closed = self._meant(written, change)
        found = iter(candidates if closed and 1 < len(unknown) == len(candidates) else ())
        return tuple([self._of_element(one, found, written, change) for one in elements])

    def _of_element(self, one: Any, in_turn: Iterator[Change], written: Any, change: Change) -> Any:
        """As many unknown ids as resources that are referred to: each of them, in whatever order."""
        named = next(in_turn, None) if isinstance(one, Unknown) else None
        return self.resolved(one, written, change) if named is None else self._is(named, one.origin)

    def _of_unknown(self, value: Unknown, written: Any, change: Change) -> Outcome:
        if written == {}:
            return ABSENT  # only the provider says what it is
        candidates, closed = self._meant(written, change)
        if not 0 < len(candidates) <= MOST:
            return value
        if closed and len(candidates) == 1:
            return self._is(candidates[0], value.origin)
        options = {option(one.address): self._is(one, value.origin) for one in candidates}
        if not closed:
            return Choice(value, {**options, OTHER: derived("other", value)}, value.origin)
        one_of = Unknown(value.id, value.why, value.origin, Facts(domain=tuple(options), not_null=True))
        return Choice(one_of, {**options}, value.origin)

    def _meant(self, written: Any, change: Change) -> tuple[list[Change], bool]:
        """The resources that an expression refers to, and whether it can mean nothing else."""
        references = traversals(written) if isinstance(written, dict) else []
        found: dict[str, Change] = {}
        closed = bool(references)
        for module, reference in followed(self.plan.configuration, change.module_address, references):
            match = REFERENCE.fullmatch(reference)
            if match:
                here = self._instances(module, *match.groups())
                found |= {one.address: one for one in here}
                closed = closed and bool(here)
            elif not NO_GROUP.fullmatch(reference):
                closed = False
        return list(found.values()), closed

    def _is(self, change: Change, origin: Origin) -> Unknown:
        return Unknown(f"{self.plan.id_of(change)}.id", None, origin)

    def written(self, change: Change, name: str) -> Any:
        """What the configuration says of an attribute or of nested blocks: {} where they are left out."""
        if self.plan.configuration.is_missing:
            return None
        return self.plan.configuration.as_written(change.module_address, change.block, name)


class ReferringBody:
    """A `resource.Body` whose ids are identities."""

    __slots__ = ("_body", "_change", "_references")

    def __init__(self, body: PlanBody, references: References, change: Change) -> None:
        self._body = body
        self._references = references
        self._change = change

    def value(self, name: str) -> Outcome:
        value = self._body.value(name)
        if isinstance(value, Absent) or name in IDS:
            return value
        written = self._references.written(self._change, name)
        found: Outcome = self._references.resolved(value, written, self._change)
        return found

    def names(self) -> list[str]:
        return self._body.names()


def part_of(written: Any, name: str) -> Any:
    """The part of a nested block's configuration; {} for what it leaves out. Of blocks that are one
    expression (`route`) it is not said which part refers to what."""
    if not isinstance(written, dict) or not written or "constant_value" in written:
        return None
    return written if "references" in written else written.get(name, {})

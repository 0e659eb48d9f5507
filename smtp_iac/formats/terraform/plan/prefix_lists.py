"""Which prefix lists the rules and entries of a plan name, also while nobody knows a list's id."""

from __future__ import annotations

from ....bounds import AWS_OWNED_NAMES
from ....patterns import pattern
from ....value import ABSENT, OTHER, Choice, Facts, Known, Missing, Unknown, option
from .configuration import KEY, inside, traversals
from .groups import NO_GROUP, instances
from .references import followed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

    from ....value import Element, Outcome
    from .change import Change
    from .configuration import Configuration
    from .document import Entry
    from .groups import Blocks

LIST, ENTRY = "aws_ec2_managed_prefix_list", "aws_ec2_managed_prefix_list_entry"
REFERENCE = pattern(rf"({LIST}\.[^.\[]+)({KEY})?(?:\.id)?")
OTHERS = pattern(r"aws_(?:default_)?(?:security_group|vpc|subnet)\..*")
"""What else is referred to where rules are written inside a group, and is no list."""
MOST_LISTS = 16


class Lists:
    """The prefix lists that are there after apply."""

    __slots__ = ("_blocks", "_configuration", "_ids", "_owned", "_root", "_separate")

    def __init__(
        self, root: str, configuration: Configuration, changes: Iterable[Change], owned: dict[str, str]
    ) -> None:
        self._root = root
        self._configuration = configuration
        self._owned = owned
        self._blocks: Blocks = {}
        self._ids: dict[str, Change] = {}
        self._separate: set[tuple[Any, Any]] = set()
        for change in changes:
            if change.type == LIST and change.after is not None:
                self._blocks.setdefault((change.module_address, change.block), []).append(change)
                if isinstance(change.after.get("id"), str):
                    self._ids[change.after["id"]] = change
            elif change.type == ENTRY:
                for state in (change.before or {}, change.after or {}):
                    self._separate.add((state.get("prefix_list_id"), state.get("cidr")))

    def identity(self, change: Change) -> str:
        """The id of a list, as model/prefix_list has it."""
        return f"{self._root}|{change.address}.id"

    def of_attribute(self, change: Change, name: str, value: Outcome) -> Outcome:
        """The value of an argument that names a list, or a list of them."""
        meant = self._meant(change, name)
        if isinstance(value, Known) and isinstance(value.data, tuple):
            named = self._in_turn(value, *meant) or [self._named(one, *meant) for one in value.data]
            return Known(tuple(named), value.origin, value.type)
        return self._named(value, *meant)  # type: ignore[return-value]

    def of_rules(self, change: Change, name: str, value: Outcome) -> Outcome:
        """A group's rules; the configuration does not say which of them refers to what."""
        if not isinstance(value, Known) or not isinstance(value.data, tuple):
            return value
        meant = self._meant(change, name)
        return Known(tuple([self._in_rule(one, *meant) for one in value.data]), value.origin, value.type)

    def _in_rule(self, rule: Element, candidates: Sequence[Change], closed: bool) -> Element:
        if not isinstance(rule, Known) or not isinstance(rule.data, dict):
            return rule
        ids = rule.data.get("prefix_list_ids")
        if not isinstance(ids, Known) or not isinstance(ids.data, tuple):
            return rule
        named = tuple([self._named(one, candidates, closed) for one in ids.data])
        return Known(
            {**rule.data, "prefix_list_ids": Known(named, ids.origin, ids.type)}, rule.origin, rule.type
        )

    def _in_turn(self, value: Known, candidates: Sequence[Change], closed: bool) -> list[Element] | None:
        """As many lists as ids, and nothing else that is referred to: a list of them, in whatever order."""
        unknown = [one for one in value.data if isinstance(one, Unknown)]
        if not closed or not 1 < len(unknown) == len(candidates):
            return None
        found = iter(candidates)
        return [
            self._is(next(found), one) if isinstance(one, Unknown) else self._named(one, (), True)
            for one in value.data
        ]

    def _named(self, value: Element, candidates: Sequence[Change], closed: bool) -> Element:
        if isinstance(value, Known) and isinstance(value.data, str):
            if value.data in self._owned:
                return self._of_aws(value)
            known = self._ids.get(value.data)
            return value if known is None else Unknown(self.identity(known), None, value.origin)
        if not isinstance(value, Unknown) or not 0 < len(candidates) <= MOST_LISTS:
            return value
        if closed and len(candidates) == 1:
            return self._is(candidates[0], value)
        options: dict[Any, Outcome] = {option(one.address): self._is(one, value) for one in candidates}
        if closed:
            one_of = Facts(domain=tuple(options), not_null=True)
            return Choice(Unknown(value.id, value.why, value.origin, one_of), options, value.origin)
        return Choice(value, {**options, OTHER: value}, value.origin)

    def _is(self, change: Change, value: Unknown) -> Unknown:
        return Unknown(self.identity(change), value.why, value.origin)

    def _of_aws(self, value: Known) -> Unknown:
        name = self._owned[value.data]
        missing = Missing(f"prefix list {name}", "is AWS's own, which changes it", "nobody can know")
        return Unknown(f"prefix list {value.data}", missing, value.origin, Facts(aws_owned=True))

    def _meant(self, change: Change, name: str) -> tuple[list[Change], bool]:
        """The lists that an argument refers to, and whether nothing else in it can hold an unknown id."""
        expression = self._configuration.expression(change.module_address, change.block, name)
        if expression is None:
            return [], False
        found: dict[str, Change] = {}
        closed = True
        for module, reference in followed(self._configuration, change.module_address, traversals(expression)):
            match = REFERENCE.fullmatch(reference)
            if match:
                found |= {one.address: one for one in instances(self._blocks, module, *match.groups())}
            elif not NO_GROUP.fullmatch(reference) and not OTHERS.fullmatch(reference):
                # the value of a variable of the root is known when terraform plans
                closed = closed and not module and reference.startswith("var.")
        return list(found.values()), closed

    def entries(self, change: Change, value: Outcome) -> Outcome:
        """`entry`, which is computed: where none are written, it shows what separate entries have added. A
        `dynamic` block is not in the configuration section; what it makes is in the plan."""
        if self._configuration.expression(change.module_address, change.block, "entry") != {}:
            return value
        if isinstance(value, Unknown) or (isinstance(value, Known) and not value.data):
            return ABSENT
        id_ = (change.after or {}).get("id")
        if not isinstance(value, Known) or not isinstance(value.data, tuple) or not isinstance(id_, str):
            return value
        kept = [one for one in value.data if (id_, cidr_of(one)) not in self._separate]
        return Known(tuple(kept), value.origin, value.type)


def cidr_of(entry: Element) -> Any:
    cidr = entry.data.get("cidr") if isinstance(entry, Known) and isinstance(entry.data, dict) else None
    return cidr.data if isinstance(cidr, Known) else None


def owned_by_aws(data: Iterable[Entry]) -> dict[str, str]:
    """The lists of AWS that data sources have read, by id: their names."""
    found: dict[str, str] = {}
    for entry in data:
        values = inside(entry.value, "values")
        id_, name = inside(values, "id"), inside(values, "name")
        if isinstance(id_, str) and isinstance(name, str) and name.startswith(AWS_OWNED_NAMES):
            found[id_] = name
    return found

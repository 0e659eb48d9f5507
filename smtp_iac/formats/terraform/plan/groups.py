"""What a rule or listener of a plan belongs to, also while nobody knows the id of that."""

from __future__ import annotations

from ....identity import derived
from ....patterns import pattern
from ....value import OTHER, Choice, Known, Many, Unknown, option
from .configuration import KEY, traversals
from .references import followed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ....value import Outcome
    from .change import Change
    from .configuration import Configuration

    Blocks = dict[tuple[str, str], list[Change]]
    """A module's address and a block in it -> its instances."""

GROUPS = ("aws_security_group", "aws_default_security_group", "awscc_ec2_security_group")
ACCESS_LISTS = ("aws_network_acl", "aws_default_network_acl", "awscc_ec2_network_acl")
BALANCERS = (
    "aws_lb",
    "aws_alb",
    "aws_globalaccelerator_accelerator",
    "awscc_elasticloadbalancingv2_load_balancer",
    "awscc_globalaccelerator_accelerator",
)
NAMES = "id|arn|group_id|security_group_id|network_acl_id|load_balancer_arn|accelerator_arn"
"""What an id goes by (bounds.IDS)."""
OF_OTHERS = pattern(rf"[a-z][^.\[]*\.[^.\[]+(?:{KEY})?\.default_(?:security_group|network_acl)_id")
ONE_ID = pattern(
    rf"(?!each\.|count\.|self\.)(?:data\.)?[a-z]\w*\.[\w-]+(?:{KEY})?(?:\.\w+|{KEY})*\.(?:\w+_)?id"
)
NO_GROUP = pattern(r"count\.index|each\.key|path\..*|terraform\..*")
"""References that hold no group's id; they choose among groups."""

MOST_GROUPS = 16
"""Among which a rule may be. Beyond, it stands alone: its rules are judged, but not with those of others."""


def is_instance(module_address: str, of: str) -> bool:
    """Whether a module's address is `of`, in which `[*]` stands for any key."""
    from re import escape

    parts = [escape(part) for part in of.split("[*]")]
    return pattern(KEY.join(parts)).fullmatch(module_address) is not None


def instances(blocks: Blocks, module: str, block: str, key: str | None) -> list[Change]:
    """The instances that a reference in a module can mean; without a key, every one of the block."""
    if "[*]" in module:
        modules = [one for one, other in blocks if other == block and is_instance(one, module)]
        return [found for one in modules for found in instances(blocks, one, block, key)]
    every = blocks.get((module, block), [])
    address = f"{module}.{block}{key}" if module else f"{block}{key}"
    return every if key is None else [found for found in every if found.address == address]


def known_id(group: Change) -> str | None:
    ids = [(group.after or {}).get(name) for name in ("id", "group_id")]
    return next((one for one in ids if isinstance(one, str)), None)


class Groups:
    """The groups that are there after apply, or other resources that rules belong to, by their types. ids:
    those that have an id already, by it."""

    __slots__ = ("_blocks", "_configuration", "_pending", "_reference", "_root", "ids")

    def __init__(
        self,
        root: str,
        configuration: Configuration,
        changes: Iterable[Change],
        types: tuple[str, ...] = GROUPS,
    ) -> None:
        self._root = root
        self._reference = pattern(rf"((?:{'|'.join(types)})\.[^.\[]+)({KEY})?(?:\.(?:{NAMES}))?")
        self._configuration = configuration
        self._blocks: Blocks = {}
        self._pending: list[Change] = []
        self.ids: dict[str, Change] = {}
        for change in changes:
            if change.type in types and change.after is not None:
                self._blocks.setdefault((change.module_address, change.block), []).append(change)
                id_ = known_id(change)
                if id_ is None:
                    self._pending.append(change)
                else:
                    self.ids[id_] = change

    def identity(self, change: Change) -> str:
        """The id of a group, as the rules that it lists itself have it (resources/aws_security_group)."""
        return f"{self._root}|{change.address}.id"

    def of_rule(self, rule: Change, value: Outcome, name: str = "security_group_id") -> Outcome:
        """The group's id, given the argument that names it: that of a group of this plan, whether it is known
        or not, is the identity of that group."""
        if isinstance(value, Known):
            return self._known(value)
        if not isinstance(value, Unknown):
            return value
        references = self._references(rule, name)
        if len(references) == 1 and OF_OTHERS.fullmatch(references[0]):
            id_ = f"{self._root}|{rule.prefix}{references[0]}"
            return Unknown(id_, value.why, value.origin)
        candidates, certain = self._meant(rule, references)
        if certain:
            return Unknown(self.identity(candidates[0]), value.why, value.origin)
        return self._one_of(candidates, self._as_referred_to(rule, references, value))

    def _as_referred_to(self, rule: Change, references: list[str], value: Unknown) -> Unknown:
        """With the identity of the one id that an expression refers to and nothing else, such as that of a
        group that a data source reads during apply: whoever refers to it means the same."""
        behind = list(followed(self._configuration, rule.module_address, references))
        if len(references) != 1 or len(behind) != 1:
            return value
        [(module, reference)] = behind
        if "[*]" in module or not ONE_ID.fullmatch(reference):
            return value
        id_ = f"{self._root}|{module}.{reference}" if module else f"{self._root}|{reference}"
        return Unknown(id_, value.why, value.origin)

    def of_list(self, change: Change, value: Outcome, name: str) -> Outcome:
        """The ids of an argument that lists them. Of a list that is not known as a whole, those that it
        surely refers to are in it; what is written there as text the plan does not say."""
        if isinstance(value, Known) and isinstance(value.data, tuple):
            ids = [self._known(one) if isinstance(one, Known) else one for one in value.data]
            return Known(tuple(ids), value.origin, value.type)
        if not isinstance(value, Unknown):
            return value
        candidates, certain = self._meant(change, self._references(change, name), several=True)
        rest = Many(derived("element", value, origin=value.origin), value)
        named = [Unknown(self.identity(group), None, value.origin) for group in candidates if certain]
        return Known((*named, rest), value.origin)

    def _known(self, value: Known) -> Outcome:
        group = self.ids.get(value.data) if isinstance(value.data, str) else None
        return value if group is None else Unknown(self.identity(group), None, value.origin)

    def _references(self, change: Change, name: str) -> list[str]:
        expression = self._configuration.expression(change.module_address, change.block, name)
        return traversals(expression) if expression is not None else []

    def _meant(
        self, rule: Change, references: list[str], several: bool = False
    ) -> tuple[Sequence[Change], bool]:
        """The groups that an expression with these references can mean, and whether it surely means the one,
        or all of them where it may mean several.

        Outputs and variables of modules are followed. Where something else than a group is referred to (a
        local, a variable of the root), its value is not in the plan: it may be any group without an id yet.
        """
        found: dict[str, Change] = {}
        named, sure = 0, True
        for module, reference in followed(self._configuration, rule.module_address, references):
            match = self._reference.fullmatch(reference)
            if match:
                named += 1
                found |= {group.address: group for group in instances(self._blocks, module, *match.groups())}
            elif not NO_GROUP.fullmatch(reference):
                found |= {group.address: group for group in self._near(rule)}
                sure = False
        return list(found.values()), sure and named == len(found) > 0 and (several or named == 1)

    def _near(self, rule: Change) -> list[Change]:
        if len(self._pending) <= MOST_GROUPS:
            return self._pending
        return [group for group in self._pending if group.module_address == rule.module_address]

    def _one_of(self, candidates: Sequence[Change], value: Unknown) -> Outcome:
        if not 0 < len(candidates) <= MOST_GROUPS:
            return value
        options = {
            option(group.address): Unknown(self.identity(group), None, value.origin) for group in candidates
        }
        return Choice(value, {**options, OTHER: value}, value.origin)

"""The same rule twice: the list of a network ACL is computed, and shows its separate rules there again.

A list has one inbound rule of a number (EC2 API, CreateNetworkAclEntry). One that stands by itself is judged
there, and one that this plan deletes or changes is not there any more as it was.
"""

from __future__ import annotations

from ....value import Known
from .groups import ACCESS_LISTS
from .repeats import closes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from ....value import Element, Outcome
    from .change import Change

RULE = "aws_network_acl_rule"
LISTS = ACCESS_LISTS[:2]
"""Those that show their rules; the one of awscc has none."""


class NumberedRules:
    """The numbers of the separate inbound rules of a plan, before and after it, by their lists' ids."""

    __slots__ = ("_numbers",)

    def __init__(self, changes: Iterable[Change]) -> None:
        self._numbers: dict[Any, set[Any]] = {}
        for change in changes:
            if change.type == RULE and closes(change):
                for rule in (change.before, change.after):
                    if rule is not None and rule.get("egress") is not True:
                        of_list = self._numbers.setdefault(rule.get("network_acl_id"), set())
                        of_list.add(rule.get("rule_number"))

    def left_out(self, id_: str, rules: Outcome) -> Outcome:
        """The rules that a list shows, without those that stand by themselves."""
        separate = self._numbers.get(id_)
        if not separate or not isinstance(rules, Known) or not isinstance(rules.data, tuple):
            return rules
        kept = tuple([one for one in rules.data if number_of(one) not in separate])
        return Known(kept, rules.origin, rules.type)


def number_of(rule: Element) -> Any:
    number = rule.data.get("rule_no") if isinstance(rule, Known) and isinstance(rule.data, dict) else None
    return number.data if isinstance(number, Known) else None

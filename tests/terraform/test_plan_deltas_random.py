"""Plans of random changes, against what EC2 would have before and after them.

A group writes its rules itself (inline), leaves them to resources of their own (separate), or is not there.
Its `ingress` is computed: where none is written, the plan shows what EC2 has.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hypothesis import given, settings
from hypothesis import strategies as st

import smtp_iac
from smtp_iac.network import AddressSet
from tests.terraform.plans import block, entry, plan

if TYPE_CHECKING:
    from smtp_iac.finding import Closed, Finding, Report

    Parts = frozenset[str]

BLOCKS = {
    "0.0.0.0/0": frozenset(("lower", "upper")),
    "0.0.0.0/1": frozenset(("lower",)),
    "128.0.0.0/1": frozenset(("upper",)),
    "::/0": frozenset(("six",)),
    "10.0.0.0/8": frozenset[str](),
}
"""Which parts of the internet each of them holds."""
PARTS = {"lower": "8.0.0.0/8", "upper": "160.0.0.0/8", "six": "2600::/16"}
COVERING = (frozenset(("lower", "upper")), frozenset(("six",)))


class State:
    """A group at one time. style: inline, separate or absent; blocks: who is let in, one rule each."""

    def __init__(self, style: str, blocks: frozenset[str]) -> None:
        self.style = style
        self.blocks = frozenset() if style == "absent" else blocks

    def __repr__(self) -> str:
        return f"{self.style} {sorted(self.blocks)}"


states = st.builds(
    State,
    st.sampled_from(("inline", "separate", "absent")),
    st.frozensets(st.sampled_from(sorted(BLOCKS)), max_size=3),
)


class Change:
    """A group that changes from one state to another. What terraform does not manage stays as it is."""

    def __init__(self, name: str, before: State, after: State) -> None:
        self.address = f"aws_security_group.{name}"
        self.name = name
        self.before = before
        self.after = after

    @property
    def deployed(self) -> frozenset[str]:
        """The rules that EC2 has afterwards."""
        if self.after.style != "separate" or self.before.style == "absent":
            return self.after.blocks
        deleted = self.before.blocks if self.before.style == "separate" else frozenset()
        return (self.before.blocks - deleted) | self.after.blocks

    def entries(self) -> list[dict[str, Any]]:
        return [*self._group(), *[self._rule(each) for each in sorted(self._separate())]]

    def _group(self) -> list[dict[str, Any]]:
        id_ = f"sg-{self.name}"
        was = None if self.before.style == "absent" else {"id": id_, "ingress": rules(self.before.blocks)}
        if self.after.style == "absent":
            return [] if was is None else [entry(self.address, None, before=was, actions=["delete"])]
        if self.after.style == "inline":
            is_now = {"id": id_, "ingress": rules(self.after.blocks)}
        else:
            is_now = was or {}
        if was is None:
            unknown = {"id": True} if self.after.style == "inline" else {"id": True, "ingress": True}
            is_now = {name: value for name, value in is_now.items() if name not in unknown}
            return [entry(self.address, is_now, unknown=unknown)]
        return [entry(self.address, is_now, before=was, actions=["no-op" if was == is_now else "update"])]

    def _separate(self) -> frozenset[str]:
        return frozenset().union(
            *[one.blocks for one in (self.before, self.after) if one.style == "separate"]
        )

    def _rule(self, cidr: str) -> dict[str, Any]:
        id_ = None if self.before.style == "absent" else f"sg-{self.name}"
        family = "cidr_ipv6" if ":" in cidr else "cidr_ipv4"
        opened = {"ip_protocol": "tcp", "from_port": 25, "to_port": 25, family: cidr}
        had = self.before.style == "separate" and cidr in self.before.blocks
        has = self.after.style == "separate" and cidr in self.after.blocks
        was = {**opened, "security_group_id": id_} if had else None
        is_now = {**opened, **({"security_group_id": id_} if id_ else {})} if has else None
        actions = [{(True, True): "no-op", (True, False): "delete", (False, True): "create"}[had, has]]
        unknown = {} if id_ or not has else {"security_group_id": True}
        return entry(self._address(cidr), is_now, before=was, actions=actions, unknown=unknown)

    def _address(self, cidr: str) -> str:
        number = sorted(BLOCKS).index(cidr)
        return f"aws_vpc_security_group_ingress_rule.{self.name}_{number}"

    def configuration(self) -> list[dict[str, Any]]:
        if self.after.style == "absent":
            return []
        inline = {"ingress": ["var.rules"]} if self.after.style == "inline" and self.after.blocks else {}
        written = [self._address(each) for each in sorted(self.after.blocks)]
        references = {"security_group_id": [f"{self.address}.id", self.address]}
        separate = [block(each, **references) for each in written] if self.after.style == "separate" else []
        return [block(self.address, **inline), *separate]


def rules(blocks: frozenset[str]) -> list[dict[str, Any]]:
    return [
        {
            "protocol": "tcp",
            "from_port": 25,
            "to_port": 25,
            "cidr_blocks": [each] if ":" not in each else [],
            "ipv6_cidr_blocks": [each] if ":" in each else [],
            "prefix_list_ids": [],
        }
        for each in sorted(blocks)
    ]


def parts_of(blocks: frozenset[str]) -> Parts:
    return frozenset().union(*[BLOCKS[each] for each in blocks])


def parts_in(cidrs: tuple[str, ...]) -> Parts:
    found = AddressSet.union_of([AddressSet.parse(each) for each in cidrs])
    return frozenset(name for name, text in PARTS.items() if AddressSet.parse(text) <= found)


def covers(parts: Parts) -> bool:
    return any(each <= parts for each in COVERING)


def exposures(blocks: frozenset[str]) -> list[Parts]:
    """What each finding about a group speaks of: its rules that are open alone, or else all of them."""
    alone = [BLOCKS[each] for each in blocks if covers(BLOCKS[each])]
    return alone or ([parts_of(blocks)] if covers(parts_of(blocks)) else [])


def judged(changes: list[Change]) -> Report:
    entries = [each for one in changes for each in one.entries()]
    written = [each for one in changes for each in one.configuration()]
    with tempfile.TemporaryDirectory() as directory:
        (Path(directory) / "plan.json").write_text(json.dumps(plan(*entries, configuration=written)))
        report = smtp_iac.check(["plan.json"], working_directory=directory, only_policies=["SMTP001"])
    assert not report.unreadable
    return report


@settings(max_examples=150, deadline=None)
@given(states, states, states, states)
def test_deltas_are_those_of_the_cloud(a: State, b: State, c: State, d: State) -> None:
    changes = [Change("one", a, b), Change("two", c, d)]
    report = judged(changes)
    for one in changes:
        mine = [each for each in report.findings if is_about(each, one)]
        was, expected = parts_of(one.before.blocks), exposures(one.deployed)
        assert sorted(sorted(news(each)) for each in mine) == sorted(sorted(each - was) for each in expected)
        closed = [each for each in report.closed if is_about(each, one)]
        gone = [each - parts_of(one.deployed) for each in exposures(one.before.blocks)]
        found = sorted(sorted(parts_in(each.change.addresses)) for each in closed)
        assert found == sorted(sorted(each) for each in gone if each)


def news(finding: Any) -> Parts:
    assert finding.verdict == "exposed"
    found = parts_in(finding.change.addresses)
    assert finding.change.word == ("newly open" if found else "still open")
    return found


def is_about(said: Finding | Closed, change: Change) -> bool:
    """Whether it says of the group that the whole internet can open it."""
    name = said.resource.rpartition(".")[2]
    return said.policy == "SMTP001" and (name == change.name or name.startswith(f"{change.name}_"))

"""What we find in plans is what a second reading of `resource_changes` finds."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.oracle.fakeaws.needed import blocks_of

from .live import needs_fake_provider, todays
from .real_modules import required
from .real_plans import compared

FIXTURES = Path(__file__).parents[2] / "fixtures"
WITH_LISTS = ("deltas", "prefix_lists", "prefix_lists_opened", "prefix_lists_modules", "prefix_lists_unknown")
"""The second reading knows no prefix lists."""
PLANS = sorted(path for path in FIXTURES.glob("*/*/plan.json") if path.parent.name not in WITH_LISTS)
OTHERS = (
    "prefix_lists_of_aws",
    *("foreign_rules", "modules_installed", "modules_not_on_disk", "shipped_table"),
    *("module_instances", "modules", "references"),
)
"""No prefix lists either, modules that are not there, or groups that are reached through modules."""
CONFIGURATIONS = sorted(
    path.parent
    for kind in ("terraform", "stacks")
    for path in FIXTURES.glob(f"{kind}/*/main.tf")
    if path.parent.name not in (*WITH_LISTS, *OTHERS)
)


@pytest.mark.parametrize("plan", PLANS, ids=lambda path: path.parent.name)
def test_plans_that_are_checked_in(plan: Path) -> None:
    different, _ = compared(json.loads(plan.read_bytes()))
    assert different == []


@needs_fake_provider
def test_plans_of_our_own_configurations() -> None:
    """Those of today; terraform refuses a few of all, for they are there to be refused."""
    from tests.oracle.fakeaws.oracle import Oracle

    folders = todays(CONFIGURATIONS)
    different, planned = [], 0
    with Oracle(folders) as oracle:
        for folder in folders:
            if any(block.type == "backend" for block in blocks_of(folder / "main.tf")):
                continue
            plan, _ = oracle.plan(folder, ".", required(folder))
            if plan is not None:
                planned += 1
                different += [f"{folder.name}: {text}" for text in compared(plan)[0]]
    assert different == []
    assert planned * 3 >= len(folders)

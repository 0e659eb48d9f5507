"""Plans and their configurations expose the same at the same places: the stored plans of the stacks, and
those that terraform makes of the fixtures now."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from smtp_iac.finding import Report
from smtp_iac.reading import Inputs
from smtp_iac.scan import scan
from tests.fixtures_harness import FIXTURES

from .live import needs_fake_provider, settings, todays

STACKS = sorted(path for path in (FIXTURES / "stacks").iterdir() if path.is_dir())
ROOTS = sorted(path.name for path in (FIXTURES / "terraform").iterdir() if path.is_dir())
OTHERWISE = {
    "opentofu_files": "terraform does not read what OpenTofu does",
    "semantics_group": "the fake provider fills in ports that are left out",
}
APART = {
    # Terraform keeps equal rules of a group once.
    "ports": {"aws_security_group.open"},
    "protocols": {"aws_security_group.open"},
    # Undecided at another rule of the group.
    "references": {"aws_security_group.by_local[0]", "aws_security_group.by_condition[0]"},
}
"""What a plan alone does not expose, by fixture."""


def exposed(report: Report) -> Counter[Any]:
    """Each exposure: what, where, and the way of the value."""
    return Counter(
        (one.resource, one.span.sort_key, tuple([link.span.sort_key for link in one.trail]))
        for one in report.findings
        if one.verdict == "exposed"
    )


def undecided(report: Report) -> set[str]:
    return {one.resource for one in report.findings if one.verdict == "undecided"}


@pytest.mark.parametrize("stack", STACKS, ids=lambda stack: stack.name)
def test_a_stack(stack: Path) -> None:
    code, plan, both = [
        scan([str(stack / name) for name in names], str(FIXTURES), Inputs()).report
        for names in (["main.tf"], ["plan.json"], ["main.tf", "plan.json"])
    ]
    assert exposed(code) == exposed(plan) == exposed(both)
    assert [one.verdict for one in both.findings] == [one.verdict for one in code.findings]


@pytest.fixture(scope="module")
def oracle() -> Iterator[Any]:
    from tests.oracle.fakeaws.oracle import Oracle

    with Oracle([FIXTURES / "terraform"]) as found:
        yield found


@needs_fake_provider
@pytest.mark.parametrize("name", todays(ROOTS))
def test_a_fixture(name: str, oracle: Any, tmp_path: Path) -> None:
    from .real_modules import required

    if name in OTHERWISE:
        pytest.skip(OTHERWISE[name])
    arguments = required(FIXTURES / "terraform" / name)
    plan, error = oracle.plan(FIXTURES / "terraform", name, arguments)
    if plan is None:
        pytest.skip(f"terraform does not plan it: {' '.join(error.split())[:80]}")
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(plan), encoding="utf-8")
    root = oracle.copy(FIXTURES / "terraform") / name
    workspace = ("default", "--workspace default")
    variables = settings(arguments, root)
    code = scan([str(root)], str(root), Inputs(variables, workspace=workspace)).report
    planned = scan([str(path)], str(root), Inputs(variables, workspace=workspace, sources=[str(root)])).report
    assert not exposed(planned) - exposed(code)
    # Locals are not in a plan: which group a rule has whose id goes through one, only the configuration says.
    left = {resource for resource, *_ in exposed(code) - exposed(planned)}
    assert left <= undecided(planned) | APART.get(name, set())
    (root / "plan.json").write_text(json.dumps(plan), encoding="utf-8")
    both = scan([str(root)], str(root), Inputs(variables, workspace=workspace)).report
    assert exposed(both) == exposed(code)

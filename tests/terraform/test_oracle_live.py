"""The stored configurations are planned again where this very terraform is present, so that it cannot rot."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .evaluating import write
from .live import needs_fake_provider, todays

STORED = Path(__file__).parent.parent / "oracle"


def configurations() -> list[Path]:
    """The stored cases that are configurations with their plans."""
    found = []
    for path in sorted(STORED.glob("*_cases.json")):
        cases = json.loads(path.read_text("utf-8"))
        if isinstance(cases, list) and "files" in cases[0] and "plan" in cases[0]:
            found.append(path)
    return found


@needs_fake_provider
@pytest.mark.parametrize("path", configurations(), ids=lambda path: str(path.stem))
def test_configurations_are_still_what_terraform_plans(path: Path, tmp_path: Path) -> None:
    from tests.oracle.fakeaws.oracle import Oracle

    cases = list(enumerate(json.loads(path.read_text("utf-8"))))
    for number, case in cases:  # all of them: the fake provider makes its schemas of what is written
        write(tmp_path / str(number), case["files"])
    with Oracle([tmp_path]) as oracle:
        for number, case in todays(cases):
            plan, error = oracle.plan(tmp_path, str(number), case["args"], case["env"])
            assert bool(error) == bool(case["error"]), (case["title"], error)  # the words of a cycle vary
            if plan is not None:
                changes = plan.get("resource_changes", [])
                managed = [change for change in changes if change["mode"] == "managed"]
                assert managed == case["plan"]["resource_changes"], case["title"]
                assert plan.get("output_changes", {}) == case["plan"]["output_changes"], case["title"]
                outputs = plan["planned_values"].get("outputs", {})
                assert outputs == case["plan"]["outputs"], case["title"]

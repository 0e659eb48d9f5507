"""What is not known proves nothing: an input that goes missing never turns reachable into closed or back."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import smtp_iac

from .fixtures_harness import FIXTURES

REFERENCE = re.compile(r"aws_\w+\.\w+(?:\[[^\]]*\])?\.(?:id|arn|name)\b|(?<== )(?:true|false)\b")
SHARDS = 12
"""Only every twelfth is asked in a run of the tests; `ask_all` is for a change of the rules of reach."""


def states(folder: Path) -> dict[str, str]:
    report = smtp_iac.check([str(folder)], working_directory=str(folder))
    return {
        finding.resource: finding.reach.state
        for finding in report.findings
        if finding.reach is not None and finding.policy == "SMTP001"
    }


def without_one(name: str, shard: int, folder: Path) -> list[str]:
    """What flips when one reference after the other is replaced by a variable without a value."""
    fixture = FIXTURES / "terraform" / name
    texts = {path.name: path.read_text() for path in fixture.glob("*.tf")}
    before = states(fixture)
    wrong = []
    places = [(file, match) for file in sorted(texts) for match in REFERENCE.finditer(texts[file])]
    for file, match in places[shard::SHARDS]:
        text = texts[file]
        for other, content in texts.items():
            (folder / other).write_text(content)
        changed = text[: match.start()] + "var.gone" + text[match.end() :]
        (folder / file).write_text(changed + '\nvariable "gone" {}\n')
        for resource, state in states(folder).items():
            if {state, before.get(resource)} == {"closed", "reachable"}:
                line = text.count("\n", 0, match.start()) + 1
                wrong.append(f"{file}:{line} {match.group()}: {resource} {before[resource]} -> {state}")
    return wrong


@pytest.mark.parametrize("name", ["reach", "reach_blocked"])
def test_no_missing_input_turns_closed_into_reachable_or_back(name: str, tmp_path: Path) -> None:
    assert not without_one(name, 3, tmp_path)

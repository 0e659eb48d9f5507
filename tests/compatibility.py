"""Generates `docs/terraform.md`: what of Terraform is evaluated, from the fixtures and the stored truth.

    python -m tests.compatibility

A fixture says which construct it shows by a comment above the block that the finding stands in:
`# construct: area: name`. What is found in that block is the answer: exposed means evaluated; undecided means
followed over each option, unknown (nobody can know) or not supported, by what is missing.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from smtp_iac.finding import Finding
from smtp_iac.formats.terraform.syntax.blocks import index

from .fixtures_harness import FIXTURES, Fixture, fixtures

PAGE = FIXTURES.parent / "docs" / "terraform.md"
CONSTRUCT = re.compile(rb"^(?:#|//) construct: (?P<area>[^:\n]+): (?P<name>[^\r\n]+?)\s*$", re.M)
AREAS = ("Values", "Instances", "Blocks", "Variables", "Modules", "Files", "Prefix lists", "References")


class Construct(NamedTuple):
    area: str
    name: str
    answer: str
    path: Path


class NoAnswerError(Exception):
    """A construct without a finding in its block: whether it is evaluated cannot be seen."""


def constructs() -> list[Construct]:
    found = [one for fixture in fixtures("terraform") for one in constructs_of(fixture)]
    return sorted(found, key=lambda one: (AREAS.index(one.area), one.name.lower(), str(one.path)))


def constructs_of(fixture: Fixture) -> list[Construct]:
    marked = [path for path in fixture.files() if CONSTRUCT.search(path.read_bytes())]
    if not marked:
        return []
    findings = fixture.report().findings
    return [one for path in marked for one in constructs_in(path, findings)]


def constructs_in(path: Path, findings: list[Finding]) -> list[Construct]:
    data = path.read_bytes()
    blocks = index(data)
    found = []
    for mark in CONSTRUCT.finditer(data):
        block = next((block for block in blocks if block.start > mark.start()), None)
        here = [
            finding
            for finding in findings
            if block is not None
            and finding.span.source.path == str(path)
            and block.start <= finding.span.start < block.end
        ]
        if not here:
            raise NoAnswerError(f"{path}: {mark[0].decode()}: no finding in the block below it")
        found.append(Construct(mark["area"].decode(), mark["name"].decode(), answer_of(here), path))
    return found


def answer_of(findings: list[Finding]) -> str:
    if any(finding.verdict == "exposed" for finding in findings):
        return "evaluated"
    if any("; it can when " in finding.message for finding in findings):
        return "each option"
    camps = {missing.camp for finding in findings for missing in finding.missing}
    return "unknown" if camps <= {"nobody can know"} else "not supported"

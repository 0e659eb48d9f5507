"""Generates `docs/terraform.md`: what of Terraform is evaluated, from the fixtures and the stored truth.

    python -m tests.compatibility

A fixture says which construct it shows by a comment above the block that the finding stands in:
`# construct: area: name`. What is found in that block is the answer: exposed means evaluated; undecided means
followed over each option, refused, unknown (nobody can know) or not supported, by what is missing. In JSON
the mark stands in the resource's "//".
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from smtp_iac.finding import Finding
from smtp_iac.formats.terraform.functions.names import IMPURE, NAMES
from smtp_iac.formats.terraform.syntax.blocks import index

from .fixtures_harness import FIXTURES, Fixture, fixtures, local_name, notes_in
from .terraform.stored_expressions import Stored

PAGE = FIXTURES.parent / "docs" / "terraform.md"
CONSTRUCT = re.compile(r"^(?:#|//) construct: (?P<area>[^:\n]+): (?P<name>[^\n]+?)\s*$", re.M)
STORED = ("function_cases.json", "more_function_cases.json", "pattern_cases.json")
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
    marked = [path for path in fixture.files() if b" construct: " in path.read_bytes()]
    if not marked:
        return []
    findings = fixture.report().findings
    return [one for path in marked for one in constructs_in(path, findings)]


def constructs_in(path: Path, findings: list[Finding]) -> list[Construct]:
    data = path.read_bytes()
    if path.name.endswith(".json"):
        return constructs_in_json(path, findings)
    blocks = index(data)
    found = []
    for mark in CONSTRUCT.finditer(data.decode("latin-1")):  # so that offsets are those of the bytes
        block = next((block for block in blocks if block.start > mark.start()), None)
        here = [
            finding
            for finding in findings
            if block is not None
            and finding.span.source.path == str(path)
            and block.start <= finding.span.start < block.end
        ]
        if not here:
            raise NoAnswerError(f"{path}: {mark[0]}: no finding in the block below it")
        found.append(Construct(mark["area"], mark["name"].encode("latin-1").decode(), answer_of(here), path))
    return found


def constructs_in_json(path: Path, findings: list[Finding]) -> list[Construct]:
    found = []
    for name, note in notes_in(json.loads(path.read_bytes()).get("resource", {}), 2):
        for mark in CONSTRUCT.finditer(note.replace(" #", "\n#")):
            here = [finding for finding in findings if local_name(finding.resource) == name]
            found.append(Construct(mark["area"], mark["name"], answer_of(here), path))
    return found


def answer_of(findings: list[Finding]) -> str:
    if any(finding.verdict == "exposed" for finding in findings):
        return "evaluated"
    if any("; it can when " in finding.message for finding in findings):
        return "each option"
    if all(" is refused: " in missing.sentence for finding in findings for missing in finding.missing):
        return "refused"
    camps = {missing.camp for finding in findings for missing in finding.missing}
    return "unknown" if camps <= {"nobody can know"} else "not supported"


class Function(NamedTuple):
    """equal: stored answers of terraform that ours equals; different: those that are unknown to us."""

    name: str
    answer: str
    equal: int
    different: int


@cache
def functions() -> list[Function]:
    """Terraform's functions, by what the stored answers of terraform say to calls of them."""
    said: list[tuple[str, str, bool]] = []
    for name in STORED:
        stored = Stored(name)
        with TemporaryDirectory() as directory:
            verdicts = stored.verdicts(Path(directory))
        said += [(case["expr"], verdicts[case["expr"]], "value" in case) for case in stored.cases]
    return [function_of(name, said) for name in sorted(NAMES)]


def function_of(name: str, said: list[tuple[str, str, bool]]) -> Function:
    call = re.compile(rf"(?<![\w:]){name}\(")
    answers = [(verdict, known) for expression, verdict, known in said if call.search(expression)]
    equal = sum(verdict != "gap" for verdict, _ in answers)
    if name in IMPURE:
        answer = "unknown"
    elif sum(verdict != "gap" and known for verdict, known in answers) > len(answers) - equal:
        answer = "evaluated"
    else:
        answer = "not supported"
    return Function(name, answer, equal, len(answers) - equal)


def page() -> str:
    """The whole page."""
    parts = [INTRODUCTION]
    for area in AREAS:
        rows = [
            f"| {one.name} | {one.answer} | [{one.path.parent.relative_to(FIXTURES)}]({link(one.path)}) |"
            for one in constructs()
            if one.area == area
        ]
        parts.append(
            "\n".join([f"### {area}", "", "| construct | answer | fixture |", "|---|---|---|", *rows])
        )
    parts.append(FUNCTIONS)
    parts[-1] += "".join(
        f"| `{one.name}` | {one.answer} | {one.equal} | {one.different or ''} |\n" for one in functions()
    )
    return "\n\n".join(parts)


def link(path: Path) -> str:
    return str(Path("..") / path.relative_to(FIXTURES.parent))


INTRODUCTION = """# Terraform compatibility

Evaluated as terraform 1.11.4 evaluates it. Generated from the fixtures and from stored answers of the real
terraform (`python -m tests.compatibility`), and checked by a test.

- **evaluated**: the value is what terraform says.
- **each option**: it depends on an input without a value, and is followed over what that can be: the finding
  says in which case port 25 is open ("it can when var.public is true").
- **refused**: terraform stops here; what rests on it is undecided, and says why.
- **unknown**: nobody can know it before apply; what rests on it is undecided, and names the missing input.
- **not supported**: terraform knows, we do not yet; what rests on it is undecided, and says so.

## Constructs"""

FUNCTIONS = """## Functions

Two columns count stored answers of the real terraform to calls of the function, errors among them: those
that ours equals, and those that are unknown here.

| function | answer | equal | unknown here |
|---|---|---|---|
"""

if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")

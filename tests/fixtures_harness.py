"""What the files under fixtures/ say must be found, and whether it is (CONTRIBUTING.md).

A mark is a comment: `# expect: SMTP001` (one exposed finding here), `# expect: SMTP001?` (one undecided),
`# trail: SMTP001` (a link of such a finding's trail), `# todo: SMTP001` (should be found, is not yet),
`# reach: closed` (the reach of what is found here). A trailing comment is about its line, one alone about
the next line; several stack. JSON has no comments: a template says it in a resource's Metadata, a `.tf.json`
in the block's "//" key; there a finding is matched by its resource. A plan is judged by the `.tf` beside it,
where its findings stand.
"""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

import smtp_iac
from smtp_iac.finding import Finding, Report

FIXTURES = Path(__file__).parent.parent / "fixtures"
KINDS = ("terraform", "cloudformation", "plans", "stacks")
WITHOUT_COMMENTS = (".json",)
PLANS = ("plan.json", "state.json")

COMMENT = re.compile(r"(?:#|//)(?P<text>[^#\n]*)")
MARK = re.compile(r" (?P<word>expect|trail|todo): (?P<policy>[A-Z]+[0-9]+)(?P<undecided>\??) *")
REACH = re.compile(r" (?P<word>reach): (?P<policy>reachable|attached|not attached|closed) *(?P<undecided>)")
ALMOST = re.compile(
    r"\s*(expect|expects|expected|trail|todo|should)\b\s*:|.*\b(expect|trail|todo)\w*:?\s*[A-Z]+\d+", re.I
)
LEADING = re.compile(r"\s*(?:#|//)")
RESOURCE = re.compile(r'^resource\s+"?(?P<type>[\w-]+)"?\s+"?(?P<name>[\w-]+)"?')
VERDICT = {"": "exposed", "?": "undecided"}


class Mark(NamedTuple):
    word: str
    policy: str
    verdict: str
    path: str
    line: int
    resource: str
    """The resource that it stands in; "" where that is not known."""


class BadMarkError(Exception):
    """A comment that almost is a mark."""


class Fixture(NamedTuple):
    """One scan: a directory or a single file."""

    kind: str
    path: Path

    @property
    def name(self) -> str:
        return str(self.path.relative_to(FIXTURES))

    @property
    def plans(self) -> list[Path]:
        """The plans and states of a directory."""
        names = self.path.glob("*.json") if self.path.is_dir() else ()
        return sorted(path for path in names if path.name.endswith(PLANS))

    def files(self) -> list[Path]:
        if self.path.is_file():
            return [self.path]
        return sorted(path for path in self.path.rglob("*") if path.is_file())

    def marks(self) -> list[Mark]:
        return [mark for path in self.files() for mark in marks_of(path)]

    def report(self) -> Report:
        return smtp_iac.check([str(self.path)], working_directory=str(FIXTURES))


def fixtures(kind: str) -> list[Fixture]:
    return [Fixture(kind, path) for path in sorted((FIXTURES / kind).iterdir()) if path.name[0] != "."]


def marks_of(path: Path) -> list[Mark]:
    if path.name.endswith(PLANS):
        return []
    if path.name.endswith(WITHOUT_COMMENTS):
        return marks_in_json(path)
    text = path.read_bytes()
    encoding = "utf-16" if text.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        return marks_in_text(text.decode(encoding), str(path))
    except UnicodeDecodeError:
        return []


def marks_in_text(text: str, path: str = "main.tf") -> list[Mark]:
    found: list[Mark] = []
    waiting: list[re.Match[str]] = []
    resource = ""
    for number, line in enumerate(text.split("\n"), 1):
        block = RESOURCE.match(line)
        if block is not None:
            resource = f"{block['type']}.{block['name']}"
        here = marks_on(line, f"{path}:{number}")
        if LEADING.match(line):
            waiting += here
            continue
        if waiting and not line.strip():
            raise BadMarkError(f"{path}:{number}: a mark with no line after it")
        for match in waiting + here:
            verdict = VERDICT[match["undecided"]]
            found.append(Mark(match["word"], match["policy"], verdict, path, number, resource))
        waiting = []
    if waiting:
        raise BadMarkError(f"{path}: a mark with no line after it")
    return found


def marks_on(line: str, place: str) -> list[re.Match[str]]:
    found = []
    for comment in COMMENT.finditer(line):
        text = comment["text"].rstrip("\r")
        mark = MARK.fullmatch(text) or REACH.fullmatch(text)
        if mark is not None:
            found.append(mark)
        elif ALMOST.match(text):
            raise BadMarkError(f"{place}: almost a mark: {text.strip()}")
    return found


def marks_in_json(path: Path) -> list[Mark]:
    """The marks of a template's resources, or of the blocks of a `.tf.json`."""
    try:
        document = json.loads(path.read_bytes().decode("utf-8-sig"))
    except ValueError:
        return []
    if not isinstance(document, dict):
        return []
    found: list[Mark] = []
    resources = document.get("Resources", {})
    for name, resource in resources.items() if isinstance(resources, dict) else ():
        metadata = resource.get("Metadata", {}) if isinstance(resource, dict) else {}
        marks = metadata.get("smtp-iac", {})
        if not set(marks) <= {"expect", "todo"}:
            raise BadMarkError(f"{path}: {name}: {marks}")
        for word, texts in marks.items():
            found += [mark_of(f" {word}: {text}", str(path), name) for text in texts]
    for name, note in notes_in(document.get("resource", {}), 2):
        texts = [text.rstrip() for text in note.split("#")[1:] if not text.startswith(" construct: ")]
        found += [mark_of(text, str(path), name) for text in texts]
    return found


def notes_in(blocks: Any, depth: int, name: str = "") -> list[tuple[str, str]]:
    """Each "//" inside the resources of a `.tf.json`, with the resource that it stands in."""
    if isinstance(blocks, list):
        return [note for block in blocks for note in notes_in(block, depth, name)]
    if not isinstance(blocks, dict):
        return []
    found = []
    for key, value in blocks.items():
        if key == "//" and depth <= 0:
            found.append((name, str(value)))
        else:
            found += notes_in(value, depth - 1, f"{name}.{key}".lstrip(".") if depth > 0 else name)
    return found


def mark_of(text: str, path: str, resource: str) -> Mark:
    match = MARK.fullmatch(text)
    if match is None:
        raise BadMarkError(f"{path}: {resource}: almost a mark: {text.strip()}")
    return Mark(match["word"], match["policy"], VERDICT[match["undecided"]], path, 0, resource)


Place = tuple[str, str, str, Any]
"""Policy, verdict, path, and a line; in JSON, a resource."""


def places_expected(marks: list[Mark], word: str = "expect") -> Counter[Place]:
    return Counter(
        (mark.policy, mark.verdict, mark.path, mark.line or mark.resource)
        for mark in marks
        if mark.word == word
    )


def places_found(report: Report) -> Counter[Place]:
    found: Counter[Place] = Counter()
    for finding in report.findings:
        path = finding.span.source.path
        by_line = not path.endswith(WITHOUT_COMMENTS)
        place = finding.span.line if by_line else local_name(finding.resource)
        found[(finding.policy, decided(finding), path, place)] += 1
    return found


def decided(finding: Finding) -> str:
    """The word of a mark: what is advised is expected as what is exposed is."""
    return "exposed" if finding.verdict == "advised" else finding.verdict


def local_name(address: str) -> str:
    """A resource's name in its own file: no module path, instance key or parent stack."""
    plain = re.sub(r"\[(\"([^\"\\]|\\.)*\"|\d+)\]", "", address)
    if plain.startswith("module.") and plain.count(".") == 1:
        return plain
    return re.sub(r"^(module\.[^.]+\.)*", "", plain).rpartition("/")[2]


def trail_lines(report: Report) -> set[tuple[str, str, int]]:
    return {
        (finding.policy, link.span.source.path, link.span.line)
        for finding in report.findings
        for link in finding.trail
    }


def differences(fixture: Fixture, report: Report, marks: list[Mark] | None = None) -> list[str]:
    """What was found and not expected, expected and not found, in words."""
    marks = fixture.marks() if marks is None else marks
    expected, found = places_expected(marks), places_found(report)
    texts = [f"not expected: {words(place)} ({count})" for place, count in sorted_of(found - expected)]
    texts += [f"not found: {words(place)} ({count})" for place, count in sorted_of(expected - found)]
    trails = trail_lines(report)
    for mark in marks:
        if mark.word == "trail" and (mark.policy, mark.path, mark.line) not in trails:
            texts.append(f"in no trail: {os.path.relpath(mark.path, FIXTURES)}:{mark.line}")
    texts += [text for mark in marks if mark.word == "reach" for text in other_reach(mark, report)]
    for place, _ in sorted_of(places_expected(marks, "todo")):
        if found[place]:
            texts.append(f"works now, make it an expectation: {words(place)}")
    return texts


def other_reach(mark: Mark, report: Report) -> list[str]:
    """What the findings at a line say of their reach, where it is not what the mark says."""
    found = {
        finding.reach.text if finding.reach is not None else "nothing"
        for finding in report.findings
        if finding.span.source.path == mark.path and finding.span.line == mark.line
        if finding.reach is None or finding.reach.state != mark.policy
    }
    place = f"{os.path.relpath(mark.path, FIXTURES)}:{mark.line}"
    return [f"{place}: reach is not {mark.policy}: {text}" for text in sorted(found)]


def sorted_of(places: Counter[Place]) -> list[tuple[Place, int]]:
    return sorted(places.items(), key=lambda item: tuple(map(str, item[0])))


def words(place: Place) -> str:
    policy, verdict, path, where = place
    return f"{policy} {verdict} at {os.path.relpath(path, FIXTURES)}:{where}"

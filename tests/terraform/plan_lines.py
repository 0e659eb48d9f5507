"""Compares where findings of plans stand with where terraform says that the values are, and prints a table:

    python -m tests.terraform.plan_lines [--ports 25,443] [--module SOURCE=DIRECTORY …] DIRECTORY…

Each DIRECTORY is a checkout; its root, its examples and its modules are planned with the fake provider. An
exposure is compared with the places of the values that it names. Terraform places what a `dynamic` makes,
and inline rules written as a list, at the brace of the resource: those are counted apart, and so are rules in
code that terraform init installed, which stand at the user's call. Nothing of the checkouts is kept.
"""

from __future__ import annotations

import argparse
import json
import re
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from smtp_iac.finding import Finding, Report
from smtp_iac.policy import PolicyOptions
from smtp_iac.reading import Inputs
from smtp_iac.scan import scan
from tests.oracle.fakeaws.needed import blocks_of
from tests.oracle.fakeaws.oracle import Oracle
from tests.oracle.fakeaws.placing import Position

from .real_modules import directories_of, required

HEADINGS = ("planned", "exposed", "equal", "same line", "dynamic or list", "installed", "different", "as HCL")
CIDR = re.compile(r"[0-9a-fA-F.:]+/[0-9]+")
SOURCES = ("ingress", "cidr_blocks", "ipv6_cidr_blocks", "cidr_ipv4", "cidr_ipv6")


OPENED = {"ingress_cidr_blocks": '["0.0.0.0/0"]'}
"""Variables that are given this value, so that there is something to find."""


def report_of(path: Path, boundary: Path, inputs: Inputs, policies: PolicyOptions) -> Report:
    return scan([str(path)], str(boundary), inputs, policies).report


def policy_about(ports: str) -> PolicyOptions:
    """SMTP001, about other ports too: the more rules it speaks of, the more places are compared."""
    return PolicyOptions(only=["SMTP001"], ports=[int(port) for port in ports.split(",")])


def arguments_for(directory: Path) -> list[str]:
    given = required(directory)
    declared = {
        block.labels[0]
        for path in directory.glob("*.tf")
        for block in blocks_of(path)
        if block.type == "variable"
    }
    return [*given, *[f"-var={name}={value}" for name, value in OPENED.items() if name in declared]]


def compare(oracle: Oracle, root: Path, sub: str, policies: PolicyOptions, counts: Counter[str]) -> list[str]:
    """Counts each exposure of one plan; what differs in words."""
    arguments = arguments_for(root / sub)
    plan, _ = oracle.plan(root, sub, arguments)
    if plan is None:
        return []
    counts["planned"] += 1
    directory = oracle.copy(root) / sub
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "plan.json"
        path.write_text(json.dumps(plan))
        report = report_of(path, oracle.copy(root), Inputs(sources=[str(directory)]), policies)
    found = [one for one in report.findings if one.verdict == "exposed"]
    if not found:
        return []
    counts["exposed"] += len(found)
    positions = oracle.places(root, sub, arguments)
    words = [word_of(one, plan, positions) for one in found]
    counts.update(words)
    counts["as HCL"] += as_configuration(found, directory, oracle.copy(root), arguments, policies)
    return [f"{sub}: {shown(one)}" for one, word in zip(found, words, strict=True) if word == "different"]


def word_of(finding: Finding, plan: dict[str, Any], positions: list[Position]) -> str:
    [entry] = [one for one in plan["resource_changes"] if one["address"] == finding.resource]
    paths = set(paths_of(entry["change"]["after"], set(CIDR.findall(finding.message))))
    own = [one for one in positions if one.address == finding.resource]
    places = [one for one in own if one.path in paths]
    if "through prefix list" in finding.message:
        places += [one for one in own if "prefix_list_id" in one.path]
    line, column = finding.span.source.position(finding.span.start)
    path = finding.span.source.path
    if (path, line, column) in [(one.file, one.line, one.column) for one in places]:
        return "equal"
    if (path, line) in [(one.file, one.line) for one in places]:
        return "same line"
    if any("/.terraform/" in one.file for one in places) and "/.terraform/" not in path:
        return "installed"
    inline = [one for one in own if re.fullmatch(r"ingress(\.\d+)?", one.path)]
    at_brace = {(one.file, one.line) for one in inline} >= {(one.file, one.line) for one in places}
    return "dynamic or list" if inline and at_brace else "different"


def paths_of(value: Any, cidrs: set[str], path: str = "") -> Iterator[str]:
    """Where a planned resource has these sources."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        if path or key in SOURCES:
            yield from paths_of(inner, cidrs, f"{path}.{key}" if path else str(key))
    if isinstance(value, str) and value in cidrs:
        yield path


def as_configuration(
    found: list[Finding], directory: Path, boundary: Path, arguments: list[str], policies: PolicyOptions
) -> int:
    """How many of them the configuration has at the same places, by itself."""
    pairs = [one.removeprefix("-").partition("=") for one in arguments]
    variables = [
        ("var", value) if kind == "var" else ("file", str(directory / value)) for kind, _, value in pairs
    ]
    report = report_of(directory, boundary, Inputs(variables), policies)
    own = Counter([place_of(one) for one in report.findings if one.verdict == "exposed"])
    return (own & Counter([place_of(one) for one in found])).total()


def place_of(finding: Finding) -> tuple[object, ...]:
    return (finding.resource, finding.span.sort_key)


def shown(finding: Finding) -> str:
    return f"{finding.resource} at {finding.span!r}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("directory", nargs="+", type=Path)
    parser.add_argument("--module", action="append", default=[], metavar="NAMESPACE/NAME/PROVIDER=DIRECTORY")
    parser.add_argument("--only", default="", help="directories whose path contains this")
    parser.add_argument("--ports", default="25", help="that the policy is about")
    given = parser.parse_args()
    show_all(given, policy_about(given.ports))


def show_all(given: argparse.Namespace, policies: PolicyOptions) -> None:
    modules = {name: Path(directory) for name, _, directory in [one.partition("=") for one in given.module]}
    rows = []
    for checkout in [one.resolve() for one in given.directory]:
        counts: Counter[str] = Counter()
        left = [str(one.relative_to(checkout)) for one in directories_of(checkout)]
        for inline_blocks in (True, False):
            with Oracle([checkout], modules, inline_blocks=inline_blocks) as oracle:
                for sub in [one for one in left if given.only in one]:
                    before = counts["planned"]
                    for line in compare(oracle, checkout, sub, policies, counts):
                        print(f"different: {line}", flush=True)
                    if counts["planned"] > before:
                        left.remove(sub)
        rows.append((checkout.name, [counts[word] for word in HEADINGS]))
    print("\n| checkout | " + " | ".join(HEADINGS) + " |\n|---" * 1 + "|---" * len(HEADINGS) + "|")
    for name, row in rows:
        print(f"| {name} | " + " | ".join(map(str, row)) + " |")


if __name__ == "__main__":
    main()

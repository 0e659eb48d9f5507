"""Compares our reading of real modules with terraform's plans of them, and prints a table:

    python -m tests.terraform.real_modules [--module NAMESPACE/NAME/PROVIDER=DIRECTORY …] DIRECTORY…

Each DIRECTORY is a checkout; its root, its examples and its modules are planned with the fake provider, data
sources unknown where terraform can plan so. Modules of the registry are served from the directories given. A
required variable, and one in NAMED, gets a plain value. Nothing of the checkouts is kept.
"""

from __future__ import annotations

import argparse
import re
import subprocess
from collections import Counter
from pathlib import Path

from smtp_iac.formats.terraform.syntax.bodies import Body
from tests.oracle.fakeaws.needed import blocks_of
from tests.oracle.fakeaws.oracle import Oracle

from .live import read_directory
from .planned import Comparison, compare

PLAIN = {
    "string": "oracle",
    "number": "1",
    "bool": "true",
    "list": "[]",
    "set": "[]",
    "map": "{}",
    "object": "{}",
    "any": "{}",
    "tuple": "[]",
}
NAMED = {"name": "oracle", "subnet_ids": '["subnet-oracle"]'}
HEADINGS = ("directories", "planned", "instances", "attributes", "different", "unknown")


class Report:
    """What was found in one checkout; refused: by directory, what terraform says."""

    def __init__(self) -> None:
        self.directories = 0
        self.refused: dict[str, str] = {}
        self.found = Comparison()
        self.unreadable: list[str] = []

    def row(self) -> list[int]:
        planned = self.directories - len(self.refused)
        found = self.found
        different, unknown = len(found.different), len(found.incomplete)
        return [self.directories, planned, found.instances, found.attributes, different, unknown]


def directories_of(checkout: Path) -> list[Path]:
    """The root, examples and modules; not what git ignores, nor fixtures of other tools."""
    found = {path.parent for path in checkout.rglob("*.tf") if ".terraform" not in path.parts}
    kept = ("examples", "modules", "example")
    return sorted(one for one in found if one == checkout or one.relative_to(checkout).parts[0] in kept)


def required(directory: Path) -> list[str]:
    """Arguments for the variables that have no default: the values that stand beside them, or plain ones."""
    beside = [path for path in sorted(directory.glob("*.tfvars")) if path.name != "terraform.tfvars"]
    if beside:
        return [f"-var-file={path.name}" for path in beside]
    arguments = []
    for path in sorted(directory.glob("*.tf")):
        for block in blocks_of(path):
            body = block.body()
            if block.type != "variable":
                continue
            name = block.labels[0]
            if body.attribute("default") is None or name in NAMED:
                arguments.append(f"-var={name}={NAMED.get(name) or plain(body)}")
    return arguments


def plain(body: Body) -> str:
    attribute = body.attribute("type")
    found = re.match(rb"\w+", attribute.text) if attribute is not None else None
    return PLAIN.get(found[0].decode() if found else "string", "oracle")


def measure(checkout: Path, modules: dict[str, Path], only: str) -> Report:
    """Each directory with data sources unknown; where terraform needs to know them, with placeholders."""
    report = Report()
    left = [str(one.relative_to(checkout)) for one in directories_of(checkout)]
    left = [sub for sub in left if only in sub]
    report.directories = len(left)
    for unknown_data in (True, False):
        report.refused = {}
        with Oracle([checkout], modules, unknown_data=unknown_data) as oracle:
            for sub in left:
                plan_one(oracle, checkout, sub, report)
        left = list(report.refused)
    return report


def plan_one(oracle: Oracle, checkout: Path, sub: str, report: Report) -> None:
    arguments = required(checkout / sub)
    try:
        plan, error = oracle.plan(checkout, sub, arguments)
    except subprocess.TimeoutExpired:
        plan, error = None, "takes too long"
    if plan is None:
        report.refused[sub] = error
        return
    reading = read_directory(oracle.copy(checkout) / sub, oracle.directory, arguments)
    found = compare(reading, plan)
    found.different = [f"{sub}: {line}" for line in found.different]
    found.gaps = [line if oracle.unknown_data else f"{line} (placeholder)" for line in found.gaps]
    report.found.add(found)
    reading.complete()
    report.unreadable += [f"{one.path}:{one.line}: {one.reason}" for one in reading.unreadable]


def show(name: str, report: Report) -> None:
    print(f"\n{name}")
    for sub, error in report.refused.items():
        print(f"  terraform refuses {sub}: {' '.join(error.split())[:300]}")
    for title, lines in (("different", report.found.different), ("unreadable", report.unreadable)):
        for line in lines:
            print(f"  {title}: {line[:500]}")
    reasons = Counter(line.split(": ", 1)[1].split("; terraform says")[0] for line in report.found.gaps)
    for reason, count in reasons.most_common():
        print(f"  unknown ({count}): {reason[:500]}")
    more = Counter(line.split(": ")[0].split(".")[-1] for line in report.found.more)
    for line, count in more.most_common():
        print(f"  known to us, unknown to terraform ({count}): {line[:200]}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("directory", nargs="+", type=Path)
    parser.add_argument("--module", action="append", default=[], metavar="NAMESPACE/NAME/PROVIDER=DIRECTORY")
    parser.add_argument("--only", default="", help="directories whose path contains this")
    given = parser.parse_args()
    pairs = [one.partition("=") for one in given.module]
    modules = {name: Path(directory) for name, _, directory in pairs}
    rows = []
    for checkout in given.directory:
        report = measure(checkout.resolve(), modules, given.only)
        show(checkout.name, report)
        rows.append((checkout.name, report.row()))
    print("\n| checkout | " + " | ".join(HEADINGS) + " |\n|---" * 1 + "|---" * len(HEADINGS) + "|")
    for name, row in rows:
        print(f"| {name} | " + " | ".join(map(str, row)) + " |", flush=True)


if __name__ == "__main__":
    main()

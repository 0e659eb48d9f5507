"""Measures whole runs beside what they cannot go below, and prints a table.

    .venv/bin/python -m benchmarks [--security-group DIR] [--monorepo DIR] [--templates DIR] [--others]
                                   [--runs N] [--write docs/performance.md]

DIR are checkouts of terraform-aws-modules/terraform-aws-security-group, cloudposse/terraform-aws-components
and aws-cloudformation/aws-cloudformation-templates. --others also runs python-hcl2 over each Terraform tree,
and checkov where it is on the PATH, which takes minutes. What is measured is the smtp-iac beside this Python.
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import tempfile
from argparse import ArgumentParser, Namespace
from pathlib import Path

from . import growth, hostile, others
from .corpora import make_foreign, make_trees
from .dominating import dominating
from .measuring import Measured, measured

BARE = [sys.executable, "-c", "pass"]
PROGRAM = str(Path(sys.executable).parent / "smtp-iac")
WALK = """
import os, sys
for directory, _, files in os.walk(sys.argv[1]):
    for name in files:
        if name.endswith((".tf", ".tfvars", ".yaml", ".yml", ".json", ".template")):
            with open(os.path.join(directory, name), "rb") as file:
                data = file.read()
"""
LOADER = "import yaml\nloader = yaml.CSafeLoader\n"
COMPOSE = """
                if b"Resources" in data and b"::" in data:
                    try:
                        yaml.compose(data, loader)
                    except Exception:
                        pass
"""
PLAN = """
import sys
from pathlib import Path
from benchmarks.large_plans import write
write(Path(sys.argv[1]), 20)
"""
LOADS = "import gc, json, sys; gc.disable(); json.loads(open(sys.argv[1], encoding='utf-8').read())"
HEADER = [
    "| run | ms | processor, ms | goal | measured | MB | dominated by |",
    "|---|---|---|---|---|---|---|",
]


class Row:
    """A run, and what it is compared with: `floor` is the name of a command, `most` how many times as long
    the run may take; without a floor, `most` are milliseconds, 0 for no goal."""

    def __init__(self, name: str, arguments: list[str], floor: str, most: float) -> None:
        self.name = name
        self.arguments = arguments
        self.floor = floor
        self.most = most

    def shown(self, times: dict[str, Measured], parts: str) -> str:
        own = times[self.name]
        if self.floor:
            goal = f"{self.most:g} x {self.floor}"
            ratio = own.processor / times[self.floor].processor
            result = f"{ratio:.1f} x{'' if ratio <= self.most else ', not met'}"
        elif not self.most:
            goal, result = "", f"{own.processor / times['python -c pass'].processor:.0f} x python -c pass"
        else:
            goal = f"{self.most:g} ms"
            result = "met" if own.processor <= self.most else "not met"
        cells = [self.name, f"{own.milliseconds:.0f}", f"{own.processor:.0f}", goal, result]
        return f"| {' | '.join(cells)} | {own.memory:.0f} | {parts} |"


def main() -> None:
    options = parse()
    with tempfile.TemporaryDirectory() as name:
        lines = [*machine(), "", *compared(options, Path(os.path.realpath(name)))]
    lines += ["", "## Growth", "", GROWTH, "", "```", *growth.table(options.runs), "```"]
    lines += ["", "## Hostile texts", "", HOSTILE, "", *hostile.table(options.runs)]
    text = "\n".join(lines) + "\n"
    print(text)
    if options.write:
        path = Path(options.write)
        kept, mark, _ = path.read_text().partition(MARK) if path.exists() else ("", MARK, "")
        path.write_text(f"{kept}{mark or MARK}\n\n{text}")


MARK = "<!-- below: written by `python -m benchmarks --write docs/performance.md` -->"
GROWTH = """Each measure of an estate whose exposures are known is doubled by itself; the findings and their
lines are checked. So are files of one directory, exposures of one file, groups of one instance, listeners of
one load balancer and groups before it, resources of one template, entries of one plan. Processor time in ms;
x is how much longer the double takes than the size before it, without what a run over one rule takes."""
OTHERS = "Other programs over the same trees, whole runs."
HOSTILE = "Each text and its double, processor time of whole runs."


def parse() -> Namespace:
    parser = ArgumentParser(prog="python -m benchmarks")
    for corpus in ("security-group", "monorepo", "templates", "write"):
        parser.add_argument(f"--{corpus}", default="")
    parser.add_argument("--others", action="store_true")
    parser.add_argument("--runs", type=int, default=5)
    return parser.parse_args()


def machine() -> list[str]:
    cores, load = os.cpu_count(), os.getloadavg()[0]
    python = f"Python {platform.python_version()}"
    return [
        f"{platform.system()} {platform.machine()}, {cores} cores, load {load:.1f} when it began, {python}."
    ]


def compared(options: Namespace, directory: Path) -> list[str]:
    trees = make_trees(directory)
    foreign = make_foreign(directory / "foreign")
    plan = directory / "plan.json"
    # by another process: what this one has in memory counts for each that it starts
    subprocess.run([sys.executable, "-c", PLAN, str(plan)], check=True)
    commands = {"python -c pass": BARE, "json.loads": [sys.executable, "-c", LOADS, str(plan)]}
    rows = [
        Row("--version", ["--version"], "python -c pass", 4),
        Row("--help", ["--help"], "python -c pass", 4),
        Row(
            "1,000 YAML and JSON files, nothing relevant",
            ["check", str(directory / "nothing")],
            "python -c pass",
            4,
        ),
        Row("an empty folder", ["check", str(directory / "empty")], "python -c pass", 4),
        Row("one group in a small module", ["check", str(directory / "one")], "python -c pass", 6),
        Row("a plan of 20 MB", ["check", str(plan)], "json.loads", 2),
    ]
    (directory / "empty").mkdir()
    commands["reading the manifests"] = [sys.executable, "-c", WALK, str(foreign)]
    rows.append(Row("1,000 manifests and workflows", ["check", str(foreign)], "reading the manifests", 2))
    for name in list(trees)[2:]:
        rows.append(Row(name, ["check", str(trees[name])], "", 0))
    if options.security_group:
        rows.append(Row("terraform-aws-security-group", ["check", options.security_group], "", 400))
    if options.monorepo:
        commands["reading the monorepo"] = [sys.executable, "-c", WALK, options.monorepo]
        rows.append(Row("terraform-aws-components", ["check", options.monorepo], "reading the monorepo", 5))
    if options.templates:
        commands["composing"] = [sys.executable, "-c", LOADER + WALK + COMPOSE, options.templates]
        rows.append(Row("aws-cloudformation-templates", ["check", options.templates], "composing", 2))
    floors = dict(commands)
    commands |= {row.name: [PROGRAM, *row.arguments] for row in rows}
    times = measured(commands, options.runs)
    lines = [*HEADER]
    lines += [
        f"| {name} | {times[name].milliseconds:.0f} | {times[name].processor:.0f} | | | | |"
        for name in floors
    ]
    lines += [row.shown(times, dominating(row.arguments)) for row in rows]
    if options.others:
        found = others.given(options.security_group, options.monorepo, options.templates)
        found = {others.ONE: str(trees[others.ONE]), **found}
        lines += ["", OTHERS, "", *others.table(found, options.runs)]
    return lines


if __name__ == "__main__":
    main()
